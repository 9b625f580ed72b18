// The articles of one body, written one by one: the store's script is the unit that either happened or not.
import { ArticleError } from '@maylike/articles';
import { StoreError, type ClaimedFeed, type Feed, type UpsertResult } from '@maylike/store';
import { z } from 'zod';
import type { MappedItem } from './map-item.js';
import { NetworkLinks } from './network-links.js';
import type { Tools } from './tools.js';

/** Writes under way at once: enough to fill a round trip, few enough that other jobs' commands get through. */
const writesAtOnceMax = 16;

/** An item, and what writing it did; null where this one item cannot be stored, which has its reason then. */
export interface WrittenItem {
  readonly item: MappedItem;
  readonly result: UpsertResult | null;
  readonly fault: string | null;
}

/**
 * Writes the items, oldest first, so that a higher number is a younger article.
 *
 * @param items Newest first.
 * @returns The same items in the same order, each with its result.
 * @throws Any error of the connection, once nothing is under way any more: some items are written then, and writing
 * all of them again does no harm.
 */
export async function writeArticles(
  feed: Feed,
  claimed: ClaimedFeed,
  items: readonly MappedItem[],
  tools: Pick<Tools, 'store' | 'logger' | 'now'>,
): Promise<WrittenItem[]> {
  const hasLinks = items.some(({ links }) => links.length > 0);
  const network = { id: feed.siteId, networkId: feed.networkId };
  const links = new NetworkLinks(network, hasLinks ? await tools.store.sites.list() : []);
  const oldestFirst = items.toReversed();
  const written: WrittenItem[] = [];
  for (let start = 0; start < oldestFirst.length; start += writesAtOnceMax) {
    const batch = oldestFirst.slice(start, start + writesAtOnceMax);
    const outcomes = await Promise.allSettled(
      batch.map((item) => writeArticle(feed, claimed, item, links, tools)),
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') throw outcome.reason;
      written.push(outcome.value);
    }
  }
  return written.reverse();
}

async function writeArticle(
  feed: Feed,
  { pollNumber }: ClaimedFeed,
  item: MappedItem,
  links: NetworkLinks,
  { store, logger, now }: Pick<Tools, 'store' | 'logger' | 'now'>,
): Promise<WrittenItem> {
  const origin = {
    siteId: feed.siteId,
    networkId: feed.networkId,
    feed: { id: feed.id, pollNumber, guid: item.guid },
  };
  try {
    const linked = links.idsOf(item.links);
    const result = await store.articles.upsert(origin, item.content, now(), linked);
    return { item, result, fault: null };
  } catch (error) {
    if (!isFaultOfItem(error)) throw error;
    // One poison item must not keep the rest of its feed out for ever.
    logger.error({ err: error, feedId: feed.id, url: item.content.url }, 'an item is left out');
    return { item, result: null, fault: error.message };
  }
}

/** Errors that this item would cause again, and its neighbours would not. */
function isFaultOfItem(error: unknown): error is Error {
  return (
    error instanceof z.ZodError ||
    error instanceof ArticleError ||
    (error instanceof StoreError && error.code === 'data_corrupt')
  );
}
