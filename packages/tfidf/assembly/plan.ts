/**
 * A bulk run's documents, laid out once and only read from then on, by any number of threads.
 *
 *     rows       each row's terms ascending by id, with their weights: what a score is verified with
 *     lists      for each segment of the rows one posting list a term, all in one stretch, `u16` slots and `f32` impacts
 *     tails      for each band of terms and each row: the length of that part of its vector that lies beyond the band
 *
 * Terms are numbered anew, from rare to common: a list is then found without a search, a band of terms is a range of
 * numbers, and a query's weights laid out by number are read where the common terms lie close together.
 */
import { allocate, free, reserve } from './arena';

// Fields of a plan, 4 bytes each.
const ROWS: usize = 0;
const SLOTS: usize = 4;
const TERMS: usize = 8;
const STARTS: usize = 12;
const NUMBERS: usize = 16;
const WEIGHTS: usize = 20;
const SEGMENTS: usize = 24;
const BAND_ENDS: usize = 28;
const TAILS: usize = 32;
const FREQUENCIES: usize = 36;
const PLAN_BYTES: usize = 40;

/** A segment of a plan: offsets of the lists, slots, impacts. */
const SEGMENT_BYTES: usize = 12;

/** How many bands have an end before the last term. */
export const BANDS: u32 = 6;

/** The share of all postings that queries meet up to the end of a band. */
function shareUpTo(band: u32): f64 {
  return 0.1 + 0.15 * <f64>band;
}

const TABLE_AT_START: u32 = 1024;

function field(plan: usize, at: usize): u32 {
  return load<u32>(plan + at);
}

function word(at: usize, place: u32): usize {
  return at + ((<usize>place) << 2);
}

export function rowsOf(plan: usize): u32 {
  return field(plan, ROWS);
}

export function slotsOf(plan: usize): u32 {
  return field(plan, SLOTS);
}

export function planTerms(plan: usize): u32 {
  return field(plan, TERMS);
}

/** Where the numbers of a row's terms begin, in terms from the beginning of all. */
export function rowStart(plan: usize, row: u32): u32 {
  return load<u32>(word(field(plan, STARTS), row));
}

export function numbersAt(plan: usize): usize {
  return field(plan, NUMBERS);
}

export function weightsAt(plan: usize): usize {
  return field(plan, WEIGHTS);
}

export function segmentOf(plan: usize, segment: u32): usize {
  return <usize>field(plan, SEGMENTS) + <usize>segment * SEGMENT_BYTES;
}

export function segmentCount(plan: usize): u32 {
  return (field(plan, ROWS) + field(plan, SLOTS) - 1) / field(plan, SLOTS);
}

/** The first term beyond a band. */
export function bandEnd(plan: usize, band: u32): u32 {
  return load<u32>(word(field(plan, BAND_ENDS), band));
}

/** The lengths of all rows' vectors beyond a band, single precision and rounded up. */
export function tailsOf(plan: usize, band: u32): usize {
  return word(field(plan, TAILS), band * field(plan, ROWS));
}

/**
 * A plan for `rows` documents of `total` terms in all, in segments of `slots`. The host writes where each row begins
 * (`rows + 1` places), ids and weights to where {@link planStarts}, {@link planIds} and {@link planWeights} say; then
 * comes {@link layOut}. 0 where the memory is full.
 */
export function createPlan(rows: u32, total: u32, slots: u32): usize {
  if (!reserve(PLAN_BYTES + (<usize>rows + 1) * 4 + <usize>total * 8 + 64)) return 0;
  const plan = allocate(PLAN_BYTES);
  memory.fill(plan, 0, PLAN_BYTES);
  store<u32>(plan, rows, ROWS);
  store<u32>(plan, slots, SLOTS);
  store<u32>(plan, <u32>allocate((<usize>rows + 1) * 4), STARTS);
  store<u32>(plan, <u32>allocate(<usize>total * 4), NUMBERS);
  store<u32>(plan, <u32>allocate(<usize>total * 4), WEIGHTS);
  return plan;
}

export function planStarts(plan: usize): usize {
  return field(plan, STARTS);
}

export function planIds(plan: usize): usize {
  return field(plan, NUMBERS);
}

export function planWeights(plan: usize): usize {
  return field(plan, WEIGHTS);
}

/** The table of all terms while they are counted: open addressing, (id, count) and later (id, number + 1). */
let table: usize = 0;
let capacity: u32 = 0;
let entries: u32 = 0;

function placeOf(id: u32): usize {
  // Ids are hashes, but a caller's may be small numbers: they are spread first.
  let place = <u32>((<u64>(id * 0x9e3779b1) * capacity) >> 32);
  while (true) {
    const entry = table + ((<usize>place) << 3);
    if (load<u32>(entry, 4) == 0 || load<u32>(entry) == id) return entry;
    place = place + 1 == capacity ? 0 : place + 1;
  }
}

/** An empty table. False where the memory is full. */
function openTable(places: u32): bool {
  const bytes = (<usize>places) << 3;
  if (!reserve(bytes)) return false;
  table = allocate(bytes);
  memory.fill(table, 0, bytes);
  capacity = places;
  entries = 0;
  return true;
}

function growTable(): bool {
  const old = table;
  const places = capacity;
  if (!openTable(places * 2)) return false;
  for (let place: u32 = 0; place < places; place++) {
    const from = old + ((<usize>place) << 3);
    if (load<u32>(from, 4) == 0) continue;
    store<u64>(placeOf(load<u32>(from)), load<u64>(from));
    entries++;
  }
  free(old, (<usize>places) << 3);
  return true;
}

/** Counts in how many rows each term is. */
function countTerms(ids: usize, total: u32): bool {
  if (!openTable(TABLE_AT_START)) return false;
  for (let at: u32 = 0; at < total; at++) {
    const id = load<u32>(word(ids, at));
    const entry = placeOf(id);
    const count = load<u32>(entry, 4);
    store<u32>(entry, id);
    store<u32>(entry, count + 1, 4);
    if (count == 0 && ++entries > capacity - (capacity >> 2) && !growTable()) return false;
  }
  return true;
}

/** Numbers the terms from rare to common (a counting sort) and writes the number in the place of each id. */
function numberTerms(plan: usize, total: u32): bool {
  const rows = field(plan, ROWS);
  const nextBytes = (<usize>rows + 2) * 4;
  if (!reserve(nextBytes + <usize>entries * 4 + 64)) return false;
  const frequencies = allocate(<usize>entries * 4);
  const next = allocate(nextBytes);
  memory.fill(next, 0, nextBytes);
  const end = table + ((<usize>capacity) << 3);
  for (let entry = table; entry < end; entry += 8) {
    const count = load<u32>(entry, 4);
    if (count != 0) store<u32>(word(next, count + 1), load<u32>(word(next, count + 1)) + 1);
  }
  for (let count: u32 = 1; count <= rows + 1; count++) {
    store<u32>(word(next, count), load<u32>(word(next, count)) + load<u32>(word(next, count - 1)));
  }
  for (let entry = table; entry < end; entry += 8) {
    const count = load<u32>(entry, 4);
    if (count == 0) continue;
    const number = load<u32>(word(next, count));
    store<u32>(word(next, count), number + 1);
    store<u32>(word(frequencies, number), count);
    store<u32>(entry, number + 1, 4);
  }
  const ids = numbersAt(plan);
  for (let at: u32 = 0; at < total; at++) {
    store<u32>(word(ids, at), load<u32>(placeOf(load<u32>(word(ids, at))), 4) - 1);
  }
  store<u32>(plan, entries, TERMS);
  store<u32>(plan, <u32>frequencies, FREQUENCIES);
  free(next, nextBytes);
  free(table, (<usize>capacity) << 3);
  return true;
}

/** The posting lists of one segment: counted, then filled. */
function layOutSegment(plan: usize, segment: u32): bool {
  const terms = field(plan, TERMS);
  const first = segment * field(plan, SLOTS);
  const from = rowStart(plan, first);
  const last = min(field(plan, ROWS), first + field(plan, SLOTS));
  const to = rowStart(plan, last);
  const offsetBytes = (<usize>terms + 2) * 4;
  if (!reserve(offsetBytes + <usize>(to - from) * 6 + 64)) return false;
  const offsets = allocate(offsetBytes);
  const slots = allocate(<usize>(to - from) * 2);
  const impacts = allocate(<usize>(to - from) * 4);
  const numbers = numbersAt(plan);
  const weights = weightsAt(plan);
  memory.fill(offsets, 0, offsetBytes);
  // Two places further: after filling, the place of a term says where its list begins.
  for (let at = from; at < to; at++) {
    const place = word(offsets, load<u32>(word(numbers, at)) + 2);
    store<u32>(place, load<u32>(place) + 1);
  }
  for (let term: u32 = 2; term <= terms; term++) {
    store<u32>(
      word(offsets, term),
      load<u32>(word(offsets, term)) + load<u32>(word(offsets, term - 1)),
    );
  }
  for (let row = first; row < last; row++) {
    for (let at = rowStart(plan, row); at < rowStart(plan, row + 1); at++) {
      const place = word(offsets, load<u32>(word(numbers, at)) + 1);
      const offset = load<u32>(place);
      store<u32>(place, offset + 1);
      store<u16>(slots + ((<usize>offset) << 1), <u16>(row - first));
      store<f32>(word(impacts, offset), load<f32>(word(weights, at)));
    }
  }
  const fields = segmentOf(plan, segment);
  store<u32>(fields, <u32>offsets);
  store<u32>(fields, <u32>slots, 4);
  store<u32>(fields, <u32>impacts, 8);
  return true;
}

/** Numbers the terms and makes the posting lists. False where the memory is full. */
export function layOut(plan: usize): bool {
  const total = rowStart(plan, field(plan, ROWS));
  if (!countTerms(numbersAt(plan), total) || !numberTerms(plan, total)) return false;
  const segments = segmentCount(plan);
  if (!reserve(<usize>segments * SEGMENT_BYTES + 64)) return false;
  store<u32>(plan, <u32>allocate(<usize>segments * SEGMENT_BYTES), SEGMENTS);
  for (let segment: u32 = 0; segment < segments; segment++) {
    if (!layOutSegment(plan, segment)) return false;
  }
  return true;
}

/** The postings that the queries of all rows meet in all. */
export function postingsMet(plan: usize): f64 {
  let sum: f64 = 0;
  for (let term: u32 = 0; term < field(plan, TERMS); term++) {
    const frequency = <f64>load<u32>(word(field(plan, FREQUENCIES), term));
    sum += frequency * frequency;
  }
  return sum;
}

function layOutEnds(plan: usize): void {
  const total = postingsMet(plan);
  const terms = field(plan, TERMS);
  const ends = <usize>field(plan, BAND_ENDS);
  let sum: f64 = 0;
  let band: u32 = 0;
  for (let term: u32 = 0; term < terms && band < BANDS; term++) {
    const frequency = <f64>load<u32>(word(field(plan, FREQUENCIES), term));
    sum += frequency * frequency;
    while (band < BANDS && sum > shareUpTo(band) * total) {
      store<u32>(word(ends, band), term + 1);
      band++;
    }
  }
  for (; band < BANDS; band++) store<u32>(word(ends, band), terms);
}

/** Makes the bands and the tails that a banded search needs. False where the memory is full. */
export function layOutBands(plan: usize): bool {
  const rows = field(plan, ROWS);
  const bytes = <usize>BANDS * <usize>rows * 4;
  if (!reserve(bytes + BANDS * 4 + 64)) return false;
  store<u32>(plan, <u32>allocate(BANDS * 4), BAND_ENDS);
  store<u32>(plan, <u32>allocate(bytes), TAILS);
  layOutEnds(plan);
  const numbers = numbersAt(plan);
  const weights = weightsAt(plan);
  for (let row: u32 = 0; row < rows; row++) {
    for (let band: u32 = 0; band < BANDS; band++) {
      const end = bandEnd(plan, band);
      let squares: f64 = 0;
      for (let at = rowStart(plan, row); at < rowStart(plan, row + 1); at++) {
        const weight = <f64>load<f32>(word(weights, at));
        if (load<u32>(word(numbers, at)) >= end) squares += weight * weight;
      }
      store<f32>(word(tailsOf(plan, band), row), <f32>(sqrt<f64>(squares) * 1.000001));
    }
  }
  return true;
}
