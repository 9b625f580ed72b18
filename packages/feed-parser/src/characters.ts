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

/**
 * Takes out what no reader sees or what harms one: control characters except tab and line breaks,
 * soft hyphens, zero-width spaces and marks, direction overrides and isolates, non-characters; replaces half
 * surrogate pairs by U+FFFD and C1 controls by what was meant. Joiners stay: scripts need them.
 */
export function cleanCharacters(text: string): string {
  return text
    .replace(/\p{Cc}/gu, (character) => {
      if (character === '\t' || character === '\n' || character === '\r') return character;
      return character >= '\u0080' ? fromC1(character) : '';
    })
    .replace(/[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
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
