import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  averagePrecision,
  countJoins,
  mean,
  ndcgAt,
  pearson,
  precisionAt,
  QualityError,
  recallAt,
  spearman,
} from '../src/index.js';

const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 30 });

describe('average precision', () => {
  it('is the mean of the precisions at the relevant places', () => {
    // Manning et al., chapter 8: relevant at 1, 3 and 6 of four relevant ones.
    expect(averagePrecision([1, 3, 6], 4)).toBeCloseTo((1 + 2 / 3 + 3 / 6) / 4, 12);
  });
  it('is 1 exactly when all that is relevant stands first, and 0 when nothing was found', () => {
    expect(averagePrecision([1, 2, 3], 3)).toBe(1);
    expect(averagePrecision([2, 3, 4], 3)).toBeLessThan(1);
    expect(averagePrecision([], 3)).toBe(0);
  });
  it('refuses a question to which nothing is relevant', () => {
    expect(() => averagePrecision([], 0)).toThrow(QualityError);
    expect(() => averagePrecision([1, 2], 1)).toThrow('relevantCount');
  });
  it('never rises when a relevant article moves down', () => {
    const places = fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(places, (unordered) => {
        const ascending = unordered.toSorted((a, b) => a - b);
        const worse = ascending.with(-1, (ascending.at(-1) ?? 0) + 1);
        const count = ascending.length;
        expect(averagePrecision(worse, count)).toBeLessThan(averagePrecision(ascending, count));
        expect(ndcgAt(200, worse, count)).toBeLessThan(ndcgAt(200, ascending, count));
      }),
    );
  });
});

describe('nDCG', () => {
  it('discounts by the logarithm of the place and divides by the best order', () => {
    const best = 1 + 1 / Math.log2(3) + 1 / Math.log2(4);
    expect(ndcgAt(5, [1, 4, 7], 3)).toBeCloseTo((1 + 1 / Math.log2(5)) / best, 12);
  });
  it('is 1 when the first k are relevant, however many more are', () => {
    expect(ndcgAt(2, [1, 2], 40)).toBe(1);
  });
});

describe('precision and recall', () => {
  it('divide the same hits by the depth and by what is relevant', () => {
    expect(precisionAt(5, [1, 5, 6])).toBe(2 / 5);
    expect(recallAt(5, [1, 5, 6], 8)).toBe(2 / 8);
    expect(() => recallAt(5, [], 0)).toThrow(QualityError);
  });
});

describe('correlation', () => {
  it('is that of a worked example', () => {
    expect(pearson([1, 2, 3, 4], [2, 1, 4, 3])).toBeCloseTo(0.6, 12);
    expect(spearman([10, 20, 30, 4000], [1, 2, 3, 4])).toBeCloseTo(1, 12);
  });
  it('shares the mean rank among equals', () => {
    expect(spearman([1, 1, 2], [1, 2, 3])).toBeCloseTo(pearson([1.5, 1.5, 3], [1, 2, 3]), 12);
  });
  it('does not change when a side is scaled or shifted, and turns its sign with it', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 9 }), (values, factor) => {
        const other = values.map((value, place) => value * ((place % 3) + 1));
        const plain = pearson(values, other);
        fc.pre(!Number.isNaN(plain));
        const scaled = values.map((value) => value * factor + 7);
        expect(pearson(scaled, other)).toBeCloseTo(plain, 9);
        expect(
          pearson(
            values.map((value) => -value),
            other,
          ),
        ).toBeCloseTo(-plain, 9);
      }),
    );
  });
  it('is no number where a side is constant, and refuses sides of different length', () => {
    expect(pearson([1, 1], [1, 2])).toBeNaN();
    expect(() => pearson([1], [1, 2])).toThrow(QualityError);
    expect(() => spearman([1], [1, 2])).toThrow('1 values against 2');
  });
  it('gives no mean of nothing', () => {
    expect(mean([])).toBeNaN();
  });
});

describe('joins', () => {
  it('are counted in pairs, those of which nothing is known left out', () => {
    const judge = (a: number, b: number): 'duplicates' | 'distinct' | null =>
      a + b === 1 ? 'duplicates' : b === 3 ? 'distinct' : null;
    expect(countJoins([0, 0, 2, 2], judge)).toEqual({
      duplicates: 1,
      duplicatesJoined: 1,
      distinct: 3,
      distinctJoined: 1,
    });
  });
});
