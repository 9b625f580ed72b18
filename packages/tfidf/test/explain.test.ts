/** An explanation says what the score is made of, to the last digit. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildIdfTable,
  canonicalScoreE6,
  explainCosine,
  weigh,
  type Vector,
} from '../src/index.js';
import { arbitraryTerms, hasData, termsOf, textsOf, wordsAsTerms } from './corpora.js';

const BBC = 'topics/bbc.jsonl';
const onRealText = hasData(BBC) ? it : it.skip;
const why = hasData(BBC) ? '' : ` (skipped: no ${BBC} in the data folder)`;

/** The products in ascending term id, added one by one. */
function sumOf(a: Vector, b: Vector): number {
  const ascending = [...explainCosine(a, b).terms].sort((one, other) => one.termId - other.termId);
  let sum = 0;
  for (const { product } of ascending) sum += product;
  return sum;
}

function vectorsOf(documents: readonly Parameters<typeof weigh>[0][]): Vector[] {
  const idf = buildIdfTable(documents);
  return documents.map((terms) => weigh(terms, idf));
}

describe('an explained cosine', () => {
  const corpora = fc.array(arbitraryTerms, { minLength: 2, maxLength: 8 }).map(vectorsOf);

  it('has products that add up, in ascending term id, to exactly the score of the lists', () => {
    fc.assert(
      fc.property(corpora, ([a, b]) => {
        if (a === undefined || b === undefined) throw new Error('two documents at least');
        const explained = explainCosine(a, b);
        expect(explained.sum).toBe(sumOf(a, b));
        expect(explained.scoreE6).toBe(Math.round(explained.sum * 1_000_000));
        expect(explained.scoreE6).toBe(canonicalScoreE6(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it('names every shared term once with its weight in each, and no other', () => {
    fc.assert(
      fc.property(corpora, ([a, b]) => {
        if (a === undefined || b === undefined) throw new Error('two documents at least');
        const weightsOf = ({ ids, weights }: Vector) =>
          new Map(Array.from(ids, (id, place) => [id, weights[place] ?? NaN]));
        const [inA, inB] = [weightsOf(a), weightsOf(b)];
        const { terms } = explainCosine(a, b);
        const shared = [...inA.keys()].filter((id) => inB.has(id));
        expect(terms.map(({ termId }) => termId).sort((x, y) => x - y)).toEqual(shared);
        for (const { termId, weightA, weightB, product } of terms) {
          expect(weightA).toBe(inA.get(termId));
          expect(weightB).toBe(inB.get(termId));
          expect(product).toBe(weightA * weightB);
        }
      }),
    );
  });

  onRealText(`is exact for newspaper articles of hundreds of shared terms${why}`, () => {
    const dictionary = new Map<string, number>();
    const vectors = vectorsOf(
      textsOf(BBC)
        .slice(0, 60)
        .map((text) => wordsAsTerms(text, dictionary)),
    );
    for (const a of vectors)
      for (const b of vectors) {
        const { scoreE6, sum } = explainCosine(a, b);
        expect(sum).toBe(sumOf(a, b));
        expect(scoreE6).toBe(canonicalScoreE6(a, b));
      }
  });

  it('stands with the greatest product first, and is the same from the other side', () => {
    fc.assert(
      fc.property(corpora, ([a, b]) => {
        if (a === undefined || b === undefined) throw new Error('two documents at least');
        const { terms, sum, scoreE6 } = explainCosine(a, b);
        const products = terms.map(({ product }) => product);
        expect(products).toEqual([...products].sort((x, y) => y - x));
        expect(explainCosine(b, a)).toEqual({
          sum,
          scoreE6,
          terms: terms.map((term) => ({ ...term, weightA: term.weightB, weightB: term.weightA })),
        });
      }),
    );
  });

  it('of an article with itself is 1, of articles that share nothing 0 without a term', () => {
    const [a, b] = vectorsOf([
      termsOf([
        [1, 2],
        [7, 1],
      ]),
      termsOf([[2, 1]]),
    ]);
    if (a === undefined || b === undefined) throw new Error('there are two');
    expect(explainCosine(a, a)).toMatchObject({ scoreE6: 1_000_000 });
    expect(explainCosine(a, b)).toEqual({ scoreE6: 0, sum: 0, terms: [] });
    const empty: Vector = { ids: new Uint32Array(), weights: new Float32Array() };
    expect(explainCosine(a, empty)).toEqual({ scoreE6: 0, sum: 0, terms: [] });
  });
});
