/**
 * The best of many candidates, (scoreE6: u32, slot: u32), in the order of lists: higher score, then published later,
 * then higher number. The order is strict, so `count` candidates stay even where all scores are equal.
 */
import { numberOf, publishedOf } from './segment';

function scoreAt(candidates: usize, place: i32): u32 {
  return load<u32>(candidates + ((<usize>place) << 3));
}

function slotAt(candidates: usize, place: i32): u32 {
  return load<u32>(candidates + ((<usize>place) << 3), 4);
}

function before(scoreA: u32, slotA: u32, scoreB: u32, slotB: u32): bool {
  if (scoreA != scoreB) return scoreA > scoreB;
  if (slotA == slotB) return false;
  const publishedA = publishedOf(slotA);
  const publishedB = publishedOf(slotB);
  if (publishedA != publishedB) return publishedA > publishedB;
  return numberOf(slotA) > numberOf(slotB);
}

function swap(candidates: usize, a: i32, b: i32): void {
  const pa = candidates + ((<usize>a) << 3);
  const pb = candidates + ((<usize>b) << 3);
  const value = load<u64>(pa);
  store<u64>(pa, load<u64>(pb));
  store<u64>(pb, value);
}

/** Moves the best `count` of `total` candidates to the front, in no order (Hoare's selection). O(total) on average. */
export function selectBest(candidates: usize, total: i32, count: i32): void {
  let low = 0;
  let high = total - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const score = scoreAt(candidates, middle);
    const slot = slotAt(candidates, middle);
    let i = low;
    let j = high;
    while (i <= j) {
      while (before(scoreAt(candidates, i), slotAt(candidates, i), score, slot)) i++;
      while (before(score, slot, scoreAt(candidates, j), slotAt(candidates, j))) j--;
      if (i <= j) {
        swap(candidates, i, j);
        i++;
        j--;
      }
    }
    if (count <= j + 1) high = j;
    else if (count > i) low = i;
    else return;
  }
}

/** The lowest score among the first `count` candidates. */
export function lowestScore(candidates: usize, count: i32): u32 {
  let lowest: u32 = 0xffffffff;
  for (let place = 0; place < count; place++) lowest = min(lowest, scoreAt(candidates, place));
  return lowest;
}

/**
 * Moves the highest `count` of `total` entries of 8 bytes to the front, in no order, compared as whole numbers: first the
 * upper half, among equals the lower. O(total) on average.
 */
export function selectHighest(list: usize, total: i32, count: i32): void {
  let low = 0;
  let high = total - 1;
  while (low < high) {
    const middle = load<u64>(list + ((<usize>((low + high) >> 1)) << 3));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<u64>(list + ((<usize>i) << 3)) > middle) i++;
      while (load<u64>(list + ((<usize>j) << 3)) < middle) j--;
      if (i <= j) {
        swap(list, i, j);
        i++;
        j--;
      }
    }
    if (count <= j + 1) high = j;
    else if (count > i) low = i;
    else return;
  }
}

/** The lowest upper half among the first `count` entries. */
export function lowestKey(list: usize, count: i32): u32 {
  let lowest: u32 = 0xffffffff;
  for (let place = 0; place < count; place++) {
    lowest = min(lowest, load<u32>(list + ((<usize>place) << 3), 4));
  }
  return lowest;
}
