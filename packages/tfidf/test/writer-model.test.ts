/**
 * A model of the writer: an index, and a list an article, kept up to date by insertions, removals and refills only.
 * After every step each list has to be the beginning of the one a look at every article would give.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildIdfTable,
  canonicalScoreE6,
  comesBefore,
  EMPTY_LIST,
  insertEntry,
  needsRefill,
  NEIGHBOUR_FLOOR,
  NeighbourIndex,
  removeEntry,
  selectTop,
  weigh,
  type Entry,
  type IdfTable,
  type NeighbourList,
  type Terms,
} from '../src/index.js';
import { arbitraryTerms, hasData, termsOf, textsOf, wordsAsTerms } from './corpora.js';

interface Sizes {
  readonly max: number;
  readonly refillBelow: number;
}

class WriterModel {
  readonly index = new NeighbourIndex();
  readonly lists = new Map<number, NeighbourList>();
  refills = 0;

  constructor(
    private readonly idf: IdfTable,
    private readonly sizes: Sizes,
  ) {}

  add(number: number, version: number, publishedAt: number, terms: Terms): void {
    this.remove(number);
    const vector = weigh(terms, this.idf);
    this.index.put({ number, version, publishedAt, vector });
    const neighbours = this.index.query(vector, { exclude: number });
    this.lists.set(number, selectTop(neighbours, this.sizes.max));
    for (const { number: other, scoreE6 } of neighbours) {
      const list = this.lists.get(other) ?? EMPTY_LIST;
      const entry: Entry = { number, version, scoreE6, publishedAt };
      const next = insertEntry(list, entry, this.sizes.max);
      if ((next === list) === comesBefore(entry, list.bound)) throw new Error(`list of ${other}`);
      this.lists.set(other, next);
    }
  }

  remove(number: number): void {
    const article = this.index.get(number);
    if (article === undefined) return;
    this.index.remove(number);
    this.lists.delete(number);
    for (const { number: other } of this.index.query(article.vector)) {
      const list = removeEntry(this.lists.get(other) ?? EMPTY_LIST, number);
      this.lists.set(other, needsRefill(list, this.sizes.refillBelow) ? this.refill(other) : list);
    }
  }

  private refill(number: number): NeighbourList {
    this.refills += 1;
    const article = this.index.get(number);
    if (article === undefined) return EMPTY_LIST;
    return selectTop(this.index.query(article.vector, { exclude: number }), this.sizes.max);
  }

  /** Every list against the one from scratch, made of nothing but the vectors. */
  check(numbers: Iterable<number> = this.index.numbers()): void {
    for (const number of numbers) {
      const scratch = this.fromScratch(number);
      const list = this.lists.get(number) ?? EMPTY_LIST;
      expect(list.entries.length).toBeLessThanOrEqual(this.sizes.max);
      expect(list.entries).toEqual(scratch.slice(0, list.entries.length));
      const complete = list.entries.length === scratch.length;
      expect(complete || list.entries.length >= this.sizes.refillBelow).toBe(true);
      // The promise itself: all that comes before the bound, and nothing else.
      expect(list.entries).toEqual(scratch.filter((entry) => comesBefore(entry, list.bound)));
    }
  }

  private fromScratch(number: number): Entry[] {
    const own = this.index.get(number);
    const entries: Entry[] = [];
    for (const other of this.index.numbers()) {
      const article = this.index.get(other);
      if (own === undefined || article === undefined || other === number) continue;
      const scoreE6 = canonicalScoreE6(own.vector, article.vector);
      const { version, publishedAt } = article;
      if (scoreE6 >= NEIGHBOUR_FLOOR * 1e6)
        entries.push({ number: other, version, scoreE6, publishedAt });
    }
    return selectTop(entries, Infinity).entries.slice();
  }
}

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('add' as const),
      number: fc.nat(15),
      publishedAt: fc.nat(2),
      terms: arbitraryTerms,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), number: fc.nat(15) }) },
);

const tableOfFew = buildIdfTable([termsOf([[1, 1]]), termsOf([[2, 1]]), termsOf([[1, 2]])]);

describe('lists kept by insertions, removals and refills', () => {
  it('are after every step the beginning of the lists from scratch, complete or long enough', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 50 }), (steps) => {
        const writer = new WriterModel(tableOfFew, { max: 4, refillBelow: 3 });
        steps.forEach((one, version) => {
          if (one.kind === 'add') writer.add(one.number, version, one.publishedAt, one.terms);
          else writer.remove(one.number);
          writer.check();
        });
      }),
      { numRuns: 60 },
    );
  });

  it('hold when every article is a copy of every other: order is by date and number alone', () => {
    const writer = new WriterModel(tableOfFew, { max: 4, refillBelow: 3 });
    const copy = termsOf([[1, 2], [2, 1]]); // prettier-ignore
    for (let number = 0; number < 40; number += 1) writer.add(number, 1, number % 5, copy);
    writer.check();
    for (let number = 0; number < 40; number += 3) writer.remove(number);
    writer.check();
    expect(writer.refills).toBeGreaterThan(0);
    for (let number = 0; number < 40; number += 2) writer.add(number, 2, 9, copy);
    writer.check();
  });

  it('do not depend on the order in which the articles came, as long as none leaves', () => {
    fc.assert(
      fc.property(fc.array(arbitraryTerms, { maxLength: 12 }), fc.nat(), (documents, turn) => {
        const listsOf = (order: readonly number[]): Map<number, NeighbourList> => {
          const writer = new WriterModel(tableOfFew, { max: 3, refillBelow: 2 });
          for (const number of order) writer.add(number, 1, 0, documents[number] ?? termsOf([]));
          return writer.lists;
        };
        const order = [...documents.keys()];
        const cut = turn % (order.length + 1);
        const turned = [...order.slice(cut), ...order.slice(0, cut)].reverse();
        const [one, two] = [listsOf(order), listsOf(turned)];
        for (const number of order) expect(two.get(number)).toEqual(one.get(number));
      }),
    );
  });

  it('are the same again after the last steps of the log were done twice', () => {
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 10, maxLength: 40 }),
        fc.nat(10),
        (steps, countTwice) => {
          const writer = new WriterModel(tableOfFew, { max: 4, refillBelow: 3 });
          const run = (one: (typeof steps)[number], version: number): void => {
            if (one.kind === 'add') writer.add(one.number, version, one.publishedAt, one.terms);
            else writer.remove(one.number);
          };
          steps.forEach(run);
          const from = Math.max(0, steps.length - countTwice);
          steps.slice(from).forEach((one, place) => {
            run(one, from + place);
          });
          writer.check();
        },
      ),
    );
  });
});

const BBC = 'topics/bbc.jsonl';
const onRealText = hasData(BBC) ? it : it.skip;
const why = hasData(BBC) ? '' : ` (skipped: no ${BBC} in the data folder)`;

describe(`real news texts with exact duplicates${why}`, () => {
  onRealText('keep lists of 64 right through additions, edits and removals', () => {
    const dictionary = new Map<string, number>();
    const documents = textsOf(BBC).slice(0, 600).map((text) => wordsAsTerms(text, dictionary)); // prettier-ignore
    const writer = new WriterModel(buildIdfTable(documents.slice(0, 300)), {
      max: 64,
      refillBelow: 48,
    });
    documents.forEach((terms, number) => {
      writer.add(number, 1, number % 7, terms);
    });
    for (let number = 0; number < 600; number += 3) writer.remove(number);
    for (let number = 1; number < 600; number += 12) {
      writer.add(number, 2, 9, documents[number - 1] ?? termsOf([]));
    }
    const sample = [...writer.index.numbers()].filter((number) => number % 10 === 1);
    writer.check(sample);
    expect(sample.length).toBeGreaterThan(30);
    expect(writer.refills).toBeGreaterThan(0);
  });
});
