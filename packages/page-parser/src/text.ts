/** A tree to plain text: a block a line, blanks collapsed. */
import type { LinePiece } from '@maylike/articles';
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

/** A line of text, and what of it is in links. */
export interface TextLine {
  readonly text: string;
  /** The same text before its blanks were collapsed. */
  readonly pieces: readonly LinePiece[];
}

/**
 * The text below an element.
 *
 * @returns its lines, none of them blank. Linear; recursion is bounded by the depth of the tree.
 */
export function linesOf(root: DomElement): TextLine[] {
  const lines: TextLine[] = [];
  let pieces: LinePiece[] = [];
  const endLine = (): void => {
    const text = pieces
      .map((piece) => piece.text)
      .join('')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim();
    if (text !== '') lines.push({ text, pieces });
    pieces = [];
  };
  const visit = (element: DomElement, outerHref: string | null): void => {
    const isBlock = blocks.has(element.localName);
    const isLink = element.localName === 'a';
    const href = isLink ? (element.getAttribute('href') ?? '') : outerHref;
    if (isBlock) endLine();
    for (const child of element.childNodes) {
      if (child.nodeType === textNode) pieces.push({ text: child.textContent ?? '', href });
      else if (isDomElement(child) && !skipped.has(child.localName)) visit(child, href);
    }
    if (isBlock) endLine();
    else if (cells.has(element.localName)) pieces.push({ text: ' ', href: null });
  };
  visit(root, null);
  endLine();
  return lines;
}
