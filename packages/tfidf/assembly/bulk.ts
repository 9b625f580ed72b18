/**
 * The search of a bulk run: single-precision sums nominate, the canonical score decides.
 *
 * A sum of n products in single precision, in any order, is off by less than (n + 2) × 2⁻²⁴ of itself. So the k-th best
 * sum gives a lower bound of the k-th best score, and whose sum lies below that bound by more than the error cannot be
 * among the best: everyone else is looked at with the canonical score, double precision in ascending term id.
 *
 * Banded: the terms are added up from rare to common, a band at a time. After each band the best sums so far bound the
 * k-th score from below, and each row's from above: sum + |tail of the query| × |tail of the row| (Cauchy-Schwarz).
 * Where few rows can still be among the best it is cheaper to look at those than to add up the common terms, which make
 * most of the postings and least of the scores.
 */
import { candidates, reverseCandidates, workspace } from './arena';
import {
  bandEnd,
  BANDS,
  numbersAt,
  rowsOf,
  rowStart,
  segmentCount,
  segmentOf,
  slotsOf,
  tailsOf,
  weightsAt,
} from './plan';
import { scoreE6Of } from './query';
import { lowestKey, selectHighest } from './select';

/** Slots between two looks at how many candidates there are. */
const STRIDE: u32 = 1024;
/** What looking at one row costs, in postings for each of the query's terms. */
const LOOK: f64 = 1.2;
/** Nominated rows lie behind the accumulators, which are single precision here. */
const NOMINATED: usize = 262144;
const NOMINATED_MAX: u32 = 32700;
/** Nominated rows that are looked at before the threshold is raised. */
const LOOKED_AT_ONCE: u32 = 32;
const GONE: f32 = -1e30;

let plan: usize = 0;
/** The query's weights by term number; zeros between queries. */
let dense: usize = 0;

let query: u32 = 0;
let top: u32 = 0;
let limit: u32 = 0;
let floorE6: u32 = 0;
/** No score below it can be among the best. */
let lower: f64 = 0;
/** No sum below it can belong to such a score. */
let threshold: f32 = 0;
/** How far a sum may be off, as a share of it. */
let error: f64 = 0;

/** Tells an instance the plan, and where its `planTerms` words of zeros are. */
export function openPlan(at: usize, zeros: usize): void {
  plan = at;
  dense = zeros;
}

function raise(bound: f64): void {
  lower = max(lower, bound);
  const share = 1.0 - 2.0 * error - 0.0000003;
  threshold = share > 0 ? max<f32>(<f32>(lower * share), 1e-30) : 1e-30;
}

/** The sum of the k-th best is known: a score that rounds to the same may still be among the best. */
function raiseToSum(key: u32): void {
  raise(<f64>reinterpret<f32>(key) * (1.0 - error) - 0.00000101);
}

/** A sum of products from a place of a row on; ids ascend in both, and what is not common adds 0. */
function sumFrom(at: usize, end: usize, sum: f64): f64 {
  const numbers = numbersAt(plan);
  const weights = weightsAt(plan);
  for (; at < end; at += 4) {
    const own = load<f32>(dense + ((<usize>load<u32>(numbers + at)) << 2));
    sum += <f64>own * <f64>load<f32>(weights + at);
  }
  return sum;
}

/** The canonical score of the query and a row. */
function exactScore(row: u32): f64 {
  return sumFrom((<usize>rowStart(plan, row)) << 2, (<usize>rowStart(plan, row + 1)) << 2, 0);
}

/**
 * The canonical scores of the four rows of a list from a place on, in the place of the sums. Each is a chain of additions
 * that wait for one another, and rows are seldom in the cache: four at a time take little more than one.
 */
function scoreFour(list: usize, place: u32): void {
  const numbers = numbersAt(plan);
  const weights = weightsAt(plan);
  const entry = list + ((<usize>place) << 3);
  const rowA = load<u32>(entry);
  const rowB = load<u32>(entry, 8);
  const rowC = load<u32>(entry, 16);
  const rowD = load<u32>(entry, 24);
  let a = (<usize>rowStart(plan, rowA)) << 2;
  let b = (<usize>rowStart(plan, rowB)) << 2;
  let c = (<usize>rowStart(plan, rowC)) << 2;
  let d = (<usize>rowStart(plan, rowD)) << 2;
  const endA = (<usize>rowStart(plan, rowA + 1)) << 2;
  const endB = (<usize>rowStart(plan, rowB + 1)) << 2;
  const endC = (<usize>rowStart(plan, rowC + 1)) << 2;
  const endD = (<usize>rowStart(plan, rowD + 1)) << 2;
  let sumA: f64 = 0;
  let sumB: f64 = 0;
  let sumC: f64 = 0;
  let sumD: f64 = 0;
  const end = a + min(min(endA - a, endB - b), min(endC - c, endD - d));
  while (a < end) {
    const ownA = load<f32>(dense + ((<usize>load<u32>(numbers + a)) << 2));
    const ownB = load<f32>(dense + ((<usize>load<u32>(numbers + b)) << 2));
    const ownC = load<f32>(dense + ((<usize>load<u32>(numbers + c)) << 2));
    const ownD = load<f32>(dense + ((<usize>load<u32>(numbers + d)) << 2));
    sumA += <f64>ownA * <f64>load<f32>(weights + a);
    sumB += <f64>ownB * <f64>load<f32>(weights + b);
    sumC += <f64>ownC * <f64>load<f32>(weights + c);
    sumD += <f64>ownD * <f64>load<f32>(weights + d);
    a += 4;
    b += 4;
    c += 4;
    d += 4;
  }
  store<f64>(scores(), sumFrom(a, endA, sumA));
  store<f64>(scores(), sumFrom(b, endB, sumB), 8);
  store<f64>(scores(), sumFrom(c, endC, sumC), 16);
  store<f64>(scores(), sumFrom(d, endD, sumD), 24);
}

/** Where {@link scoresFrom} leaves its scores: behind the nominated rows. */
function scores(): usize {
  return workspace + NOMINATED + ((<usize>NOMINATED_MAX + 4) << 3);
}

/** The canonical scores of up to four rows of a list from a place on; returns how many they are. */
function scoresFrom(list: usize, place: u32, count: u32): u32 {
  if (place + 4 <= count) {
    scoreFour(list, place);
    return 4;
  }
  for (let at = place; at < count; at++) {
    store<f64>(scores() + ((<usize>(at - place)) << 3), exactScore(rowAt(list, at)));
  }
  return count - place;
}

function scoreAt(place: u32): f64 {
  return load<f64>(scores() + ((<usize>place) << 3));
}

function push(list: usize, count: u32, sum: f32, row: u32): void {
  store<u32>(list + ((<usize>count) << 3), row);
  store<f32>(list + ((<usize>count) << 3), sum, 4);
}

function rowAt(list: usize, place: u32): u32 {
  return load<u32>(list + ((<usize>place) << 3));
}

/** Puts the exact scores in the place of the sums and keeps the best `top` that reach the floor. */
function verify(list: usize, count: u32): u32 {
  let kept: u32 = 0;
  let scored: u32 = 0;
  for (let place: u32 = 0; place < count; place += scored) {
    scored = scoresFrom(list, place, count);
    for (let at: u32 = 0; at < scored; at++) {
      const scoreE6 = scoreE6Of(scoreAt(at));
      if (scoreE6 < floorE6) continue;
      const row = rowAt(list, place + at);
      store<u32>(list + ((<usize>kept) << 3), row);
      store<u32>(list + ((<usize>kept) << 3), scoreE6, 4);
      kept++;
    }
  }
  if (kept <= top) return kept;
  selectHighest(list, kept, top);
  return top;
}

/** So many have nearly the same sum that only their scores tell them apart. */
function thin(list: usize, count: u32): u32 {
  const kept = verify(list, count);
  if (kept == top) raise((<f64>lowestKey(list, kept) - 0.5) * 0.000001 * (1.0 - 1e-12));
  return toSums(list, 0, kept);
}

/** Puts the exact scores in the place of the sums from a place on, as sums; returns `count`. */
function toSums(list: usize, from: u32, count: u32): u32 {
  let scored: u32 = 0;
  for (let place = from; place < count; place += scored) {
    scored = scoresFrom(list, place, count);
    for (let at: u32 = 0; at < scored; at++) {
      push(list, place + at, <f32>scoreAt(at), rowAt(list, place + at));
    }
  }
  return count;
}

/** Drops the candidates that cannot be among the best. */
function tighten(list: usize, count: u32): u32 {
  if (count <= top) return count;
  selectHighest(list, count, top);
  raiseToSum(lowestKey(list, top));
  let kept = top;
  for (let place = top; place < count; place++) {
    if (load<f32>(list + ((<usize>place) << 3), 4) < threshold) continue;
    store<u64>(list + ((<usize>kept) << 3), load<u64>(list + ((<usize>place) << 3)));
    kept++;
  }
  return kept * 2 > limit ? thin(list, kept) : kept;
}

/** Keeps the best `top` of sums that are not complete: all they are for is a lower bound. */
function cutPartial(list: usize, count: u32): u32 {
  if (count < top) return count;
  selectHighest(list, count, top);
  raiseToSum(lowestKey(list, top));
  return top;
}

function accumulate(
  accumulators: usize,
  slots: usize,
  impacts: usize,
  count: u32,
  weight: f32,
): void {
  const end = slots + ((<usize>(count & ~3)) << 1);
  while (slots < end) {
    const a = accumulators + ((<usize>load<u16>(slots)) << 2);
    const b = accumulators + ((<usize>load<u16>(slots, 2)) << 2);
    const c = accumulators + ((<usize>load<u16>(slots, 4)) << 2);
    const d = accumulators + ((<usize>load<u16>(slots, 6)) << 2);
    store<f32>(a, load<f32>(a) + weight * load<f32>(impacts));
    store<f32>(b, load<f32>(b) + weight * load<f32>(impacts, 4));
    store<f32>(c, load<f32>(c) + weight * load<f32>(impacts, 8));
    store<f32>(d, load<f32>(d) + weight * load<f32>(impacts, 12));
    slots += 8;
    impacts += 16;
  }
  for (let rest = count & 3; rest != 0; rest--) {
    const a = accumulators + ((<usize>load<u16>(slots)) << 2);
    store<f32>(a, load<f32>(a) + weight * load<f32>(impacts));
    slots += 2;
    impacts += 4;
  }
}

/** Adds up the query's terms from `first` to before `end` for one segment. */
function accumulateTerms(segment: u32, first: u32, end: u32): void {
  const fields = segmentOf(plan, segment);
  const offsets = <usize>load<u32>(fields);
  const slots = <usize>load<u32>(fields, 4);
  const impacts = <usize>load<u32>(fields, 8);
  const accumulators = workspace;
  const last = rowStart(plan, query + 1);
  for (let at = rowStart(plan, query); at < last; at++) {
    const term = load<u32>(numbersAt(plan) + ((<usize>at) << 2));
    if (term < first || term >= end) continue;
    const from = <usize>load<u32>(offsets + ((<usize>term) << 2));
    const count = <usize>load<u32>(offsets + ((<usize>term) << 2), 4) - from;
    const weight = load<f32>(weightsAt(plan) + ((<usize>at) << 2));
    accumulate(accumulators, slots + (from << 1), impacts + (from << 2), <u32>count, weight);
  }
}

/** How many postings the query's terms from `first` to before `end` have in one segment. */
function postingsIn(segment: u32, first: u32, end: u32): u32 {
  const offsets = <usize>load<u32>(segmentOf(plan, segment));
  const last = rowStart(plan, query + 1);
  let count: u32 = 0;
  for (let at = rowStart(plan, query); at < last; at++) {
    const term = load<u32>(numbersAt(plan) + ((<usize>at) << 2));
    if (term < first || term >= end) continue;
    count +=
      load<u32>(offsets + ((<usize>term) << 2), 4) - load<u32>(offsets + ((<usize>term) << 2));
  }
  return count;
}

/** Adds the slots whose sums reach the threshold to a list; the sums are complete, and cleared, or partial. */
function gather(list: usize, count: u32, base: u32, slots: u32, isComplete: bool): u32 {
  const zero = f32x4.splat(0);
  let at = workspace;
  for (let from: u32 = 0; from < slots; from += STRIDE) {
    const to = min(from + STRIDE, slots);
    const thresholds = f32x4.splat(threshold);
    for (let slot = from; slot < to; slot += 16) {
      const a = f32x4.ge(v128.load(at), thresholds);
      const b = f32x4.ge(v128.load(at, 16), thresholds);
      const c = f32x4.ge(v128.load(at, 32), thresholds);
      const d = f32x4.ge(v128.load(at, 48), thresholds);
      if (v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)))) {
        let mask =
          i32x4.bitmask(a) |
          (i32x4.bitmask(b) << 4) |
          (i32x4.bitmask(c) << 8) |
          (i32x4.bitmask(d) << 12);
        while (mask != 0) {
          const lane = ctz(mask);
          mask &= mask - 1;
          push(list, count, load<f32>(at + ((<usize>lane) << 2)), base + slot + lane);
          count++;
        }
      }
      if (isComplete) {
        v128.store(at, zero);
        v128.store(at, zero, 16);
        v128.store(at, zero, 32);
        v128.store(at, zero, 48);
      }
      at += 64;
    }
    if (count > limit) count = isComplete ? tighten(list, count) : cutPartial(list, count);
  }
  return count;
}

/** The slots whose score may still reach the threshold, with that bound; at most `most` and a stride's worth more. */
function nominate(list: usize, base: u32, slots: u32, tails: usize, tail: f32, most: u32): u32 {
  const factor = f32x4.splat(tail);
  const thresholds = f32x4.splat(threshold);
  const accumulators = workspace;
  let count: u32 = 0;
  for (let slot: u32 = 0; slot < slots && count <= most; slot += 4) {
    const at = (<usize>slot) << 2;
    const bound = f32x4.add(v128.load(accumulators + at), f32x4.mul(factor, v128.load(tails + at)));
    let mask = i32x4.bitmask(f32x4.ge(bound, thresholds));
    while (mask != 0) {
      const lane = ctz(mask);
      mask &= mask - 1;
      // The last stride may reach beyond the segment's rows, into tails that are not theirs.
      if (slot + lane >= slots) break;
      const own = load<f32>(accumulators + at + ((<usize>lane) << 2));
      push(
        list,
        count,
        own + tail * load<f32>(tails + at + ((<usize>lane) << 2)),
        base + slot + lane,
      );
      count++;
    }
  }
  return count;
}

/** Looks at the nominated rows, those of the best sums first: they raise the threshold for the others. */
function lookAt(partial: usize, partialCount: u32, nominated: u32, base: u32, count: u32): u32 {
  const list = candidates();
  let known = count;
  for (let place: u32 = 0; place < partialCount; place++) {
    const row = rowAt(partial, place);
    if (row < base) continue;
    push(list, count, 0, row);
    count++;
    store<f32>(workspace + ((<usize>(row - base)) << 2), GONE);
  }
  count = tighten(list, toSums(list, known, count));
  known = count;
  const others = workspace + NOMINATED;
  for (let place: u32 = 0; place < nominated; place++) {
    if (load<f32>(others + ((<usize>place) << 3), 4) < threshold) continue;
    const row = rowAt(others, place);
    if (row == query || load<f32>(workspace + ((<usize>(row - base)) << 2)) == GONE) continue;
    push(list, count, 0, row);
    count++;
    if (count < known + LOOKED_AT_ONCE) continue;
    count = tighten(list, toSums(list, known, count));
    known = count;
  }
  return toSums(list, known, count);
}

function clearQuery(segment: u32): void {
  if (query / slotsOf(plan) != segment) return;
  store<f32>(workspace + ((<usize>(query % slotsOf(plan))) << 2), 0);
}

/** One segment by bands; returns the new count of candidates. */
function searchBands(segment: u32, slots: u32, count: u32): u32 {
  const base = segment * slotsOf(plan);
  const length = <f64>(rowStart(plan, query + 1) - rowStart(plan, query));
  let first: u32 = 0;
  for (let band: u32 = 0; band < BANDS; band++) {
    const end = bandEnd(plan, band);
    accumulateTerms(segment, first, end);
    clearQuery(segment);
    first = end;
    const next = band + 1 == BANDS ? <u32>-1 : bandEnd(plan, band + 1);
    const most = min(NOMINATED_MAX, <u32>(<f64>postingsIn(segment, end, next) / (LOOK * length)));
    const partial = reverseCandidates();
    memory.copy(partial, candidates(), (<usize>count) << 3);
    const partialCount = cutPartial(partial, gather(partial, count, base, slots, false));
    const tail = load<f32>(tailsOf(plan, band) + ((<usize>query) << 2)) * <f32>1.000001;
    const tails = tailsOf(plan, band) + ((<usize>base) << 2);
    const nominated = nominate(workspace + NOMINATED, base, slots, tails, tail, most);
    if (nominated > most) continue;
    count = lookAt(partial, partialCount, nominated, base, count);
    memory.fill(workspace, 0, (<usize>slots) << 2);
    return count;
  }
  accumulateTerms(segment, first, <u32>-1);
  clearQuery(segment);
  return gather(candidates(), count, base, slots, true);
}

/** Lays the query's weights out by term number, or takes them away. */
function layQuery(isThere: bool): void {
  const last = rowStart(plan, query + 1);
  for (let at = rowStart(plan, query); at < last; at++) {
    const place = dense + ((<usize>load<u32>(numbersAt(plan) + ((<usize>at) << 2))) << 2);
    store<f32>(place, isThere ? load<f32>(weightsAt(plan) + ((<usize>at) << 2)) : 0);
  }
}

/**
 * Leaves the best `best` others of a row in the list of candidates, (row, scoreE6) each, in no order, and says how many
 * there are.
 */
export function search(row: u32, best: u32, floor: u32, isBanded: bool): u32 {
  query = row;
  top = best;
  limit = 4 * best + 64;
  floorE6 = floor;
  error = <f64>(rowStart(plan, row + 1) - rowStart(plan, row) + 3) * 6.6e-8;
  lower = 0;
  raise((<f64>floor - 0.5) * 0.000001 * (1.0 - 1e-12));
  layQuery(true);
  let count: u32 = 0;
  for (let segment: u32 = 0; segment < segmentCount(plan); segment++) {
    const base = segment * slotsOf(plan);
    const slots = min(slotsOf(plan), rowsOf(plan) - base);
    if (isBanded) {
      count = searchBands(segment, slots, count);
    } else {
      accumulateTerms(segment, 0, <u32>-1);
      clearQuery(segment);
      count = gather(candidates(), count, base, slots, true);
    }
    count = tighten(candidates(), count);
  }
  count = verify(candidates(), count);
  layQuery(false);
  return count;
}
