/**
 * How telling a term is: the rarer among the documents, the heavier.
 *
 * A table is frozen. A generation's vectors are all made under one table, so that scores of different days can be
 * compared; a term that came later simply counts as seen in no document.
 */
import { TfidfError } from './errors.js';
import { TermCounts } from './term-counts.js';
import { assertTerms, type Terms } from './terms.js';

const TERM_ID_MAX = 2 ** 32 - 1;

/** The document frequencies of one generation, frozen. */
export interface IdfTable {
  /** How many documents were counted. */
  readonly documentCount: number;
  /** The weight of a term, at least 1; a term that no document has weighs most. O(1). */
  idfOf(termId: number): number;
  /** Writes the weights of `termIds` to the same places of `weights`, which has as many or more. O(terms). */
  readInto(termIds: Uint32Array, weights: Float64Array): void;
  /** Every known term with its document frequency, ascending by term id: what to store. O(terms × log terms). */
  entries(): Iterable<[termId: number, documentFrequency: number]>;
}

/**
 * `ln((1 + documentCount) / (1 + documentFrequency)) + 1`: the smoothed form of scikit-learn's `TfidfTransformer`
 * (`smooth_idf`), as if one more document held every term once. Never below 1 while
 * `documentFrequency <= documentCount`.
 */
export function inverseDocumentFrequency(documentCount: number, documentFrequency: number): number {
  return Math.log((1 + documentCount) / (1 + documentFrequency)) + 1;
}

/** Weights that a table remembers, by document frequency: 1 MB at most. */
const REMEMBERED_FREQUENCIES_MAX = 131_072;

class FrozenIdfTable implements IdfTable {
  readonly documentCount: number;
  readonly #frequencies: TermCounts;
  /** 0 where it was never asked for. A logarithm takes longer than all else about a term. */
  readonly #remembered: Float64Array;

  constructor(documentCount: number, frequencies: TermCounts) {
    this.documentCount = documentCount;
    this.#frequencies = frequencies;
    this.#remembered = new Float64Array(Math.min(documentCount + 1, REMEMBERED_FREQUENCIES_MAX));
  }

  idfOf(termId: number): number {
    return this.#weightOf(this.#frequencies.get(termId));
  }

  readInto(termIds: Uint32Array, weights: Float64Array): void {
    for (let place = 0; place < termIds.length; place += 1)
      weights[place] = this.#weightOf(this.#frequencies.get(termIds[place] ?? 0));
  }

  #weightOf(frequency: number): number {
    const remembered = this.#remembered[frequency] ?? 0;
    if (remembered > 0) return remembered;
    const weight = inverseDocumentFrequency(this.documentCount, frequency);
    // What lies beyond its end a typed array leaves alone.
    this.#remembered[frequency] = weight;
    return weight;
  }

  entries(): Iterable<[termId: number, documentFrequency: number]> {
    return [...this.#frequencies].sort(([a], [b]) => a - b);
  }
}

/**
 * Counts in how many documents each term occurs. The order of the documents makes no difference. O(all terms).
 *
 * @throws TfidfError `terms_invalid` when a document breaks the promises of {@link Terms}.
 */
export function buildIdfTable(documents: Iterable<Terms>): IdfTable {
  const frequencies = new TermCounts();
  let documentCount = 0;
  for (const terms of documents) {
    assertTerms(terms);
    documentCount += 1;
    frequencies.addAll(terms.ids, 1);
  }
  return new FrozenIdfTable(documentCount, frequencies);
}

/**
 * The table that was stored as `documentCount` and its `entries()`, in any order.
 *
 * @throws TfidfError `idf_table_invalid` for a count that is no whole number from 0 up, a term that is no 32-bit number
 * or comes twice, or a frequency outside 1…documentCount (it would make a weight negative).
 */
export function idfTableFrom(
  documentCount: number,
  frequencies: Iterable<[number, number]>,
): IdfTable {
  if (!Number.isSafeInteger(documentCount) || documentCount < 0) {
    throw new TfidfError(
      'idf_table_invalid',
      `documentCount: ${documentCount} is no whole number from 0 up`,
    );
  }
  const table = new TermCounts();
  for (const [termId, frequency] of frequencies) {
    if (!Number.isInteger(termId) || termId < 0 || termId > TERM_ID_MAX || table.get(termId) > 0) {
      throw new TfidfError('idf_table_invalid', `term ${termId}: no 32-bit number, or given twice`);
    }
    if (!Number.isInteger(frequency) || frequency < 1 || frequency > documentCount) {
      throw new TfidfError(
        'idf_table_invalid',
        `term ${termId}: frequency ${frequency} is not within 1…${documentCount}`,
      );
    }
    table.set(termId, frequency);
  }
  return new FrozenIdfTable(documentCount, table);
}
