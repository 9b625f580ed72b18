// `feeds add`: tries the address through ingest, the only service that reaches the internet, and keeps it if it is a feed.
import type { FullTextMode } from '@maylike/articles';
import { findFeed, type VisitAnswer } from '@maylike/queues';
import type { Context } from '../context.js';
import { CliError } from '../errors.js';
import { print, printable, printJson, say } from '../output.js';
import { refusalInWords, visit } from './visit.js';

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
 * Adds a feed, or finds the one of this address. The address of a page that names one feed adds that one.
 *
 * @param url In its canonical spelling.
 * @throws CliError `bad_data` with the named reason when it is no feed, `service_missing` when nobody can try it,
 * `timeout` when the answer did not come; nothing was changed then.
 */
export async function addFeed(context: Context, url: string, options: AddOptions): Promise<void> {
  const { io, store } = context;
  const site = await store.sites.get(options.site);
  const known = await store.feeds.findByUrl(site.id, url);
  if (known !== null) {
    report(context, { feedId: known.id, isNew: false, url }, null, options);
    return;
  }
  const { url: feedUrl, found } = options.try
    ? await requireFeed(context, url)
    : { url, found: null };
  const settings = {
    fullText: options.fullText,
    pollEverySeconds: options.pollEvery ?? null,
    title: found?.title ?? null,
  };
  const added = await store.feeds.add(site, feedUrl, settings, io.now());
  report(context, { ...added, url: feedUrl }, found, options);
}

/** The feed at an address, or the only one that the page there names. @throws CliError `bad_data`. */
async function requireFeed(
  context: Context,
  url: string,
): Promise<{ readonly url: string; readonly found: FeedFound }> {
  const { url: tried, answer } = await findFeed(async (address) => {
    if (address !== url) say(context.io, `${url} is a page; its feed is ${printable(address)}`);
    return await visit(context, address);
  }, url);
  if (!answer.ok) throw refused(tried, answer);
  return { url: tried, found: answer };
}

function refused(url: string, answer: Extract<VisitAnswer, { ok: false }>): CliError {
  const lines = refusalInWords(url, answer);
  const hint = answer.feeds.length > 0 ? [] : ['To add it without trying it: --no-try'];
  return new CliError('bad_data', [`Not added: ${lines.join('\n')}`, ...hint].join('\n'));
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
