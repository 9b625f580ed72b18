/**
 * A segment's posting lists, found by term id in a table of open addressing with linear probing.
 *
 *     entry, 16 bytes:  term id | count | block or slot | capacity class or impact
 *
 * A list of one posting, the most common kind, lies in its entry. A longer one has a block, `ids: u16[]` then
 * `impacts: f32[]`, of the next capacity of 2, 4, 6, 8, 10, 12, 14, 16, 20, 24 … 7,168: steps of a quarter at most, because
 * what is free in blocks is memory too. From there on it is a chain of chunks of 8,192, the head partly filled and all
 * others full, so that a long list never moves. Smaller chunks cost time, each begins with cache misses: with 128 a query
 * took three times as long, with 1,024 a third more.
 * The order within a list means nothing.
 */
import { allocate, free } from './arena';

const ENTRY: usize = 16;
const CHUNK: u32 = 8192;
const CHUNK_BYTES: usize = 8 + 8192 * 6;
const CHAIN: u32 = 43;
const TABLE_AT_START: u32 = 16;

// Fields of a segment.
const TABLE: usize = 0;
const CAPACITY: usize = 4;
const ENTRIES: usize = 8;

function capacityOf(kind: u32): u32 {
  if (kind < 3) return 2 + 2 * kind;
  const step = kind - 3;
  return (4 + (step & 3)) << (1 + (step >> 2));
}

/** Impacts are aligned to 4. */
function idBytes(capacity: u32): usize {
  return (<usize>capacity * 2 + 3) & ~3;
}

function blockBytes(kind: u32): usize {
  if (kind == CHAIN) return CHUNK_BYTES;
  const capacity = capacityOf(kind);
  return idBytes(capacity) + <usize>capacity * 4;
}

function idsOf(block: usize, kind: u32): usize {
  return kind == CHAIN ? block + 8 : block;
}

function impactsOf(block: usize, kind: u32): usize {
  return kind == CHAIN ? block + 8 + CHUNK * 2 : block + idBytes(capacityOf(kind));
}

/** Postings in the block that an entry points at: all, or those of the chain's head. */
function headCount(count: u32, kind: u32): u32 {
  return kind == CHAIN ? ((count - 1) & (CHUNK - 1)) + 1 : count;
}

/** Where the search for a term begins. Ids are hashes, but a caller's may be small numbers: they are spread first. */
function homeOf(term: u32, capacity: u32): u32 {
  return <u32>((<u64>(term * 0x9e3779b1) * capacity) >> 32);
}

/** The term's entry, or the empty place where it would be. */
function placeOf(table: usize, capacity: u32, term: u32): usize {
  let place = homeOf(term, capacity);
  while (true) {
    const entry = table + <usize>place * ENTRY;
    if (load<u32>(entry, 4) == 0 || load<u32>(entry) == term) return entry;
    place = place + 1 == capacity ? 0 : place + 1;
  }
}

export function createTable(segment: usize): void {
  const table = allocate(<usize>TABLE_AT_START * ENTRY);
  memory.fill(table, 0, <usize>TABLE_AT_START * ENTRY);
  store<u32>(segment, <u32>table, TABLE);
  store<u32>(segment, TABLE_AT_START, CAPACITY);
  store<u32>(segment, 0, ENTRIES);
}

export function tableBytes(segment: usize): usize {
  return <usize>load<u32>(segment, CAPACITY) * ENTRY;
}

export function termCount(segment: usize): u32 {
  return load<u32>(segment, ENTRIES);
}

/** Makes room for some more terms at once, in the steps in which the table grows. */
export function makeRoomForTerms(segment: usize, terms: u32): void {
  const entries = load<u32>(segment, ENTRIES) + terms;
  const before = load<u32>(segment, CAPACITY);
  let capacity = before;
  while (entries * 8 > capacity * 7) capacity += (capacity >> 2) + 4;
  if (capacity != before) resize(segment, capacity);
}

/** Most bytes that {@link makeRoomForTerms} would allocate. */
export function tableGrowthBytes(segment: usize, terms: u32): usize {
  return (<usize>load<u32>(segment, ENTRIES) + terms) * 32 + 64;
}

function resize(segment: usize, capacity: u32): void {
  const old = <usize>load<u32>(segment, TABLE);
  const oldCapacity = load<u32>(segment, CAPACITY);
  const table = allocate(<usize>capacity * ENTRY);
  memory.fill(table, 0, <usize>capacity * ENTRY);
  for (let place: u32 = 0; place < oldCapacity; place++) {
    const entry = old + <usize>place * ENTRY;
    if (load<u32>(entry, 4) == 0) continue;
    memory.copy(placeOf(table, capacity, load<u32>(entry)), entry, ENTRY);
  }
  store<u32>(segment, <u32>table, TABLE);
  store<u32>(segment, capacity, CAPACITY);
  free(old, <usize>oldCapacity * ENTRY);
}

/** The term's entry, or 0 where no article of the segment has the term. */
export function entryOf(segment: usize, term: u32): usize {
  const entry = placeOf(load<u32>(segment, TABLE), load<u32>(segment, CAPACITY), term);
  return load<u32>(entry, 4) == 0 ? 0 : entry;
}

/** The term's entry; an empty one is made, for which the caller sets a count. */
function entryFor(segment: usize, term: u32): usize {
  const capacity = load<u32>(segment, CAPACITY);
  const entries = load<u32>(segment, ENTRIES);
  let entry = placeOf(load<u32>(segment, TABLE), capacity, term);
  if (load<u32>(entry, 4) != 0) return entry;
  if ((entries + 1) * 8 > capacity * 7) {
    resize(segment, capacity + (capacity >> 2) + 4);
    entry = placeOf(load<u32>(segment, TABLE), load<u32>(segment, CAPACITY), term);
  }
  store<u32>(segment, entries + 1, ENTRIES);
  store<u32>(entry, term);
  return entry;
}

/** Empties an entry and moves up those that were pushed beyond it, so that no search stops too early. */
function deleteEntry(segment: usize, entry: usize): void {
  const table = <usize>load<u32>(segment, TABLE);
  const capacity = load<u32>(segment, CAPACITY);
  let gap = <u32>((entry - table) / ENTRY);
  let place = gap;
  while (true) {
    place = place + 1 == capacity ? 0 : place + 1;
    const other = table + <usize>place * ENTRY;
    if (load<u32>(other, 4) == 0) break;
    const home = homeOf(load<u32>(other), capacity);
    const pushed = place >= home ? place - home : place + capacity - home;
    const fromGap = place >= gap ? place - gap : place + capacity - gap;
    if (pushed >= fromGap) {
      memory.copy(table + <usize>gap * ENTRY, other, ENTRY);
      gap = place;
    }
  }
  store<u32>(table + <usize>gap * ENTRY, 0, 4);
  const entries = load<u32>(segment, ENTRIES) - 1;
  store<u32>(segment, entries, ENTRIES);
  if (capacity > TABLE_AT_START * 4 && entries * 3 < capacity) {
    resize(segment, max(TABLE_AT_START, (entries * 3) >> 1));
  }
}

/** Moves a list of one block into one of another capacity. */
function rehouse(entry: usize, count: u32, kind: u32, next: u32): usize {
  const old = <usize>load<u32>(entry, 8);
  const block = allocate(blockBytes(next));
  memory.copy(idsOf(block, next), idsOf(old, kind), <usize>count * 2);
  memory.copy(impactsOf(block, next), impactsOf(old, kind), <usize>count * 4);
  if (next == CHAIN) store<u32>(block, 0);
  free(old, blockBytes(kind));
  store<u32>(entry, <u32>block, 8);
  store<u32>(entry, next, 12);
  return block;
}

function write(block: usize, kind: u32, place: u32, slot: u32, impact: f32): void {
  store<u16>(idsOf(block, kind) + ((<usize>place) << 1), <u16>slot);
  store<f32>(impactsOf(block, kind) + ((<usize>place) << 2), impact);
}

/** The smallest capacity class from `kind` on that holds `count` postings. */
function kindFor(count: u32, kind: u32): u32 {
  while (kind < CHAIN && capacityOf(kind) < count) kind += 1;
  return kind;
}

function chunksOf(count: u32, kind: u32): u32 {
  return kind == CHAIN ? (count + CHUNK - 1) / CHUNK : 0;
}

/** Most bytes that appending `more` postings to a term's list would allocate, a growth of the table apart. */
export function growthBytes(segment: usize, term: u32, more: u32): usize {
  const entry = entryOf(segment, term);
  const before = entry == 0 ? 0 : load<u32>(entry, 4);
  const count = before + more;
  if (count == 1) return 0;
  const hasBlock = before > 1;
  const kind = hasBlock ? load<u32>(entry, 12) : 0;
  const next = kindFor(count, kind);
  if (next == CHAIN) {
    const chunks = chunksOf(count, next) - (hasBlock ? chunksOf(before, kind) : 0);
    return <usize>chunks * (CHUNK_BYTES + 8);
  }
  return hasBlock && next == kind ? 0 : blockBytes(next) + 8;
}

/** Gives a list of `before` postings a block for `count`; of a chain the chunk in which the next one has its place. */
function makeRoom(entry: usize, before: u32, count: u32): void {
  if (count == 1) return;
  if (before > 1) {
    const kind = load<u32>(entry, 12);
    const next = kindFor(count, kind);
    if (next != kind) rehouse(entry, before, kind, next);
    return;
  }
  const kind = kindFor(count, 0);
  const block = allocate(blockBytes(kind));
  if (kind == CHAIN) store<u32>(block, 0);
  if (before == 1) write(block, kind, 0, load<u32>(entry, 8), load<f32>(entry, 12));
  store<u32>(entry, <u32>block, 8);
  store<u32>(entry, kind, 12);
}

/** Writes the posting behind the first `place` of a list that has a block for it. */
function append(entry: usize, place: u32, slot: u32, impact: f32): void {
  const kind = load<u32>(entry, 12);
  let block = <usize>load<u32>(entry, 8);
  if (kind == CHAIN && place != 0 && (place & (CHUNK - 1)) == 0) {
    const chunk = allocate(CHUNK_BYTES);
    store<u32>(chunk, <u32>block);
    store<u32>(entry, <u32>chunk, 8);
    block = chunk;
  }
  write(block, kind, headCount(place + 1, kind) - 1, slot, impact);
}

/** Appends the postings of a term that lie one behind the other at `slots` and `impacts`. O(postings) amortised. */
export function addPostings(
  segment: usize,
  term: u32,
  slots: usize,
  impacts: usize,
  more: u32,
): void {
  const entry = entryFor(segment, term);
  const before = load<u32>(entry, 4);
  const count = before + more;
  store<u32>(entry, count, 4);
  if (count == 1) {
    store<u32>(entry, load<u32>(slots), 8);
    store<f32>(entry, load<f32>(impacts), 12);
    return;
  }
  makeRoom(entry, before, count);
  for (let place: u32 = 0; place < more; place++) {
    const at = (<usize>place) << 2;
    append(entry, before + place, load<u32>(slots + at), load<f32>(impacts + at));
  }
}

/** The place of a slot among `count` ids, eight at a time; `count` where it is not there. */
function find(ids: usize, count: u32, slot: u32): u32 {
  const wanted = i16x8.splat(<i16>slot);
  let place: u32 = 0;
  for (; place + 8 <= count; place += 8) {
    const mask = i16x8.bitmask(i16x8.eq(v128.load(ids + ((<usize>place) << 1)), wanted));
    if (mask != 0) return place + ctz(<u32>mask);
  }
  for (; place < count; place++) {
    if (load<u16>(ids + ((<usize>place) << 1)) == slot) break;
  }
  return place;
}

/** The address of a slot's impact in a term's list; 0 where it is not there. O(postings of the term). */
export function impactAddress(segment: usize, term: u32, slot: u32): usize {
  const entry = entryOf(segment, term);
  if (entry == 0) return 0;
  const count = load<u32>(entry, 4);
  if (count == 1) return load<u32>(entry, 8) == slot ? entry + 12 : 0;
  const kind = load<u32>(entry, 12);
  let block = <usize>load<u32>(entry, 8);
  let here = headCount(count, kind);
  while (true) {
    const place = find(idsOf(block, kind), here, slot);
    if (place < here) return impactsOf(block, kind) + ((<usize>place) << 2);
    if (kind != CHAIN) return 0;
    block = load<u32>(block);
    if (block == 0) return 0;
    here = CHUNK;
  }
}

/** Fills the place of a posting with the last one of the list. */
function closeGap(entry: usize, count: u32, kind: u32, slot: u32): void {
  const head = <usize>load<u32>(entry, 8);
  const last = headCount(count, kind) - 1;
  let block = head;
  let here = last + 1;
  while (true) {
    const place = find(idsOf(block, kind), here, slot);
    if (place < here) {
      const lastSlot = load<u16>(idsOf(head, kind) + ((<usize>last) << 1));
      const lastImpact = load<f32>(impactsOf(head, kind) + ((<usize>last) << 2));
      write(block, kind, place, lastSlot, lastImpact);
      return;
    }
    block = kind == CHAIN ? <usize>load<u32>(block) : 0;
    // A posting that is not there would mean that a vector was changed while it was in.
    if (block == 0) unreachable();
    here = CHUNK;
  }
}

/** Takes a slot's posting out of a term's list. O(postings of the term). */
export function removePosting(segment: usize, term: u32, slot: u32): void {
  const entry = entryOf(segment, term);
  if (entry == 0) unreachable();
  const count = load<u32>(entry, 4) - 1;
  if (count == 0) {
    deleteEntry(segment, entry);
    return;
  }
  const kind = load<u32>(entry, 12);
  closeGap(entry, count + 1, kind, slot);
  store<u32>(entry, count, 4);
  const block = <usize>load<u32>(entry, 8);
  if (count == 1) {
    const onlySlot = <u32>load<u16>(idsOf(block, kind));
    const onlyImpact = load<f32>(impactsOf(block, kind));
    free(block, blockBytes(kind));
    store<u32>(entry, onlySlot, 8);
    store<f32>(entry, onlyImpact, 12);
  } else if (kind == CHAIN && (count & (CHUNK - 1)) == 0) {
    store<u32>(entry, load<u32>(block), 8);
    free(block, CHUNK_BYTES);
  } else if (kind >= 2 && count <= capacityOf(kind - 2)) {
    // Two capacities of slack, so that a list at the edge does not move with every change.
    rehouse(entry, count, kind, kind - 1);
  }
}

/** Gives back every list and the table. O(terms + chunks). */
export function destroyTable(segment: usize): void {
  const table = <usize>load<u32>(segment, TABLE);
  const capacity = load<u32>(segment, CAPACITY);
  for (let place: u32 = 0; place < capacity; place++) {
    const entry = table + <usize>place * ENTRY;
    if (load<u32>(entry, 4) < 2) continue;
    const kind = load<u32>(entry, 12);
    let block = <usize>load<u32>(entry, 8);
    while (block != 0) {
      const next = kind == CHAIN ? <usize>load<u32>(block) : 0;
      free(block, blockBytes(kind));
      block = next;
    }
  }
  free(table, <usize>capacity * ENTRY);
}

/** Adds `weight × impact` to the accumulator of each posting: the innermost loop of all. */
export function accumulate(
  accumulators: usize,
  ids: usize,
  impacts: usize,
  count: u32,
  weight: f64,
): void {
  const weights = f64x2.splat(weight);
  const end = ids + ((<usize>(count & ~3)) << 1);
  while (ids < end) {
    const low = f64x2.mul(weights, f64x2.promote_low_f32x4(v128.load64_zero(impacts)));
    const high = f64x2.mul(weights, f64x2.promote_low_f32x4(v128.load64_zero(impacts, 8)));
    const a = accumulators + ((<usize>load<u16>(ids)) << 3);
    const b = accumulators + ((<usize>load<u16>(ids, 2)) << 3);
    const c = accumulators + ((<usize>load<u16>(ids, 4)) << 3);
    const d = accumulators + ((<usize>load<u16>(ids, 6)) << 3);
    // A slot is in a list once, so the four never meet.
    store<f64>(a, load<f64>(a) + f64x2.extract_lane(low, 0));
    store<f64>(b, load<f64>(b) + f64x2.extract_lane(low, 1));
    store<f64>(c, load<f64>(c) + f64x2.extract_lane(high, 0));
    store<f64>(d, load<f64>(d) + f64x2.extract_lane(high, 1));
    ids += 8;
    impacts += 16;
  }
  for (let rest = count & 3; rest != 0; rest--) {
    const a = accumulators + ((<usize>load<u16>(ids)) << 3);
    store<f64>(a, load<f64>(a) + weight * <f64>load<f32>(impacts));
    ids += 2;
    impacts += 4;
  }
}

/** Adds up the products of one term of a query. */
export function accumulateTerm(segment: usize, accumulators: usize, term: u32, weight: f64): void {
  const entry = entryOf(segment, term);
  if (entry == 0) return;
  const count = load<u32>(entry, 4);
  if (count == 1) {
    const only = accumulators + ((<usize>load<u32>(entry, 8)) << 3);
    store<f64>(only, load<f64>(only) + weight * <f64>load<f32>(entry, 12));
    return;
  }
  const kind = load<u32>(entry, 12);
  let block = <usize>load<u32>(entry, 8);
  let here = headCount(count, kind);
  while (block != 0) {
    accumulate(accumulators, idsOf(block, kind), impactsOf(block, kind), here, weight);
    block = kind == CHAIN ? <usize>load<u32>(block) : 0;
    here = CHUNK;
  }
}
