import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildIdfTable,
  canonicalScoreE6,
  compareEntries,
  NEIGHBOUR_FLOOR,
  NeighbourIndex,
  weigh,
  type Entry,
  type IndexedArticle,
  type Terms,
  type Vector,
} from '../src/index.js';
import { arbitraryTerms, hasData, termsOf, textsOf, wordsAsTerms } from './corpora.js';

const FLOOR_E6 = Math.round(NEIGHBOUR_FLOOR * 1e6);

function indexed(documents: readonly Terms[]): { index: NeighbourIndex; vectors: Vector[] } {
  const table = buildIdfTable(documents);
  const index = new NeighbourIndex();
  const vectors = documents.map((terms) => weigh(terms, table));
  for (const [number, vector] of vectors.entries()) {
    index.put({ number, version: 1, publishedAt: number % 3, vector });
  }
  return { index, vectors };
}

/** The slow, obvious model: every article is looked at. */
function bruteForce(
  articles: Iterable<IndexedArticle>,
  vector: Vector,
  exclude?: number,
  floorE6 = FLOOR_E6,
): Entry[] {
  const found: Entry[] = [];
  for (const article of articles) {
    const scoreE6 = canonicalScoreE6(vector, article.vector);
    if (scoreE6 < floorE6 || article.number === exclude) continue;
    const { number, version, publishedAt } = article;
    found.push({ number, version, scoreE6, publishedAt });
  }
  return found.sort(compareEntries);
}

const change = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), number: fc.nat(12), terms: arbitraryTerms }),
  fc.record({ kind: fc.constant('remove' as const), number: fc.nat(12) }),
);

describe('NeighbourIndex', () => {
  it('finds after any puts, replacements and removals exactly what a look at every article finds', () => {
    const table = buildIdfTable([termsOf([[1, 1]]), termsOf([[2, 1]]), termsOf([[1, 2]])]);
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), arbitraryTerms, (changes, question) => {
        const index = new NeighbourIndex();
        const model = new Map<number, IndexedArticle>();
        changes.forEach((step, version) => {
          if (step.kind === 'remove') {
            expect(index.remove(step.number)).toBe(model.delete(step.number));
            return;
          }
          const vector = weigh(step.terms, table);
          const article = { number: step.number, version, publishedAt: version % 2, vector };
          index.put(article);
          model.set(step.number, article);
        });
        expect(index.size).toBe(model.size);
        expect([...index.numbers()].sort()).toEqual([...model.keys()].sort());
        for (let number = 0; number <= 12; number += 1) {
          expect(index.has(number)).toBe(model.has(number));
          expect(index.get(number)).toEqual(model.get(number));
        }
        const vectors = [...model.values()].map(({ vector }) => vector);
        for (const vector of [...vectors, weigh(question, table)]) {
          const expected = bruteForce(model.values(), vector);
          expect(index.query(vector).sort(compareEntries)).toEqual(expected);
          // Asked again: a query leaves nothing behind in the accumulators.
          expect(index.query(vector).sort(compareEntries)).toEqual(expected);
        }
      }),
    );
  });

  it('gives the same score from both sides', () => {
    fc.assert(
      fc.property(fc.array(arbitraryTerms, { maxLength: 12 }), (documents) => {
        const { index, vectors } = indexed(documents);
        const found = vectors.map((vector) => index.query(vector));
        found.forEach((entries, from) => {
          for (const { number, scoreE6 } of entries) {
            const back = found[number]?.find((entry) => entry.number === from);
            expect(back?.scoreE6).toBe(scoreE6);
          }
        });
      }),
    );
  });

  it('leaves out the excluded number and nothing else', () => {
    const { index, vectors } = indexed([termsOf([[1, 1]]), termsOf([[1, 1]]), termsOf([[1, 1]])]);
    const [vector] = vectors;
    expect(vector).toBeDefined();
    if (vector === undefined) return;
    expect(
      index
        .query(vector, { exclude: 0 })
        .map(({ number }) => number)
        .sort(),
    ).toEqual([1, 2]);
    expect(index.query(vector, { exclude: 99 })).toHaveLength(3);
  });

  it('compares the rounded score with the floor: one that rounds up to it is a neighbour', () => {
    // The second vector's cosine with the first is its own first weight.
    const unit = (first: number): Vector => ({
      ids: Uint32Array.of(1, 2),
      weights: Float32Array.of(first, Math.sqrt(1 - first * first)),
    });
    const question: Vector = { ids: Uint32Array.of(1), weights: Float32Array.of(1) };
    const found = (first: number): number => {
      const index = new NeighbourIndex();
      index.put({ number: 1, version: 1, publishedAt: 0, vector: unit(first) });
      return index.query(question).length;
    };
    expect(found(NEIGHBOUR_FLOOR)).toBe(1);
    expect(found(NEIGHBOUR_FLOOR - 0.000_000_4)).toBe(1);
    expect(found(NEIGHBOUR_FLOOR - 0.000_000_6)).toBe(0);
  });

  it.each([0, -0.1, 1.1, NaN, 1e-7, Infinity])('refuses a floor of %d', (floor) => {
    expect(() => new NeighbourIndex({ floor })).toThrow(
      expect.objectContaining({ code: 'options_invalid' }),
    );
  });

  it('keeps to another floor', () => {
    fc.assert(
      fc.property(fc.array(arbitraryTerms, { maxLength: 8 }), (documents) => {
        const index = new NeighbourIndex({ floor: 0.6 });
        const table = buildIdfTable(documents);
        const articles = documents.map((terms, number) => {
          const article = { number, version: 1, publishedAt: 0, vector: weigh(terms, table) };
          index.put(article);
          return article;
        });
        for (const { vector } of articles) {
          const expected = bruteForce(articles, vector, undefined, 600_000);
          expect(index.query(vector).sort(compareEntries)).toEqual(expected);
        }
      }),
    );
  });

  it('forgets the terms of removed articles and gives their slots out again', () => {
    const index = new NeighbourIndex();
    const vectorOf = (term: number): Vector => ({
      ids: Uint32Array.of(7, term),
      weights: Float32Array.of(0.6, 0.8),
    });
    for (let number = 0; number < 5000; number += 1) {
      index.put({ number, version: 1, publishedAt: 0, vector: vectorOf(1000 + number) });
      if (number >= 10) index.remove(number - 10);
      expect(index.termCount).toBeLessThanOrEqual(12);
    }
    expect(index.size).toBe(10);
    expect(index.query(vectorOf(0))).toHaveLength(10);
    for (const number of [...index.numbers()]) index.remove(number);
    expect(index.termCount).toBe(0);
    expect(index.query(vectorOf(0))).toEqual([]);
  });
});

describe('corpora that break indexes', () => {
  it.each<[string, Terms[], number]>([
    ['no document', [], 0],
    ['documents without terms', [termsOf([]), termsOf([]), termsOf([])], 0],
    ['documents of the same one term', [0, 1, 2].map(() => termsOf([[9, 1]])), 9],
    ['one term with different counts', [1, 2, 300].map((count) => termsOf([[9, count]])), 9],
    ['equal documents', [0, 1, 2, 3].map(() => termsOf([[1, 1], [2, 5]])), 16], // prettier-ignore
    ['documents with nothing in common', [1, 2, 3, 4].map((id) => termsOf([[id, 1]])), 4],
    ['the outermost term ids', [0, 2 ** 32 - 1, 0].map((id) => termsOf([[id, 1]])), 5],
  ])('%s', (_what, documents, pairs) => {
    const { index, vectors } = indexed(documents);
    const scores = vectors.flatMap((vector) => index.query(vector)).map(({ scoreE6 }) => scoreE6);
    expect(scores).toEqual(Array.from({ length: pairs }, () => 1_000_000));
  });

  it('a vocabulary of which the idf table has never heard still finds its like', () => {
    const table = buildIdfTable([termsOf([[1, 1]])]);
    const index = new NeighbourIndex();
    const vector = weigh(termsOf([[100, 1], [200, 1]]), table); // prettier-ignore
    index.put({ number: 1, version: 1, publishedAt: 0, vector });
    expect(index.query(vector)[0]?.scoreE6).toBe(1_000_000);
  });
});

const REUTERS = 'topics/reuters21578.jsonl.gz';
const onRealText = hasData(REUTERS) ? it : it.skip;
const why = hasData(REUTERS) ? '' : ` (skipped: no ${REUTERS} in the data folder)`;

describe(`2,000 real news texts${why}`, () => {
  const documentsOf = (): Terms[] => {
    const dictionary = new Map<string, number>();
    return textsOf(REUTERS)
      .slice(0, 2000)
      .map((text) => wordsAsTerms(text, dictionary));
  };

  onRealText('give exactly the neighbours of a look at every article', () => {
    const { index, vectors } = indexed(documentsOf());
    const articles = [...index.numbers()].flatMap((number) => index.get(number) ?? []);
    let compared = 0;
    for (let number = 0; number < vectors.length; number += 67) {
      const vector = vectors[number];
      if (vector === undefined) continue;
      const found = index.query(vector, { exclude: number }).sort(compareEntries);
      expect(found).toEqual(bruteForce(articles, vector, number));
      compared += found.length;
    }
    expect(compared).toBeGreaterThan(1000);
  });
});
