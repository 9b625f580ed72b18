/**
 * What a publisher would use instead, as the tools themselves define it.
 */
import {
  countCorpus,
  DotProducts,
  mapValues,
  normalised,
  type CountedCorpus,
  type SparseRow,
} from './counted-corpus.js';
import type { QualityDocument } from './document.js';
import type { RelatednessSystem, Scorer } from './system.js';
import { plainTokens, stemmedTokeniser } from './tokens.js';

/** A scorer of `queries[row] · rows`. */
function scorerOf(
  queries: (row: number) => SparseRow,
  rows: readonly SparseRow[],
  termCount: number,
): Scorer {
  const products = new DotProducts(rows, termCount);
  return {
    scores(row) {
      const scores = products.with(queries(row));
      scores[row] = 0;
      return scores;
    },
    score: (a, b) => products.with(queries(a))[b] ?? 0,
  };
}

const noTerms: SparseRow = { terms: new Int32Array(0), values: new Float64Array(0) };

/** Cosine of TF-IDF vectors with scikit-learn's smooth idf, `ln((1 + n) / (1 + df)) + 1`, and L2 norm. */
function cosineOf(corpus: CountedCorpus, frequency: (count: number) => number): Scorer {
  const { rows, documentFrequencies } = corpus;
  const idf = Array.from(documentFrequencies, (df) => Math.log((1 + rows.length) / (1 + df)) + 1);
  const vectors = rows.map((row) =>
    normalised(mapValues(row, (count, term) => frequency(count) * (idf[term] ?? 0))),
  );
  return scorerOf((row) => vectors[row] ?? noTerms, vectors, documentFrequencies.length);
}

/**
 * scikit-learn's `TfidfVectorizer()` with its defaults (token pattern `(?u)\b\w\w+\b`, lower case, raw counts, smooth
 * idf, L2) and `linear_kernel`.
 */
export const plainTfidf: RelatednessSystem = {
  name: 'TF-IDF (scikit-learn)',
  prepare: (documents) => cosineOf(countCorpus(documents.map(plainTokens)), (count) => count),
};

/** The same with `sublinear_tf`, stop words (stopwords-iso) and natural's stemmer of each document's language. */
export const stemmedTfidf: RelatednessSystem = {
  name: 'TF-IDF sublinear, stems',
  prepare: (documents) =>
    cosineOf(countCorpus(documents.map(stemmedTokeniser())), (count) => 1 + Math.log(count)),
};

/** Lucene's defaults of `BM25Similarity`; Elasticsearch's and OpenSearch's too. */
const k1 = 1.2;
const b = 0.75;

/**
 * BM25 as Lucene's `BM25Similarity` has it since version 8 (Kamphuis, de Vries, Boytsov, Lin, ECIR 2020):
 * `ln(1 + (n − df + ½) / (df + ½)) × tf / (tf + k1 (1 − b + b × length / mean length))`, k1 = 1.2, b = 0.75, lengths
 * not rounded to a byte.
 */
function bm25Rows({ rows, documentFrequencies, lengths }: CountedCorpus): SparseRow[] {
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  const idf = Array.from(documentFrequencies, (df) =>
    Math.log(1 + (rows.length - df + 0.5) / (df + 0.5)),
  );
  return rows.map((row, number) => {
    const saturation = k1 * (1 - b + (b * (lengths[number] ?? 0)) / meanLength);
    return mapValues(row, (count, term) => ((idf[term] ?? 0) * count) / (count + saturation));
  });
}

/** BM25 with the whole article as the query: a term that occurs n times in it counts n times, as a Lucene query does. */
export const wholeBm25: RelatednessSystem = {
  name: 'BM25, whole article',
  prepare(documents) {
    const corpus = countCorpus(documents.map(plainTokens));
    const { rows, documentFrequencies } = corpus;
    return scorerOf((row) => rows[row] ?? noTerms, bm25Rows(corpus), documentFrequencies.length);
  },
};

const queryTermsMax = 25;
const termFrequencyMin = 2;
const documentFrequencyMin = 5;

/**
 * The query that Lucene's `MoreLikeThis` makes of an article with its defaults: of the terms that occur at least twice
 * in it and in at least five documents, the 25 of the highest tf × idf (`ClassicSimilarity`: `1 + ln((n + 1) / (df + 1))`),
 * each with a boost of 1.
 */
function moreLikeThisQuery(
  row: SparseRow,
  { rows, documentFrequencies }: CountedCorpus,
): SparseRow {
  const candidates: { term: number; score: number }[] = [];
  for (const [at, term] of row.terms.entries()) {
    const count = row.values[at] ?? 0;
    const frequency = documentFrequencies[term] ?? 0;
    if (count < termFrequencyMin || frequency < documentFrequencyMin) continue;
    const score = count * (1 + Math.log((rows.length + 1) / (frequency + 1)));
    candidates.push({ term, score });
  }
  candidates.sort((a, b) => b.score - a.score || a.term - b.term);
  const terms = Int32Array.from(candidates.slice(0, queryTermsMax), ({ term }) => term);
  return { terms, values: new Float64Array(terms.length).fill(1) };
}

/** Lucene's `MoreLikeThis` with its defaults, as "related articles" of search engines are made; scored by BM25. */
export const moreLikeThis: RelatednessSystem = {
  name: 'MoreLikeThis (Lucene)',
  prepare(documents: readonly QualityDocument[]) {
    const corpus = countCorpus(documents.map(plainTokens));
    return scorerOf(
      (row) => moreLikeThisQuery(corpus.rows[row] ?? noTerms, corpus),
      bm25Rows(corpus),
      corpus.documentFrequencies.length,
    );
  },
};

/** All of them, the plainest first. */
export const baselines: readonly RelatednessSystem[] = [
  plainTfidf,
  stemmedTfidf,
  wholeBm25,
  moreLikeThis,
];
