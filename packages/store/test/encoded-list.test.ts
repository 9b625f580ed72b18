import { describe, expect, it } from '@jest/globals';
import {
  insertEntry,
  needsRefill,
  NO_BOUND,
  removeEntry,
  selectTop,
  type Entry,
  type NeighbourList,
} from '@maylike/tfidf';
import fc from 'fast-check';
import { EncodedList } from '../src/codecs/encoded-list.js';
import { decodeBest, decodeList, encodeBest, encodeList } from '../src/codecs/list-codec.js';

const version = 4097;
/** Each number has one date, as an article has; dates are few, so that ties go down to the number. */
const publishedAt = (number: number): number => number % 3;
const entryOf = (number: number, scoreE6: number): Entry => ({
  number,
  version: 1 + (number % 5),
  scoreE6,
  publishedAt: publishedAt(number),
});
const entry = fc
  .tuple(fc.nat(120), fc.constantFrom(30_000, 30_001, 500_000, 999_999, 1_000_000))
  .map(([number, scoreE6]) => entryOf(number, scoreE6));
const entries = fc.uniqueArray(entry, { maxLength: 90, selector: ({ number }) => number });
const step = fc.oneof(
  { weight: 3, arbitrary: entry.map((one) => ({ kind: 'insert', entry: one }) as const) },
  { weight: 1, arbitrary: fc.nat(120).map((number) => ({ kind: 'remove', number }) as const) },
);

/** What has to be written for a list. */
const bytesOf = ({ bound, entries: all }: NeighbourList): Buffer =>
  encodeList({ version, bound, entries: all });

describe('a list changed as bytes', () => {
  it('is byte for byte the one that is changed as objects, whatever comes and goes', () => {
    fc.assert(
      fc.property(entries, fc.array(step, { maxLength: 60 }), (first, steps) => {
        let model = selectTop(first);
        const list = EncodedList.read(bytesOf(model), () => true);
        let storedBest = encodeBest({ version, ...model });
        for (const one of steps) {
          const before = model.bound;
          if (one.kind === 'insert') {
            // A list has one entry an article: the model calls an equal one no change, here it is put in again.
            model = insertEntry(model, one.entry);
            expect(list.insert(one.entry, publishedAt)).toBe(model.bound !== before);
          } else {
            const shorter = removeEntry(model, one.number);
            expect(list.remove(one.number)).toBe(shorter !== model);
            model = shorter;
          }
          expect(list.bound).toEqual(model.bound);
          expect(list.needsRefill).toBe(needsRefill(model));
          const written = list.take();
          expect(written.list.equals(bytesOf(model))).toBe(true);
          storedBest = written.best ?? storedBest;
          expect(storedBest.equals(encodeBest({ version, ...model }))).toBe(true);
        }
      }),
    );
  });

  it('leaves out what is not to stay, and keeps its bound', () => {
    fc.assert(
      fc.property(entries, fc.nat(4), (all, tag) => {
        const model = selectTop(all);
        const list = EncodedList.read(bytesOf(model), (number, of) => of !== tag || number === 7);
        const kept = model.entries.filter((one) => one.version !== tag || one.number === 7);
        expect(list.isChanged).toBe(kept.length < model.entries.length);
        const { list: bytes, best } = list.take();
        expect(list.isChanged).toBe(false);
        expect(decodeList(bytes)).toEqual(decodeList(bytesOf({ ...model, entries: kept })));
        const storedBest = best ?? encodeBest({ version, ...model });
        expect(storedBest.equals(encodeBest({ version, ...model, entries: kept }))).toBe(true);
      }),
    );
  });

  it('writes its beginning only where that has changed', () => {
    const all = Array.from({ length: 20 }, (_none, i) => entryOf(i, 900_000 - i));
    const list = EncodedList.read(bytesOf({ bound: NO_BOUND, entries: all }), () => true);
    list.insert(entryOf(50, 899_991), publishedAt);
    list.remove(15);
    expect(list.take().best).toBeNull();
    list.remove(7);
    const best = list.take().best;
    expect(decodeBest(best ?? Buffer.alloc(0))).toEqual([0, 1, 2, 3, 4, 5, 6, 8]);
    expect(list.take().best).toBeNull();
    expect(EncodedList.of({ version, bound: NO_BOUND, entries: all }).take().best).not.toBeNull();
  });

  it('is refused by name when it is none', () => {
    expect(() => EncodedList.read(Buffer.from('nonsense'), () => true)).toThrow(
      expect.objectContaining({ code: 'data_corrupt' }),
    );
  });
});
