/**
 * HTML to plain text in one pass. Not a sanitiser: its output is text that must be escaped where
 * it is shown. Why own: all we want of markup is where the lines break, and the general tools take
 * seconds to minutes on nested or unclosed tags that a stranger may send.
 */
import { decodeHTML, decodeHTMLStrict } from 'entities';
import { cleanCharacters } from './characters.js';
import { nameAt, tagEnd } from './markup-tokens.js';
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

/** Stand for the ends of a link while a text is taken out of its markup; no clean text has them. */
export const linkStart = '\u0001';
export const linkEnd = '\u0002';
const linkMarks = new RegExp(`[${linkStart}${linkEnd}]`, 'g');

/**
 * Handles the `<` at `at`: adds what it means to the pieces, and the tag of a link that starts to `links`, and returns
 * where to go on.
 */
function passMarkup(html: string, at: number, pieces: string[], links: string[]): number {
  const second = html.charAt(at + 1);
  if (second === '!' || second === '?') return declarationEnd(html, at);
  const closes = second === '/';
  const tagName = nameAt(html, at + (closes ? 2 : 1));
  const afterName = at + (closes ? 2 : 1) + tagName.length;
  // "<me@example.com>" is no tag, and neither is "x<y".
  const isTag = tagName !== '' && /^[\s/>]$/.test(html.charAt(afterName));
  const end = isTag ? tagEnd(html, afterName) : -1;
  if (end === -1) {
    pieces.push('<');
    return at + 1;
  }
  const name = elementName(tagName);
  if (name === 'a') {
    pieces.push(closes ? linkEnd : linkStart);
    if (!closes) links.push(html.slice(at, end));
  }
  if (blockElements.has(name)) pieces.push('\n');
  else if (cellElements.has(name)) pieces.push(' ');
  else if (silentElements.has(name) && !closes && html.charAt(end - 2) !== '/') {
    pieces.push(' ');
    return silentEnd(html, end, name);
  }
  return end;
}

/** Lines without white space around or inside of them beyond single blanks; no empty ones. */
function tidyLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/**
 * The text a reader would see: entities decoded, scripts, styles, comments and fallbacks gone, one
 * line for each block, white space collapsed. A `<` that starts no tag stays. Time is linear in the
 * length for any input.
 */
export function htmlToText(html: string): string {
  return tidyLines(cleanCharacters(visibleText(withoutCdata(html))));
}

/**
 * The same lines before they are cleaned, with the ends of links marked by {@link linkStart} and {@link linkEnd}.
 *
 * @param links The tag of each link that is marked is added here, in their order.
 */
export function markedLines(html: string, links: string[] = []): string[] {
  return visibleText(withoutCdata(html.replace(linkMarks, '')), links).split('\n');
}

/** A marked line as {@link htmlToText} gives it; empty where it has no text. */
export function cleanLine(marked: string): string {
  return tidyLines(cleanCharacters(marked));
}

/** Wrappers that a double escape left in the HTML are taken off; their inside is what was meant. */
function withoutCdata(html: string): string {
  if (!html.includes('<![CDATA[')) return html;
  return html.replaceAll('<![CDATA[', '').replaceAll(']]>', '');
}

function visibleText(html: string, links: string[] = []): string {
  const pieces: string[] = [];
  const strays = new StrayBrackets();
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    const end = next === -1 ? html.length : next;
    const text = html.slice(at, end);
    const decoded = text.includes('&') ? decodeHTML(text).replace(linkMarks, '') : text;
    // A line break of the source is only white space; the lines come from the blocks.
    pieces.push(decoded.replace(/\s+/g, ' '));
    strays.pass(text);
    if (next === -1) break;
    at = passMarkup(html, next, pieces, links);
    if (at === next + 1) strays.add(pieces.length - 1, html.charAt(at));
    else strays.remove(pieces);
  }
  return pieces.join('');
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
 * The text of what a feed carries. Feeds declare HTML to be plain, send plain text where HTML is
 * due, and escape HTML twice, so the value itself is looked at: declared text with plain tags in
 * it is HTML, and HTML without a single tag, even after decoding, keeps its own lines.
 */
export function markupToText(markup: Markup): string {
  const html = htmlOf(markup);
  return html === null ? plainToText(markup.value) : htmlToText(html);
}

/** The HTML that a feed carries, by the same look; null where it is plain text. */
export function htmlOf({ value, kind }: Markup): string | null {
  if (kind === 'html' && value.includes('<')) return value;
  if (markupPattern.test(value)) return value;
  if (kind === 'html' && value.includes('&lt;')) {
    const decoded = decodeHTMLStrict(value);
    if (markupPattern.test(decoded)) return decoded;
  }
  return null;
}

/** The same on a single line, for titles and names. */
export function markupToLine(markup: Markup): string {
  return markupToText(markup).replaceAll('\n', ' ');
}

/** How many picture tags are looked at; the first ones are counters and icons at worst. */
const imageTagsMax = 10;

/** Characters of one picture tag; longer ones carry the picture itself. */
const imageTagCharactersMax = 4_096;

function attribute(tag: string, name: string): string | null {
  const pattern = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i');
  const match = pattern.exec(tag);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value === undefined ? null : decodeHTML(value);
}

/** Characters of a link's tag; an address of any use is shorter. */
const linkTagCharactersMax = 8_192;

/** The address of a link's tag as written; empty where it has none. */
export function hrefOf(tag: string): string {
  return tag.length > linkTagCharactersMax ? '' : (attribute(tag, 'href') ?? '');
}

/** Addresses of the first pictures in HTML, as written, without those of one pixel. Linear. */
export function imagesOfHtml(html: string): string[] {
  const found: string[] = [];
  const start = /<img\s/gi;
  for (let count = 0; count < imageTagsMax; count += 1) {
    const match = start.exec(html);
    if (match === null) break;
    const end = tagEnd(html, match.index + 1);
    if (end === -1 || end - match.index > imageTagCharactersMax) continue;
    const tag = html.slice(match.index, end);
    if (attribute(tag, 'width') === '1' || attribute(tag, 'height') === '1') continue;
    const source = attribute(tag, 'src') ?? attribute(tag, 'data-src');
    if (source !== null) found.push(source);
  }
  return found;
}
