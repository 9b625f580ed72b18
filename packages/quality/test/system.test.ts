import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { placesOf, topOf } from '../src/index.js';

const scoresOfFew = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 25 });

/** The obvious way: everything with a score, sorted. */
function sorted(scores: Float64Array): number[] {
  return [...scores.keys()]
    .filter((row) => (scores[row] ?? 0) > 0)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || b - a);
}

describe('a ranking that is never sorted', () => {
  it('gives each row the place it would have when sorted, the later of equals first', () => {
    fc.assert(
      fc.property(scoresOfFew, (values) => {
        const scores = Float64Array.from(values);
        const ranking = sorted(scores);
        const odd = [...scores.keys()].filter((row) => row % 2 === 1);
        const expected = ranking.flatMap((row, before) => (row % 2 === 1 ? [before + 1] : []));
        expect(placesOf(scores, odd)).toEqual(expected);
      }),
    );
  });
  it('gives the first rows of the sorted ranking', () => {
    fc.assert(
      fc.property(scoresOfFew, fc.integer({ min: 1, max: 30 }), (values, max) => {
        const scores = Float64Array.from(values);
        expect(topOf(scores, max)).toEqual(sorted(scores).slice(0, max));
      }),
    );
  });
});
