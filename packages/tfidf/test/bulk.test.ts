import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildIdfTable,
  bulkNeighbours,
  canonicalScoreE6,
  NEIGHBOUR_FLOOR,
  weigh,
  type BulkNeighbour,
  type BulkOptions,
  type Terms,
  type Vector,
} from '../src/index.js';
import { arbitraryTerms, hasData, termsOf, textsOf, wordsAsTerms } from './corpora.js';

async function rowsOf(
  vectors: readonly Vector[],
  options: BulkOptions,
): Promise<BulkNeighbour[][]> {
  const rows: BulkNeighbour[][] = [];
  await bulkNeighbours(vectors, options, (row, neighbours) => {
    expect(row).toBe(rows.length);
    rows.push([...neighbours]);
  });
  return rows;
}

/** The slow, obvious model. */
function bruteForce(vectors: readonly Vector[], floor: number, top: number): BulkNeighbour[][] {
  return vectors.map((vector, own) =>
    vectors
      .map((other, row) => ({ row, scoreE6: canonicalScoreE6(vector, other) }))
      .filter(({ row, scoreE6 }) => row !== own && scoreE6 >= Math.round(floor * 1e6))
      .sort((a, b) => b.scoreE6 - a.scoreE6 || b.row - a.row)
      .slice(0, top),
  );
}

function vectorsOf(documents: readonly Terms[]): Vector[] {
  const table = buildIdfTable(documents);
  return documents.map((terms) => weigh(terms, table));
}

describe('bulkNeighbours', () => {
  it('finds for every row what a look at every pair finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryTerms, { maxLength: 40 }),
        fc.constantFrom(0.000_001, 0.05, 0.7, 1),
        fc.constantFrom(1, 3, 10_000),
        async (documents, floor, top) => {
          const vectors = vectorsOf(documents);
          expect(await rowsOf(vectors, { top, floor })).toEqual(bruteForce(vectors, floor, top));
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each<[string, Terms[]]>([
    ['no row', []],
    ['one row', [termsOf([[1, 1]])]],
    ['rows without terms', [termsOf([]), termsOf([]), termsOf([])]],
    ['equal rows', Array.from({ length: 300 }, () => termsOf([[1, 1], [2, 3]]))],
    ['rows with nothing in common', Array.from({ length: 80 }, (_, id) => termsOf([[id, 1]]))],
  ])('takes %s', async (_what, documents) => {
    const vectors = vectorsOf(documents);
    expect(await rowsOf(vectors, { top: 5 })).toEqual(bruteForce(vectors, NEIGHBOUR_FLOOR, 5));
  }); // prettier-ignore

  it('gives the same rows for any number of threads, in ascending order', async () => {
    const documents = Array.from({ length: 500 }, (_, row) =>
      termsOf([[row % 7, 1 + (row % 3)], [100 + (row % 31), 2], [1000 + (row % 97), 1]]),
    ); // prettier-ignore
    const vectors = vectorsOf(documents);
    const one = await rowsOf(vectors, { top: 20, threads: 1 });
    expect(await rowsOf(vectors, { top: 20, threads: 2 })).toEqual(one);
    expect(await rowsOf(vectors, { top: 20, threads: 5 })).toEqual(one);
    expect(one).toEqual(bruteForce(vectors, NEIGHBOUR_FLOOR, 20));
  }, 60_000);

  it('waits for a reader that takes its time', async () => {
    const vectors = vectorsOf(Array.from({ length: 200 }, (_, row) => termsOf([[row % 3, 1]])));
    let isReading = false;
    let rows = 0;
    await bulkNeighbours(vectors, { top: 2, threads: 2 }, async () => {
      expect(isReading).toBe(false);
      isReading = true;
      await Promise.resolve();
      isReading = false;
      rows += 1;
    });
    expect(rows).toBe(200);
  });

  it.each([1, 2])('ends with what the reader throws, on %d threads', async (threads) => {
    const vectors = vectorsOf(Array.from({ length: 200 }, (_, row) => termsOf([[row % 3, 1]])));
    let rows = 0;
    const run = bulkNeighbours(vectors, { top: 2, threads }, () => {
      rows += 1;
      if (rows === 3) throw new Error('enough');
    });
    await expect(run).rejects.toThrow('enough');
    expect(rows).toBe(3);
  });

  it.each([
    ['top', { top: 0 }],
    ['top', { top: 10_001 }],
    ['threads', { top: 1, threads: 0 }],
    ['floor', { top: 1, floor: 0 }],
  ])('refuses a wrong %s: %j', async (_name, options) => {
    await expect(bulkNeighbours([], options, () => undefined)).rejects.toMatchObject({
      code: 'options_invalid',
    });
  });
});

const BBC = 'topics/bbc.jsonl';
const onRealText = hasData(BBC) ? it : it.skip;
const why = hasData(BBC) ? '' : ` (skipped: no ${BBC} in the data folder)`;

describe(`500 real news texts with exact duplicates${why}`, () => {
  onRealText('have the rows of a look at every pair, with nearly no floor, on two threads', async () => {
    const dictionary = new Map<string, number>();
    const vectors = vectorsOf(textsOf(BBC).slice(0, 500).map((text) => wordsAsTerms(text, dictionary))); // prettier-ignore
    const expected = bruteForce(vectors, 0.000_001, 100);
    expect(await rowsOf(vectors, { top: 100, floor: 0.000_001, threads: 2 })).toEqual(expected);
  }, 60_000); // prettier-ignore
});
