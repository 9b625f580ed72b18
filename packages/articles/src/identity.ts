// Who an article is, and whether it changed. Both are hashes, so that keys stay short whatever a feed sends.
import { createHash } from 'node:crypto';
import type { ArticleContent, ArticleId, SiteId } from './model.js';

/** 128 bits: two of a billion articles collide with a probability below 10^-20. */
const identityBytes = 16;

function hash128(...parts: string[]): string {
  // Lengths in front of the parts: ("ab", "c") and ("a", "bc") are different things. One text is hashed: each call of
  // `update` costs more than the few bytes of a part.
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  const digest = createHash('sha256').update(text).digest();
  return digest.subarray(0, identityBytes).toString('base64url');
}

/**
 * The permanent id of an article first seen under this address; also the key under which any address of it is an
 * alias. 22 characters of base64url, of which the first is no hyphen: on a command line it would begin an option.
 *
 * @param url A canonical address; see `canonicalUrl`.
 */
export function articleIdOf(siteId: SiteId, url: string): ArticleId {
  return hash128('article', siteId, url).replace(/^-/, '_');
}

/** Whether a text has the shape of an {@link ArticleId}. */
export function isArticleId(text: string): text is ArticleId {
  return /^[A-Za-z0-9_-]{22}$/.test(text);
}

/**
 * The key of a feed's guid: bounded whatever the feed sends. White space around it does not count, case does.
 * 22 characters of base64url.
 */
export function guidKeyOf(guid: string): string {
  return hash128('guid', guid.trim());
}

const squeezed = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/**
 * A hash of everything about an article that a reader could see or that its terms are made of. Two contents that
 * differ in white space or Unicode composition alone have the same hash. `updatedAt` does not count: feeds touch it
 * without a change. 22 characters of base64url.
 */
export function contentHash(content: ArticleContent): string {
  return hash128(
    'content',
    content.url,
    squeezed(content.title),
    squeezed(content.summary),
    squeezed(content.text),
    content.publishedAt === null ? '' : String(content.publishedAt),
    JSON.stringify([content.authors, content.tags]),
    content.section ?? '',
    content.language ?? '',
    content.image ?? '',
    content.source ?? '',
  );
}
