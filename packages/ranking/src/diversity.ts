/**
 * Variety: of two items that say the same, the second is worth less.
 *
 * Maximal marginal relevance (Carbonell, Goldstein, SIGIR 1998): the list is chosen item by item, each time the one with
 * the highest
 *
 *     score × (1 − λ × similarity to the most similar item chosen so far)
 *
 * where two items are as similar as the share of their eight best neighbours that they have in common. The form is a
 * product, where the paper has a difference: scores of related articles lie anywhere between .03 and .9, and a
 * difference of fixed size would lift the unrelated over the weakly related in one list and do nothing in the next.
 *
 * Choosing step by step does not make a list more varied for every step of λ. What is asked for is a promise to the
 * publisher, "more of it never gives less", so the lists of all λ up to the one that is asked for are made, in tenths, and
 * the most varied of them is the answer.
 */
import type { RelatedCandidate } from './related.js';
import type { StoryRepresentative } from './stories.js';

/** λ is told apart in so many steps. */
const stepsMax = 10;
/** Neighbours that are compared: as many as lists keep beside them. */
const comparedMax = 8;

type Ranked = StoryRepresentative<RelatedCandidate>;

/** The numbers of articles' own best neighbours, best first. */
export type BestNeighbours = ReadonlyMap<number, readonly number[]>;

/** How far two articles have the same neighbours, 0 to 1; 0 where one has none. O(1). */
export function commonNeighbours(a: number, b: number, best: BestNeighbours): number {
  const others = new Set((best.get(b) ?? []).slice(0, comparedMax));
  const common = (best.get(a) ?? []).slice(0, comparedMax).filter((number) => others.has(number));
  return common.length / comparedMax;
}

/** The mean similarity of all pairs of a list, 0 to 1; 0 where there is no pair. O(length²). */
export function redundancy(numbers: readonly number[], best: BestNeighbours): number {
  let sum = 0;
  for (const [i, a] of numbers.entries())
    for (const b of numbers.slice(0, i)) sum += commonNeighbours(a, b, best);
  const pairs = (numbers.length * (numbers.length - 1)) / 2;
  return pairs === 0 ? 0 : sum / pairs;
}

const numbersOf = (chosen: readonly Ranked[]): number[] =>
  chosen.map(({ candidate }) => candidate.article.number);

/**
 * The items of an answer, chosen for worth and variety.
 *
 * @param candidates In order, best first; one a story.
 * @param limit How many are wanted.
 * @param diversity 0: the first ones; 1: nothing that is said twice counts. A higher one never gives a list whose items
 * have more neighbours in common, on the mean of all pairs.
 * @returns `limit` of the candidates, or all. O(candidates × limit × 10).
 */
export function diversified(
  candidates: readonly Ranked[],
  limit: number,
  diversity: number,
  best: BestNeighbours,
): readonly Ranked[] {
  let chosen: readonly Ranked[] = candidates.slice(0, limit);
  let least = redundancy(numbersOf(chosen), best);
  const steps = Math.round(diversity * stepsMax);
  for (let step = 1; step <= steps && least > 0; step++) {
    const other = chosenBy(candidates, limit, step / stepsMax, best);
    const redundancyOfOther = redundancy(numbersOf(other), best);
    if (redundancyOfOther >= least) continue;
    chosen = other;
    least = redundancyOfOther;
  }
  return chosen;
}

function chosenBy(
  candidates: readonly Ranked[],
  limit: number,
  lambda: number,
  best: BestNeighbours,
): readonly Ranked[] {
  const left = candidates.map((item) => ({ item, similarity: 0 }));
  const chosen: Ranked[] = [];
  while (chosen.length < limit && left.length > 0) {
    const worth = left.map(
      ({ item, similarity }) => item.candidate.score * (1 - lambda * similarity),
    );
    // The first of equals: candidates stand in a total order.
    const [next] = left.splice(worth.indexOf(Math.max(...worth)), 1);
    if (next === undefined) break;
    chosen.push(next.item);
    const { number } = next.item.candidate.article;
    for (const one of left)
      one.similarity = Math.max(
        one.similarity,
        commonNeighbours(one.item.candidate.article.number, number, best),
      );
  }
  return chosen;
}
