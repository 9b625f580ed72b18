/**
 * Bytes to text. What counts, in this order: the byte order mark, the HTTP header, the page's own
 * `<meta>`, then UTF-8 (HTML Standard, "determining the character encoding"). Where nothing is
 * declared and the bytes are no UTF-8 they are windows-1252, as browsers take them. Beyond the
 * standard, a `<meta>` that was left behind when a page was converted to UTF-8 is seen through.
 */
import { TextDecoder } from 'node:util';

/** Bytes in which a `<meta charset>` is looked for. The standard asks for 1,024; pages put more before. */
const metaBytesMax = 8_192;
/** Characters of two bytes and more that make UTF-8 certain: by chance, one page in a billion has them. */
const certainCharacters = 8;

/** Decodes a page; never throws, unreadable bytes become U+FFFD. */
export function decodePage(bytes: Uint8Array, contentType: string | undefined): string {
  const marked = byteOrderMark(bytes);
  if (marked !== null) return decodeWhole(marked, bytes);
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, metaBytesMax));
  const header = decoderOf(labelIn(contentType?.slice(0, 500) ?? ''));
  if (header !== null) return decodeWhole(header, bytes);
  const declared = metaDecoder(head);
  if (declared?.encoding === 'utf-8') return decodeWhole(declared, bytes);
  const utf8 = utf8Text(bytes);
  if (utf8 !== null && (declared === null || countForeign(utf8) >= certainCharacters)) return utf8;
  return decodeWhole(declared ?? new TextDecoder('windows-1252'), bytes);
}

function utf8Text(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: what is declared counts, or what browsers take where nothing is.
    return null;
  }
}

/** How many UTF-16 units are beyond ASCII. */
function countForeign(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7f) count += 1;
  return count;
}

/**
 * Node 20 decodes windows-1252 in one call as if it were Latin-1, which turns its quotes and dashes
 * (bytes 0x80 to 0x9F) into control characters; as a stream it decodes them rightly.
 */
function decodeWhole(decoder: TextDecoder, bytes: Uint8Array): string {
  return decoder.decode(bytes, { stream: true }) + decoder.decode();
}

function byteOrderMark(bytes: Uint8Array): TextDecoder | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder('utf-8');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  return null;
}

function labelIn(text: string): string | null {
  return /charset\s*=\s*["']?\s*([\w:.+-]{1,40})/i.exec(text)?.[1] ?? null;
}

function metaDecoder(head: string): TextDecoder | null {
  for (const [tag] of head.matchAll(/<meta\s[^>]{1,500}/gi)) {
    const found = decoderOf(labelIn(tag));
    // The tag was read byte by byte, so the page cannot be what it says there.
    if (found?.encoding.startsWith('utf-16') === true) return new TextDecoder('utf-8');
    if (found !== null) return found;
  }
  return null;
}

function decoderOf(label: string | null): TextDecoder | null {
  if (label === null) return null;
  try {
    return new TextDecoder(label);
  } catch {
    // A name that no one knows says nothing; the next source decides.
    return null;
  }
}
