/** A tree to plain text: a block a line, blanks collapsed. */
import { isDomElement, textNode, type DomElement } from './dom.js';

/** Elements that stand on lines of their own. */
const blocks: ReadonlySet<string> = new Set(
  (
    'address article blockquote body br caption dd details div dl dt fieldset figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody tfoot thead tr ul'
  ).split(' '),
);
const cells: ReadonlySet<string> = new Set(['td', 'th']);
const skipped: ReadonlySet<string> = new Set(
  'audio button canvas figcaption iframe math noscript object script select style svg template textarea video'.split(
    ' ',
  ),
);

/**
 * The text below an element.
 *
 * @returns its lines, none of them blank. Linear; recursion is bounded by the depth of the tree.
 */
export function linesOf(root: DomElement): string[] {
  const lines: string[] = [];
  let parts: string[] = [];
  const endLine = (): void => {
    const line = parts
      .join('')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim();
    if (line !== '') lines.push(line);
    parts = [];
  };
  const visit = (element: DomElement): void => {
    const isBlock = blocks.has(element.localName);
    if (isBlock) endLine();
    for (const child of element.childNodes) {
      if (child.nodeType === textNode) parts.push(child.textContent ?? '');
      else if (isDomElement(child) && !skipped.has(child.localName)) visit(child);
    }
    if (isBlock) endLine();
    else if (cells.has(element.localName)) parts.push(' ');
  };
  visit(root);
  endLine();
  return lines;
}
