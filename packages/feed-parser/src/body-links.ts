/** Links in the running text of an item's markup; which lines are that is decided where pages ask the same. */
import { hrefsInProse, type LinePiece } from '@maylike/articles';
import { hrefOf, linkEnd, linkStart, markedLines } from './html-text.js';

const linkEnds = new RegExp(`([${linkStart}${linkEnd}])`);
const linkTag = /<(?:[a-z]+:)?a\s/i;

/**
 * The addresses that running text links to, as written, in the order of the text. A link that goes over several lines is
 * in each of them; an address may come twice. Linear in the length.
 */
export function hrefsInText(html: string): string[] {
  if (!linkTag.test(html)) return [];
  const tags: string[] = [];
  const lines = markedLines(html, tags);
  const hrefs = tags.map(hrefOf);
  const found: string[] = [];
  let started = 0;
  let href: string | null = null;
  for (const marked of lines) {
    const pieces: LinePiece[] = [];
    for (const text of marked.split(linkEnds)) {
      if (text === linkStart) {
        href = hrefs[started] ?? '';
        started += 1;
      } else if (text === linkEnd) href = null;
      else pieces.push({ text, href });
    }
    found.push(...hrefsInProse(pieces));
  }
  return found;
}
