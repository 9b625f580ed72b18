// A pair of articles has one score, whoever asks. 10,000 cases in the long run; a case that fails is printed with the seed
// that repeats it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildIdfTable,
  canonicalScoreE6,
  explainCosine,
  NeighbourIndex,
  weigh,
  type Vector,
} from '../src/index.js';
import { arbitraryTerms } from './corpora.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
const numRuns = isLong ? 10_000 : 200;
const timeoutMs = 600_000;
const documents = fc.array(arbitraryTerms, { minLength: 2, maxLength: 10 });

describe('D-20: the score of a pair', () => {
  it(
    'is the same from both sides: by the formula, from an index that holds the other, and as it is explained',
    () => {
      const index = new NeighbourIndex({ floor: 0.000001 });
      fc.assert(
        fc.property(documents, fc.nat(), (all, order) => {
          const table = buildIdfTable(all);
          const vectors = all.map((terms) => weigh(terms, table));
          for (const number of [...index.numbers()]) index.remove(number);
          const numbers = [...vectors.keys()].map((number) => (number + order) % vectors.length);
          for (const number of numbers) {
            const vector = vectors[number];
            if (vector !== undefined) index.put({ number, version: 1, publishedAt: 0, vector });
          }
          const scores = vectors.map((vector) => scoresOf(index, vector));
          vectors.forEach((a, i) => {
            vectors.forEach((b, j) => {
              const scoreE6 = canonicalScoreE6(a, b);
              expect(canonicalScoreE6(b, a)).toBe(scoreE6);
              expect(scores[i]?.get(j) ?? 0).toBe(scoreE6);
              expect(scores[j]?.get(i) ?? 0).toBe(scoreE6);
              expect(explainCosine(b, a).scoreE6).toBe(explainCosine(a, b).scoreE6);
              expect(explainCosine(a, b).scoreE6).toBe(scoreE6);
            });
          });
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );
});

const scoresOf = (index: NeighbourIndex, vector: Vector): Map<number, number> =>
  new Map(index.query(vector).map(({ number, scoreE6 }) => [number, scoreE6]));
