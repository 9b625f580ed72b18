/**
 * Where a tag ends, for XML and HTML alike, whatever a stranger wrote. One scan, no regular
 * expression over the whole tag, no stack: the cost of all tags of a text together is linear.
 */

/** First character of a name, and the characters that continue it (XML 1.0 §2.3, in the plane
 * that names are written in); 256 at most, because what is longer is no name that anybody knows. */
const namePattern =
  /[:A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2c00-\u2fef\u3001-\ud7ff][-:A-Z_a-z.0-9\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u2c00-\u2fef\u3001-\ud7ff]{0,255}/y;

const nameCharactersMax = 256;

/** For each ASCII character, whether it may be in a name, and whether it may be the first of one. */
const asciiInName = Array.from({ length: 128 }, (_, code) =>
  /[-:A-Z_a-z.0-9]/.test(String.fromCharCode(code)),
);
const asciiStartsName = Array.from({ length: 128 }, (_, code) =>
  /[:A-Z_a-z]/.test(String.fromCharCode(code)),
);

function anyNameAt(text: string, at: number): string {
  namePattern.lastIndex = at;
  return namePattern.exec(text)?.[0] ?? '';
}

/** The name that starts at `at`, or the empty string. Almost all are ASCII, which needs no expression. */
export function nameAt(text: string, at: number): string {
  const first = text.charCodeAt(at);
  if (asciiStartsName[first] !== true) return first < 128 ? '' : anyNameAt(text, at);
  let end = at + 1;
  while (asciiInName[text.charCodeAt(end)] === true) end += 1;
  const isWhole = end - at <= nameCharactersMax && !(text.charCodeAt(end) >= 128);
  return isWhole ? text.slice(at, end) : anyNameAt(text, at);
}

/** Whether a tag's name may end before this place: before white space, `/` and `>`. */
export function isAfterName(text: string, at: number): boolean {
  const character = text.charAt(at);
  return character === '>' || character === '/' || character === ' ' || /^\s/.test(character);
}

/**
 * The index after the `>` of a tag whose inside starts at `at`, or -1 when another `<` or the end
 * comes first: then its `<` was text. A `>` between quotes does not end a tag; a quote that is
 * never closed is an ordinary character.
 */
export function tagEnd(text: string, at: number): number {
  for (let place = at; place < text.length; place += 1) {
    const mark = text.charAt(place);
    if (mark === '>') return place + 1;
    if (mark === '<') return -1;
    const closing = mark === '"' || mark === "'" ? text.indexOf(mark, place + 1) : -1;
    if (closing !== -1) place = closing;
  }
  return -1;
}

/** A piece of XML. `cut` is markup that never ends, `stray` one or more `<` that start no tag. */
export interface XmlToken {
  kind: 'text' | 'cdata' | 'open' | 'close' | 'stray' | 'comment' | 'doctype' | 'cut';
  start: number;
  end: number;
  /** The tag's name; empty for all other kinds. */
  name: string;
  /** Whether the tag closes itself (`<br/>`). */
  empty: boolean;
}

function bounded(text: string, kind: XmlToken['kind'], start: number, closing: string): XmlToken {
  const at = text.indexOf(closing, start + 2);
  if (at === -1) return { kind: 'cut', start, end: text.length, name: '', empty: false };
  return { kind, start, end: at + closing.length, name: '', empty: false };
}

function doctypeAt(text: string, start: number): XmlToken {
  const simple = bounded(text, 'doctype', start, '>');
  if (simple.kind === 'cut' || !text.slice(start, simple.end).includes('[')) return simple;
  const close = /\]\s*>/g;
  close.lastIndex = start;
  const match = close.exec(text);
  if (match === null) return { ...simple, kind: 'cut', end: text.length };
  return { ...simple, end: match.index + match[0].length };
}

/** The index of the last `<` of a run of them: only that one can start a tag. */
function strayRunEnd(text: string, start: number): number {
  const run = /<+(?=<)/y;
  run.lastIndex = start;
  return run.test(text) ? run.lastIndex : start;
}

function tagAt(text: string, start: number): XmlToken {
  const closes = text.charAt(start + 1) === '/';
  const nameStart = start + (closes ? 2 : 1);
  const name = nameAt(text, nameStart);
  const stray: XmlToken = { kind: 'stray', start, end: start + 1, name: '', empty: false };
  if (name === '') return { ...stray, end: Math.max(start + 1, strayRunEnd(text, start)) };
  const afterName = nameStart + name.length;
  if (afterName < text.length && !isAfterName(text, afterName)) return stray;
  const end = tagEnd(text, afterName);
  if (end === -1) {
    // With no other markup behind it, it is a tag that was cut off, not text.
    const hasMore = text.includes('<', start + 1);
    return hasMore ? stray : { ...stray, kind: 'cut', end: text.length };
  }
  const empty = !closes && text.charAt(end - 2) === '/';
  return { kind: closes ? 'close' : 'open', start, end, name, empty };
}

/** The piece of XML that starts at `at`, which must be inside the text. */
export function xmlTokenAt(text: string, at: number): XmlToken {
  if (text.charAt(at) !== '<') {
    const next = text.indexOf('<', at);
    const end = next === -1 ? text.length : next;
    return { kind: 'text', start: at, end, name: '', empty: false };
  }
  const second = text.charAt(at + 1);
  if (second === '?') return bounded(text, 'comment', at, '?>');
  if (second !== '!') return tagAt(text, at);
  if (text.startsWith('<!--', at)) return bounded(text, 'comment', at, '-->');
  if (text.startsWith('<![CDATA[', at)) return bounded(text, 'cdata', at, ']]>');
  return doctypeAt(text, at);
}
