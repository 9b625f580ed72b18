// Many feeds at once, as a list of them names them: each is added, found, or refused with its reason.
import { readFeedUrl, type Site } from '@maylike/articles';
import { StoreError } from './errors.js';
import type { Feeds } from './feeds.js';

/** What became of one feed of a list. */
export interface ImportedFeed {
  readonly url: string;
  readonly title: string | null;
  readonly result: 'added' | 'there already' | 'refused';
  readonly feedId: string | null;
  /** Why it was refused. */
  readonly reason: string | null;
}

/** What became of a list. */
export interface FeedImport {
  readonly added: number;
  readonly thereAlready: number;
  readonly refused: number;
  /** In the order of the list. */
  readonly feeds: readonly ImportedFeed[];
}

/**
 * Adds the feeds of a list that can be feeds by their address; none is tried. Doing it again adds nothing.
 *
 * @param wished Addresses as they stand in the list: not checked.
 */
export async function importFeeds(
  feeds: Feeds,
  site: Site,
  wished: readonly { readonly url: string; readonly title: string | null }[],
  now: number,
): Promise<FeedImport> {
  const imported: ImportedFeed[] = [];
  for (const one of wished) imported.push(await importFeed(feeds, site, one, now));
  const count = (result: ImportedFeed['result']): number =>
    imported.filter((feed) => feed.result === result).length;
  return {
    added: count('added'),
    thereAlready: count('there already'),
    refused: count('refused'),
    feeds: imported,
  };
}

async function importFeed(
  feeds: Feeds,
  site: Site,
  { url: given, title }: { readonly url: string; readonly title: string | null },
  now: number,
): Promise<ImportedFeed> {
  const refused = (reason: string): ImportedFeed => ({
    url: given,
    title,
    result: 'refused',
    feedId: null,
    reason,
  });
  const read = readFeedUrl(given);
  if ('reason' in read) return refused(read.reason);
  const settings = { fullText: 'never', pollEverySeconds: null, title } as const;
  try {
    const { feedId, isNew } = await feeds.add(site, read.url, settings, now);
    const result = isNew ? 'added' : 'there already';
    return { url: read.url, title, result, feedId, reason: null };
  } catch (error) {
    if (error instanceof StoreError && error.code === 'feeds_full') return refused(error.message);
    throw error;
  }
}
