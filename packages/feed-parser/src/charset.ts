/**
 * Bytes to text. Order of belief: byte order mark or zero bytes, then the HTTP header, then the XML
 * declaration (RFC 7303 §3), then UTF-8. A body that says or defaults to UTF-8 but mostly is not
 * gets the next belief, at last the encoding that its bytes look like; one broken sequence in true
 * UTF-8 costs one replacement character, not the whole text. And a declaration that was left behind
 * when a body was converted to UTF-8 is seen through.
 */
import { guessCharset } from './guess-charset.js';

/** Text of a body, and what was wrong with its encoding in words, or null. */
export interface DecodedBody {
  text: string;
  /** What it was decoded from: a name of the Encoding Standard in lower case, or UTF-32's. */
  encoding: string;
  repair: string | null;
}

/** How far into the body an XML declaration may reach. */
const declarationBytesMax = 1_024;

/** Characters of two bytes and more that make UTF-8 certain: by chance, one body in a billion has them. */
const certainCharacters = 8;

type Decoder = InstanceType<typeof TextDecoder>;

function decoderFor(label: string): Decoder | null {
  try {
    return new TextDecoder(label);
  } catch {
    // An encoding that nobody knows is no information; the next belief decides.
    return null;
  }
}

/** The label of bytes that show their encoding themselves: a mark, or the zero bytes beside a `<`. */
function shownLabel(bytes: Uint8Array): string | null {
  const [first = 1, second = 1, third = 1, fourth = 1] = bytes;
  const start = ((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0;
  if (start === 0xfffe_0000 || start === 0x3c00_0000) return 'utf-32le';
  if (start === 0x0000_feff || start === 0x0000_003c) return 'utf-32be';
  if (start >>> 8 === 0xefbbbf) return 'utf-8';
  if (start >>> 16 === 0xfffe || start >>> 16 === 0x3c00) return 'utf-16le';
  if (start >>> 16 === 0xfeff || start >>> 16 === 0x003c) return 'utf-16be';
  return null;
}

function headerLabel(contentType: string | undefined): string | null {
  const match = /charset\s*=\s*["']?([^\s;"']+)/i.exec(contentType?.slice(0, 1_000) ?? '');
  return match?.[1] ?? null;
}

function declaredLabel(bytes: Uint8Array): string | null {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, declarationBytesMax));
  const label = /<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1];
  if (label === undefined) return null;
  // A declaration that can be read byte by byte has one byte a character.
  return /^(utf[-_]?(?:16|32)|ucs-?[24]|iso-10646-ucs-[24])/i.test(label) ? 'utf-8' : label;
}

/** The platform knows no UTF-32: its code points are rewritten as UTF-16. Linear. */
function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const units = new Uint16Array(2 * Math.ceil(bytes.length / 4));
  let length = 0;
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, littleEndian);
    if (code === 0xfeff && at === 0) continue;
    if (code > 0xffff && code <= 0x10ffff) {
      units[length] = 0xd800 + ((code - 0x10000) >> 10);
      units[length + 1] = 0xdc00 + ((code - 0x10000) & 0x3ff);
      length += 2;
    } else {
      units[length] = code > 0xffff ? 0xfffd : code;
      length += 1;
    }
  }
  return Buffer.from(units.buffer, 0, length * 2).toString('utf16le');
}

/** How many characters beyond ASCII came through, and how many were replaced. */
function countForeign(text: string): { whole: number; replaced: number } {
  let whole = 0;
  let replaced = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0xfffd) replaced += 1;
    else if (unit > 0x7f) whole += 1;
  }
  return { whole, replaced };
}

/** The text of bytes that are beyond doubt UTF-8, or null. */
function certainUtf8(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return countForeign(text).whole >= certainCharacters ? text : null;
  } catch {
    // Not UTF-8, as declared.
    return null;
  }
}

/** What bytes are that no belief could read: no encoding can be refused, so this one is last. */
function decodeGuessed(bytes: Uint8Array, repair: string | null): DecodedBody {
  const unmarked = shownLabel(bytes) === 'utf-8' ? bytes.subarray(3) : bytes;
  const decoder = new TextDecoder(guessCharset(unmarked) ?? 'windows-1252');
  return { text: decoder.decode(unmarked), encoding: decoder.encoding, repair };
}

/**
 * Decodes a feed's bytes. Never throws; linear in the bytes. `repair` names an encoding that the
 * bytes do not have.
 */
export function decodeBody(bytes: Uint8Array, contentType: string | undefined): DecodedBody {
  const shown = shownLabel(bytes);
  if (shown === 'utf-32le' || shown === 'utf-32be') {
    return { text: decodeUtf32(bytes, shown === 'utf-32le'), encoding: shown, repair: null };
  }
  const header = headerLabel(contentType);
  const declared = declaredLabel(bytes);
  const repairs: string[] = [];
  for (const label of [shown, header, declared, 'utf-8']) {
    const decoder = label === null ? null : decoderFor(label);
    if (decoder === null) {
      if (label !== null) repairs.push(`the encoding "${label.slice(0, 40)}" is unknown`);
      continue;
    }
    const { encoding } = decoder;
    const converted =
      label === declared && label !== header && encoding !== 'utf-8' ? certainUtf8(bytes) : null;
    if (converted !== null) {
      const repair = `the text is UTF-8, not "${encoding}" as it says`;
      return { text: converted, encoding: 'utf-8', repair };
    }
    const text = decoder.decode(bytes);
    if (encoding !== 'utf-8' || !text.includes('\ufffd')) {
      return { text, encoding, repair: repairs[0] ?? null };
    }
    const { whole, replaced } = countForeign(text);
    repairs.push('the text is not valid UTF-8');
    if (whole > replaced) return { text, encoding, repair: repairs[0] ?? null };
  }
  return decodeGuessed(bytes, repairs[0] ?? null);
}
