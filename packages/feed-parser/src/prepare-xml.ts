/**
 * XML before any parser sees it: bounded, flat, and well-formed.
 *
 * A single linear pass that
 * - refuses nesting deeper than 64 and documents whose root is no feed,
 * - turns markup inside of text elements into escaped text, so that `<title>A <i>b</i> c</title>`
 *   and XHTML content keep their order and reach the reader as one HTML string:
 *
 *       <content type="xhtml"><div>a <b>c</b> d</div></content>
 *         ──▶  <content type="xhtml"><![CDATA[<div>a <b>c</b> d</div>]]></content>
 *
 * - calls every element of a known namespace by the name that the readers know, whatever prefix the
 *   feed has for it;
 * - heals what real feeds get wrong: bare ampersands, HTML's entities, unescaped or unclosed HTML
 *   in descriptions, missing end tags, text around the document, a body that was cut off.
 *
 * Everything healed is noted in words. A well-formed feed comes out meaning what it meant, without
 * its comments, document type and processing instructions.
 */
import { FeedParseError } from './errors.js';
import { elementsPerItemMax, itemsReadMax, nestingMax } from './limits.js';
import { xmlTokenAt, type XmlToken } from './markup-tokens.js';
import { localName, Namespaces } from './namespaces.js';
import { characterData, readAttributes, References, repairTag } from './xml-text.js';
import { boundedText, cdataInside, readTextElement, textElements } from './xml-text-element.js';

/** A document that a strict parser accepts. */
export interface PreparedXml {
  /** With a key in place of each long text: a parser looks at every character, and would find nothing in them. */
  xml: string;
  /** What the keys stand for. Each is the whole text of one element. */
  texts: ReadonlyMap<string, string>;
  /** Name of the root element: without a prefix, except `rdf:RDF` and its like. */
  rootName: string;
  rootAttributes: ReadonlyMap<string, string>;
  /** What was healed, each kind once. */
  repairs: string[];
  /** Items that start in the document. */
  itemsSeen: number;
  /** Items beyond those that are looked at. */
  itemsSkipped: number;
  /** 1 when the body ended inside of an item, which is then left out. */
  itemsCut: number;
  /** Items without an attribute, a child or a text, which are left out. */
  itemsEmpty: number;
}

interface OpenElement {
  /** As written. */
  name: string;
  /** As the readers know it. */
  plain: string;
  /** Whether it is one of the feed's items, not a copy of one inside of another. */
  isItem: boolean;
  /** How many pieces of output there were before its start tag. */
  mark: number;
  /** Whether it is beyond the number of elements that an item may have. */
  isSurplus: boolean;
}

const feedRoots = new Set(['rss', 'feed', 'rdf', 'channel']);

const itemNames = new Set(['item', 'entry']);

/** What items stand in. */
const holders = new Set(['rss', 'feed', 'rdf', 'channel']);

/** Elements whose own text nobody reads. */
const childrenOnly = new Set([...holders, ...itemNames, 'rdf:RDF']);

function refuseRoot(name: string, isHtml: boolean): never {
  const isPage = isHtml || localName(name).toLowerCase() === 'html';
  throw new FeedParseError(
    'not_a_feed',
    isPage
      ? 'The body is an HTML page, not a feed.'
      : `The body is XML whose root element is <${name.slice(0, 60)}>, which is no feed.`,
  );
}

/** How far into a body its feed may begin, behind a server's warnings or blank lines. */
const junkCharactersMax = 20_000;

/** Shorter texts are written where they stand: a key has its price too. */
const keptCharactersMin = 100;

/** Around a key. A control character, which no clean body has and no reference stands for. */
const keyMark = '\u0001';
const keyPattern = new RegExp(`${keyMark}\\d+${keyMark}`, 'g');

class Preparation {
  readonly #text: string;
  readonly #texts = new Map<string, string>();
  readonly #out: string[] = [];
  readonly #open: OpenElement[] = [];
  readonly #repairs = new Set<string>();
  readonly #namespaces = new Namespaces();
  #rootName: string | null = null;
  #isHtml = false;
  #hasChannel = false;
  #rootAttributes: ReadonlyMap<string, string> = new Map();
  #itemsSeen = 0;
  #itemsSkipped = 0;
  #itemsCut = 0;
  #itemsEmpty = 0;

  readonly #note = (words: string): void => {
    this.#repairs.add(words);
  };
  readonly #references = new References(this.#note);
  /** Text since the last tag, its references resolved. */
  #pending: string[] = [];
  /** Start tags since the last item began. */
  #elementCount = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(start: number): PreparedXml {
    if (start > 0) this.#note('text before the document');
    else if (/^\s+<\?xml\s/.test(this.#text.slice(0, junkCharactersMax)))
      this.#note('white space before the document');
    let at = start;
    while (at < this.#text.length && !this.#rootIsClosed()) {
      at = this.#take(xmlTokenAt(this.#text, at));
    }
    if (this.#rootName === null) {
      throw new FeedParseError('not_a_feed', 'The body is neither XML nor JSON.');
    }
    if (this.#open.length > 0) this.#closeCutOff();
    else this.#checkTail(at);
    if (!this.#hasChannel && (this.#itemsSeen > 0 || this.#isEmptyRoot())) this.#addChannel();
    return {
      xml: this.#out.join(''),
      texts: this.#texts,
      rootName: this.#namespaces.plain(this.#rootName),
      rootAttributes: this.#rootAttributes,
      repairs: [...this.#repairs],
      itemsSeen: this.#itemsSeen,
      itemsSkipped: this.#itemsSkipped,
      itemsCut: this.#itemsCut,
      itemsEmpty: this.#itemsEmpty,
    };
  }

  #rootIsClosed(): boolean {
    return this.#rootName !== null && this.#open.length === 0;
  }

  /** Handles one token and returns where the next one starts. */
  #take(token: XmlToken): number {
    const slice = this.#text.slice(token.start, token.end);
    switch (token.kind) {
      case 'text':
        this.#pending.push(this.#references.resolve(boundedText(slice)));
        break;
      case 'cdata':
        this.#pending.push(cdataInside(slice));
        break;
      case 'stray':
        if (this.#open.length > 0) this.#note('an unescaped "<"');
        this.#pending.push(slice);
        break;
      case 'open':
        this.#flush();
        return this.#takeOpen(token, slice);
      case 'close':
        this.#flush();
        this.#takeClose(token.name);
        break;
      case 'doctype':
        this.#isHtml ||= /^<!doctype\s+html/i.test(slice);
        this.#references.declare(slice);
        break;
      case 'comment':
        break;
      case 'cut':
        this.#note('the body is cut off');
        break;
    }
    return token.end;
  }

  /** Writes the text before a tag; outside of the root there is none, and blanks between fields say nothing. */
  #flush(): void {
    if (this.#pending.length === 0) return;
    const text = this.#pending.join('');
    this.#pending = [];
    const holder = this.#open.at(-1);
    if (text === '' || holder === undefined) return;
    if (childrenOnly.has(holder.plain) && text.trim() === '') return;
    this.#out.push(characterData(text));
  }

  #takeOpen(token: XmlToken, tag: string): number {
    const { name } = token;
    if (this.#rootName === null) this.#takeRoot(name, tag);
    else this.#namespaces.learn(tag);
    const plain = this.#namespaces.plain(name);
    this.#elementCount += 1;
    const isItem = itemNames.has(plain) && this.#startItem();
    if (localName(name) === 'channel') this.#hasChannel = true;
    this.#checkDepth(1);
    const mark = this.#out.length;
    const plainTag = plain === name ? tag : `<${plain}${tag.slice(1 + name.length)}`;
    const hasAttributes = tag.length > name.length + 2;
    this.#out.push(hasAttributes ? repairTag(plainTag, this.#references, this.#note) : plainTag);
    const isSurplus = this.#elementCount > elementsPerItemMax;
    if (isSurplus) this.#note('an item with too many elements');
    const element = { name, plain, mark, isItem, isSurplus };
    if (token.empty) {
      this.#leave(element);
      return token.end;
    }
    this.#open.push(element);
    if (this.#open.length === 1 || !textElements.has(plain)) return token.end;
    return this.#takeTextElement(token, tag);
  }

  /** The inside of a title, description, content: text, or markup that becomes text. */
  #takeTextElement(token: XmlToken, tag: string): number {
    const inside = readTextElement(this.#text, token.end, {
      name: token.name,
      isXhtml: tag.includes('xhtml'),
      nestingLeft: nestingMax - this.#open.length,
      references: this.#references,
    });
    if (inside.tooDeep) this.#checkDepth(nestingMax);
    if (!inside.balanced) this.#note('unescaped HTML');
    if (inside.stray) this.#note('an unescaped "<"');
    if (inside.cut) return this.#text.length;
    if (!inside.closed) this.#note('a missing end tag');
    this.#out.push(this.#keptText(inside.text));
    this.#closeLast();
    return inside.end;
  }

  /** An element's whole text as it is written into the document. */
  #keptText(text: string): string {
    if (text.length < keptCharactersMin || text.trim() === '') return characterData(text);
    const key = `${keyMark}${this.#texts.size}${keyMark}`;
    this.#texts.set(key, text);
    return key;
  }

  #takeRoot(name: string, tag: string): void {
    if (!feedRoots.has(localName(name).toLowerCase())) refuseRoot(name, this.#isHtml);
    this.#rootName = name;
    this.#namespaces.takeRoot(name, tag);
    this.#rootAttributes = readAttributes(tag, this.#note);
  }

  #takeClose(name: string): void {
    const lower = name.toLowerCase();
    const index = this.#open.findLastIndex(
      (element) => element.name === name || element.name.toLowerCase() === lower,
    );
    if (index === -1) {
      this.#note('an end tag without a start');
      return;
    }
    if (index < this.#open.length - 1) this.#note('a missing end tag');
    if (this.#open[index]?.name !== name) this.#note('an end tag in other letters');
    while (this.#open.length > index) this.#closeLast();
  }

  #closeLast(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    this.#out.push(`</${element.plain}>`);
    this.#leave(element);
  }

  /**
   * Makes room for an item: closes an item or a field of the channel that was never closed. False
   * for an item that some extension keeps inside of another one.
   */
  #startItem(): boolean {
    const last = this.#open.at(-1);
    if (last?.isItem !== true && this.#open.some(({ isItem }) => isItem)) return false;
    const holder = this.#open.findLastIndex(({ name }) =>
      holders.has(localName(name).toLowerCase()),
    );
    if (holder < this.#open.length - 1) {
      this.#note('a missing end tag');
      while (this.#open.length > holder + 1) this.#closeLast();
    }
    this.#itemsSeen += 1;
    this.#elementCount = 0;
    return true;
  }

  /** The end of an element: what is beyond a bound is taken out again. */
  #leave({ mark, isItem, isSurplus, plain }: OpenElement): void {
    const isEmpty = isItem && this.#isEmptySince(mark, plain);
    const isSkipped = isItem && !isEmpty && this.#itemsSeen - this.#itemsEmpty > itemsReadMax;
    if (isEmpty) this.#itemsEmpty += 1;
    if (isSkipped) this.#itemsSkipped += 1;
    if (isEmpty || isSkipped || isSurplus) this.#out.length = mark;
  }

  /** Whether the element that was written since a mark says nothing: neither inside nor in its tag. */
  #isEmptySince(mark: number, plain: string): boolean {
    const [start = '', ...rest] = this.#out.length > mark + 3 ? [] : this.#out.slice(mark);
    const inside = rest.slice(0, -1).join('');
    return /^[\s/]*>$/.test(start.slice(1 + plain.length)) && inside.trim() === '';
  }

  /** A root with nothing in it: a feed without items, not something else in a feed's clothes. */
  #isEmptyRoot(): boolean {
    if (this.#repairs.has('the body is cut off')) return false;
    return this.#elementCount === 1 && this.#out.slice(1, -1).join('').trim() === '';
  }

  /** A body that ends too early: the item it ends in is unsure and left out, the rest is closed. */
  #closeCutOff(): void {
    this.#note('the body is cut off');
    const index = this.#open.findIndex(({ isItem }) => isItem);
    const item = this.#open[index];
    if (item !== undefined) {
      this.#out.length = item.mark;
      this.#open.length = index;
      this.#itemsCut = 1;
    }
    while (this.#open.length > 0) this.#closeLast();
  }

  /** RSS whose items stand in the root, or RDF that lost its channel. */
  #addChannel(): void {
    const root = this.#namespaces.plain(this.#rootName ?? '');
    if (root !== 'rss' && root !== 'rdf:RDF') return;
    const [start = ''] = this.#out;
    const isRdf = root === 'rdf:RDF';
    if (start.endsWith('/>')) {
      this.#out.splice(0, 1, `${start.slice(0, -2)}>`, '<channel/>', `</${root}>`);
    } else if (isRdf) this.#out.splice(1, 0, '<channel/>');
    else {
      this.#out.splice(1, 0, '<channel>');
      this.#out.splice(-1, 0, '</channel>');
    }
    this.#note('a missing channel');
  }

  #checkTail(at: number): void {
    let next = at;
    while (next < this.#text.length) {
      const token = xmlTokenAt(this.#text, next);
      const isBlank = token.kind === 'text' && !/\S/.test(this.#text.slice(next, token.end));
      if (token.kind !== 'comment' && !isBlank) {
        this.#note('text after the document');
        return;
      }
      next = token.end;
    }
  }

  #checkDepth(more: number): void {
    if (this.#open.length + more <= nestingMax) return;
    throw new FeedParseError('malformed', `Elements are nested deeper than ${nestingMax} levels.`);
  }
}

/** Where the document starts: the first markup, or the feed's root behind other people's tags. */
function documentStart(text: string): number {
  const first = /<[?!A-Za-z]/.exec(text.slice(0, junkCharactersMax))?.index;
  if (first === undefined) return 0;
  const before = text.slice(0, first).trim();
  if (before === '' && !/^<(?:br|b|p|div|font)\b/i.test(text.slice(first, first + 10))) return 0;
  const root = /<(?:\?xml\s|(?:[\w-]+:)?(?:rss|feed|rdf)[\s>])/i.exec(
    text.slice(0, junkCharactersMax),
  );
  return root?.index ?? 0;
}

/** The document with every text in its place, for a parser that cannot be told of keys. Linear in the length. */
export function wholeXml({ xml, texts }: PreparedXml): string {
  return xml.replace(keyPattern, (key) => characterData(texts.get(key) ?? ''));
}

/**
 * Prepares a document, cleaned of control characters, for a strict XML parser. Linear in the length for any input.
 * Throws FeedParseError: `not_a_feed` (an HTML page, another root, no markup at all) or
 * `malformed` (nesting deeper than 64, an entity that must not be expanded).
 */
export function prepareXml(text: string): PreparedXml {
  return new Preparation(text).run(documentStart(text));
}
