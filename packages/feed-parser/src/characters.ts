/** What single characters may stay in a text, and how long a text may be. */

/**
 * The characters of windows-1252's bytes 0x80 to 0x9F, a blank for the five that have none. Written
 * out because Node 20's own decoder gives the C1 controls of ISO-8859-1 in their place.
 */
const windows1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/** C1 controls are windows-1252 punctuation, sent as a byte or numbered by it (`&#146;`). */
function fromC1(character: string): string {
  return windows1252.charAt(character.charCodeAt(0) - 0x80).trim();
}

/** A class of UTF-16 code units, made of numbers: written as characters, most of these cannot be seen. */
function classOf(ranges: readonly (readonly [first: number, last: number])[]): string {
  const escaped = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;
  return `[${ranges.map(([first, last]) => `${escaped(first)}-${escaped(last)}`).join('')}]`;
}

/** C0 without tab and line breaks, delete, C1: `\p{Cc}`, which takes five times as long in expressions with a `u`. */
const controls = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
] as const;

/** Soft hyphen, zero-width space, word joiner, byte order mark, directions, non-characters. */
const invisibles = [
  [0xad, 0xad],
  [0x200b, 0x200b],
  [0x202a, 0x202e],
  [0x2060, 0x2060],
  [0x2066, 0x2069],
  [0xfeff, 0xfeff],
  [0xfffe, 0xffff],
] as const;

const unwanted = new RegExp(classOf([...controls, ...invisibles]), 'g');
const control = new RegExp(classOf(controls));
const surrogate = /[\ud800-\udfff]/;
const halfSurrogates = /\p{Surrogate}/gu;

/**
 * Takes out what no reader sees or what harms one: control characters except tab and line breaks,
 * soft hyphens, zero-width spaces and marks, direction overrides and isolates, non-characters; replaces half
 * surrogate pairs by U+FFFD and C1 controls by what was meant. Joiners stay: scripts need them.
 */
export function cleanCharacters(text: string): string {
  const seen = text.replace(unwanted, (character) =>
    character >= '\u0080' && character <= '\u009f' ? fromC1(character) : '',
  );
  return surrogate.test(seen) ? seen.replace(halfSurrogates, '\ufffd') : seen;
}

/** Whether a text holds control characters other than tab and line breaks, or half a surrogate pair. */
export function isUnclean(text: string): boolean {
  return control.test(text) || (surrogate.test(text) && text.search(halfSurrogates) !== -1);
}

/** Cuts to a number of UTF-8 bytes, never inside a character. Linear in the bound. */
export function cutToBytes(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax || Buffer.byteLength(text) <= bytesMax) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytesMax));
  return text.slice(0, read);
}

/** More marks on one character than any script has are there to draw over what stands around. */
const stackedMarks = /(\p{M}{8})\p{M}+/gu;

/** A line whose characters have at most eight combining marks each. Linear. */
export function withoutStackedMarks(line: string): string {
  return line.replace(stackedMarks, '$1');
}
