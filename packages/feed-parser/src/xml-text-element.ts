/**
 * The inside of an element that holds text: where it ends and what it says, when people put HTML
 * into it unescaped, with or without closing it.
 */
import { xmlTokenAt, type XmlToken } from './markup-tokens.js';
import { textReadCharactersMax } from './limits.js';
import { escapeXml, type References } from './xml-text.js';

/** Elements whose inside is text, whatever tags are in it. */
export const textElements: ReadonlySet<string> = new Set([
  'title',
  'description',
  'summary',
  'content',
  'content:encoded',
  'fullitem',
  'subtitle',
  'tagline',
  'body',
  'xhtml:body',
  'dc:description',
  'dc:title',
  'itunes:summary',
  'itunes:subtitle',
  'media:title',
  'media:description',
]);

/** Elements that hold text elements: where one of these starts or ends, the text is over. */
const holders = new Set('rss channel item feed entry'.split(' '));

/**
 * Elements of feeds that HTML does not have: where one of these starts outside of all markup, the
 * text is over. Inside of markup they may be part of it, as metadata in a picture.
 */
const siblings = new Set(
  (
    'guid pubDate description category content:encoded dc:date dc:creator dc:subject published ' +
    'updated issued modified enclosure lastBuildDate managingEditor media:content ' +
    'media:thumbnail media:group comments'
  ).split(' '),
);

/** HTML has these too, but never inside of a title. */
const titleSiblings = new Set('link id author summary content title'.split(' '));

/** HTML elements without an end tag. */
const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

/** HTML elements that end where the next of their kind starts. */
const selfEndingElements = new Set('p li dt dd tr td th option'.split(' '));

/** What `readTextElement` found. */
export interface TextElement {
  /** The text: HTML as soon as there was a tag inside. At most 1,000,000 characters. */
  text: string;
  /** Index after the end tag, or of the tag that showed it to be missing. */
  end: number;
  /** Whether the element's own end tag was there. */
  closed: boolean;
  /** Whether every tag inside was closed in order. */
  balanced: boolean;
  /** Whether there was a `<` that started no tag. */
  stray: boolean;
  /** Whether the body ended inside. */
  cut: boolean;
  tooDeep: boolean;
}

interface Options {
  name: string;
  /** In XHTML a CDATA section is literal text; elsewhere it holds the HTML that was meant. */
  isXhtml: boolean;
  nestingLeft: number;
  references: References;
}

class InsideReader {
  readonly #text: string;
  readonly #options: Options;
  readonly #tokens: XmlToken[] = [];
  readonly #open: string[] = [];
  #hasMarkup = false;
  #balanced = true;
  #stray = false;
  #tooDeep = false;

  constructor(text: string, options: Options) {
    this.#text = text;
    this.#options = options;
  }

  read(start: number): TextElement {
    let at = start;
    while (at < this.#text.length) {
      const token = xmlTokenAt(this.#text, at);
      if (token.kind === 'cut') return this.#result(at, { closed: false, cut: true });
      if (this.#isOwnEnd(token)) return this.#result(token.end, { closed: true, cut: false });
      if (this.#isFeeds(token)) return this.#result(at, { closed: false, cut: false });
      if (token.kind === 'open') this.#takeOpen(token);
      if (token.kind === 'close') this.#takeClose(token.name);
      if (this.#tooDeep) return this.#result(at, { closed: false, cut: false });
      // What comes later is looked at for the element's end only.
      if (at - start < textReadCharactersMax) this.#tokens.push(token);
      this.#stray ||= token.kind === 'stray';
      at = token.end;
    }
    return this.#result(at, { closed: false, cut: true });
  }

  #isOwnEnd({ kind, name }: XmlToken): boolean {
    return kind === 'close' && name === this.#options.name && !this.#open.includes(name);
  }

  #isFeeds({ kind, name }: XmlToken): boolean {
    if (kind !== 'open' && kind !== 'close') return false;
    if (holders.has(name)) return true;
    if (this.#open.length > 0) return false;
    return siblings.has(name) || (this.#options.name === 'title' && titleSiblings.has(name));
  }

  #takeOpen({ name, empty }: XmlToken): void {
    this.#hasMarkup = true;
    const lower = name.toLowerCase();
    if (empty) return;
    const repeats = selfEndingElements.has(lower) && this.#open.at(-1) === name;
    if (voidElements.has(lower) || repeats) {
      this.#balanced = false;
      return;
    }
    this.#open.push(name);
    this.#tooDeep = this.#open.length > this.#options.nestingLeft;
  }

  #takeClose(name: string): void {
    this.#hasMarkup = true;
    const index = this.#open.lastIndexOf(name);
    if (index === -1 || index < this.#open.length - 1) this.#balanced = false;
    if (index !== -1) this.#open.length = index;
  }

  #result(end: number, { closed, cut }: { closed: boolean; cut: boolean }): TextElement {
    return {
      text: this.#tokens
        .map((token) => (this.#hasMarkup ? this.#html(token) : this.#plain(token)))
        .join('')
        .slice(0, textReadCharactersMax),
      end,
      closed,
      cut,
      balanced: this.#balanced && this.#open.length === 0,
      stray: this.#stray,
      tooDeep: this.#tooDeep,
    };
  }

  /** What a token says, without what is beyond the bound anyway. */
  #slice({ start, end }: XmlToken): string {
    return boundedText(this.#text.slice(start, end));
  }

  #plain(token: XmlToken): string {
    const { kind } = token;
    const value = this.#slice(token);
    if (kind === 'text') return this.#options.references.resolve(value);
    if (kind === 'cdata') return cdataInside(value);
    return kind === 'stray' ? value : '';
  }

  #html(token: XmlToken): string {
    const { kind } = token;
    const value = this.#slice(token);
    if (kind === 'comment' || kind === 'doctype') return '';
    if (kind === 'stray') return value.replaceAll('<', '&lt;');
    if (kind !== 'cdata') return value;
    return this.#options.isXhtml ? escapeXml(cdataInside(value)) : cdataInside(value);
  }
}

/** Text up to the bound, without the half of a reference at its end. */
export function boundedText(text: string): string {
  if (text.length <= textReadCharactersMax) return text;
  return text.slice(0, textReadCharactersMax).replace(/&[^&;]{0,40}$/, '');
}

/** The text of a CDATA section, or of its beginning. */
export function cdataInside(section: string): string {
  const inside = section.slice('<![CDATA['.length);
  return inside.endsWith(']]>') ? inside.slice(0, -']]>'.length) : inside;
}

/**
 * Reads the inside of a text element that starts at `start`. Without tags its references are
 * resolved; as soon as there is a tag the whole inside is HTML, in which they mean the same. Linear:
 * every character is looked at once and the caller goes on at `end`.
 */
export function readTextElement(text: string, start: number, options: Options): TextElement {
  return new InsideReader(text, options).read(start);
}
