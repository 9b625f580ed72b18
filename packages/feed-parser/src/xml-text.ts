/**
 * What stands between tags and in attributes, whatever people wrote: bare ampersands, HTML's
 * entities, numbers of no character, attributes without quotes. References are resolved here and
 * the text handed to the parser in CDATA sections, which it reads ten times faster.
 */
import { decodeHTMLStrict } from 'entities';
import { cleanCharacters } from './characters.js';
import { FeedParseError } from './errors.js';
import {
  attributeCharactersMax,
  attributesMax,
  declaredEntitiesMax,
  declaredEntityCharactersMax,
  declaredEntityUsesMax,
} from './limits.js';
import { nameAt } from './markup-tokens.js';

/** Entities that the document type declares: their text, or null for those that may not be used. */
export type DeclaredEntities = ReadonlyMap<string, string | null>;

/** Told each kind of repair in words; well-formed input causes none. */
export type NoteRepair = (words: string) => void;

const xmlEntities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The entity of XML itself that a text has at a place, by its name: escaped HTML is full of them. */
function xmlEntityAt(text: string, at: number): string | null {
  if (text.startsWith('&lt;', at)) return 'lt';
  if (text.startsWith('&gt;', at)) return 'gt';
  if (text.startsWith('&amp;', at)) return 'amp';
  return text.startsWith('&quot;', at) ? 'quot' : null;
}

/** Escapes text for an attribute or for HTML so that it is read back as it is. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** Text as an XML parser reads it back: as it is where it is plain, else in a CDATA section. */
export function characterData(text: string): string {
  if (!/[&<]|\]\]>/.test(text)) return text;
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/**
 * The general entities of a document type. One whose text is another entity, markup, long, or kept
 * outside of the document maps to null: expanding those is how a small body becomes a huge one, or
 * reads a file.
 */
export function readDeclaredEntities(doctype: string): DeclaredEntities {
  const declared = new Map<string, string | null>();
  const pattern = /<!ENTITY\s+([\w.-]+)\s+(?:"([^"]*)"|'([^']*)'|SYSTEM|PUBLIC)/g;
  for (const [, name = '', double, single] of doctype.matchAll(pattern)) {
    if (declared.size >= declaredEntitiesMax) break;
    const text = double ?? single ?? null;
    const isHarmless =
      text !== null &&
      text.length <= declaredEntityCharactersMax &&
      !text.includes('<') &&
      !text.includes('%') &&
      /^(?:[^&]|&#x?[0-9a-fA-F]{1,6};)*$/.test(text);
    declared.set(name, isHarmless ? cleanCharacters(decodeHTMLStrict(text)) : null);
  }
  return declared;
}

/** The character of `&#…;`, or U+FFFD. */
function numericReference(digits: string, radix: 10 | 16, note: NoteRepair): string {
  const code = Number.parseInt(digits, radix);
  const isCharacter =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  if (isCharacter) return String.fromCodePoint(code);
  note('a reference to no character');
  return code < 0x20 ? '' : '\ufffd';
}

const referencePattern = /&(?:#(\d{1,8});|#[xX]([0-9a-fA-F]{1,7});|([A-Za-z_:][\w:.-]{0,63});)?/y;

/** Resolves the references of one document. */
export class References {
  readonly #note: NoteRepair;
  #declared: DeclaredEntities = new Map();
  #usesLeft = declaredEntityUsesMax;

  constructor(note: NoteRepair) {
    this.#note = note;
  }

  /** Makes the entities of a document type known. */
  declare(doctype: string): void {
    if (doctype.includes('<!ENTITY')) this.#declared = readDeclaredEntities(doctype);
  }

  /**
   * The text that XML text or an attribute's value stands for. A `&` that starts no reference, and
   * the name of an entity that nobody knows, stay as they are and are noted. Linear. Throws
   * FeedParseError `malformed` for a declared entity that may not be expanded, or not that often.
   */
  resolve(text: string): string {
    let resolved = '';
    let done = 0;
    for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', done)) {
      resolved += text.slice(done, at);
      const standard = xmlEntityAt(text, at);
      if (standard !== null) {
        resolved += xmlEntities.get(standard) ?? '';
        done = at + standard.length + 2;
        continue;
      }
      referencePattern.lastIndex = at;
      const [whole = '&', decimal, hexadecimal, name] = referencePattern.exec(text) ?? [];
      if (decimal !== undefined) resolved += numericReference(decimal, 10, this.#note);
      else if (hexadecimal !== undefined) resolved += numericReference(hexadecimal, 16, this.#note);
      else if (name !== undefined) resolved += this.#named(name, whole);
      else {
        this.#note('a bare "&"');
        resolved += whole;
      }
      done = at + whole.length;
    }
    return resolved + text.slice(done);
  }

  #named(name: string, reference: string): string {
    const standard = xmlEntities.get(name);
    if (standard !== undefined) return standard;
    const own = this.#declared.get(name);
    if (own !== undefined) return this.#own(name, own);
    const character = decodeHTMLStrict(reference);
    if (character === reference) this.#note('an unknown entity');
    return character;
  }

  #own(name: string, text: string | null): string {
    this.#usesLeft -= 1;
    if (text !== null && this.#usesLeft >= 0) return text;
    const reason = text === null ? 'is nested, long or external' : 'is used too often';
    throw new FeedParseError('malformed', `The document's own entity "${name}" ${reason}.`);
  }
}

/**
 * Attributes of a start tag in order of appearance, as written, the first of a name winning; at
 * most 100, the values cut at 8,192 characters.
 */
export function readAttributes(tag: string, note: NoteRepair): Map<string, string> {
  const attributes = new Map<string, string>();
  const value = /\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/y;
  let at = 1 + nameAt(tag, 1).length;
  while (at < tag.length && attributes.size < attributesMax) {
    const name = nameAt(tag, at);
    if (name === '') {
      if (!/[\s/>]/.test(tag.charAt(at))) note('a broken attribute');
      at += 1;
      continue;
    }
    value.lastIndex = at + name.length;
    const match = value.exec(tag);
    const [whole = '', double, single, bare] = match ?? [];
    if (match === null || bare !== undefined) note('an attribute without quotes');
    if (!attributes.has(name)) {
      const written = double ?? single ?? bare ?? '';
      attributes.set(name, written.slice(0, attributeCharactersMax));
    }
    at += name.length + whole.length;
  }
  return attributes;
}

/** Tags up to this length are checked whole by one expression; longer ones go the slow way. */
const plainTagCharactersMax = 2_000;
const plainTagPattern =
  /^<[^\s<>"'=/&]+(?:\s+[^\s<>"'=/&]+\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*\s*\/?>$/;

/** A start tag that a strict parser accepts; unchanged when it was one. */
export function repairTag(tag: string, references: References, note: NoteRepair): string {
  if (tag.length <= plainTagCharactersMax && plainTagPattern.test(tag)) return tag;
  const attributes = [...readAttributes(tag, note)].map(([name, value]) => {
    if (value.includes('<')) note('an unescaped "<"');
    return ` ${name}="${escapeXml(references.resolve(value))}"`;
  });
  return `<${nameAt(tag, 1)}${attributes.join('')}${tag.endsWith('/>') ? '/>' : '>'}`;
}
