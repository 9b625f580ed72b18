// `feeds import` and `feeds export`.
import { readFile, stat } from 'node:fs/promises';
import {
  feedsOfOpml,
  OpmlError,
  opmlBytesMax,
  opmlOf,
  type OpmlFeed,
} from '@maylike/feed-parser/opml';
import { importFeeds as addFeeds } from '@maylike/store';
import type { Context } from '../context.js';
import { CliError, messageOf } from '../errors.js';
import { counted, printJson, printTable, say } from '../output.js';

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
  const wished = feedsOf(await readText(file), file);
  const imported = await addFeeds(store.feeds, site, wished, io.now());
  const { added, thereAlready, refused, feeds } = imported;
  if (options.json) printJson(io, imported);
  else {
    printTable(
      io,
      ['RESULT', 'ID', 'URL', 'TITLE', 'REASON'],
      feeds.map((feed) => [feed.result, feed.feedId, feed.url, feed.title, feed.reason ?? '']),
      '',
    );
    say(io, `${counted(added, 'feed')} added, ${thereAlready} there already, ${refused} refused`);
  }
  if (refused > 0)
    throw new CliError(
      'bad_data',
      `${file}: ${refused} of ${counted(feeds.length, 'feed')} refused`,
    );
}

/** @throws CliError `bad_data`, naming the file. */
function feedsOf(text: string, file: string): OpmlFeed[] {
  try {
    return feedsOfOpml(text);
  } catch (error) {
    if (error instanceof OpmlError)
      throw new CliError('bad_data', `${file} ${error.message}`, { cause: error });
    throw error;
  }
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
