/** Small pure helpers for text, URLs and dates from strangers. */
import { parseUrl } from '@maylike/articles';
import { urlCharsMax } from './limits.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Characters that no reader sees and that hide or reorder others: soft hyphens, zero widths, direction overrides. */
const unseen = /[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g;

/** A text without what no reader sees; joiners and marks of direction stay, scripts need them. */
export function withoutUnseen(text: string): string {
  return text.replace(unseen, '');
}

/**
 * One clean line: controls and runs of blanks become one blank, lone surrogates U+FFFD.
 *
 * @returns the line, cut to `bytesMax` UTF-8 bytes at a character's boundary; null if nothing is left.
 */
export function cleanLine(value: string | null | undefined, bytesMax: number): string | null {
  if (value === null || value === undefined) return null;
  // No character has less than one byte, so what is cut off first could not stay anyway.
  const line = withoutUnseen(value.slice(0, bytesMax * 4))
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line === '' ? null : cutUtf8(line, bytesMax).trimEnd();
}

/** The longest beginning of at most `bytesMax` UTF-8 bytes; well-formed whatever came in. Linear. */
export function cutUtf8(text: string, bytesMax: number): string {
  const bytes = new Uint8Array(Math.min(bytesMax, text.length * 3));
  const { written } = encoder.encodeInto(text, bytes);
  return decoder.decode(bytes.subarray(0, written));
}

/** An absolute http(s) URL without fragment, else null. */
export function httpUrl(value: string | null | undefined, base: string): string | null {
  if (value === null || value === undefined) return null;
  const text = value.trim();
  const url = text === '' || text.length > urlCharsMax ? null : parseUrl(text, base);
  if (url === null) return null;
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isHttp || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  // Spelled out in percent signs it may be longer than it was written.
  return url.href.length > urlCharsMax ? null : url.href;
}

const isoDate = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)?/;
const zone = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;
const mailDate =
  /^(?:[A-Za-z]{3,9},? )?\d{1,2} [A-Za-z]{3,9} \d{4} \d{2}:\d{2}(?::\d{2})? ?(?:Z|UTC|GMT|[+-]\d{4})$/;

/**
 * A date as ISO 8601 in UTC. Read are ISO dates (without a zone they are taken as UTC, so that the
 * answer does not depend on the machine's own) and those of mail and HTTP with a zone.
 *
 * @returns null for all else, and for years before 1970 or after 2199.
 */
export function isoUtc(value: string | null | undefined): string | null {
  const text = value?.trim() ?? '';
  if (text.length > 64) return null;
  let timeMs = Number.NaN;
  const iso = isoDate.exec(text);
  if (iso !== null) {
    const stamp = iso[0].replace(' ', 'T').replace(',', '.');
    const rest = text.slice(iso[0].length).trim();
    if (rest !== '' && !zone.test(rest)) return null;
    const isWholeDay = stamp.length === 10;
    const offset = rest === '' || isWholeDay || /^(?:UTC|GMT)$/i.test(rest) ? 'Z' : rest;
    timeMs = Date.parse(
      isWholeDay ? stamp : stamp + offset.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2'),
    );
  } else if (mailDate.test(text)) {
    timeMs = Date.parse(text);
  }
  return timeMs >= 0 && timeMs < Date.UTC(2200, 0) ? new Date(timeMs).toISOString() : null;
}

/** A language tag, lower-cased (`en_GB` → `en-gb`); null for what is none. */
export function languageTag(value: string | null | undefined): string | null {
  const tag = value?.trim().replaceAll('_', '-').toLowerCase() ?? '';
  return tag.length <= 35 && /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/.test(tag) ? tag : null;
}
