import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  comesBefore,
  compareEntries,
  EMPTY_LIST,
  insertEntry,
  LIST_LENGTH_MAX,
  LIST_REFILL_BELOW,
  needsRefill,
  NO_BOUND,
  removeEntry,
  selectTop,
  type Entry,
} from '../src/index.js';

const MAX = 4;

function entry(scoreE6: number, publishedAt: number, number: number, version = 1): Entry {
  return { scoreE6, publishedAt, number, version };
}

/** Few scores and dates, so that ties on either or both are the rule. */
const someEntries = fc.uniqueArray(
  fc.record({
    scoreE6: fc.constantFrom(50_000, 50_001, 900_000, 1_000_000),
    publishedAt: fc.constantFrom(0, 1_700_000_000_000),
    number: fc.nat(30),
    version: fc.constantFrom(1, 2),
  }),
  { selector: ({ number }) => number, maxLength: 20 },
);

describe('the order of a list', () => {
  it('is score, then newer, then higher number', () => {
    const ordered = [
      entry(9, 1, 1),
      entry(8, 7, 1),
      entry(8, 6, 5),
      entry(8, 6, 4),
      entry(7, 9, 9),
    ];
    expect([...ordered].reverse().sort(compareEntries)).toEqual(ordered);
  });

  it('is total: different articles never tie', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        for (const a of entries) {
          for (const b of entries) {
            expect(compareEntries(a, b) === 0).toBe(a.number === b.number);
            expect(Math.sign(compareEntries(a, b)) + Math.sign(compareEntries(b, a))).toBe(0);
          }
        }
      }),
    );
  });
});

describe('selectTop', () => {
  it('equals sorting everything and cutting, and its bound is the first entry cut away', () => {
    fc.assert(
      fc.property(someEntries, fc.integer({ min: 1, max: 8 }), (entries, max) => {
        const sorted = [...entries].sort(compareEntries);
        const list = selectTop(entries, max);
        expect(list.entries).toEqual(sorted.slice(0, max));
        const first = sorted[max];
        expect(compareEntries(list.bound, first ?? NO_BOUND)).toBe(0);
      }),
    );
  });

  it('leaves what it was given as it was', () => {
    const entries = [entry(1, 0, 1), entry(2, 0, 2), entry(3, 0, 3)];
    const copy = [...entries];
    selectTop(entries, 2);
    selectTop(entries, 9);
    expect(entries).toEqual(copy);
  });

  it('keeps 64 unless told otherwise', () => {
    const many = Array.from({ length: 65 }, (_, number) => entry(100_000, 0, number));
    expect(selectTop(many).entries).toHaveLength(LIST_LENGTH_MAX);
    expect(selectTop(many).bound).toEqual({ scoreE6: 100_000, publishedAt: 0, number: 0 });
    expect(selectTop(many.slice(1)).bound).toBe(NO_BOUND);
  });
});

describe('insertEntry', () => {
  it('one by one gives what selectTop gives of all at once, in any order', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        let list = EMPTY_LIST;
        for (const one of entries) list = insertEntry(list, one, MAX);
        expect(list).toEqual(selectTop(entries, MAX));
      }),
    );
  });

  it('only ever tightens the bound, and every entry stays before it', () => {
    fc.assert(
      fc.property(someEntries, (entries) => {
        let list = EMPTY_LIST;
        for (const one of entries) {
          const next = insertEntry(list, one, MAX);
          expect(comesBefore(list.bound, next.bound)).toBe(false);
          expect(next.entries.every((kept) => comesBefore(kept, next.bound))).toBe(true);
          list = next;
        }
      }),
    );
  });

  const full = selectTop([entry(9, 0, 1), entry(8, 0, 2), entry(7, 0, 3)], 2);

  it('gives back the same object for an entry at or behind the bound', () => {
    expect(insertEntry(full, entry(7, 0, 3), 2)).toBe(full);
    expect(insertEntry(full, entry(6, 9, 9), 2)).toBe(full);
  });

  it('gives back the same object for an entry that is already there', () => {
    expect(insertEntry(full, entry(8, 0, 2), 2)).toBe(full);
  });

  it('refuses a tie in score that is older than the bound and takes one that is newer', () => {
    const list = removeEntry(selectTop([entry(9, 5, 1), entry(7, 5, 2), entry(7, 5, 1)], 2), 2);
    expect(insertEntry(list, entry(7, 4, 8), 2)).toBe(list);
    expect(insertEntry(list, entry(7, 6, 8), 2).entries.map(({ number }) => number)).toEqual([
      1, 8,
    ]);
  });

  it('moves an edited article to its new place', () => {
    const list = insertEntry(full, entry(10, 0, 2, 2), 2);
    expect(list.entries).toEqual([entry(10, 0, 2, 2), entry(9, 0, 1)]);
    expect(list.bound).toEqual(full.bound);
  });

  it('takes an edited article off when its new place is behind the bound', () => {
    const list = insertEntry(full, entry(1, 0, 2, 2), 2);
    expect(list).toEqual({ bound: full.bound, entries: [entry(9, 0, 1)] });
  });

  it('does not let an older version take the place of a newer one', () => {
    const list = insertEntry(full, entry(8, 0, 2, 5), 2);
    expect(list.entries[1]?.version).toBe(5);
    expect(insertEntry(list, entry(10, 0, 2, 4), 2)).toBe(list);
  });
});

describe('removeEntry', () => {
  it('takes the article off and leaves the bound', () => {
    const list = selectTop([entry(9, 0, 1), entry(8, 0, 2), entry(7, 0, 3)], 2);
    expect(removeEntry(list, 1)).toEqual({ bound: list.bound, entries: [entry(8, 0, 2)] });
  });

  it('gives back the same object when the article is not in the list', () => {
    const list = selectTop([entry(9, 0, 1)]);
    expect(removeEntry(list, 2)).toBe(list);
    expect(removeEntry(EMPTY_LIST, 0)).toBe(EMPTY_LIST);
  });
});

describe('needsRefill', () => {
  const entries = Array.from({ length: 65 }, (_, number) => entry(100_000, 0, number));

  it('is false for a short list from which nothing was ever cut', () => {
    expect(needsRefill(EMPTY_LIST)).toBe(false);
    expect(needsRefill(selectTop(entries.slice(0, 3)))).toBe(false);
  });

  it('turns true with the removal that leaves 47, not with the one that leaves 48', () => {
    let list = selectTop(entries);
    for (let number = 64; list.entries.length > LIST_REFILL_BELOW; number -= 1) {
      expect(needsRefill(list)).toBe(false);
      list = removeEntry(list, number);
    }
    expect(needsRefill(list)).toBe(false);
    expect(needsRefill(removeEntry(list, list.entries[0]?.number ?? -1))).toBe(true);
  });
});
