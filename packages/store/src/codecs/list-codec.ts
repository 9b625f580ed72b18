// A neighbour list as bytes, little endian:
//
//   | format u8 | count u8 | own version mod 4096 u16 | bound.scoreE6 u32 | bound.number u32 | bound.publishedAt f64 |   20 bytes
//   | number u32 | scoreE6 << 12 | version mod 4096   u32 |                        8 bytes an entry
//
// A score is at most 1,000,000 and fits 20 bits; twelve bits of the version are enough to tell that an entry was made
// of another version of its article: an edit would have to happen 4,096 times between two looks to be missed.
import { LIST_LENGTH_MAX, type Bound } from '@maylike/tfidf';
import { StoreError } from '../errors.js';

const format = 1;
export const headerBytes = 20;
export const entryBytes = 8;
export const versionModulus = 4096;

/** An entry as stored: when its article was published stands with the article. */
export interface StoredEntry {
  readonly number: number;
  /** The version modulo 4096; compare with {@link versionTag}. */
  readonly versionTag: number;
  /** Cosine × 1,000,000, rounded. */
  readonly scoreE6: number;
}

/** A neighbour list as stored. */
export interface StoredList {
  /** Of the version of the list's own article that it was made of. */
  readonly versionTag: number;
  readonly bound: Bound;
  readonly entries: readonly StoredEntry[];
}

/** What of an article's version an entry keeps. */
export const versionTag = (version: number): number => version % versionModulus;

/** A list with the version of its own article that it was made of. */
export interface ArticleList {
  readonly version: number;
  readonly bound: Bound;
  readonly entries: readonly {
    readonly number: number;
    readonly version: number;
    readonly scoreE6: number;
  }[];
}

/** A list as it is written. */
export interface ListBytes {
  /** See {@link encodeList}. */
  readonly list: Buffer;
  /** See {@link encodeBest}; null where it is the same as what is stored. */
  readonly best: Buffer | null;
}

/**
 * How many of a list's numbers are kept beside it, for those who ask what an article's own neighbours are: evidence
 * reads five of each neighbour, diversity compares eight.
 */
export const bestNumbersMax = 8;

/** The numbers of the first entries of a list, 4 bytes each. */
export function encodeBest({ entries }: ArticleList): Buffer {
  const best = entries.slice(0, bestNumbersMax);
  const bytes = Buffer.alloc(4 * best.length);
  best.forEach(({ number }, i) => bytes.writeUInt32LE(number, 4 * i));
  return bytes;
}

/** The numbers that {@link encodeBest} kept, best first. @throws StoreError `data_corrupt`. */
export function decodeBest(bytes: Buffer): number[] {
  if (bytes.length % 4 !== 0 || bytes.length > 4 * bestNumbersMax)
    throw new StoreError('data_corrupt', 'beginning of a neighbour list');
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length; at += 4) numbers.push(bytes.readUInt32LE(at));
  return numbers;
}

/** Encodes a list of at most {@link LIST_LENGTH_MAX} entries. */
export function encodeList(list: ArticleList): Buffer {
  if (list.entries.length > LIST_LENGTH_MAX)
    throw new RangeError(`a list has at most ${LIST_LENGTH_MAX} entries`);
  const bytes = Buffer.alloc(headerBytes + entryBytes * list.entries.length);
  writeHeader(bytes, list.entries.length, list);
  list.entries.forEach((entry, i) => {
    const at = headerBytes + entryBytes * i;
    bytes.writeUInt32LE(entry.number, at);
    bytes.writeUInt32LE(entry.scoreE6 * versionModulus + versionTag(entry.version), at + 4);
  });
  return bytes;
}

/** Writes what stands before the entries. */
export function writeHeader(
  bytes: Buffer,
  count: number,
  { version, bound }: Pick<ArticleList, 'version' | 'bound'>,
): void {
  bytes.writeUInt8(format, 0);
  bytes.writeUInt8(count, 1);
  bytes.writeUInt16LE(versionTag(version), 2);
  bytes.writeUInt32LE(bound.scoreE6, 4);
  bytes.writeUInt32LE(bound.number, 8);
  bytes.writeDoubleLE(bound.publishedAt, 12);
}

function checked(bytes: Buffer): number {
  const count =
    bytes.length >= headerBytes && bytes.readUInt8(0) === format ? bytes.readUInt8(1) : -1;
  if (count < 0 || bytes.length !== headerBytes + entryBytes * count)
    throw new StoreError('data_corrupt', 'neighbour list');
  return count;
}

/** The bound of an encoded list. @throws StoreError `data_corrupt`. */
export function decodeBound(bytes: Buffer): Bound {
  checked(bytes);
  return {
    scoreE6: bytes.readUInt32LE(4),
    number: bytes.readUInt32LE(8),
    publishedAt: bytes.readDoubleLE(12),
  };
}

/** How many entries an encoded list has. @throws StoreError `data_corrupt`. */
export const decodeLength = (bytes: Buffer): number => checked(bytes);

/** What is kept of the version of an encoded list's own article. @throws StoreError `data_corrupt`. */
export function decodeVersionTag(bytes: Buffer): number {
  checked(bytes);
  return bytes.readUInt16LE(2);
}

/** An encoded list, whole. @throws StoreError `data_corrupt`. */
export function decodeList(bytes: Buffer): StoredList {
  const count = checked(bytes);
  const entries: StoredEntry[] = [];
  for (let i = 0; i < count; i++) {
    const at = headerBytes + entryBytes * i;
    const packed = bytes.readUInt32LE(at + 4);
    entries.push({
      number: bytes.readUInt32LE(at),
      versionTag: packed % versionModulus,
      scoreE6: Math.floor(packed / versionModulus),
    });
  }
  return { versionTag: bytes.readUInt16LE(2), bound: decodeBound(bytes), entries };
}
