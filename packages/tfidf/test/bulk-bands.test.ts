/** Both ways of a bulk run, in one segment and in several: always the rows of a look at every pair. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planBulk, RowFinder, type PlanOptions } from '../src/bulk-rows.js';
import { buildIdfTable, canonicalScoreE6, weigh, type Terms, type Vector } from '../src/index.js';
import { arbitraryTerms, hasData, termsOf, textsOf, wordsAsTerms } from './corpora.js';

function vectorsOf(documents: readonly Terms[]): Vector[] {
  const table = buildIdfTable(documents);
  return documents.map((terms) => weigh(terms, table));
}

/** `[row, scoreE6]` pairs of every `step`-th row, from a plan. */
function found(
  vectors: readonly Vector[],
  options: PlanOptions,
  step: number,
): [number, number][][] {
  const finder = new RowFinder(planBulk(vectors, options), 0);
  return everyOf(vectors, step).map((row) => {
    const [count = 0, ...pairs] = finder.find(row, row + 1);
    expect(pairs).toHaveLength(2 * count);
    return Array.from({ length: count }, (__, at) => [pairs[2 * at] ?? 0, pairs[2 * at + 1] ?? 0]);
  });
}

function everyOf(vectors: readonly Vector[], step: number): number[] {
  return [...vectors.keys()].filter((row) => row % step === 0);
}

/** The slow, obvious model. */
function bruteForce(
  vectors: readonly Vector[],
  { floorE6, top }: PlanOptions,
  own: number,
): [number, number][] {
  return vectors
    .map((other, row): [number, number] => [row, canonicalScoreE6(vectors[own] ?? other, other)])
    .filter(([row, scoreE6]) => row !== own && scoreE6 >= floorE6)
    .sort(([rowA, scoreA], [rowB, scoreB]) => scoreB - scoreA || rowB - rowA)
    .slice(0, top);
}

function expectExact(vectors: readonly Vector[], floorE6: number, top: number, step = 1): void {
  const expected = everyOf(vectors, step).map((row) => bruteForce(vectors, { floorE6, top }, row));
  for (const isBanded of [false, true]) {
    for (const segmentSlots of [16, 48, 65_536]) {
      const options = { floorE6, top, isBanded, segmentSlots };
      expect(found(vectors, options, step)).toEqual(expected);
    }
  }
}

/** A small generator: reproducible. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Texts as news have them: common words in nearly all, rare ones in few, some of them near copies of others. */
function newsLike(count: number, seed: number): Vector[] {
  const random = randomFrom(seed);
  const documents: Terms[] = [];
  for (let row = 0; row < count; row += 1) {
    const copied = random() < 0.3 ? documents[Math.floor(random() * row)] : undefined;
    const pairs: [number, number][] = [...(copied?.ids ?? [])].map((id) => [id, 1]);
    const length = copied === undefined ? 5 + Math.floor(random() * 50) : Math.floor(random() * 4);
    for (let term = 0; term < length; term += 1) {
      pairs.push([Math.floor(random() ** 4 * 3000), 1 + Math.floor(random() * 3)]);
    }
    documents.push(termsOf(pairs));
  }
  return vectorsOf(documents);
}

describe('a bulk plan, exhaustive and banded', () => {
  it('finds for every row what a look at every pair finds', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryTerms, { maxLength: 60 }),
        fc.constantFrom(1, 50_000, 700_000, 1_000_000),
        fc.constantFrom(1, 2, 5, 10_000),
        (documents, floorE6, top) => {
          expectExact(vectorsOf(documents), floorE6, top);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([1, 10, 64])('finds the best %d of texts like news', (top) => {
    expectExact(newsLike(500, 11 * top), 50_000, top, 13);
  });

  it.each<[string, Terms[]]>([
    ['no row', []],
    ['one row', [termsOf([[1, 1]])]],
    ['rows without terms', [termsOf([]), termsOf([[1, 1]]), termsOf([])]],
    ['more equal rows than candidates have room', Array.from({ length: 400 }, () => termsOf([[1, 1], [2, 3]]))],
    ['rows with nothing in common', Array.from({ length: 80 }, (_, id) => termsOf([[id, 1]]))],
    ['scores that differ by less than single precision can tell', Array.from({ length: 300 }, (_, row) =>
      termsOf([[1, 1000 + row / 4096], [2, 900], [3, 800 - row / 8192], [4, 0.25]]))],
    ['all-new vocabulary beside one common term', Array.from({ length: 200 }, (_, row) =>
      termsOf([[0, 1], [10 + 3 * row, 0.25], [11 + 3 * row, 0.25]]))],
    ['the outermost ids', [0, 2 ** 32 - 1, 0, 2 ** 32 - 1].map((id) => termsOf([[id, 1], [7, 2]]))],
  ])('takes %s', (_what, documents) => {
    for (const top of [1, 7, 150]) expectExact(vectorsOf(documents), 50_000, top, 7);
  }); // prettier-ignore

  it('takes rows of twenty thousand terms, whose sums are less sure', () => {
    const random = randomFrom(5);
    const documents = Array.from({ length: 60 }, (_, row) =>
      termsOf(Array.from({ length: row % 10 === 0 ? 20_000 : 400 }, (): [number, number] =>
        [Math.floor(random() * 30_000), 1 + random()])),
    ); // prettier-ignore
    expectExact(vectorsOf(documents), 1, 5, 6);
  });

  it('takes vectors that are longer than 1, and weights too small to count', () => {
    const vectors = Array.from({ length: 120 }, (_, row) => ({
      ids: Uint32Array.from({ length: 40 }, (__, at) => at * (1 + (row % 5))),
      weights: Float32Array.from({ length: 40 }, (__, at) => ((at * row) % 7) / (at % 3 === 0 ? 7 : 1e38)),
    })); // prettier-ignore
    expectExact(vectors, 50_000, 6, 5);
  });

  it('chooses bands by itself for short lists of long texts only', () => {
    const ids = Uint32Array.from({ length: 60 }, (_, at) => at);
    const vectors = Array.from({ length: 3000 }, () => ({
      ids,
      weights: new Float32Array(60).fill(1 / Math.sqrt(60)),
    }));
    const isBanded = (count: number, top: number): boolean =>
      planBulk(vectors.slice(0, count), { floorE6: 50_000, top }).isBanded;
    expect(isBanded(3000, 10)).toBe(true);
    expect(isBanded(3000, 64)).toBe(false);
    expect(isBanded(2000, 10)).toBe(false);
  });
});

const REUTERS = 'topics/reuters21578.jsonl.gz';
const onRealText = hasData(REUTERS) ? it : it.skip;
const why = hasData(REUTERS) ? '' : ` (skipped: no ${REUTERS} in the data folder)`;

describe(`2,000 real news texts${why}`, () => {
  onRealText('have the rows of a look at every pair, by either way', () => {
    const dictionary = new Map<string, number>();
    const vectors = vectorsOf(textsOf(REUTERS).slice(0, 2000).map((text) => wordsAsTerms(text, dictionary))); // prettier-ignore
    expectExact(vectors, 50_000, 10, 197);
    expectExact(vectors, 1, 64, 397);
  }, 60_000); // prettier-ignore
});
