/** What single characters may stay in a text, and how long a text may be. */

const windows1252 = new TextDecoder('windows-1252');

/** C1 controls are windows-1252 punctuation that somebody numbered by its byte (`&#146;`). */
function fromC1(character: string): string {
  const decoded = windows1252.decode(Uint8Array.of(character.charCodeAt(0)));
  return decoded === character ? '' : decoded;
}

/**
 * Takes out what no reader sees or what harms one: control characters except tab and line breaks,
 * soft hyphens, zero-width spaces and marks, direction overrides, non-characters; replaces half
 * surrogate pairs by U+FFFD and C1 controls by what was meant. Joiners stay: scripts need them.
 */
export function cleanCharacters(text: string): string {
  return text
    .replace(/\p{Cc}/gu, (character) => {
      if (character === '\t' || character === '\n' || character === '\r') return character;
      return character >= '\u0080' ? fromC1(character) : '';
    })
    .replace(/[\u00ad\u200b\u2060\ufeff\u202a-\u202e\ufffe\uffff]/g, '')
    .replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Cuts to a number of UTF-8 bytes, never inside a character. Linear in the bound. */
export function cutToBytes(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax || Buffer.byteLength(text) <= bytesMax) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytesMax));
  return text.slice(0, read);
}
