// `feeds show`: one feed with its last polls, and why it is polled when it is.
import { feedDetailView, type Feed, type HostState, type PollRecord } from '@maylike/store';
import type { Context } from '../context.js';
import { counted, isoTime, print, printable, printJson, printTable, shortTime } from '../output.js';

/** Shows a feed. @throws StoreError `feed_unknown`. */
export async function showFeed(
  context: Context,
  id: string,
  options: { readonly json?: true },
): Promise<void> {
  const { io, store } = context;
  const feed = await store.feeds.get(id);
  const [history, host, letters] = await Promise.all([
    store.feeds.history(id),
    store.hosts.state(feed.host, io.now()),
    store.letters.count(id),
  ]);
  if (options.json) printJson(io, feedDetailView(feed, { history, host, letters }));
  else show(context, feed, history, host, letters);
}

function show(
  { io }: Context,
  feed: Feed,
  history: readonly PollRecord[],
  host: HostState,
  letters: number,
): void {
  const title = feed.title === null ? '' : `  ${printable(feed.title)}`;
  print(io, `${feed.id}${title}`);
  print(io, `Address:    ${printable(feed.url)}`);
  for (const url of feed.formerUrls) print(io, `Before:     ${printable(url)}`);
  if (feed.redirect !== null) {
    const { url, polls, since } = feed.redirect;
    const words = `${printable(url)}, ${counted(polls, 'poll')} in a row since ${isoTime(since)}`;
    print(io, `Sent on to: ${words}`);
  }
  print(
    io,
    `Next poll:  ${shortTime(feed.nextPollAt) ?? 'never'}, ${printable(feed.nextPollReason)}`,
  );
  print(io, `Host:       ${hostInWords(host)}`);
  if (letters > 0)
    print(
      io,
      `Unreadable: ${counted(letters, 'dead letter')}, see maylike feeds letters ${feed.id}`,
    );
  print(io, '');
  printTable(
    io,
    ['POLL', 'STATUS', 'HTTP', 'BYTES', 'ITEMS', 'NEW', 'CHANGED', 'MS', 'MESSAGE', 'NEXT BECAUSE'],
    history.map((poll) => [
      shortTime(poll.at),
      poll.status,
      poll.httpStatus,
      poll.bytes,
      poll.items,
      poll.created,
      poll.changed,
      poll.tookMs,
      poll.message,
      poll.nextPollReason,
    ]),
    'It was not polled yet.',
  );
}

function hostInWords(host: HostState): string {
  const { underWay, pagesWaiting, blockedUntil, blockedReason, crawlDelayMs } = host;
  const parts = [
    `${printable(host.host)}, ${counted(underWay, 'request')} under way`,
    ...(pagesWaiting > 0 ? [`${counted(pagesWaiting, 'page')} waiting`] : []),
    ...(crawlDelayMs === null ? [] : [`Crawl-delay of ${crawlDelayMs / 1_000} s`]),
    ...(blockedUntil === null
      ? []
      : [`left alone until ${isoTime(blockedUntil)}: ${printable(blockedReason ?? '')}`]),
  ];
  return parts.join(', ');
}
