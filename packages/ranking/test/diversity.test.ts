import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commonNeighbours, diversified, redundancy } from '../src/diversity.js';
import type { RelatedCandidate } from '../src/related.js';
import type { StoryRepresentative } from '../src/stories.js';
import { articleOf } from './world.js';

type Ranked = StoryRepresentative<RelatedCandidate>;

function rankedOf(number: number, score: number): Ranked {
  const article = articleOf({ number });
  if (article.card === null) throw new Error('an article of a test has a card');
  const candidate = {
    article: { ...article, card: article.card },
    ...{ cosine: score, relatedness: score, editorialFactor: 1, score },
  };
  return { candidate, copies: [] };
}
const numbersOf = (items: readonly Ranked[]): number[] =>
  items.map(({ candidate }) => candidate.article.number);

const candidatesArbitrary = fc
  .array(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: 20 })
  .map((scores) =>
    scores.sort((a, b) => b - a).map((score, i) => rankedOf(i + 1, score / 1_000_000)),
  );
const bestArbitrary = fc
  .array(fc.uniqueArray(fc.integer({ min: 1, max: 14 }), { maxLength: 8 }), { maxLength: 20 })
  .map((all) => new Map(all.map((numbers, i) => [i + 1, numbers] as const)));
const limitArbitrary = fc.integer({ min: 1, max: 20 });
const diversityArbitrary = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);

describe('diversity', () => {
  const best = new Map([
    [1, [10, 11, 12, 13, 14, 15, 16, 17]],
    [2, [10, 11, 12, 13, 14, 15, 16, 17]],
    [3, [20, 21, 22, 23, 24, 25, 26, 27]],
    [4, [10, 11, 28, 29, 24, 25, 30, 31]],
  ]);
  const candidates = [rankedOf(1, 0.9), rankedOf(2, 0.8), rankedOf(3, 0.5), rankedOf(4, 0.4)];

  test('of nothing is the order of the scores', () => {
    expect(numbersOf(diversified(candidates, 3, 0, best))).toEqual([1, 2, 3]);
  });

  test('takes what says something else before what says the same again', () => {
    expect(numbersOf(diversified(candidates, 2, 0.5, best))).toEqual([1, 3]);
    expect(numbersOf(diversified(candidates, 3, 1, best))).toEqual([1, 3, 4]);
  });

  test('leaves what is hardly related behind what is related', () => {
    const weak = [rankedOf(1, 0.9), rankedOf(2, 0.8), rankedOf(3, 0.05)];
    expect(numbersOf(diversified(weak, 2, 0.5, best))).toEqual([1, 2]);
  });

  test('counts the share of eight neighbours, and none where nothing is known', () => {
    expect(commonNeighbours(1, 2, best)).toBe(1);
    expect(commonNeighbours(1, 4, best)).toBe(0.25);
    expect(commonNeighbours(1, 99, best)).toBe(0);
  });

  test('never gives a list that repeats itself more when more of it is asked for', () => {
    fc.assert(
      fc.property(
        candidatesArbitrary,
        bestArbitrary,
        limitArbitrary,
        diversityArbitrary,
        diversityArbitrary,
        (given, known, limit, a, b) => {
          const [less, more] = a < b ? [a, b] : [b, a];
          const redundancyOf = (diversity: number): number =>
            redundancy(numbersOf(diversified(given, limit, diversity, known)), known);
          expect(redundancyOf(more)).toBeLessThanOrEqual(redundancyOf(less));
        },
      ),
    );
  });

  test('neither invents, repeats nor loses an item, and begins with the best', () => {
    fc.assert(
      fc.property(
        candidatesArbitrary,
        bestArbitrary,
        limitArbitrary,
        diversityArbitrary,
        (given, known, limit, diversity) => {
          const chosen = diversified(given, limit, diversity, known);
          expect(new Set(chosen).size).toBe(chosen.length);
          expect(chosen).toHaveLength(Math.min(limit, given.length));
          for (const item of chosen) expect(given).toContain(item);
          expect(chosen[0]).toBe(given[0]);
        },
      ),
    );
  });
});
