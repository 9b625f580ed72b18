// `feeds add`: tries the address through ingest, the only service that reaches the internet, and keeps it if it is a feed.
import type { FullTextMode } from '@maylike/articles';
import type { VisitAnswer } from '@maylike/queues';
import { requireServices, type Context } from '../context.js';
import { CliError, messageOf } from '../errors.js';
import { print, printable, printJson, say } from '../output.js';

/** What `feeds add` takes beside the address. */
export interface AddOptions {
  readonly site: string;
  readonly fullText: FullTextMode;
  readonly pollEvery?: number;
  /** False with `--no-try`. */
  readonly try: boolean;
  readonly json?: true;
}

type FeedFound = Extract<VisitAnswer, { ok: true }>;

/**
 * Adds a feed, or finds the one of this address.
 *
 * @param url In its canonical spelling.
 * @throws CliError `bad_data` with the named reason when it is no feed, `service_missing` when nobody can try it,
 * `timeout` when the answer did not come; nothing was changed then.
 */
export async function addFeed(context: Context, url: string, options: AddOptions): Promise<void> {
  const { io, store } = context;
  const site = await store.sites.get(options.site);
  const known = (await store.feeds.ofSite(site.id)).find((feed) => feed.url === url);
  if (known !== undefined) {
    report(context, { feedId: known.id, isNew: false, url }, null, options);
    return;
  }
  const found = options.try ? await tryFeed(context, url) : null;
  const settings = {
    fullText: options.fullText,
    pollEverySeconds: options.pollEvery ?? null,
    title: found?.title ?? null,
  };
  const added = await store.feeds.add(site, url, settings, io.now());
  report(context, { ...added, url }, found, options);
}

async function tryFeed(context: Context, url: string): Promise<FeedFound> {
  await requireServices(context, ['ingest']);
  const answer = await visit(context, url);
  if (answer.ok) return answer;
  const message = printable(answer.message);
  const reason = message.includes(url) ? message : `${url}: ${message}`;
  const lines = [`Not added: ${reason} (${answer.code}).`];
  if (answer.feeds.length > 0) {
    lines.push('It is a page that names these feeds:');
    for (const feed of answer.feeds)
      lines.push(
        `  ${printable(feed.url)}${feed.title === null ? '' : `  ${printable(feed.title)}`}`,
      );
  } else {
    lines.push('To add it without trying it: --no-try');
  }
  throw new CliError('bad_data', lines.join('\n'));
}

async function visit({ queues, openBlocking }: Context, url: string): Promise<VisitAnswer> {
  try {
    return await queues.visit({ kind: 'try-feed', url }, openBlocking());
  } catch (error) {
    throw new CliError(
      'timeout',
      `${url} could not be tried: ${messageOf(error)}. Nothing was added.`,
      { cause: error },
    );
  }
}

function report(
  { io }: Context,
  added: { readonly feedId: string; readonly isNew: boolean; readonly url: string },
  found: FeedFound | null,
  options: AddOptions,
): void {
  if (!added.isNew) say(io, `${added.url} is there already; its settings stay as they are.`);
  if (options.json) {
    printJson(io, { feedId: added.feedId });
    return;
  }
  if (found !== null)
    say(
      io,
      `${found.format}: ${printable(found.title ?? 'without a title')}, ${found.items} items`,
    );
  print(io, added.feedId);
}
