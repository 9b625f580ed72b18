/**
 * Terms → vector, and the one score that counts.
 *
 * A score has to be the same number whoever computes it: from either side, by any kernel, on any thread. Floating-point
 * addition is not associative, so the order is part of the definition: products of common terms, added in ascending
 * term id, in double precision, and only then rounded to a millionth. Rounded scores are kept as whole numbers
 * (`scoreE6`), so that comparing, storing and testing for equality are exact.
 */
import { TfidfError } from './errors.js';
import type { IdfTable } from './idf.js';
import { assertTerms, type Terms } from './terms.js';

/** A cosine of 1 as a whole number of millionths. */
export const SCORE_SCALE = 1_000_000;

/**
 * An L2-normalised TF-IDF vector: `ids` strictly ascending, `weights` from 0 to 1 (0 only for
 * what is too small for single precision). Empty where there are no terms.
 *
 * The weights are single precision by definition, not by approximation: the rounded weight is the weight, and a score is
 * computed from it in double precision. Twice the weights so fit the memory, and the products are exact.
 */
export interface Vector {
  readonly ids: Uint32Array;
  readonly weights: Float32Array;
}

/**
 * Repetition counts, but less each time: `1 + ln count` from 1 up (scikit-learn's `sublinear_tf`), and the count itself
 * below 1. The two meet at 1 with the same slope, so a fraction of an occurrence weighs that fraction and nothing turns
 * negative as the logarithm alone would below 1/e.
 */
export function dampenedFrequency(count: number): number {
  return count <= 1 ? count : 1 + Math.log(count);
}

/** The weights of one vector before they are scaled: one place for all, as none is needed for long. */
let unscaled = new Float64Array(1_024);

/**
 * The terms' weights, dampened frequency × idf, scaled to length 1 and rounded to single precision. O(terms).
 *
 * @returns a vector with the same ids; empty for no terms.
 * @throws TfidfError `terms_invalid` when `terms` breaks its promises.
 */
export function weigh(terms: Terms, idf: IdfTable): Vector {
  assertTerms(terms);
  const ids = terms.ids.slice();
  const { counts } = terms;
  if (ids.length > unscaled.length) unscaled = new Float64Array(2 * ids.length);
  // Each look-up waits for the memory: with nothing else between them several are under way at once.
  idf.readInto(ids, unscaled);
  let squares = 0;
  for (let place = 0; place < ids.length; place += 1) {
    const weight = dampenedFrequency(counts[place] ?? 0) * (unscaled[place] ?? 0);
    unscaled[place] = weight;
    squares += weight * weight;
  }
  const length = Math.sqrt(squares);
  const weights = new Float32Array(ids.length);
  for (let place = 0; place < ids.length; place += 1) {
    weights[place] = (unscaled[place] ?? 0) / length;
  }
  return { ids, weights };
}

/** A hair more than 1, for weights that were rounded. */
const WEIGHT_MAX = 1.000_001;

/**
 * Checks the promises of {@link Vector} but for its length: a doubled id or a NaN would spoil other articles' lists
 * without a sound. O(terms).
 *
 * @throws TfidfError `article_invalid`, naming the first place that is wrong.
 */
export function assertVector({ ids, weights }: Vector): void {
  if (ids.length !== weights.length) {
    const lengths = `${ids.length} ids but ${weights.length} weights`;
    throw new TfidfError('article_invalid', `vector: ${lengths}`);
  }
  let previous = -1;
  for (let place = 0; place < ids.length; place += 1) {
    const id = ids[place] ?? 0;
    const weight = weights[place] ?? 0;
    if (id <= previous || !(weight >= 0 && weight <= WEIGHT_MAX)) {
      throw new TfidfError(
        'article_invalid',
        `vector[${place}]: id ${id} after ${previous}, weight ${weight}`,
      );
    }
    previous = id;
  }
}

/** A cosine in whole millionths: the form in which scores are compared and stored. */
export function scoreE6Of(cosine: number): number {
  return Math.round(cosine * SCORE_SCALE);
}

/** {@link canonicalScore} in whole millionths, 0…1,000,000. O(terms of a + terms of b). */
export function canonicalScoreE6(a: Vector, b: Vector): number {
  let sum = 0;
  let placeInA = 0;
  let placeInB = 0;
  while (placeInA < a.ids.length && placeInB < b.ids.length) {
    const idInA = a.ids[placeInA] ?? 0;
    const idInB = b.ids[placeInB] ?? 0;
    if (idInA === idInB) sum += (a.weights[placeInA] ?? 0) * (b.weights[placeInB] ?? 0);
    if (idInA <= idInB) placeInA += 1;
    if (idInB <= idInA) placeInB += 1;
  }
  return scoreE6Of(sum);
}

/**
 * The cosine of two vectors, rounded to a millionth: 0 for nothing in common, 1 for the same direction. The same number
 * from both sides, and the same that `NeighbourIndex.query` gives. O(terms of a + terms of b).
 */
export function canonicalScore(a: Vector, b: Vector): number {
  return canonicalScoreE6(a, b) / SCORE_SCALE;
}
