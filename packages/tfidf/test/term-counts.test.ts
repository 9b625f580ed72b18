import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TermCounts } from '../src/index.js';

const termId = fc.oneof(fc.nat(30), fc.constantFrom(0, 0x7fffffff, 0x80000000, 0xffffffff));
const step = fc.record({
  ids: fc.array(fc.oneof(termId, fc.nat(0xffffffff)), { minLength: 1, maxLength: 4 }),
  difference: fc.integer({ min: -2, max: 3 }),
});

describe('counts of terms', () => {
  it('are those of a Map, whatever is added and taken away', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const counts = new TermCounts();
        const model = new Map<number, number>();
        for (const { ids, difference } of steps) {
          const [id = 0] = ids;
          if (ids.length === 1) counts.add(id, difference);
          else counts.addAll(Uint32Array.from(ids), difference);
          for (const each of ids) {
            const count = Math.max(0, (model.get(each) ?? 0) + difference);
            if (count === 0) model.delete(each);
            else model.set(each, count);
          }
          expect(counts.get(id)).toBe(model.get(id) ?? 0);
          expect(counts.size).toBe(model.size);
        }
        expect(new Map(counts)).toEqual(model);
      }),
    );
  });

  it('keep their memory while as many terms go as come', () => {
    const counts = new TermCounts();
    for (let id = 0; id < 200_000; id += 1) {
      counts.add(id, 1);
      if (id >= 100) counts.add(id - 100, -1);
    }
    expect(counts.size).toBe(100);
    expect(counts.slots).toBeLessThanOrEqual(512);
    expect([...counts].map(([id]) => id).sort((a, b) => a - b)[0]).toBe(199_900);
  });
});
