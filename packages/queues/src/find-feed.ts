// The feed at an address, or the only one that the page there names.
import { readFeedUrl } from '@maylike/articles';
import type { VisitAnswer } from './jobs.js';

/** A feed that was found by trying addresses. */
export interface FoundFeed {
  /** Its address: the one that was given, or one that the page there named. */
  readonly url: string;
  readonly answer: Extract<VisitAnswer, { ok: true }>;
}

/** Why no feed was found. */
export interface NoFeed {
  /** The address that was tried last. */
  readonly url: string;
  readonly answer: Extract<VisitAnswer, { ok: false }>;
}

/**
 * Looks for a feed: at the address itself, and where that is a page that names one feed, there. Two visits at most.
 *
 * @param visit Tries an address; see `Queues.visit`.
 * @param url In its canonical spelling.
 * @throws Whatever `visit` throws.
 */
export async function findFeed(
  visit: (url: string) => Promise<VisitAnswer>,
  url: string,
): Promise<FoundFeed | NoFeed> {
  const answer = await visit(url);
  if (answer.ok) return { url, answer };
  const [only] = answer.feeds;
  const named = only === undefined || answer.feeds.length > 1 ? null : readFeedUrl(only.url);
  if (named === null || 'reason' in named) return { url, answer };
  const second = await visit(named.url);
  return second.ok ? { url: named.url, answer: second } : { url: named.url, answer: second };
}
