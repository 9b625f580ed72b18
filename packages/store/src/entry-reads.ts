// What applying log entries starts from, read for many of them in one round trip.
import type { ArticleNumber } from '@maylike/articles';
import { decodeTerms, type StoredTerms } from './codecs/terms-codec.js';
import type { NetworkKeys } from './keys.js';
import type { RedisClient } from './redis.js';

/** What stands in Redis for one entry of a log. */
export interface EntryRead {
  /** The terms that the entry brings; null for a removal, and where a later entry has dropped them. */
  readonly terms: StoredTerms | null;
  /** The story of its article, or null. */
  readonly story: ArticleNumber | null;
  /** Whether its article is out because of its age. */
  readonly isExpired: boolean;
}

/** Reads for some entries, in their order. One round trip. @throws StoreError `data_corrupt`. */
export async function readEntries(
  redis: RedisClient,
  keys: NetworkKeys,
  entries: readonly { readonly number: ArticleNumber; readonly version: number }[],
): Promise<EntryRead[]> {
  if (entries.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const { number, version } of entries) {
    pipeline.hgetBuffer(keys.terms, `${number}:${version}`);
    pipeline.hmget(keys.article(number), 'story', 'state');
  }
  const replies = (await pipeline.exec()) ?? [];
  const reply = (at: number): unknown => {
    const [error, value] = replies[at] ?? [null, null];
    if (error !== null) throw error;
    return value;
  };
  return entries.map((_entry, i) => {
    const terms = reply(2 * i);
    const fields = reply(2 * i + 1);
    const [story, state]: readonly unknown[] = Array.isArray(fields)
      ? (fields as readonly unknown[])
      : [];
    return {
      terms: Buffer.isBuffer(terms) ? decodeTerms(terms) : null,
      story: typeof story === 'string' ? Number(story) : null,
      isExpired: state === 'expired',
    };
  });
}
