/**
 * Many vectors into one segment. One vector after the other, each posting is a walk to another corner of the memory, and
 * the walks are what takes the time; here postings are sorted first, so that the table is passed through once, from its
 * beginning to its end, and each list is called at once for all that it gets.
 *
 *     batch:  ids u32 × n | weights f32 × n | slots u32 × n | the same once more, as the other side of the sort
 *
 * The postings of a vector lie together, its ids ascending.
 */
import { reserve } from './arena';
import { addPostings, entryOf, growthBytes, makeRoomForTerms, tableGrowthBytes } from './postings';
import { dropIds, keepIds, segmentAt } from './segment';
import { idsBytes } from './vectors';

const COLUMNS: usize = 3;
const DIGITS: usize = 256;

/** Reserves for many blocks: where one stretch of the memory ends and the next begins, up to a twentieth is left over. */
function reserveForMany(bytes: usize): bool {
  return reserve(bytes + (bytes >> 3));
}

/** The bytes of a batch, with the counts that sorting takes. */
export function batchBytes(postings: u32): usize {
  return <usize>postings * 4 * COLUMNS * 2 + DIGITS * 4;
}

/** In the order of this number terms lie in the table, whatever its size; no two have the same. Agreed with `homeOf`. */
function orderOf(term: u32): u32 {
  return term * 0x9e3779b1;
}

/** One pass of a radix sort: from one side to the other, by eight bits of the terms' order; equals stay as they are. */
function sortBy(shift: u32, from: usize, to: usize, counts: usize, postings: u32): void {
  const column = (<usize>postings) << 2;
  memory.fill(counts, 0, DIGITS * 4);
  for (let at: usize = 0; at < column; at += 4) {
    const count = counts + ((<usize>((orderOf(load<u32>(from + at)) >> shift) & 255)) << 2);
    store<u32>(count, load<u32>(count) + 4);
  }
  let sum: u32 = 0;
  for (let digit: usize = 0; digit < DIGITS * 4; digit += 4) {
    const count = load<u32>(counts + digit);
    store<u32>(counts + digit, sum);
    sum += count;
  }
  for (let at: usize = 0; at < column; at += 4) {
    const term = load<u32>(from + at);
    const next = counts + ((<usize>((orderOf(term) >> shift) & 255)) << 2);
    const place = to + <usize>load<u32>(next);
    store<u32>(next, load<u32>(next) + 4);
    store<u32>(place, term);
    store<u32>(place + column, load<u32>(from + at + column));
    store<u32>(place + 2 * column, load<u32>(from + at + 2 * column));
  }
}

/** How many values from `at` on are the same. */
function runLength(at: usize, end: usize): u32 {
  const first = load<u32>(at);
  let next = at + 4;
  while (next < end && load<u32>(next) == first) next += 4;
  return <u32>((next - at) >> 2);
}

/**
 * Puts the vectors of a batch, none of them empty, into their slots, which are free. The batch itself is used up. False,
 * with nothing else changed, where the memory is full. O(postings).
 */
export function putBatch(index: u32, batch: usize, postings: u32): bool {
  const segment = segmentAt(index);
  const column = (<usize>postings) << 2;
  const side = column * COLUMNS;
  const counts = batch + 2 * side;
  const slots = batch + 2 * column;

  let bytes: usize = 0;
  for (let at: usize = 0; at < column;) {
    const length = runLength(slots + at, slots + column);
    bytes += idsBytes(length) + 8;
    at += (<usize>length) << 2;
  }
  if (!reserveForMany(bytes)) return false;
  for (let at: usize = 0; at < column;) {
    const length = runLength(slots + at, slots + column);
    keepIds(segment, load<u32>(slots + at), batch + at, length);
    at += (<usize>length) << 2;
  }

  const other = batch + side;
  for (let shift: u32 = 0; shift < 32; shift += 16) {
    sortBy(shift, batch, other, counts, postings);
    sortBy(shift + 8, other, batch, counts, postings);
  }
  let terms: u32 = 0;
  bytes = 0;
  for (let at: usize = 0; at < column;) {
    const length = runLength(batch + at, batch + column);
    const term = load<u32>(batch + at);
    bytes += growthBytes(segment, term, length);
    if (entryOf(segment, term) == 0) terms += 1;
    at += (<usize>length) << 2;
  }
  if (!reserveForMany(bytes + tableGrowthBytes(segment, terms))) {
    for (let at: usize = 0; at < column; at += 4) dropIds(segment, load<u32>(slots + at));
    return false;
  }
  makeRoomForTerms(segment, terms);
  for (let at: usize = 0; at < column;) {
    const length = runLength(batch + at, batch + column);
    addPostings(segment, load<u32>(batch + at), slots + at, batch + at + column, length);
    at += (<usize>length) << 2;
  }
  return true;
}
