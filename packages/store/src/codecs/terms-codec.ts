// The terms of one version of an article as bytes, little endian:
//
//   | format u8 | text version u8 | count u16 | published f64 | id u32 × count | weighted count × 16, u16 × count |
//
// The time of publication travels with the terms, so that a cold start reads one hash and nothing else.
import type { Terms } from '@maylike/tfidf';
import { StoreError } from '../errors.js';

const format = 1;
const headerBytes = 12;
/** Weighted counts are sums of small weights: sixteenths are exact, and 4,095 of one term says no more than 4,000. */
const countScale = 16;
const scaledCountMax = 0xffff;
const termsMax = 0xffff;

/** An article's terms as stored. */
export interface StoredTerms {
  readonly terms: Terms;
  /** The version of the text pipeline that made them, 0 to 255. */
  readonly textVersion: number;
  /** When the article counts as published, ms since the epoch. */
  readonly publishedAt: number;
}

/** Encodes terms; counts are kept to a sixteenth and at least one sixteenth. */
export function encodeTerms(stored: StoredTerms): Buffer {
  const { ids, counts } = stored.terms;
  if (ids.length > termsMax) throw new RangeError(`an article has at most ${termsMax} terms`);
  const bytes = Buffer.alloc(headerBytes + 6 * ids.length);
  bytes.writeUInt8(format, 0);
  bytes.writeUInt8(stored.textVersion, 1);
  bytes.writeUInt16LE(ids.length, 2);
  bytes.writeDoubleLE(stored.publishedAt, 4);
  const countsAt = headerBytes + 4 * ids.length;
  ids.forEach((id, i) => {
    bytes.writeUInt32LE(id, headerBytes + 4 * i);
    const scaled = Math.round((counts[i] ?? 0) * countScale);
    bytes.writeUInt16LE(Math.min(scaledCountMax, Math.max(1, scaled)), countsAt + 2 * i);
  });
  return bytes;
}

/** The inverse of {@link encodeTerms}. @throws StoreError `data_corrupt`. */
export function decodeTerms(bytes: Buffer): StoredTerms {
  const length =
    bytes.length >= headerBytes && bytes.readUInt8(0) === format ? bytes.readUInt16LE(2) : -1;
  if (length < 0 || bytes.length !== headerBytes + 6 * length)
    throw new StoreError('data_corrupt', 'terms');
  // One allocation for both, as a restart decodes every article's: outside the heap each costs as much as its content.
  const content = new ArrayBuffer(8 * length);
  const ids = new Uint32Array(content, 0, length);
  const counts = new Float32Array(content, 4 * length, length);
  const countsAt = headerBytes + 4 * length;
  // Copied as they are: the index's memory is little endian too, so that no other machine gets this far.
  new Uint8Array(content).set(bytes.subarray(headerBytes, countsAt));
  for (let i = 0; i < length; i++) {
    const at = countsAt + 2 * i;
    counts[i] = ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) / countScale;
  }
  return {
    terms: { ids, counts },
    textVersion: bytes.readUInt8(1),
    publishedAt: bytes.readDoubleLE(4),
  };
}
