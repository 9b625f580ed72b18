/** Common neighbours help two articles together, and by how much is exactly as defined. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evidence, evidenceDepth, evidenceWeight, relatedness } from '../src/index.js';

describe('evidence', () => {
  const own = new Map([
    [2, 0.5],
    [3, 0.25],
  ]);

  it('is the mean over the best five of what x thinks of them', () => {
    // x itself 1, 2 → 0.5, 3 → 0.25, two strangers 0
    expect(evidence(1, own, [1, 2, 3, 8, 9])).toBeCloseTo(1.75 / 5, 12);
  });

  it('does not look beyond the first five', () => {
    expect(evidence(1, own, [8, 9, 10, 11, 12, 1, 2])).toBe(0);
  });

  it('divides by five also where a neighbour has fewer', () => {
    expect(evidence(1, own, [1])).toBeCloseTo(1 / 5, 12);
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
        expect(found - pushedOut).toBeLessThanOrEqual(1 / evidenceDepth);
      }),
    );
  });
});

describe('relatedness', () => {
  it('weighs evidence twice the cosine', () => {
    expect(evidenceWeight).toBe(2);
    expect(relatedness(0.6, 0.3)).toBeCloseTo((0.6 + 2 * 0.3) / 3, 12);
  });

  it('is 1 for the same text among the same neighbours, 0 for nothing', () => {
    expect(relatedness(1, 1)).toBe(1);
    expect(relatedness(0, 0)).toBe(0);
  });
});
