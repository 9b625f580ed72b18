// The links of a body as bytes: the alias keys of their addresses, 16 bytes each, in the order of the text.
//
// An alias key and not a number, because an article may link to one that is read later, or under an address that is
// learned to be an alias only then; and not an address, because a key has a fifth of its bytes.
import { isArticleId, type ArticleId } from '@maylike/articles';
import { StoreError } from '../errors.js';

const linkBytes = 16;

/**
 * Links kept of one article: an article that points to more is a round-up or a live blog, whose links say little of each
 * other. 512 bytes at most, a sixth of what an article may take; the usual one has two to five.
 */
export const linksMax = 32;

/** The first {@link linksMax} of them as bytes. @throws RangeError for what is no alias key. */
export function encodeLinks(links: readonly ArticleId[]): Buffer {
  const kept = links.slice(0, linksMax);
  const wrong = kept.find((link): boolean => !isArticleId(link));
  if (wrong !== undefined) throw new RangeError(`${wrong} is no alias key`);
  return Buffer.concat(kept.map((link) => Buffer.from(link, 'base64url')));
}

/** The inverse of {@link encodeLinks}. @throws StoreError `data_corrupt`. */
export function decodeLinks(bytes: Buffer): ArticleId[] {
  if (bytes.length % linkBytes !== 0) throw new StoreError('data_corrupt', 'links of an article');
  return Array.from({ length: bytes.length / linkBytes }, (_, place) =>
    bytes.toString('base64url', place * linkBytes, (place + 1) * linkBytes),
  );
}
