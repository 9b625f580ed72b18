// `feeds import` and `feeds export`.
import { readFile, stat } from 'node:fs/promises';
import type { Site } from '@maylike/articles';
import { readFeedUrl } from '../arguments.js';
import type { Context } from '../context.js';
import { CliError, messageOf } from '../errors.js';
import { feedsOfOpml, opmlBytesMax, opmlOf, type OpmlFeed } from '../opml.js';
import { counted, printJson, printTable, say } from '../output.js';

/** What became of one feed of a file. */
interface ImportedFeed {
  readonly url: string;
  readonly title: string | null;
  readonly result: 'added' | 'there already' | 'refused';
  readonly feedId: string | null;
  /** Why it was refused. */
  readonly reason: string | null;
}

/**
 * Adds all feeds of a file that can be feeds by their address.
 *
 * @throws CliError `bad_data` when the file cannot be used (nothing was changed), or when some of its feeds were
 * refused (the others are added, and the report is printed).
 */
export async function importFeeds(
  context: Context,
  file: string,
  options: { readonly site: string; readonly json?: true },
): Promise<void> {
  const { io, store } = context;
  const site = await store.sites.get(options.site);
  const feeds = feedsOfOpml(await readText(file), file);
  const imported: ImportedFeed[] = [];
  for (const feed of feeds) imported.push(await importFeed(context, site, feed));
  const count = (result: ImportedFeed['result']): number =>
    imported.filter((feed) => feed.result === result).length;
  const [added, there, refused] = [count('added'), count('there already'), count('refused')];
  if (options.json) printJson(io, { added, thereAlready: there, refused, feeds: imported });
  else {
    printTable(
      io,
      ['RESULT', 'ID', 'URL', 'TITLE', 'REASON'],
      imported.map((feed) => [feed.result, feed.feedId, feed.url, feed.title, feed.reason ?? '']),
      '',
    );
    say(io, `${counted(added, 'feed')} added, ${there} there already, ${refused} refused`);
  }
  if (refused > 0)
    throw new CliError(
      'bad_data',
      `${file}: ${refused} of ${counted(feeds.length, 'feed')} refused`,
    );
}

async function importFeed(
  { io, store }: Context,
  site: Site,
  { url: given, title }: OpmlFeed,
): Promise<ImportedFeed> {
  const read = readFeedUrl(given);
  if ('reason' in read)
    return { url: given, title, result: 'refused', feedId: null, reason: read.reason };
  const settings = { fullText: 'never', pollEverySeconds: null, title } as const;
  const { feedId, isNew } = await store.feeds.add(site, read.url, settings, io.now());
  return { url: read.url, title, result: isNew ? 'added' : 'there already', feedId, reason: null };
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > opmlBytesMax)
      throw new CliError('bad_data', `${file} is larger than ${opmlBytesMax} bytes`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('bad_data', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** Writes the feeds of a site as OPML 2.0. */
export async function exportFeeds({ io, store }: Context, siteIdOrName: string): Promise<void> {
  const site = await store.sites.get(siteIdOrName);
  const feeds = await store.feeds.ofSite(site.id);
  io.stdout.write(opmlOf(`Feeds of ${site.name}`, feeds, io.now()));
}
