/**
 * What stands between tags and in attributes, made into what a strict XML parser accepts: bare
 * ampersands, HTML's entities, numbers of no character, attributes without quotes.
 */
import { decodeHTMLStrict } from 'entities';
import { FeedParseError } from './errors.js';
import { declaredEntitiesMax, declaredEntityCharactersMax } from './limits.js';
import { nameAt } from './markup-tokens.js';

/** Entities that the document type declares: their text, or null for those that may not be used. */
export type DeclaredEntities = ReadonlyMap<string, string | null>;

/** Told each kind of repair in words; well-formed input causes none. */
export type NoteRepair = (words: string) => void;

const xmlEntities = new Set(['amp', 'lt', 'gt', 'quot', 'apos']);

/** Escapes text so that an XML parser gives it back as it is. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
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
      /^(?:[^&]*|&#x?[0-9a-fA-F]{1,6};)$/.test(text);
    declared.set(name, isHarmless ? decodeHTMLStrict(text) : null);
  }
  return declared;
}

/** The replacement of `&#…;`: a character that XML knows, or U+FFFD. */
function numericReference(digits: string, radix: 10 | 16, note: NoteRepair): string {
  const code = Number.parseInt(digits, radix);
  const isCharacter =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  if (isCharacter) return `&#${code};`;
  note('a reference to no character');
  return code < 0x20 ? '' : '\ufffd';
}

function namedReference(name: string, declared: DeclaredEntities, note: NoteRepair): string {
  if (xmlEntities.has(name)) return `&${name};`;
  const own = declared.get(name);
  if (own === null) {
    throw new FeedParseError(
      'malformed',
      `The document refers to its own entity "${name}", which is nested, long or external.`,
    );
  }
  if (own !== undefined) return escapeXml(own);
  const reference = `&${name};`;
  const character = decodeHTMLStrict(reference);
  if (character !== reference) return escapeXml(character);
  note('an unknown entity');
  return `&amp;${name};`;
}

const referencePattern = /&(?:#(\d{1,8});|#[xX]([0-9a-fA-F]{1,7});|([A-Za-z_:][\w:.-]{0,63});)?/g;

/**
 * Text or an attribute's value with every `&` a reference that XML knows. Linear.
 * Throws FeedParseError `malformed` for a declared entity that may not be expanded.
 */
export function repairReferences(
  text: string,
  declared: DeclaredEntities,
  note: NoteRepair,
): string {
  if (!text.includes('&')) return text;
  return text.replace(
    referencePattern,
    (_: string, decimal?: string, hexadecimal?: string, name?: string) => {
      if (decimal !== undefined) return numericReference(decimal, 10, note);
      if (hexadecimal !== undefined) return numericReference(hexadecimal, 16, note);
      if (name !== undefined) return namedReference(name, declared, note);
      note('a bare "&"');
      return '&amp;';
    },
  );
}

/** Attributes of a start tag in order of appearance, as written, the first of a name winning. */
export function readAttributes(tag: string, note: NoteRepair): Map<string, string> {
  const attributes = new Map<string, string>();
  const value = /\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/y;
  let at = 1 + nameAt(tag, 1).length;
  while (at < tag.length) {
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
    if (!attributes.has(name)) attributes.set(name, double ?? single ?? bare ?? '');
    at += name.length + whole.length;
  }
  return attributes;
}

/** Tags up to this length are checked whole by one expression; longer ones go the slow way. */
const plainTagCharactersMax = 2_000;
const plainTagPattern =
  /^<[^\s<>"'=/&]+(?:\s+[^\s<>"'=/&]+\s*=\s*(?:"[^"<&]*"|'[^'<&]*'))*\s*\/?>$/;

/** A start tag that a strict parser accepts; unchanged when it was one. */
export function repairTag(tag: string, declared: DeclaredEntities, note: NoteRepair): string {
  if (tag.length <= plainTagCharactersMax && plainTagPattern.test(tag)) return tag;
  const attributes = [...readAttributes(tag, note)].map(([name, value]) => {
    if (value.includes('<')) note('an unescaped "<"');
    const escaped = repairReferences(value, declared, note)
      .replaceAll('<', '&lt;')
      .replaceAll('"', '&quot;');
    return ` ${name}="${escaped}"`;
  });
  return `<${nameAt(tag, 1)}${attributes.join('')}${tag.endsWith('/>') ? '/>' : '>'}`;
}
