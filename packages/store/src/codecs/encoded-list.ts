// A neighbour list in the bytes it is stored as, changed in place.
//
// A new article enters about sixty older lists. As objects each of them is decoded, copied, cut and encoded again, four
// thousand objects for one article; as bytes an entry is a binary search and a move of half a kilobyte. What an insertion
// and a removal mean is said by `insertEntry` and `removeEntry` of `tfidf`: the same entries and the same bound come out.
import { endianness } from 'node:os';
import {
  comesBefore,
  LIST_LENGTH_MAX,
  LIST_REFILL_BELOW,
  NO_BOUND,
  type Bound,
  type Entry,
} from '@maylike/tfidf';
import {
  bestNumbersMax,
  decodeBound,
  decodeLength,
  decodeVersionTag,
  encodeList,
  entryBytes,
  headerBytes,
  versionModulus,
  versionTag,
  writeHeader,
  type ArticleList,
  type ListBytes,
} from './list-codec.js';

/** When the article of an entry was published; asked only where scores are equal. */
export type PublishedAt = (number: number) => number;

const entryWords = 2;
const wordsMax = entryWords * LIST_LENGTH_MAX;
const isLittleEndian = endianness() === 'LE';

const bytesOf = (words: Uint32Array): Buffer => Buffer.from(words.buffer);

function wordsOf(stored: Buffer): Uint32Array {
  const words = new Uint32Array(wordsMax);
  const bytes = bytesOf(words);
  stored.copy(bytes, 0, headerBytes);
  if (!isLittleEndian) bytes.swap32();
  return words;
}

/** One list. Not safe to share: whoever holds it changes it. */
export class EncodedList {
  /** The least place among the entries that was changed since the bytes were read or taken. */
  private changedFrom = 0;

  private constructor(
    /** The entries as they are stored, but in this machine's order of bytes. */
    private readonly words: Uint32Array,
    private readonly version: number,
    private length: number,
    private ownBound: Bound,
  ) {}

  /** A list that is not stored yet. */
  static of(list: ArticleList): EncodedList {
    const { version, entries, bound } = list;
    return new EncodedList(wordsOf(encodeList(list)), version, entries.length, bound);
  }

  /**
   * A stored list without the entries that are not to stay.
   *
   * @param isKept Asked for every entry.
   * @throws StoreError `data_corrupt`.
   */
  static read(stored: Buffer, isKept: (number: number, tag: number) => boolean): EncodedList {
    const length = decodeLength(stored);
    const words = wordsOf(stored);
    const list = new EncodedList(words, decodeVersionTag(stored), length, decodeBound(stored));
    list.changedFrom = Infinity;
    for (let place = list.length - 1; place >= 0; place--) {
      const tag = list.packedAt(place) % versionModulus;
      if (!isKept(list.numberAt(place), tag)) list.cutOut(place);
    }
    return list;
  }

  /** Up to where the list is complete. */
  get bound(): Bound {
    return this.ownBound;
  }

  /** Whether it is other than what was read, or taken last. */
  get isChanged(): boolean {
    return this.changedFrom < Infinity;
  }

  /** Whether it has become short and a query could make it longer; see `needsRefill`. */
  get needsRefill(): boolean {
    return this.length < LIST_REFILL_BELOW && comesBefore(this.ownBound, NO_BOUND);
  }

  /** See `insertEntry`. @returns Whether the bound is another one now. */
  insert(entry: Entry, publishedAt: PublishedAt): boolean {
    this.remove(entry.number);
    if (!comesBefore(entry, this.ownBound)) return false;
    const place = this.placeFor(entry, publishedAt);
    const isFull = this.length === LIST_LENGTH_MAX;
    if (isFull && place === LIST_LENGTH_MAX) {
      const { scoreE6, publishedAt: time, number } = entry;
      this.ownBound = { scoreE6, publishedAt: time, number };
      return true;
    }
    if (isFull) this.cutLast(publishedAt);
    const at = entryWords * place;
    this.words.copyWithin(at + entryWords, at, entryWords * this.length);
    this.words[at] = entry.number;
    this.words[at + 1] = entry.scoreE6 * versionModulus + versionTag(entry.version);
    this.length += 1;
    this.changedFrom = Math.min(this.changedFrom, place);
    return isFull;
  }

  /** See `removeEntry`. @returns Whether it was there. */
  remove(number: number): boolean {
    for (let place = 0; place < this.length; place++) {
      if (this.numberAt(place) !== number) continue;
      this.cutOut(place);
      return true;
    }
    return false;
  }

  /** The list as it is to be written: a copy, of the same version of its own article. */
  take(): ListBytes {
    const { length } = this;
    const list = Buffer.allocUnsafe(headerBytes + entryBytes * length);
    bytesOf(this.words).copy(list, headerBytes);
    if (!isLittleEndian) list.subarray(headerBytes).swap32();
    writeHeader(list, length, { version: this.version, bound: this.ownBound });
    const isBestStored = this.changedFrom >= bestNumbersMax;
    this.changedFrom = Infinity;
    return { list, best: isBestStored ? null : this.best() };
  }

  private best(): Buffer {
    const count = Math.min(bestNumbersMax, this.length);
    const best = Buffer.allocUnsafe(4 * count);
    for (let place = 0; place < count; place++) best.writeUInt32LE(this.numberAt(place), 4 * place);
    return best;
  }

  private placeFor(entry: Entry, publishedAt: PublishedAt): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.standsBefore(middle, entry, publishedAt)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private standsBefore(place: number, entry: Entry, publishedAt: PublishedAt): boolean {
    const scoreE6 = this.scoreAt(place);
    if (scoreE6 !== entry.scoreE6) return scoreE6 > entry.scoreE6;
    const number = this.numberAt(place);
    return comesBefore({ scoreE6, number, publishedAt: publishedAt(number) }, entry);
  }

  private cutLast(publishedAt: PublishedAt): void {
    const place = this.length - 1;
    const number = this.numberAt(place);
    this.ownBound = { scoreE6: this.scoreAt(place), number, publishedAt: publishedAt(number) };
    this.cutOut(place);
  }

  private cutOut(place: number): void {
    const at = entryWords * place;
    this.words.copyWithin(at, at + entryWords, entryWords * this.length);
    this.length -= 1;
    this.changedFrom = Math.min(this.changedFrom, place);
  }

  private numberAt(place: number): number {
    return this.words[entryWords * place] ?? 0;
  }

  private packedAt(place: number): number {
    return this.words[entryWords * place + 1] ?? 0;
  }

  private scoreAt(place: number): number {
    return Math.floor(this.packedAt(place) / versionModulus);
  }
}
