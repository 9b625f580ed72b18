/** Common neighbours help two articles together, and by how much is exactly as defined. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evidence, evidenceWeight, relatedness } from '../src/index.js';

describe('evidence', () => {
  const own = new Map([
    [2, 0.5],
    [3, 0.25],
  ]);

  /** 1 + 1/2 + … + 1/8 */
  const allRanks = 761 / 280;

  it('is the mean of what x thinks of the best eight, by their ranks', () => {
    // 2 → 0.5 in the first place, x itself a half in the second, 3 → 0.25 in the fourth, strangers 0
    expect(evidence(1, own, [2, 1, 8, 3, 9])).toBeCloseTo(
      (0.5 + 0.5 / 2 + 0.25 / 4) / allRanks,
      12,
    );
  });

  it('does not look beyond the first eight', () => {
    expect(evidence(1, own, [8, 9, 10, 11, 12, 13, 14, 15, 1, 2])).toBe(0);
  });

  it('weighs a neighbour with fewer as if it had eight', () => {
    expect(evidence(1, own, [2])).toBeCloseTo(0.5 / allRanks, 12);
    expect(evidence(1, own, [])).toBe(0);
  });

  it('is within 0 and 1, and a stranger in front adds nothing', () => {
    const cosine = fc.double({ min: 0, max: 1, noNaN: true });
    const scores = fc.dictionary(fc.integer({ min: 0, max: 30 }).map(String), cosine);
    const best = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 8 });
    fc.assert(
      fc.property(scores, best, (record, numbers) => {
        const list = new Map(Object.entries(record).map(([key, score]) => [Number(key), score]));
        const found = evidence(99, list, numbers);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
        const pushedOut = evidence(99, list, [1_000, ...numbers]);
        expect(pushedOut).toBeLessThanOrEqual(found);
      }),
    );
  });
});

describe('relatedness', () => {
  it('weighs evidence twice the cosine', () => {
    expect(evidenceWeight).toBe(2);
    expect(relatedness(0.6, 0.3)).toBeCloseTo((0.6 + 2 * 0.3) / 3, 12);
  });

  it('is 1 where both are, 0 for nothing', () => {
    expect(relatedness(1, 1)).toBe(1);
    expect(relatedness(0, 0)).toBe(0);
  });
});
