/** The fast index against its twin and against a look at every article: the same entries, lists and bounds. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildIdfTable,
  canonicalScoreE6,
  comesBefore,
  compareEntries,
  NEIGHBOUR_FLOOR,
  NeighbourIndex,
  NO_BOUND,
  ReferenceIndex,
  selectTop,
  weigh,
  type Bound,
  type Entry,
  type IndexedArticle,
  type Terms,
  type Vector,
} from '../src/index.js';
import { arbitraryTerms, hasData, termsOf, textsOf, wordsAsTerms } from './corpora.js';

const tableOfFew = buildIdfTable([termsOf([[1, 1]]), termsOf([[2, 1]]), termsOf([[1, 2]])]);

const arbitraryBound = fc.record({
  scoreE6: fc.constantFrom(0, 300_000, 707_107, 1_000_000),
  publishedAt: fc.nat(2),
  number: fc.nat(40),
});

const arbitraryStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      number: fc.nat(40),
      publishedAt: fc.nat(2),
      terms: arbitraryTerms,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('putAll' as const),
      articles: fc.uniqueArray(
        fc.record({ number: fc.nat(40), publishedAt: fc.nat(2), terms: arbitraryTerms }),
        { selector: ({ number }) => number, maxLength: 25 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), number: fc.nat(40) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('bound' as const),
      number: fc.nat(40),
      bound: arbitraryBound,
    }),
  },
);

/** Both indexes after the same changes, and the bounds that were told. */
class Pair {
  readonly fast: NeighbourIndex;
  readonly twin = new ReferenceIndex();
  readonly bounds = new Map<number, Bound>();

  constructor(segmentSlots: number) {
    this.fast = new NeighbourIndex({ segmentSlots });
  }

  put(article: IndexedArticle): void {
    if (!this.twin.has(article.number)) this.bounds.set(article.number, NO_BOUND);
    this.fast.put(article);
    this.twin.put(article);
  }

  /** Those of the articles that are not here yet. */
  putAll(articles: readonly IndexedArticle[]): void {
    const missing = articles.filter(({ number }) => !this.twin.has(number));
    this.fast.putAll(missing);
    for (const article of missing) {
      this.twin.put(article);
      this.bounds.set(article.number, NO_BOUND);
    }
  }

  remove(number: number): void {
    expect(this.fast.remove(number)).toBe(this.twin.remove(number));
    this.bounds.delete(number);
  }

  setBound(number: number, bound: Bound): void {
    this.fast.setBound(number, bound);
    if (this.twin.has(number)) this.bounds.set(number, bound);
  }

  /** Everything that can be asked about a vector. */
  expectSame(vector: Vector, exclude: number | undefined, max: number): void {
    const options = exclude === undefined ? {} : { exclude };
    const found = this.twin.query(vector, options);
    expect(this.fast.query(vector, options).sort(compareEntries)).toEqual(
      [...found].sort(compareEntries),
    );
    expect(this.fast.nearest(vector, { ...options, max })).toEqual(selectTop(found, max));
    const key = { number: exclude ?? 99, publishedAt: 1, vector };
    const { own, entered } = this.fast.neighbourhood(key, { max });
    expect(own).toEqual(selectTop(this.twin.query(vector, { exclude: key.number }), max));
    expect(entered.sort(compareEntries)).toEqual(this.expectedEntered(found, key));
  }

  private expectedEntered(found: Entry[], key: { number: number; publishedAt: number }): Entry[] {
    return found
      .filter(({ number }) => number !== key.number)
      .filter(({ number, scoreE6 }) =>
        comesBefore({ ...key, scoreE6 }, this.bounds.get(number) ?? NO_BOUND),
      )
      .sort(compareEntries);
  }
}

describe('the fast index', () => {
  it.each([8, 16, 64])(
    'answers as its twin after any changes, with segments of %d slots',
    (segmentSlots) => {
      fc.assert(
        fc.property(
          fc.array(arbitraryStep, { maxLength: 120 }),
          fc.integer({ min: 1, max: 6 }),
          (steps, max) => {
            const pair = new Pair(segmentSlots);
            steps.forEach((step, version) => {
              if (step.kind === 'remove') pair.remove(step.number);
              else if (step.kind === 'bound') pair.setBound(step.number, step.bound);
              else if (step.kind === 'putAll') {
                pair.putAll(
                  step.articles.map(({ terms, ...key }) => ({
                    ...key,
                    version,
                    vector: weigh(terms, tableOfFew),
                  })),
                );
              } else {
                const { number, publishedAt, terms } = step;
                pair.put({ number, version, publishedAt, vector: weigh(terms, tableOfFew) });
              }
            });
            expect(pair.fast.size).toBe(pair.twin.size);
            for (const number of pair.twin.numbers()) {
              const article = pair.twin.get(number);
              expect(pair.fast.get(number)).toEqual(article);
              expect(pair.fast.boundOf(number)).toEqual(pair.bounds.get(number));
              if (article !== undefined) pair.expectSame(article.vector, number, max);
            }
            pair.expectSame(weigh(termsOf([[1, 1], [5, 2]]), tableOfFew), undefined, max); // prettier-ignore
          },
        ),
        { numRuns: 100 },
      );
    },
    60_000,
  );

  it.each([
    ['one by one', [1]],
    ['first a few, then many at a time', [3, 1, 40, 2, 700, 9_000, 1]],
    ['first many, then a few at a time', [9_000, 5, 1, 700]],
  ])(
    'keeps posting lists right through every length up to several chunks, and back: %s',
    (_how, steps) => {
      const count = 17_000;
      const pair = new Pair(32_768);
      const vectorOf = (number: number): Vector =>
      weigh(termsOf([[7, 1 + (number % 5)], [100 + number, 2], [90, 1 + (number % 3)]]), tableOfFew); // prettier-ignore
      const all = Array.from({ length: count }, (_none, number): IndexedArticle => {
        return { number, version: 1, publishedAt: 0, vector: vectorOf(number) };
      });
      for (let turn = 0; all.length > 0; turn += 1) {
        const some = all.splice(0, steps[turn % steps.length]);
        if (some.length > 1) pair.putAll(some);
        else for (const article of some) pair.put(article);
      }
      pair.expectSame(vectorOf(3), 3, 50);
      for (let turn = 0; turn < count; turn += 1) {
        const number = (turn * 181) % count;
        if (turn % 100 === 0) expect(pair.fast.get(number)?.vector).toEqual(vectorOf(number));
        pair.remove(number);
        if (turn % 2000 === 777) pair.expectSame(vectorOf(3), undefined, 50);
      }
      expect(pair.fast.termCount).toBe(0);
      pair.put({ number: 1, version: 1, publishedAt: 0, vector: vectorOf(1) });
      pair.expectSame(vectorOf(3), undefined, 50);
    },
    60_000,
  );

  it('takes more postings at once than it sorts at once', () => {
    const random = randomFrom(3);
    const articles = Array.from({ length: 3_000 }, (_none, number): IndexedArticle => {
      const pairs = Array.from({ length: 300 }, (): [number, number] => {
        return [Math.floor(random() ** 4 * 2 ** 32), 1 + Math.floor(random() * 3)];
      });
      return { number, version: 1, publishedAt: 0, vector: weigh(termsOf(pairs), tableOfFew) };
    });
    const pair = new Pair(1_024);
    pair.putAll(articles);
    for (const { number, vector } of articles.filter((_article, place) => place % 300 === 0)) {
      expect(pair.fast.get(number)?.vector).toEqual(vector);
      pair.expectSame(vector, number, 40);
    }
    for (const { number } of articles) pair.fast.remove(number);
    expect(pair.fast.termCount).toBe(0);
  }, 60_000);

  it('takes at once the memory that it takes one by one', () => {
    const random = randomFrom(5);
    const atOnce = new NeighbourIndex();
    const oneByOne = new NeighbourIndex();
    const articles = Array.from({ length: 2_000 }, (_none, number): IndexedArticle => {
      const pairs = Array.from({ length: 100 }, (): [number, number] => {
        return [Math.floor(random() ** 3 * 50_000), 1];
      });
      return { number, version: 1, publishedAt: 0, vector: weigh(termsOf(pairs), tableOfFew) };
    });
    for (const article of articles) oneByOne.put(article);
    atOnce.putAll(articles);
    expect(atOnce.memory.used).toBeLessThanOrEqual(1.01 * oneByOne.memory.used);
    for (const { number } of articles) {
      atOnce.remove(number);
      oneByOne.remove(number);
    }
    expect(atOnce.memory.used).toBe(oneByOne.memory.used);
  });

  it('takes articles of a hundred thousand terms, and terms whose ids crowd one end', () => {
    const huge = (from: number): Vector =>
      weigh(
        { ids: Uint32Array.from({ length: 100_000 }, (_, at) => from + at), counts: new Float32Array(100_000).fill(1) },
        tableOfFew,
      ); // prettier-ignore
    const pair = new Pair(8);
    const vectors = [huge(0), huge(50_000), huge(4_294_867_296), weigh(termsOf([[70_000, 1]]), tableOfFew)]; // prettier-ignore
    for (const [number, vector] of vectors.entries()) {
      pair.put({ number, version: 1, publishedAt: 0, vector });
    }
    for (const [number, vector] of vectors.entries()) {
      expect(pair.fast.get(number)?.vector).toEqual(vector);
      pair.expectSame(vector, number, 3);
    }
    pair.remove(0);
    pair.remove(2);
    pair.expectSame(huge(0), undefined, 3);
  });

  it('keeps the best in the order of lists where thousands have the same score', () => {
    const pair = new Pair(4096);
    const vector = weigh(termsOf([[1, 1], [2, 1]]), tableOfFew); // prettier-ignore
    for (let number = 0; number < 5000; number += 1) {
      pair.put({ number, version: 1, publishedAt: (number * 7) % 11, vector });
    }
    for (const max of [1, 64, 4999]) pair.expectSame(vector, 17, max);
  });

  it.each([
    ['a number that is none of 32 bits', { number: -1 }],
    ['a date that is not a number', { publishedAt: NaN }],
    ['ids that do not ascend', { vector: { ids: Uint32Array.of(2, 2), weights: Float32Array.of(0.5, 0.5) } }],
    ['a weight that is not a number', { vector: { ids: Uint32Array.of(2), weights: Float32Array.of(NaN) } }],
    ['fewer weights than ids', { vector: { ids: Uint32Array.of(2), weights: new Float32Array() } }],
  ])('refuses %s and stays as it was', (_what, wrong) => {
    const index = new NeighbourIndex();
    const vector = weigh(termsOf([[1, 1]]), tableOfFew);
    index.put({ number: 1, version: 1, publishedAt: 0, vector });
    const broken = { number: 1, version: 2, publishedAt: 0, vector, ...wrong };
    const other = { number: 2, version: 1, publishedAt: 0, vector };
    for (const put of [() => { index.put(broken); }, () => { index.putAll([other, broken]); }])
      expect(put).toThrow(expect.objectContaining({ code: 'article_invalid' }));
    expect(index.query(vector)).toEqual([
      { number: 1, version: 1, publishedAt: 0, scoreE6: 1_000_000 },
    ]);
  }); // prettier-ignore

  it.each([
    ['is here', [2, 1]],
    ['comes twice', [2, 3, 2]],
  ])('refuses a number that %s where it wants new ones, and stays as it was', (_what, numbers) => {
    const index = new NeighbourIndex();
    const vector = weigh(termsOf([[1, 1]]), tableOfFew);
    const article = { number: 1, version: 1, publishedAt: 0, vector };
    index.put(article);
    expect(() => {
      index.putAll(numbers.map((number) => ({ ...article, number })));
    }).toThrow(expect.objectContaining({ code: 'article_invalid' }));
    expect([...index.numbers()]).toEqual([1]);
  });

  it.each([7, 0, 65_544, 12.5])('refuses segments of %d slots', (segmentSlots) => {
    expect(() => new NeighbourIndex({ segmentSlots })).toThrow(
      expect.objectContaining({ code: 'options_invalid' }),
    );
  });

  it.each([0, 10_001, 1.5])('refuses a list of %d entries', (max) => {
    const index = new NeighbourIndex();
    const vector = weigh(termsOf([[1, 1]]), tableOfFew);
    expect(() => index.nearest(vector, { max })).toThrow(
      expect.objectContaining({ code: 'options_invalid' }),
    );
  });
});

/** A small generator: reproducible, and quick enough for a month of news. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('a month of news', () => {
  it('ends with the memory of its first days, and with the right neighbours', () => {
    const random = randomFrom(7);
    const index = new NeighbourIndex({ segmentSlots: 512 });
    const live: number[] = [];
    const vectorOf = (day: number): Vector => {
      const count = 5 + Math.floor(random() * 60);
      const pairs = Array.from({ length: count }, (): [number, number] => {
        const isOfTheDay = random() < 0.3;
        const id = isOfTheDay ? 1e6 + day * 5000 + random() * 300 : random() ** 3 * 20_000;
        return [Math.floor(id), 1 + Math.floor(random() * 4)];
      });
      return weigh(termsOf(pairs), tableOfFew);
    };
    let number = 0;
    let heldEarly = 0;
    for (let day = 0; day < 33; day += 1) {
      for (let arrival = 0; arrival < 300; arrival += 1) {
        index.put({ number, version: 1, publishedAt: day, vector: vectorOf(day) });
        live.push(number);
        number += 1;
        const edited = live[Math.floor(random() * live.length)];
        if (arrival % 10 === 0 && edited !== undefined) {
          index.put({ number: edited, version: 2, publishedAt: day, vector: vectorOf(day) });
        }
        // A window of three days.
        const expired = live.length > 900 ? live.shift() : undefined;
        if (expired !== undefined) index.remove(expired);
      }
      if (day === 5) heldEarly = index.memory.held;
    }
    expect(index.memory.held).toBeLessThanOrEqual(heldEarly * 1.1);
    for (const one of live.filter((candidate) => candidate % 90 === 0)) {
      const vector = index.get(one)?.vector;
      if (vector === undefined) throw new Error(`article ${one} is gone`);
      const expected = live.flatMap((other) => {
        const scoreE6 = canonicalScoreE6(vector, index.get(other)?.vector ?? vector);
        return other === one || scoreE6 < NEIGHBOUR_FLOOR * 1e6 ? [] : [[other, scoreE6]];
      });
      const found = index.query(vector, { exclude: one });
      expect(found.map((entry) => [entry.number, entry.scoreE6]).sort()).toEqual(expected.sort());
    }
    for (const one of live) index.remove(one);
    expect(index.termCount).toBe(0);
  }, 60_000);

  it('gives segments back when most articles have left, and loses none on the way', () => {
    const pair = new Pair(64);
    const vectorOf = (number: number): Vector =>
      weigh(termsOf([[number % 9, 2], [1000 + (number % 50), 1]]), tableOfFew); // prettier-ignore
    for (let number = 0; number < 640; number += 1) {
      pair.put({ number, version: 1, publishedAt: number % 4, vector: vectorOf(number) });
      pair.setBound(number, { scoreE6: number * 1000, publishedAt: 0, number: 0 });
    }
    const before = pair.fast.memory.used;
    for (let number = 0; number < 640; number += 1) if (number % 10 !== 0) pair.remove(number);
    // Each further change moves a few articles on.
    for (let turn = 0; turn < 100; turn += 1) {
      pair.put({ number: 5000, version: 1, publishedAt: 0, vector: vectorOf(turn) });
      pair.remove(5000);
      pair.expectSame(vectorOf(turn), 10 * (turn % 64), 5);
    }
    expect(pair.fast.memory.used).toBeLessThan(before / 3);
    expect([...pair.fast.numbers()].every((number) => pair.fast.boundOf(number)?.scoreE6 === number * 1000)).toBe(true); // prettier-ignore
  });
});

const REUTERS = 'topics/reuters21578.jsonl.gz';
const onRealText = hasData(REUTERS) ? it : it.skip;
const why = hasData(REUTERS) ? '' : ` (skipped: no ${REUTERS} in the data folder)`;

describe(`3,000 real news texts${why}`, () => {
  onRealText('have the same lists in both indexes, in three segments', () => {
    const dictionary = new Map<string, number>();
    const documents: Terms[] = textsOf(REUTERS)
      .slice(0, 3000)
      .map((text) => wordsAsTerms(text, dictionary));
    const table = buildIdfTable(documents);
    const pair = new Pair(1024);
    const vectors = documents.map((terms) => weigh(terms, table));
    for (const [number, vector] of vectors.entries()) {
      pair.put({ number, version: 1, publishedAt: number % 5, vector });
    }
    for (let number = 0; number < vectors.length; number += 60) {
      const vector = vectors[number];
      if (vector !== undefined) pair.expectSame(vector, number, 64);
    }
  });
});
