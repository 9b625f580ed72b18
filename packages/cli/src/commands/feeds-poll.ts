// `feeds poll`: hands a feed out now, and with --wait follows its articles to their lists.
//
//   poll ends → its pages are fetched → its articles have terms → the writer has applied the log up to here
//
// Each step is looked at only after the one before it, because each may add work to the next.
import { requireServices, type Context } from '../context.js';
import { CliError } from '../errors.js';
import { deadlineIn, waitFor, type Deadline } from '../io.js';
import { counted, isoTime, print, printable, printJson } from '../output.js';
import type { Feed, PollOutcome } from '@maylike/store';

/** How a poll may end well; every other status is an error's code. */
const goodStatuses: ReadonlySet<string> = new Set(['changed', 'unchanged', 'not_modified']);

/** What `feeds poll` takes beside the feed. */
export interface PollOptions {
  readonly wait?: true;
  /** Read all of it, even if it has not changed. */
  readonly anew?: true;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: true;
}

/**
 * Polls a feed now.
 *
 * @throws StoreError `feed_unknown`; CliError `service_missing` (nothing was changed), `failed` when the poll ended
 * in an error, `timeout` when its articles are not in their lists in time (they will be).
 */
export async function pollFeed(context: Context, id: string, options: PollOptions): Promise<void> {
  const { io, store, queues, config } = context;
  const startedAt = io.now();
  const { networkId } = await store.feeds.get(id);
  await requireServices(context, options.wait ? ['ingest', 'similarity'] : ['ingest']);
  const { isHandedOut, ...claimed } = await store.feeds.want(
    id,
    { anew: options.anew === true, requestsAtOnce: config.hostRequestsAtOnce },
    startedAt,
  );
  // Where its host has no slot free, ingest hands it out as the next one there.
  if (isHandedOut) await queues.addPolls([claimed]);
  if (!options.wait) {
    if (options.json) printJson(io, { feedId: id, status: 'queued' });
    else print(io, `${id} is being polled`);
    return;
  }
  const deadline = deadlineIn(io, options.timeout);
  const feed = await endOfPoll(context, id, claimed.pollNumber, deadline);
  const outcome = goodOutcomeOf(feed);
  await untilListed(context, networkId, articlesOf(feed, outcome), deadline);
  report(context, id, outcome, io.now() - startedAt, options);
}

async function endOfPoll(
  { io, store }: Context,
  id: string,
  pollNumber: number,
  deadline: Deadline,
): Promise<Feed> {
  return await waitFor(io, deadline, `for the poll of ${id} to end`, async () => {
    const feed = await store.feeds.get(id);
    return feed.finishedPoll >= pollNumber ? feed : undefined;
  });
}

/**
 * The articles to wait for: those that this poll touched, and all of the feed's last body. A feed that is added is due
 * at once, so that this poll may find nothing new while what the one before found is still on its way.
 */
function articlesOf({ memory }: Feed, { numbers, pages }: PollOutcome): number[] {
  return [...new Set([...numbers, ...pages, ...memory.numbers])];
}

function goodOutcomeOf({ id, url, lastOutcome, nextPollAt }: Feed): PollOutcome {
  if (lastOutcome !== null && goodStatuses.has(lastOutcome.status)) return lastOutcome;
  const status = lastOutcome?.status ?? 'unknown';
  const message = printable(lastOutcome?.message ?? 'no reason was kept');
  throw new CliError(
    'failed',
    `The poll of ${id} (${url}) failed: ${message} (${status}). ${nextTryInWords(nextPollAt)}`,
  );
}

const nextTryInWords = (at: number | null): string =>
  at === null ? 'It is not tried again by itself.' : `Next try: ${isoTime(at)}`;

async function untilListed(
  { io, store, queues }: Context,
  networkId: string,
  numbers: readonly number[],
  deadline: Deadline,
): Promise<void> {
  let pagesOpen = numbers;
  await waitFor(io, deadline, "for the articles' pages to be fetched", async () => {
    pagesOpen = await queues.pagesOpen(networkId, pagesOpen);
    return pagesOpen.length === 0 ? true : undefined;
  });
  let waiting = numbers;
  await waitFor(io, deadline, 'for the terms of its articles', async () => {
    waiting = await store.pending.amongWaiting(networkId, waiting);
    return waiting.length === 0 ? true : undefined;
  });
  const logEnd = await store.networks.logEnd(networkId);
  await waitFor(io, deadline, 'for the lists of its articles', async () =>
    (await store.networks.hasApplied(networkId, logEnd)) ? true : undefined,
  );
}

function report(
  { io }: Context,
  feedId: string,
  { status, items, created, changed }: PollOutcome,
  tookMs: number,
  options: PollOptions,
): void {
  if (options.json) {
    printJson(io, { feedId, status, items, created, changed, tookMs });
    return;
  }
  print(
    io,
    `${feedId}: ${status}, ${counted(items, 'item')}, ${created} new, ${changed} changed, in their lists after ${tookMs} ms`,
  );
}
