/**
 * Slots: where each article of an index lives, in segments of a fixed number of slots, in order of arrival.
 *
 * A slot that was left is given out again before a new one is opened. When two segments are less than half full and one
 * of them could take both, the emptier one is drained: each change of the index moves a few of its articles over, so
 * that no single change has to pay for the merge, until it is empty and its memory is given back.
 */
import type { Arena } from './arena.js';
import { TfidfError } from './errors.js';
import { SEGMENTS_MAX } from './kernel.js';
import { NO_BOUND, type Bound, type Entry } from './neighbour-list.js';
import { SlotTable } from './slot-table.js';
import type { Vector } from './vector.js';

/** Articles that one change of the index moves out of a segment that is being drained. */
const DRAIN_STEP = 4;

/** Two half-empty segments are joined only if this share of one is enough: the next arrivals must not split them again. */
const JOINED_SHARE_MAX = 0.9;

/**
 * Postings that are put in one go: as many as 3,000 articles have, of which then every common word's list is called once.
 * They take 24 bytes each while they are sorted, 12 MB.
 */
const BATCH_POSTINGS_MAX = 524_288;

/** The slots' fields lie in this order in a segment, as byte offsets of pointers; agreed with `assembly/segment.ts`. */
const FIELDS_AT = {
  numbers: 16,
  published: 20,
  versions: 24,
  boundScores: 28,
  boundPublished: 32,
  boundNumbers: 36,
} as const;

interface Segment {
  readonly index: number;
  /** Where its fields lie. */
  readonly at: number;
  /** Slots that were ever used: those from here on are empty. */
  opened: number;
  /** Slots below `opened` that are free. */
  readonly free: number[];
  isDraining: boolean;
  /** Element offsets of the fields in arrays of 4 or 8 bytes an element. */
  readonly numbers: number;
  readonly published: number;
  readonly versions: number;
  readonly boundScores: number;
  readonly boundPublished: number;
  readonly boundNumbers: number;
}

/** What is known of an article beside its vector. */
export interface SlotKey {
  readonly number: number;
  readonly version: number;
  readonly publishedAt: number;
}

/** What a slot is filled with. */
export interface SlotContent extends SlotKey {
  readonly vector: Vector;
}

/** A slot is `segment index × 65,536 + place`. */
export class Segments {
  readonly #arena: Arena;
  readonly #slots: number;
  readonly #segments: (Segment | undefined)[] = [];
  readonly #slotOf = new SlotTable();

  constructor(arena: Arena, slots: number) {
    this.#arena = arena;
    this.#slots = slots;
  }

  get size(): number {
    return this.#slotOf.size;
  }

  numbers(): Iterable<number> {
    return this.#slotOf.numbers();
  }

  slotOf(number: number): number | undefined {
    return this.#slotOf.get(number);
  }

  /** Posting lists of all segments. */
  get termCount(): number {
    let terms = 0;
    for (const { at } of this.all()) terms += this.#arena.kernel.termCount(at);
    return terms;
  }

  /** The segments, each with the slots a query has to look at. */
  *all(): Iterable<Segment> {
    for (const segment of this.#segments) if (segment !== undefined) yield segment;
  }

  /**
   * Puts the vector that lies in the query's place into a free slot.
   *
   * @throws TfidfError `memory_full`, with nothing changed.
   */
  put(key: SlotKey, bound: Bound, length: number): void {
    const { kernel } = this.#arena;
    const segment = this.#withRoom();
    const place = segment.free.pop() ?? segment.opened;
    const { idsAt, weightsAt } = this.#arena;
    const isIn = kernel.putVector(segment.index, place, idsAt, weightsAt, length) !== 0;
    this.#arena.refresh();
    if (!isIn) {
      if (place < segment.opened) segment.free.push(place);
      throw new TfidfError('memory_full', `the index has no room for article ${key.number}`);
    }
    segment.opened = Math.max(segment.opened, place + 1);
    this.#writeKey(segment, place, key);
    this.#writeBound(segment, place, bound);
    this.#slotOf.set(key.number, segment.index * 65_536 + place);
  }

  /**
   * Puts articles that are not here, and have no bound, into free slots: two thirds of the time that one after the
   * other takes.
   *
   * @throws TfidfError `memory_full`: the first of them are here, and the others are not.
   */
  putAll(articles: readonly SlotContent[]): void {
    for (let from = 0; from < articles.length;) {
      const segment = this.#withRoom();
      const room = segment.free.length + this.#slots - segment.opened;
      let to = from;
      let postings = 0;
      for (; to < articles.length && to - from < room; to += 1) {
        postings += articles[to]?.vector.ids.length ?? 0;
        if (to > from && postings > BATCH_POSTINGS_MAX) break;
      }
      this.#putBatch(segment, articles.slice(from, to));
      from = to;
    }
  }

  /** Puts at most as many articles as a segment has free slots. @throws TfidfError `memory_full`: none of them is here. */
  #putBatch(segment: Segment, articles: readonly SlotContent[]): void {
    const { opened } = segment;
    const free = [...segment.free];
    const places = articles.map(() => segment.free.pop() ?? segment.opened++);
    if (!this.#putVectors(segment, places, articles)) {
      segment.opened = opened;
      segment.free.splice(0, Infinity, ...free);
      throw new TfidfError('memory_full', `the index has no room for ${articles.length} articles`);
    }
    for (const [i, key] of articles.entries()) {
      const place = places[i] ?? 0;
      this.#writeKey(segment, place, key);
      this.#writeBound(segment, place, NO_BOUND);
      this.#slotOf.set(key.number, segment.index * 65_536 + place);
    }
  }

  /** Lays vectors side by side as `assembly/batch.ts` wants them. @returns False where the memory is full. */
  #putVectors(
    segment: Segment,
    places: readonly number[],
    articles: readonly SlotContent[],
  ): boolean {
    const { kernel } = this.#arena;
    const postings = articles.reduce((sum, { vector }) => sum + vector.ids.length, 0);
    const bytes = kernel.batchBytes(postings);
    if (kernel.reserve(bytes) === 0) return false;
    const at = kernel.allocate(bytes) >>> 0;
    this.#arena.refresh();
    const { words, singles } = this.#arena;
    let next = at >>> 2;
    for (const [i, { vector }] of articles.entries()) {
      const { length } = vector.ids;
      const slots = next + 2 * postings;
      words.set(vector.ids, next);
      singles.set(vector.weights, next + postings);
      words.fill(places[i] ?? 0, slots, slots + length);
      next += length;
    }
    const isIn = kernel.putBatch(segment.index, at, postings) !== 0;
    kernel.free(at, bytes);
    this.#arena.refresh();
    return isIn;
  }

  /** Takes an article out; its slot is free again. */
  remove(number: number): boolean {
    const slot = this.#slotOf.get(number);
    const segment = slot === undefined ? undefined : this.#segments[slot >>> 16];
    if (slot === undefined || segment === undefined) return false;
    this.#removeVector(slot);
    this.#slotOf.delete(number);
    segment.free.push(slot & 0xffff);
    return true;
  }

  /** The vector of a slot. O(postings of its terms). */
  readVector(slot: number): number {
    const { kernel } = this.#arena;
    const length = kernel.vectorLength(slot >>> 16, slot & 0xffff);
    this.#arena.makeRoom(length);
    kernel.readVector(slot >>> 16, slot & 0xffff, this.#arena.idsAt, this.#arena.weightsAt);
    return length;
  }

  keyAt(slot: number): SlotKey {
    const { segment, place } = this.#placeOf(slot);
    const { words, doubles } = this.#arena;
    return {
      number: words[segment.numbers + place] ?? 0,
      version: doubles[segment.versions + place] ?? 0,
      publishedAt: doubles[segment.published + place] ?? 0,
    };
  }

  entryAt(slot: number, scoreE6: number): Entry {
    const { segment, place } = this.#placeOf(slot);
    const { words, doubles } = this.#arena;
    return {
      number: words[segment.numbers + place] ?? 0,
      version: doubles[segment.versions + place] ?? 0,
      scoreE6,
      publishedAt: doubles[segment.published + place] ?? 0,
    };
  }

  boundAt(slot: number): Bound {
    const { segment, place } = this.#placeOf(slot);
    const { words, doubles } = this.#arena;
    return {
      scoreE6: words[segment.boundScores + place] ?? 0,
      publishedAt: doubles[segment.boundPublished + place] ?? 0,
      number: words[segment.boundNumbers + place] ?? 0,
    };
  }

  setBoundAt(slot: number, bound: Bound): void {
    const { segment, place } = this.#placeOf(slot);
    this.#writeBound(segment, place, bound);
  }

  /** Goes on with a merge, or begins one where it is due. To be called once after each change. */
  settle(): void {
    if (this.#segments.length < 2) return;
    const draining = this.#segments.find((segment) => segment?.isDraining);
    if (draining !== undefined) {
      this.#drain(draining);
      return;
    }
    const live = [...this.all()]
      .map((segment) => ({ segment, count: segment.opened - segment.free.length }))
      .sort((a, b) => a.count - b.count);
    const [least, next] = live;
    if (least === undefined || next === undefined) return;
    const isDue =
      next.count * 2 < this.#slots && least.count + next.count <= this.#slots * JOINED_SHARE_MAX;
    if (isDue) least.segment.isDraining = true;
  }

  #drain(segment: Segment): void {
    for (let step = 0; step < DRAIN_STEP && segment.opened > 0; segment.opened -= 1) {
      const place = segment.opened - 1;
      const slot = segment.index * 65_536 + place;
      if (this.#slotOf.get(this.keyAt(slot).number) !== slot) continue;
      this.#move(slot);
      step += 1;
    }
    if (segment.opened > 0) return;
    this.#arena.kernel.destroySegment(segment.index);
    this.#segments[segment.index] = undefined;
  }

  #move(slot: number): void {
    const key = this.keyAt(slot);
    const bound = this.boundAt(slot);
    const length = this.readVector(slot);
    this.#arena.kernel.removeVector(slot >>> 16, slot & 0xffff, this.#arena.idsAt);
    this.#arena.refresh();
    this.put(key, bound, length);
  }

  #removeVector(slot: number): void {
    const { kernel } = this.#arena;
    this.#arena.makeRoom(kernel.vectorLength(slot >>> 16, slot & 0xffff));
    kernel.removeVector(slot >>> 16, slot & 0xffff, this.#arena.idsAt);
    this.#arena.refresh();
  }

  #withRoom(): Segment {
    for (const segment of this.all()) {
      if (segment.isDraining) continue;
      if (segment.free.length > 0 || segment.opened < this.#slots) return segment;
    }
    return this.#open();
  }

  #open(): Segment {
    const free = this.#segments.indexOf(undefined);
    const index = free === -1 ? this.#segments.length : free;
    const { kernel } = this.#arena;
    const at = index < SEGMENTS_MAX ? kernel.createSegment(index, this.#slots) >>> 0 : 0;
    this.#arena.refresh();
    if (at === 0) throw new TfidfError('memory_full', 'the index has no room for a segment');
    const pointer = (field: keyof typeof FIELDS_AT): number =>
      this.#arena.words[(at + FIELDS_AT[field]) >>> 2] ?? 0;
    const segment: Segment = {
      index,
      at,
      opened: 0,
      free: [],
      isDraining: false,
      numbers: pointer('numbers') >>> 2,
      published: pointer('published') >>> 3,
      versions: pointer('versions') >>> 3,
      boundScores: pointer('boundScores') >>> 2,
      boundPublished: pointer('boundPublished') >>> 3,
      boundNumbers: pointer('boundNumbers') >>> 2,
    };
    this.#segments[index] = segment;
    return segment;
  }

  #placeOf(slot: number): { segment: Segment; place: number } {
    const segment = this.#segments[slot >>> 16];
    if (segment === undefined) throw new Error(`slot ${slot} is in no segment`);
    return { segment, place: slot & 0xffff };
  }

  #writeKey(segment: Segment, place: number, key: SlotKey): void {
    const { words, doubles } = this.#arena;
    words[segment.numbers + place] = key.number;
    doubles[segment.versions + place] = key.version;
    doubles[segment.published + place] = key.publishedAt;
  }

  #writeBound(segment: Segment, place: number, bound: Bound): void {
    const { words, doubles } = this.#arena;
    words[segment.boundScores + place] = bound.scoreE6;
    doubles[segment.boundPublished + place] = bound.publishedAt;
    words[segment.boundNumbers + place] = bound.number;
  }
}
