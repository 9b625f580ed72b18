/**
 * What a cosine is made of: the same products that `canonicalScoreE6` adds, one by one, so that an explanation and a
 * list can never tell two different stories.
 */
import { scoreE6Of, type Vector } from './vector.js';

/** A term that both vectors have. */
export interface SharedTerm {
  readonly termId: number;
  readonly weightA: number;
  readonly weightB: number;
  /** `weightA × weightB`, exact: the product of two single-precision numbers fits double precision. */
  readonly product: number;
}

/** A cosine with what it is made of. */
export interface CosineExplained {
  /** What `canonicalScoreE6` gives for the same vectors. */
  readonly scoreE6: number;
  /** The products added in ascending term id in double precision: `scoreE6` before it was rounded. */
  readonly sum: number;
  /** Greatest product first; of equal ones the lower id. */
  readonly terms: readonly SharedTerm[];
}

/** The terms of both, ascending by id. */
function sharedTerms(a: Vector, b: Vector): SharedTerm[] {
  const placesInB = new Map(Array.from(b.ids, (id, place) => [id, place]));
  const shared: SharedTerm[] = [];
  for (const [place, termId] of a.ids.entries()) {
    const placeInB = placesInB.get(termId);
    if (placeInB === undefined) continue;
    const weightA = a.weights[place] ?? 0;
    const weightB = b.weights[placeInB] ?? 0;
    shared.push({ termId, weightA, weightB, product: weightA * weightB });
  }
  return shared;
}

/**
 * The shared terms of two vectors and the cosine that they make, to the last digit: their products, added in ascending
 * term id in double precision, are `sum`, and `sum` in whole millionths is `scoreE6`. Swapping the vectors swaps the
 * weights and nothing else. O(terms of a + terms of b + shared × log shared).
 */
export function explainCosine(a: Vector, b: Vector): CosineExplained {
  const terms = sharedTerms(a, b);
  const sum = terms.reduce((total, { product }) => total + product, 0);
  terms.sort((one, other) => other.product - one.product || one.termId - other.termId);
  return { scoreE6: scoreE6Of(sum), sum, terms };
}
