/**
 * A segment: at most 65,536 slots with their articles, the posting lists of their terms, and what the order of lists
 * needs to know of each article. The host owns the slots; here they are numbers.
 */
import { allocate, DIRECTORY, free, reserve } from './arena';
import {
  addPostings,
  createTable,
  destroyTable,
  growthBytes,
  impactAddress,
  removePosting,
  tableGrowthBytes,
} from './postings';
import { idsBytes, packIds, unpackIds } from './vectors';

/** Bytes of a segment's fields; the first three belong to the table of its posting lists. */
const SEGMENT_BYTES: usize = 48;
const SLOTS: usize = 12;
const NUMBERS: usize = 16;
const PUBLISHED: usize = 20;
const VERSIONS: usize = 24;
const BOUND_SCORES: usize = 28;
const BOUND_PUBLISHED: usize = 32;
const BOUND_NUMBERS: usize = 36;
const VECTORS: usize = 40;
const LENGTHS: usize = 44;

/** What every slot has: five fields of 4 bytes and three of 8. */
const SLOT_BYTES: usize = 44;

export function segmentAt(index: u32): usize {
  return load<u32>(DIRECTORY + ((<usize>index) << 2));
}

/** Makes a segment under an index of the directory; returns where its fields lie, 0 where the memory is full. */
export function createSegment(index: u32, slots: u32): usize {
  if (!reserve(<usize>slots * SLOT_BYTES + 65536)) return 0;
  const segment = allocate(SEGMENT_BYTES);
  createTable(segment);
  store<u32>(segment, slots, SLOTS);
  store<u32>(segment, <u32>allocate(<usize>slots * 4), NUMBERS);
  store<u32>(segment, <u32>allocate(<usize>slots * 8), PUBLISHED);
  store<u32>(segment, <u32>allocate(<usize>slots * 8), VERSIONS);
  store<u32>(segment, <u32>allocate(<usize>slots * 4), BOUND_SCORES);
  store<u32>(segment, <u32>allocate(<usize>slots * 8), BOUND_PUBLISHED);
  store<u32>(segment, <u32>allocate(<usize>slots * 4), BOUND_NUMBERS);
  store<u32>(segment, <u32>allocate(<usize>slots * 4), VECTORS);
  // A slot that was never used is as empty as one that was left.
  const lengths = allocate(<usize>slots * 4);
  memory.fill(lengths, 0, <usize>slots * 4);
  store<u32>(segment, <u32>lengths, LENGTHS);
  store<u32>(DIRECTORY + ((<usize>index) << 2), <u32>segment);
  return segment;
}

/** Takes an empty segment away. */
export function destroySegment(index: u32): void {
  const segment = segmentAt(index);
  const slots = <usize>load<u32>(segment, SLOTS);
  destroyTable(segment);
  free(load<u32>(segment, NUMBERS), slots * 4);
  free(load<u32>(segment, PUBLISHED), slots * 8);
  free(load<u32>(segment, VERSIONS), slots * 8);
  free(load<u32>(segment, BOUND_SCORES), slots * 4);
  free(load<u32>(segment, BOUND_PUBLISHED), slots * 8);
  free(load<u32>(segment, BOUND_NUMBERS), slots * 4);
  free(load<u32>(segment, VECTORS), slots * 4);
  free(load<u32>(segment, LENGTHS), slots * 4);
  free(segment, SEGMENT_BYTES);
  store<u32>(DIRECTORY + ((<usize>index) << 2), 0);
}

/** Makes sure that putting a vector cannot fail half-way. */
function hasRoom(segment: usize, ids: usize, length: u32): bool {
  let bytes = tableGrowthBytes(segment, length) + idsBytes(length) + 64;
  for (let place: u32 = 0; place < length; place++) {
    bytes += growthBytes(segment, load<u32>(ids + ((<usize>place) << 2)), 1);
  }
  return reserve(bytes);
}

/** Keeps the ids of a slot's vector, for which the caller has reserved the memory. */
export function keepIds(segment: usize, slot: u32, ids: usize, length: u32): void {
  const vector: usize = length == 0 ? 0 : allocate(idsBytes(length));
  packIds(vector, ids, length);
  store<u32>(<usize>load<u32>(segment, VECTORS) + ((<usize>slot) << 2), <u32>vector);
  store<u32>(<usize>load<u32>(segment, LENGTHS) + ((<usize>slot) << 2), length);
}

/** Gives back what {@link keepIds} has kept, if anything. */
export function dropIds(segment: usize, slot: u32): void {
  const length = <usize>load<u32>(segment, LENGTHS) + ((<usize>slot) << 2);
  if (load<u32>(length) == 0) return;
  const vector = <usize>load<u32>(<usize>load<u32>(segment, VECTORS) + ((<usize>slot) << 2));
  free(vector, idsBytes(load<u32>(length)));
  store<u32>(length, 0);
}

/**
 * Puts the vector at `ids` and `weights` into a free slot. False, with nothing changed, where the memory is full.
 */
export function putVector(index: u32, slot: u32, ids: usize, weights: usize, length: u32): bool {
  const segment = segmentAt(index);
  if (!hasRoom(segment, ids, length)) return false;
  keepIds(segment, slot, ids, length);
  const slots: usize = allocate(8);
  store<u32>(slots, slot);
  for (let place: u32 = 0; place < length; place++) {
    const at = (<usize>place) << 2;
    addPostings(segment, load<u32>(ids + at), slots, weights + at, 1);
  }
  free(slots, 8);
  return true;
}

export function vectorLength(index: u32, slot: u32): u32 {
  return load<u32>(<usize>load<u32>(segmentAt(index), LENGTHS) + ((<usize>slot) << 2));
}

/** Writes a slot's vector to `ids` and `weights`. The weights are only kept in the posting lists. */
export function readVector(index: u32, slot: u32, ids: usize, weights: usize): void {
  const segment = segmentAt(index);
  const length = vectorLength(index, slot);
  const vector = <usize>load<u32>(<usize>load<u32>(segment, VECTORS) + ((<usize>slot) << 2));
  unpackIds(vector, ids, length);
  for (let place: u32 = 0; place < length; place++) {
    const at = (<usize>place) << 2;
    store<f32>(weights + at, load<f32>(impactAddress(segment, load<u32>(ids + at), slot)));
  }
}

/** Takes a slot's vector out; `ids` is a place for its ids. O(postings of its terms). */
export function removeVector(index: u32, slot: u32, ids: usize): void {
  const segment = segmentAt(index);
  const length = vectorLength(index, slot);
  if (length == 0) return;
  const vector = <usize>load<u32>(<usize>load<u32>(segment, VECTORS) + ((<usize>slot) << 2));
  unpackIds(vector, ids, length);
  for (let place: u32 = 0; place < length; place++) {
    removePosting(segment, load<u32>(ids + ((<usize>place) << 2)), slot);
  }
  dropIds(segment, slot);
}

export function publishedOf(slot: u32): f64 {
  const segment = segmentAt(slot >> 16);
  return load<f64>(<usize>load<u32>(segment, PUBLISHED) + ((<usize>(slot & 0xffff)) << 3));
}

export function numberOf(slot: u32): u32 {
  const segment = segmentAt(slot >> 16);
  return load<u32>(<usize>load<u32>(segment, NUMBERS) + ((<usize>(slot & 0xffff)) << 2));
}

/** Whether the key (score, published, number) comes strictly before the slot's bound. */
export function beatsBound(slot: u32, scoreE6: u32, published: f64, number: u32): bool {
  const segment = segmentAt(slot >> 16);
  const local = <usize>(slot & 0xffff);
  const bound = load<u32>(<usize>load<u32>(segment, BOUND_SCORES) + (local << 2));
  if (scoreE6 != bound) return scoreE6 > bound;
  const boundPublished = load<f64>(<usize>load<u32>(segment, BOUND_PUBLISHED) + (local << 3));
  if (published != boundPublished) return published > boundPublished;
  return number > load<u32>(<usize>load<u32>(segment, BOUND_NUMBERS) + (local << 2));
}

export function boundScores(segment: usize): usize {
  return load<u32>(segment, BOUND_SCORES);
}
