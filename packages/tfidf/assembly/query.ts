/**
 * A query: every term of a vector adds its products to the accumulators of a segment, then one pass over the
 * accumulators clears them and collects who is worth a look.
 *
 * Accumulators are double precision and receive the products (of single-precision weights, so exact) in ascending term
 * id: what stands in one at the end *is* the canonical score before rounding, bit for bit. Nobody has to look again.
 */
import { candidates, reverseCandidates, workspace } from './arena';
import { accumulateTerm } from './postings';
import { beatsBound, boundScores, segmentAt } from './segment';
import { lowestScore, selectBest } from './select';

/** Slots between two looks at how many candidates there are. */
const STRIDE: u32 = 1024;

/** Millionths, rounded as `Math.round` does: halves up. */
function scoreE6Of(cosine: f64): u32 {
  const scaled = cosine * 1000000.0;
  const whole = Math.floor(scaled);
  return <u32>whole + (scaled - whole >= 0.5 ? 1 : 0);
}

/** No cosine below it rounds to the score; a hair lower than half a millionth below, so that no rounding error counts. */
function thresholdOf(scoreE6: u32): f64 {
  return (<f64>scoreE6 - 0.5) * 0.000001 * (1.0 - 1e-12);
}

export function accumulateVector(index: u32, ids: usize, weights: usize, length: u32): void {
  const segment = segmentAt(index);
  const accumulators = workspace;
  for (let place: u32 = 0; place < length; place++) {
    const at = (<usize>place) << 2;
    accumulateTerm(segment, accumulators, load<u32>(ids + at), <f64>load<f32>(weights + at));
  }
}

/** Makes a slot nobody's neighbour in this query: the article itself. */
export function clearAccumulator(slot: u32): void {
  store<f64>(workspace + ((<usize>(slot & 0xffff)) << 3), 0);
}

function push(list: usize, count: u32, scoreE6: u32, slot: u32): void {
  store<u32>(list + ((<usize>count) << 3), scoreE6);
  store<u32>(list + ((<usize>count) << 3), slot, 4);
}

/** Collects the accumulators of a mask, one bit for each of eight. */
function collectEight(at: usize, slot: u32, mask: i32, floorE6: u32, count: u32): u32 {
  while (mask != 0) {
    const lane = ctz(mask);
    mask &= mask - 1;
    const scoreE6 = scoreE6Of(load<f64>(at + ((<usize>lane) << 3)));
    if (scoreE6 < floorE6) continue;
    push(candidates(), count, scoreE6, slot + lane);
    count++;
  }
  return count;
}

/** One bit for each of eight accumulators that reaches the threshold. */
function reaching(at: usize, threshold: v128): i32 {
  const a = f64x2.ge(v128.load(at), threshold);
  const b = f64x2.ge(v128.load(at, 16), threshold);
  const c = f64x2.ge(v128.load(at, 32), threshold);
  const d = f64x2.ge(v128.load(at, 48), threshold);
  if (!v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) return 0;
  return (
    i64x2.bitmask(a) | (i64x2.bitmask(b) << 2) | (i64x2.bitmask(c) << 4) | (i64x2.bitmask(d) << 6)
  );
}

function clearEight(at: usize): void {
  const zero = f64x2.splat(0);
  v128.store(at, zero);
  v128.store(at, zero, 16);
  v128.store(at, zero, 32);
  v128.store(at, zero, 48);
}

/**
 * The slots from `from` to `to` whose score reaches the floor and whose bound the key of the query comes before are
 * added to `count` reverse candidates. One comparison a slot with its bound's score, four slots at a time; the whole
 * key only where that passes.
 */
function collectReverse(segment: usize, base: u32, from: u32, to: u32, count: u32): u32 {
  const bounds = boundScores(segment);
  const accumulators = workspace;
  const floors = f64x2.splat(thresholdOf(reverseFloorE6));
  const scale = f64x2.splat(1000000.0);
  // A score equal to the bound's can still come before it: half a millionth and a hair are allowed for rounding.
  const slack = f64x2.splat(0.500001);
  for (let slot = from; slot < to; slot += 4) {
    const at = accumulators + ((<usize>slot) << 3);
    const low = v128.load(at);
    const high = v128.load(at, 16);
    const isLow = f64x2.ge(low, floors);
    const isHigh = f64x2.ge(high, floors);
    if (!v128.any_true(v128.or(isLow, isHigh))) continue;
    const bound = v128.load(bounds + ((<usize>slot) << 2));
    const boundLow = f64x2.convert_low_i32x4_u(bound);
    const boundHigh = f64x2.convert_low_i32x4_u(i32x4.shuffle(bound, bound, 2, 3, 2, 3));
    const beatsLow = f64x2.ge(f64x2.add(f64x2.mul(low, scale), slack), boundLow);
    const beatsHigh = f64x2.ge(f64x2.add(f64x2.mul(high, scale), slack), boundHigh);
    const mask =
      i64x2.bitmask(v128.and(beatsLow, isLow)) | (i64x2.bitmask(v128.and(beatsHigh, isHigh)) << 2);
    if (mask == 0) continue;
    for (let lane: u32 = 0; lane < 4; lane++) {
      if (!(mask & (1 << lane))) continue;
      const scoreE6 = scoreE6Of(load<f64>(at + ((<usize>lane) << 3)));
      if (scoreE6 < reverseFloorE6) continue;
      if (!beatsBound(base + slot + lane, scoreE6, reversePublished, reverseNumber)) continue;
      push(reverseCandidates(), count, scoreE6, base + slot + lane);
      count++;
    }
  }
  return count;
}

/** The query's key and floor for the next {@link collect} that looks at bounds as well. */
let reverseFloorE6: u32 = 0;
let reversePublished: f64 = 0;
let reverseNumber: u32 = 0;
let reverseFound: u32 = 0;

export function setReverseKey(floorE6: u32, published: f64, number: u32): void {
  reverseFloorE6 = floorE6;
  reversePublished = published;
  reverseNumber = number;
}

/** How many slots' bounds the last segment's {@link collect} found beaten. */
export function reverseCount(): u32 {
  return reverseFound;
}

/**
 * Clears the accumulators of the first `slots` slots and adds those whose score reaches the floor to `count`
 * candidates. Where more than `limit` have come together, only the best `top` stay and the lowest of them is the new
 * floor: insertion into a heap would cost more than the postings of a short query. `top` 0 keeps all.
 *
 * With `isReverse` each stride is first compared with the slots' own bounds, while it is in the first-level cache.
 */
export function collect(
  index: u32,
  slots: u32,
  floorE6: u32,
  top: u32,
  limit: u32,
  count: u32,
  isReverse: bool,
): u32 {
  const segment = segmentAt(index);
  const accumulators = workspace;
  let thresholds = f64x2.splat(thresholdOf(floorE6));
  const base = index << 16;
  reverseFound = 0;
  for (let from: u32 = 0; from < slots; from += STRIDE) {
    const to = min(from + STRIDE, slots);
    if (isReverse) reverseFound = collectReverse(segment, base, from, to, reverseFound);
    for (let slot = from; slot < to; slot += 8) {
      const at = accumulators + ((<usize>slot) << 3);
      const mask = reaching(at, thresholds);
      if (mask != 0) count = collectEight(at, base + slot, mask, floorE6, count);
      clearEight(at);
    }
    if (top != 0 && count > limit) {
      selectBest(candidates(), count, top);
      count = top;
      floorE6 = lowestScore(candidates(), count);
      thresholds = f64x2.splat(thresholdOf(floorE6));
    }
  }
  return count;
}

/** The best `top` of `count` candidates to the front; returns how many there are. */
export function finish(top: u32, count: u32): u32 {
  if (count <= top) return count;
  selectBest(candidates(), count, top);
  return top;
}

/** The floor for the next segment: what the best so far leave open. */
export function floorAfter(floorE6: u32, top: u32, count: u32): u32 {
  return count < top ? floorE6 : max(floorE6, lowestScore(candidates(), count));
}
