/**
 * The inside of an element that holds text: where it ends and what it says, when people put HTML
 * into it unescaped, with or without closing it.
 */
import { xmlTokenAt, type XmlToken } from './markup-tokens.js';
import { escapeXml } from './xml-text.js';

/** Elements whose inside is text, whatever tags are in it. */
export const textElements: ReadonlySet<string> = new Set([
  'title',
  'description',
  'summary',
  'content',
  'content:encoded',
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

/** HTML elements without an end tag. */
const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

/** HTML elements that end where the next of their kind starts. */
const selfEndingElements = new Set('p li dt dd tr td th option'.split(' '));

/** What `readTextElement` found. */
export interface TextElement {
  /** What to write in place of the inside; `text` still needs its references looked at. */
  pieces: { kind: 'text' | 'markup'; value: string }[];
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
}

class InsideReader {
  readonly #text: string;
  readonly #options: Options;
  readonly #tokens: XmlToken[] = [];
  readonly #open: string[] = [];
  #hasMarkup = false;
  #balanced = true;
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
      this.#tokens.push(token);
      at = token.end;
    }
    return this.#result(at, { closed: false, cut: true });
  }

  #isOwnEnd({ kind, name }: XmlToken): boolean {
    return kind === 'close' && name === this.#options.name && !this.#open.includes(name);
  }

  #isFeeds({ kind, name }: XmlToken): boolean {
    if (kind !== 'open' && kind !== 'close') return false;
    return holders.has(name) || (this.#open.length === 0 && siblings.has(name));
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
      pieces: this.#hasMarkup ? this.#asMarkup() : this.#asText(),
      end,
      closed,
      cut,
      balanced: this.#balanced && this.#open.length === 0,
      stray: this.#tokens.some(({ kind }) => kind === 'stray'),
      tooDeep: this.#tooDeep,
    };
  }

  #asText(): TextElement['pieces'] {
    const pieces: TextElement['pieces'] = [];
    for (const { kind, start, end } of this.#tokens) {
      const value = this.#text.slice(start, end);
      if (kind === 'text') pieces.push({ kind: 'text', value });
      else if (kind === 'cdata') pieces.push({ kind: 'markup', value });
      else if (kind === 'stray') pieces.push({ kind: 'markup', value: '&lt;' });
    }
    return pieces;
  }

  #asMarkup(): TextElement['pieces'] {
    const html = this.#tokens.map(({ kind, start, end }) => {
      const value = this.#text.slice(start, end);
      if (kind === 'comment' || kind === 'doctype') return '';
      if (kind === 'stray') return '&lt;';
      if (kind !== 'cdata') return value;
      const inside = value.slice('<![CDATA['.length, -']]>'.length);
      return this.#options.isXhtml ? escapeXml(inside) : inside;
    });
    const safe = html.join('').replaceAll(']]>', ']]]]><![CDATA[>');
    return [{ kind: 'markup', value: `<![CDATA[${safe}]]>` }];
  }
}

/**
 * Reads the inside of a text element that starts at `start`. Text without tags comes back as it
 * is; as soon as there is a tag the whole inside becomes one CDATA section of HTML. Linear: every
 * character is looked at once and the caller goes on at `end`.
 */
export function readTextElement(text: string, start: number, options: Options): TextElement {
  return new InsideReader(text, options).read(start);
}
