// Answers are cheap to look at again: a strong ETag of the bytes, and 304 where the caller has them already.
import { createHash } from 'node:crypto';
import type { Answer } from '@maylike/ranking';

/** Ages are told in whole hours, and what is dated ahead is shown late by this at most. */
export const freshSeconds = 60;
/** An answer that is not complete will be in a moment: a list of the latest must not stand for ten minutes. */
export const incompleteFreshSeconds = 2;
/** Ten minutes more while a new one is fetched, a day where nobody answers: a page shows a list, even an old one. */
const whileRevalidateSeconds = 600;
const ifErrorSeconds = 86_400;

/** What its Cache-Control follows from. */
interface Cacheable {
  readonly complete: boolean;
}

/** For how long an answer counts as right. */
export const freshSecondsOf = ({ complete }: Cacheable): number =>
  complete ? freshSeconds : incompleteFreshSeconds;

/**
 * The Cache-Control of an answer. Shared caches may keep it only where the key is part of the address: for all who have
 * that address. With the key in a header, the answer is its sender's alone.
 */
export function cachingOf(answer: Cacheable, isKeyInQuery: boolean): string {
  const seconds = freshSecondsOf(answer);
  if (!isKeyInQuery) return `private, max-age=${seconds}`;
  const shared = `public, max-age=${seconds}, s-maxage=${seconds}`;
  const revalidated = answer.complete ? `, stale-while-revalidate=${whileRevalidateSeconds}` : '';
  return `${shared}${revalidated}, stale-if-error=${ifErrorSeconds}`;
}

/** The Cache-Control of an answer that is given although it may be wrong by now. */
export const staleCachingOf = (isKeyInQuery: boolean): string =>
  cachingOf({ complete: false }, isKeyInQuery);

/**
 * What answers differ by, beside their address. The browser's origin: it is told whether it may read. A key in a header:
 * one client's own cache may serve several sites, whose pages may have the same address here.
 */
export const varyOf = (isKeyInQuery: boolean): string =>
  isKeyInQuery ? 'Origin' : 'Origin, Authorization';

/** The names under which a shared cache can drop an answer: its site, and each article that it is about or shows. */
export function surrogateKeysOf(siteId: string, { article, items }: Answer): string {
  const ids = new Set([
    ...(article === null ? [] : [article.id]),
    ...items.flatMap(({ id, alsoIn }) => [id, ...alsoIn.map((copy) => copy.id)]),
  ]);
  return [siteId, ...ids].join(' ');
}

/** The strong ETag of a body (RFC 9110, 8.8.3). */
export function entityTagOf(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
}

/** Whether an If-None-Match header names the tag; compared weakly, as RFC 9110, 13.1.2 asks. */
export function namesEntityTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header === tag || header.trim() === '*') return true;
  return header.split(',').some((named) => named.trim().replace(/^W\//, '') === tag);
}
