/**
 * HTML to plain text in one pass. Not a sanitiser: its output is text that must be escaped where
 * it is shown. Why own: all we want of markup is where the lines break, and the general tools take
 * seconds to minutes on nested or unclosed tags that a stranger may send.
 */
import type { LinePiece } from '@maylike/articles';
import { decodeHTML, decodeHTMLStrict } from 'entities';
import { cleanCharacters } from './characters.js';
import { hrefOf } from './html-attributes.js';
import { isAfterName, nameAt, tagEnd } from './markup-tokens.js';
import type { Markup } from './types.js';

/** Elements whose inside is not text for a reader. */
const silentElements = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'iframe',
  'svg',
  'math',
  'textarea',
  'select',
]);

/** Elements that start and end a line. */
const blockElements = new Set(
  (
    'address article aside blockquote body br center dd details dialog div dl dt fieldset ' +
    'figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ' +
    'ol option p pre section summary table tbody tfoot thead title tr ul'
  ).split(' '),
);

/** Elements that part words but not lines. */
const cellElements = new Set(['td', 'th']);

/** The element's name without a namespace prefix, in lower case. */
function elementName(tagName: string): string {
  return tagName.slice(tagName.lastIndexOf(':') + 1).toLowerCase();
}

/** The index after the element's end tag; the end of the text where there is none. */
function silentEnd(html: string, at: number, name: string): number {
  const closing = new RegExp(`</(?:[a-z]+:)?${name}[^<>]*>`, 'gi');
  closing.lastIndex = at;
  const match = closing.exec(html);
  return match === null ? html.length : match.index + match[0].length;
}

/** The index after a comment, a declaration or a processing instruction. */
function declarationEnd(html: string, at: number): number {
  const closing = html.startsWith('<!--', at) ? '-->' : '>';
  // "<!-->" is an empty comment to a browser, so the search starts inside of the opening dashes.
  const end = html.indexOf(closing, at + 2);
  return end === -1 ? html.length : end + closing.length;
}

/** Where a link starts or ends. */
interface LinkEnd {
  /** How many pieces of text there are before it. */
  readonly place: number;
  /** The tag that starts it; null for an end. */
  readonly tag: string | null;
}

/** What is left of HTML when its markup is taken out. */
interface Visible {
  /** Text in order; a line break is a piece of its own, and is in no other. */
  readonly pieces: string[];
  readonly links: LinkEnd[];
}

/** Handles the `<` at `at`: adds what it means, and returns where to go on. */
function passMarkup(html: string, at: number, { pieces, links }: Visible): number {
  const second = html.charAt(at + 1);
  if (second === '!' || second === '?') return declarationEnd(html, at);
  const closes = second === '/';
  const tagName = nameAt(html, at + (closes ? 2 : 1));
  const afterName = at + (closes ? 2 : 1) + tagName.length;
  // "<me@example.com>" is no tag, and neither is "x<y".
  const isTag = tagName !== '' && isAfterName(html, afterName);
  const end = isTag ? tagEnd(html, afterName) : -1;
  if (end === -1) {
    pieces.push('<');
    return at + 1;
  }
  const name = elementName(tagName);
  if (name === 'a') links.push({ place: pieces.length, tag: closes ? null : html.slice(at, end) });
  if (blockElements.has(name)) pieces.push('\n');
  else if (cellElements.has(name)) pieces.push(' ');
  else if (silentElements.has(name) && !closes && html.charAt(end - 2) !== '/') {
    pieces.push(' ');
    return silentEnd(html, end, name);
  }
  return end;
}

/** White space other than single blanks, which are most of it and stay. */
const unevenSpace = /\s{2,}|[^\S ]/g;

/** Lines without white space around or inside of them beyond single blanks; no empty ones. */
function tidyLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(unevenSpace, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** What HTML says to a reader. */
export interface HtmlReading {
  /** See {@link htmlToText}. */
  readonly text: string;
  /**
   * The lines before they are cleaned, with the addresses that links have as written (empty where one has none). A link
   * that goes over several lines is in each of them. No lines where nothing is a link.
   */
  readonly lines: readonly (readonly LinePiece[])[];
}

/** Reads HTML once for all that is asked of it. Time is linear in the length for any input. */
export function readHtml(html: string): HtmlReading {
  const visible = visibleOf(withoutCdata(html));
  return { text: cleanLine(visible.pieces.join('')), lines: linkedLines(visible) };
}

/**
 * The text a reader would see: entities decoded, scripts, styles, comments and fallbacks gone, one
 * line for each block, white space collapsed. A `<` that starts no tag stays. Time is linear in the
 * length for any input.
 */
export function htmlToText(html: string): string {
  return readHtml(html).text;
}

/** A line's pieces, or whole lines, as {@link htmlToText} gives them; empty where there is no text. */
export function cleanLine(text: string): string {
  return tidyLines(cleanCharacters(text));
}

function linkedLines({ pieces, links }: Visible): LinePiece[][] {
  if (links.length === 0) return [];
  const lines: LinePiece[][] = [[]];
  let href: string | null = null;
  let from = 0;
  const take = (to: number): void => {
    for (const [place, text] of pieces.slice(from, to).join('').split('\n').entries()) {
      if (place > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ text, href });
    }
    from = to;
  };
  for (const { place, tag } of links) {
    take(place);
    href = tag === null ? null : hrefOf(tag);
  }
  take(pieces.length);
  return lines;
}

/** Wrappers that a double escape left in the HTML are taken off; their inside is what was meant. */
function withoutCdata(html: string): string {
  if (!html.includes('<![CDATA[')) return html;
  return html.replaceAll('<![CDATA[', '').replaceAll(']]>', '');
}

function visibleOf(html: string): Visible {
  const visible: Visible = { pieces: [], links: [] };
  const { pieces } = visible;
  const strays = new StrayBrackets();
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    const text = html.slice(at, next === -1 ? html.length : next);
    if (text !== '') {
      // A line break of the source is only white space; the lines come from the blocks.
      pieces.push((text.includes('&') ? decodeHTML(text) : text).replaceAll('\n', ' '));
      strays.pass(text);
    }
    if (next === -1) break;
    at = passMarkup(html, next, visible);
    if (at === next + 1) strays.add(pieces.length - 1, html.charAt(at));
    else strays.remove(pieces);
  }
  return visible;
}

/**
 * Each `<` that was taken for text, until its `>`: where markup is taken out in between, what is left would close up to
 * a tag that nobody wrote (`<im<b>g src=x>`). A browser sees no text there either.
 */
class StrayBrackets {
  #places: number[] = [];

  /** Notes the `<` at a place of the pieces, where the character behind it could begin a tag. */
  add(place: number, following: string): void {
    if (/[a-z!/?<]/i.test(following)) this.#places.push(place);
  }

  /** Takes notice of text. */
  pass(text: string): void {
    if (this.#places.length > 0 && text.includes('>')) this.#places = [];
  }

  /** Takes them out of the pieces. */
  remove(pieces: string[]): void {
    for (const place of this.#places) pieces[place] = ' ';
    this.#places = [];
  }
}

/** Plain text with its own line breaks; references that escaped twice are still resolved. */
function plainToText(text: string): string {
  const decoded = text.includes('&') ? decodeHTMLStrict(text) : text;
  return tidyLines(cleanCharacters(decoded.replace(/\r\n?/g, '\n')));
}

const markupPattern = /<\/[a-z][^<>]*>|<(?:br|p|img|hr|div)\b[^<>]*>/i;

/**
 * What a feed carries, as text with its links. Feeds declare HTML to be plain, send plain text where
 * HTML is due, and escape HTML twice, so the value itself is looked at: declared text with plain tags
 * in it is HTML, and HTML without a single tag, even after decoding, keeps its own lines.
 */
export function readMarkup(markup: Markup): HtmlReading {
  const html = htmlOf(markup);
  return html === null ? { text: plainToText(markup.value), lines: [] } : readHtml(html);
}

/** The HTML that a feed carries, by the same look; null where it is plain text. */
function htmlOf({ value, kind }: Markup): string | null {
  if (kind === 'html' && value.includes('<')) return value;
  if (markupPattern.test(value)) return value;
  if (kind === 'html' && value.includes('&lt;')) {
    const decoded = decodeHTMLStrict(value);
    if (markupPattern.test(decoded)) return decoded;
  }
  return null;
}

/** Words of ASCII with single blanks between them: neither markup nor anything to clean. */
const plainLine = /^[!-%'-;=-~]+(?: [!-%'-;=-~]+)*$/;

/** The text of what a feed carries on a single line, for titles and names. */
export function markupToLine(markup: Markup): string {
  if (plainLine.test(markup.value)) return markup.value;
  return readMarkup(markup).text.replaceAll('\n', ' ');
}
