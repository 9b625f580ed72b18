/**
 * Evidence: two articles with the same neighbours belong together even where their words differ.
 *
 *     relatedness(x, y) = (cosine(x, y) + a × evidence(x, y)) / (1 + a)
 *
 * where evidence is the mean, over y's best k neighbours z, of cosine(z, x) as x's own list has it: 1 for x itself, 0
 * for what is not in the list. Only the order is helped: the lists underneath stay exact, and no vector depends on
 * another. It is computed from what is stored, when an answer is made.
 */

/** k: how many of a neighbour's own best are asked. */
export const evidenceDepth = 5;

/** a: how much evidence weighs beside the cosine's 1. */
export const evidenceWeight = 2;

/** The cosines in an article's list, 0 to 1, by the neighbour's number. */
export type OwnScores = ReadonlyMap<number, number>;

/**
 * How far y's best neighbours are x's neighbours too, 0 to 1. O(k).
 *
 * A y with fewer than k neighbours is asked for k all the same: a lonely article whose only neighbour is x would
 * otherwise be all evidence.
 *
 * @param x The article whose list is asked about.
 * @param own The cosines in x's list.
 * @param bestOfNeighbour Numbers of y's neighbours, best first; what is beyond the first k is not looked at.
 */
export function evidence(x: number, own: OwnScores, bestOfNeighbour: readonly number[]): number {
  let sum = 0;
  for (const z of bestOfNeighbour.slice(0, evidenceDepth)) sum += z === x ? 1 : (own.get(z) ?? 0);
  return sum / evidenceDepth;
}

/** What a neighbour is worth, 0 to 1, from its cosine and its evidence, both 0 to 1. */
export function relatedness(cosine: number, evidenceOfNeighbour: number): number {
  return (cosine + evidenceWeight * evidenceOfNeighbour) / (1 + evidenceWeight);
}
