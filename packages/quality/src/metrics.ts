/**
 * How good a ranking is, by the definitions of the TREC evaluations (Manning, Raghavan, Schütze, Introduction to
 * Information Retrieval, chapter 8) with graded relevance left out: an article is relevant or not.
 *
 * A ranking comes as the **places** of its relevant rows, from 1, ascending; what it does not hold was not found and
 * has no place. So nothing has to be sorted to be judged.
 */
import { QualityError } from './errors.js';

/**
 * Average precision: the mean, over all relevant rows, of the precision at the place where each stands; 0 for one that
 * was not found. 1 only when all relevant rows stand before all others. O(places).
 *
 * @param relevantCount How many rows are relevant, found or not.
 * @throws QualityError `metric_invalid` when nothing is relevant: the measure has no meaning then.
 */
export function averagePrecision(places: readonly number[], relevantCount: number): number {
  assertRelevant(places, relevantCount);
  const sum = places.reduce((total, place, before) => total + (before + 1) / place, 0);
  return sum / relevantCount;
}

/**
 * Normalised discounted cumulative gain of the first `k`, 0 to 1: each relevant row gains 1 / log2(place + 1), divided
 * by the gain of the best possible order (Järvelin, Kekäläinen, TOIS 2002). O(places + k).
 *
 * @throws QualityError `metric_invalid` when nothing is relevant.
 */
export function ndcgAt(k: number, places: readonly number[], relevantCount: number): number {
  assertRelevant(places, relevantCount);
  let gain = 0;
  for (const place of places) if (place <= k) gain += 1 / Math.log2(place + 1);
  let ideal = 0;
  for (let place = 1; place <= Math.min(k, relevantCount); place += 1)
    ideal += 1 / Math.log2(place + 1);
  return gain / ideal;
}

/** The share of relevant rows among the first `k`, of `k` even where the ranking is shorter. O(places). */
export function precisionAt(k: number, places: readonly number[]): number {
  return places.filter((place) => place <= k).length / k;
}

/**
 * The share of the relevant rows that stand among the first `k`. O(places).
 *
 * @throws QualityError `metric_invalid` when nothing is relevant.
 */
export function recallAt(k: number, places: readonly number[], relevantCount: number): number {
  assertRelevant(places, relevantCount);
  return places.filter((place) => place <= k).length / relevantCount;
}

/** 1 / the place of the first relevant row, 0 where none was found; its mean over questions is the MRR. O(1). */
export function reciprocalRank(places: readonly number[]): number {
  const [first] = places;
  return first === undefined ? 0 : 1 / first;
}

function assertRelevant(places: readonly number[], relevantCount: number): void {
  if (relevantCount < 1 || places.length > relevantCount)
    throw new QualityError(
      'metric_invalid',
      `relevantCount: ${relevantCount} with ${places.length} found`,
    );
}

/** The arithmetic mean; NaN of nothing, so that a set without queries cannot be mistaken for a bad one. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Pearson's product-moment correlation, −1 to 1; NaN where either side is constant or shorter than two. O(n).
 *
 * @throws QualityError `metric_invalid` for sides of different length.
 */
export function pearson(a: readonly number[], b: readonly number[]): number {
  assertPaired(a, b);
  const meanA = mean(a);
  const meanB = mean(b);
  let together = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (const [place, valueA] of a.entries()) {
    const differenceA = valueA - meanA;
    const differenceB = (b[place] ?? 0) - meanB;
    together += differenceA * differenceB;
    squaresA += differenceA * differenceA;
    squaresB += differenceB * differenceB;
  }
  return together / Math.sqrt(squaresA * squaresB);
}

/**
 * Spearman's rank correlation: Pearson's of the ranks, equal values sharing the mean of their ranks. O(n log n).
 *
 * @throws QualityError `metric_invalid` for sides of different length.
 */
export function spearman(a: readonly number[], b: readonly number[]): number {
  assertPaired(a, b);
  return pearson(ranksOf(a), ranksOf(b));
}

function assertPaired(a: readonly number[], b: readonly number[]): void {
  if (a.length !== b.length)
    throw new QualityError('metric_invalid', `${a.length} values against ${b.length}`);
}

function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, place) => ({ value, place }));
  order.sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  let start = 0;
  while (start < order.length) {
    let end = start + 1;
    while (end < order.length && order[end]?.value === order[start]?.value) end += 1;
    for (const { place } of order.slice(start, end)) ranks[place] = (start + end - 1) / 2;
    start = end;
  }
  return ranks;
}

/** How a division into stories agrees with the truth, counted in pairs. */
export interface JoinCounts {
  /** Pairs that belong together. */
  readonly duplicates: number;
  /** … of them, pairs that stand in one story. */
  readonly duplicatesJoined: number;
  /** Pairs that must not stand together. */
  readonly distinct: number;
  /** … of them, pairs that stand in one story all the same. */
  readonly distinctJoined: number;
}

/**
 * Counts pairs of rows. O(n²) for n rows.
 *
 * @param stories The story of each row.
 * @param judge What the truth says of a pair; null where it says nothing.
 */
export function countJoins(
  stories: readonly number[],
  judge: (a: number, b: number) => 'duplicates' | 'distinct' | null,
): JoinCounts {
  const counts = { duplicates: 0, duplicatesJoined: 0, distinct: 0, distinctJoined: 0 };
  for (let a = 0; a < stories.length; a += 1) {
    for (let b = a + 1; b < stories.length; b += 1) {
      const truth = judge(a, b);
      if (truth === null) continue;
      counts[truth] += 1;
      if (stories[a] === stories[b]) counts[`${truth}Joined`] += 1;
    }
  }
  return counts;
}
