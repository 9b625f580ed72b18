// Which other pages an article's own text points to: an editor's word that they belong together. A label that nobody was
// asked for, so it is taken from running text only: a line that is all links is a list of other articles, which says
// what was new or popular when the page was made.
import { ArticleError } from './errors.js';
import { canonicalUrl } from './url.js';

/** A stretch of a line's text. */
export interface LinePiece {
  readonly text: string;
  /** The address that it links to, as written and empty where it is missing; null outside of links. */
  readonly href: string | null;
}

/**
 * Letters and digits outside of its links that make a line a sentence: about four words. Labels ("Read more on this:"),
 * dates and bullets before a link have fewer.
 */
const proseLettersMin = 20;

/**
 * Addresses taken of one text: a live blog points to some fifty pages, and an address may have 4,096 characters, so
 * that a feed of 500 items which is made of nothing else stays below 150 MB.
 */
export const linkedUrlsMax = 64;

/** Links looked at, most of them repetitions or no pages. */
const hrefsReadMax = 1_000;

const letter = /[\p{L}\p{N}]/u;
const letters = /[\p{L}\p{N}]+/gu;

/** Whether a line has enough outside of its links to be a sentence; reads no further than that takes. */
function isProse(line: readonly LinePiece[]): boolean {
  let count = 0;
  for (const { text, href } of line) {
    for (const [found] of href === null ? text.matchAll(letters) : []) {
      count += found.length;
      if (count >= proseLettersMin) return true;
    }
  }
  return false;
}

/** The addresses, as written, that a line of running text links to; none for a line that is all links. O(characters). */
export function hrefsInProse(line: readonly LinePiece[]): string[] {
  const linked = line.filter(({ href, text }) => href !== null && letter.test(text));
  return linked.length > 0 && isProse(line) ? linked.map(({ href }) => href ?? '') : [];
}

/**
 * The pages that links point to.
 *
 * @param hrefs As written, in the order of the text; places within the same page (`#note`) are left out.
 * @param base What relative addresses are relative to; null leaves them out.
 * @param own Addresses of the text's own page: they are left out.
 * @returns Canonical http(s) addresses, each once, in the order of the text, at most {@link linkedUrlsMax}. O(hrefs).
 */
export function linkedUrls(
  hrefs: readonly string[],
  base: string | null,
  own: readonly (string | null)[],
): string[] {
  const left = new Set(own.map((url) => (url === null ? null : canonicalUrlOrNull(url, null))));
  const found = new Set<string>();
  for (const href of hrefs.slice(0, hrefsReadMax)) {
    if (found.size >= linkedUrlsMax) break;
    const written = href.trim();
    const url =
      written === '' || written.startsWith('#') ? null : canonicalUrlOrNull(written, base);
    if (url !== null && !left.has(url)) found.add(url);
  }
  return [...found];
}

function canonicalUrlOrNull(raw: string, base: string | null): string | null {
  try {
    return base === null ? canonicalUrl(raw) : canonicalUrl(raw, base);
  } catch (error) {
    if (error instanceof ArticleError) return null;
    throw error;
  }
}
