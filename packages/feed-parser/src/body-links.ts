/** Links in the running text of an item's markup; which lines are that is decided where pages ask the same. */
import { hrefsInProse } from '@maylike/articles';
import type { HtmlReading } from './html-text.js';

/**
 * The addresses that running text links to, as written, in the order of the text. A link that goes over several lines is
 * in each of them; an address may come twice. Linear in the length.
 *
 * @param lines As `readHtml` found them.
 */
export function hrefsInText(lines: HtmlReading['lines']): string[] {
  return lines.flatMap((line) => hrefsInProse(line));
}
