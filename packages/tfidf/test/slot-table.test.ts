import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SlotTable } from '../src/slot-table.js';

const number = fc.oneof(fc.nat(30), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), number, slot: fc.nat(2 ** 26) }),
  fc.record({ kind: fc.constant('delete' as const), number }),
);

describe('SlotTable', () => {
  it('holds what a Map holds after any changes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const table = new SlotTable();
        const model = new Map<number, number>();
        for (const one of steps) {
          if (one.kind === 'set') {
            table.set(one.number, one.slot);
            model.set(one.number, one.slot);
          } else {
            table.delete(one.number);
            model.delete(one.number);
          }
          expect(table.size).toBe(model.size);
        }
        expect(table.numbers().sort((a, b) => a - b)).toEqual([...model.keys()].sort((a, b) => a - b)); // prettier-ignore
        for (const one of steps) expect(table.get(one.number)).toBe(model.get(one.number));
      }),
    );
  });

  it('grows to a hundred thousand numbers and shrinks again, whatever they have in common', () => {
    for (const stride of [1, 65_536, 40_503]) {
      const table = new SlotTable();
      const numberAt = (at: number): number => (at * stride) % 2 ** 32;
      const count = stride === 65_536 ? 60_000 : 100_000;
      for (let at = 0; at < count; at += 1) table.set(numberAt(at), at);
      for (let at = 0; at < count; at += 997) expect(table.get(numberAt(at))).toBe(at);
      for (let at = 0; at < count; at += 1) if (at % 1000 !== 3) table.delete(numberAt(at));
      expect(table.size).toBe(count / 1000);
      for (let at = 3; at < count; at += 1000) expect(table.get(numberAt(at))).toBe(at);
      expect(table.get(numberAt(4))).toBeUndefined();
    }
  });
});
