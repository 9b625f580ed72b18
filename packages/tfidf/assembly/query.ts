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
export function scoreE6Of(cosine: f64): u32 {
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

/** Four accumulators in single precision, off by at most a share of 6e-8. */
function four(at: usize): v128 {
  const low = f32x4.demote_f64x2_zero(v128.load(at));
  const high = f32x4.demote_f64x2_zero(v128.load(at, 16));
  return i64x2.shuffle(low, high, 0, 2);
}

/** A threshold for sums in single precision: a hair lower, for what {@link four} rounds. */
function singles(threshold: f64): v128 {
  return f32x4.splat(<f32>(threshold * 0.9999998));
}

function clearEight(at: usize): void {
  const zero = f64x2.splat(0);
  v128.store(at, zero);
  v128.store(at, zero, 16);
  v128.store(at, zero, 32);
  v128.store(at, zero, 48);
}

/**
 * Which of four sums reach the floor and may come before the bounds of their slots. A score that rounds to the bound's
 * can still come before it, so half a millionth is allowed for, and more than single precision rounds.
 */
function reachingBounds(sums: v128, bounds: usize, floors: v128): v128 {
  const scores = f32x4.convert_i32x4_s(v128.load(bounds));
  const slack = f32x4.splat(0.0000009);
  const needed = f32x4.sub(f32x4.mul(scores, f32x4.splat(0.0000009999995)), slack);
  return f32x4.ge(sums, f32x4.pmax(floors, needed));
}

/** Those of a mask whose bound the key of the query comes before are added to `count` reverse candidates. */
function collectReverse(at: usize, slot: u32, mask: i32, count: u32): u32 {
  while (mask != 0) {
    const lane = ctz(mask);
    mask &= mask - 1;
    const scoreE6 = scoreE6Of(load<f64>(at + ((<usize>lane) << 3)));
    if (scoreE6 < reverseFloorE6) continue;
    if (!beatsBound(slot + lane, scoreE6, reversePublished, reverseNumber)) continue;
    push(reverseCandidates(), count, scoreE6, slot + lane);
    count++;
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
 * With `isReverse` the slots are compared with their own bounds as well.
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
  let thresholds = singles(thresholdOf(floorE6));
  const base = index << 16;
  const bounds = boundScores(segment);
  const reverseFloors = singles(thresholdOf(reverseFloorE6));
  let reverse: u32 = 0;
  for (let from: u32 = 0; from < slots; from += STRIDE) {
    const to = min(from + STRIDE, slots);
    for (let slot = from; slot < to; slot += 8) {
      const at = accumulators + ((<usize>slot) << 3);
      const low = four(at);
      const high = four(at + 32);
      const isLow = f32x4.ge(low, thresholds);
      const isHigh = f32x4.ge(high, thresholds);
      if (isReverse) {
        const boundsAt = bounds + ((<usize>slot) << 2);
        const beatsLow = reachingBounds(low, boundsAt, reverseFloors);
        const beatsHigh = reachingBounds(high, boundsAt + 16, reverseFloors);
        if (v128.any_true(v128.or(beatsLow, beatsHigh))) {
          const mask = i32x4.bitmask(beatsLow) | (i32x4.bitmask(beatsHigh) << 4);
          reverse = collectReverse(at, base + slot, mask, reverse);
        }
      }
      if (v128.any_true(v128.or(isLow, isHigh))) {
        const mask = i32x4.bitmask(isLow) | (i32x4.bitmask(isHigh) << 4);
        count = collectEight(at, base + slot, mask, floorE6, count);
      }
      clearEight(at);
    }
    if (top != 0 && count > limit) {
      selectBest(candidates(), count, top);
      count = top;
      floorE6 = lowestScore(candidates(), count);
      thresholds = singles(thresholdOf(floorE6));
    }
  }
  reverseFound = reverse;
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
