/**
 * Bytes to text. Order of belief: byte order mark, then the HTTP header, then the XML declaration
 * (RFC 7303 §3), then UTF-8. A body that says or defaults to UTF-8 but mostly is not gets the next
 * belief, at last windows-1252, which is what mislabelled bytes nearly always are; one broken
 * sequence in true UTF-8 costs one replacement character, not the whole text.
 */

/** Text of a body, and what was wrong with its encoding in words, or null. */
export interface DecodedBody {
  text: string;
  repair: string | null;
}

/** How far into the body an XML declaration may reach. */
const declarationBytesMax = 1_024;

function decoderFor(label: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(label);
  } catch {
    // An encoding that nobody knows is no information; the next belief decides.
    return null;
  }
}

/** The label of bytes that show their encoding themselves: a mark, or UTF-16's zero bytes. */
function shownLabel(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0x3c && second === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c) return 'utf-16be';
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
  // A declaration that can be read byte by byte cannot be in UTF-16.
  return /^(utf-?16|ucs-?2|iso-10646-ucs-2)/i.test(label) ? 'utf-8' : label;
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

/**
 * Decodes a feed's bytes. Never throws; linear in the bytes. `repair` names an encoding that the
 * bytes do not have.
 */
export function decodeBody(bytes: Uint8Array, contentType: string | undefined): DecodedBody {
  const labels = [shownLabel(bytes), headerLabel(contentType), declaredLabel(bytes), 'utf-8'];
  const repairs: string[] = [];
  for (const label of labels) {
    const decoder = label === null ? null : decoderFor(label);
    if (decoder === null) {
      if (label !== null) repairs.push(`the encoding "${label.slice(0, 40)}" is unknown`);
      continue;
    }
    const text = decoder.decode(bytes);
    if (decoder.encoding !== 'utf-8' || !text.includes('\ufffd')) {
      return { text, repair: repairs[0] ?? null };
    }
    const { whole, replaced } = countForeign(text);
    repairs.push('the text is not valid UTF-8');
    if (whole > replaced) return { text, repair: repairs[0] ?? null };
  }
  const marked = shownLabel(bytes) === 'utf-8';
  const unmarked = marked ? bytes.subarray(3) : bytes;
  return { text: new TextDecoder('windows-1252').decode(unmarked), repair: repairs[0] ?? null };
}
