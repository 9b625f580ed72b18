import { describe, expect, it } from '@jest/globals';
import {
  baselines,
  maylike,
  maylikeCosine,
  moreLikeThis,
  plainTfidf,
  stemmedTfidf,
  wholeBm25,
} from '../src/index.js';
import { documentOf } from './documents.js';

const cats = documentOf('1', '', 'The cat sat. The cats sat.');
const dogs = documentOf('2', '', 'The dog sat on a cat.');
const bonds = documentOf('3', '', 'Bond yields fell.');
const three = [cats, dogs, bonds];

describe('plain TF-IDF', () => {
  it('has the cosine that scikit-learn computes', () => {
    const idf = (documentFrequency: number): number => Math.log(4 / (1 + documentFrequency)) + 1;
    // the ×2, cat, sat ×2, cats against the, dog, sat, on, cat: "a" is too short to be a token.
    const [the, cat, sat, once] = [idf(2), idf(2), idf(2), idf(1)];
    const product = 2 * the * the + cat * cat + 2 * sat * sat;
    const lengthA = Math.hypot(2 * the, cat, 2 * sat, once);
    const lengthB = Math.hypot(the, once, sat, once, cat);
    const scorer = plainTfidf.prepare(three);
    expect(scorer.score(0, 1)).toBeCloseTo(product / (lengthA * lengthB), 12);
    expect(scorer.score(0, 2)).toBe(0);
  });
});

describe('TF-IDF with stems', () => {
  it('knows a plural by its stem and has no stop words', () => {
    const scorer = stemmedTfidf.prepare([
      documentOf('1', '', 'The cats of the'),
      documentOf('2', '', 'cat'),
      documentOf('3', '', 'The of the'),
    ]);
    expect(scorer.score(0, 1)).toBeCloseTo(1, 12);
    expect(scorer.score(0, 2)).toBe(0);
  });
});

describe('BM25', () => {
  it('is the sum over the query’s occurrences of Lucene’s weight', () => {
    const scorer = wholeBm25.prepare(three);
    const lengths = [6, 5, 3];
    const meanLength = 14 / 3;
    const weight = (count: number, documentFrequency: number, length: number): number =>
      (Math.log(1 + (3 - documentFrequency + 0.5) / (documentFrequency + 0.5)) * count) /
      (count + 1.2 * (0.25 + (0.75 * length) / meanLength));
    const length = lengths[1] ?? 0;
    // Twice "the", once "cat", twice "sat": each occurs once in the other.
    expect(scorer.score(0, 1)).toBeCloseTo(5 * weight(1, 2, length), 12);
  });
});

describe('MoreLikeThis', () => {
  it('asks only for terms that occur twice here and in five documents', () => {
    const often = Array.from({ length: 4 }, (_, row) => documentOf(`o${row}`, '', 'yields fell'));
    const scorer = moreLikeThis.prepare([
      documentOf('q', '', 'yields yields fell rare rare'),
      documentOf('r', '', 'rare words'),
      ...often,
    ]);
    expect(scorer.score(0, 2)).toBeGreaterThan(0);
    // "rare" occurs in two documents only, so nothing else is asked for.
    expect(scorer.score(0, 1)).toBe(0);
    // "fell" occurs once in the question: only "yields" counts.
    expect(scorer.score(0, 2)).toBeCloseTo(scorer.score(0, 3), 12);
  });
});

describe('every system', () => {
  const systems = [...baselines, maylikeCosine, maylike];
  const seven = [
    documentOf(
      'a',
      'Storm hits coast',
      'A storm hit the coast. The storm flooded the coast towns.',
    ),
    documentOf(
      'b',
      'Coast flooded',
      'The storm flooded towns on the coast, a storm of the century.',
    ),
    documentOf('c', 'Storm damage', 'Storm damage on the coast: the storm broke the coast road.'),
    documentOf('d', 'Coast road', 'The coast road broke in the storm. Storm and coast again.'),
    documentOf('e', 'Storm warning', 'A storm warning for the coast. The storm reaches the coast.'),
    documentOf('f', 'Bond yields', 'Bond yields fell. Bond traders sold bond futures.'),
    documentOf('g', '', ''),
  ];
  it.each(systems)('$name never relates a document to itself or to an empty one', (system) => {
    const scorer = system.prepare(seven);
    for (const row of seven.keys()) {
      const scores = scorer.scores(row);
      expect(scores).toHaveLength(seven.length);
      expect(scores[row]).toBe(0);
      expect(scores[6]).toBe(0);
    }
  });
  it.each(systems)('$name puts the storms above the bonds', (system) => {
    const scores = system.prepare(seven).scores(0);
    expect(scores[1]).toBeGreaterThan(scores[5] ?? 0);
  });
  it.each([plainTfidf, stemmedTfidf, maylikeCosine, maylike])(
    '$name gives a pair one score from both sides',
    (system) => {
      const scorer = system.prepare(seven);
      expect(scorer.score(0, 1)).toBeCloseTo(scorer.score(1, 0), 12);
    },
  );
});
