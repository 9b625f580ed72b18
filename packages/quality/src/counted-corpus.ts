/** A set of documents as counts of terms, and the scores of one of them against all others: the frame of all baselines. */

/** The different terms of a document with a number for each: how often it occurs, or what it weighs. */
export interface SparseRow {
  readonly terms: Int32Array;
  readonly values: Float64Array;
}

/** A set as counts. */
export interface CountedCorpus {
  readonly rows: readonly SparseRow[];
  /** In how many documents each term occurs. */
  readonly documentFrequencies: Int32Array;
  /** Tokens of each document. */
  readonly lengths: readonly number[];
}

/** Counts tokens. Terms are numbered in the order in which they are met. O(tokens). */
export function countCorpus(documents: readonly (readonly string[])[]): CountedCorpus {
  const numbers = new Map<string, number>();
  const rows = documents.map((tokens) => countRow(tokens, numbers));
  const documentFrequencies = new Int32Array(numbers.size);
  for (const { terms } of rows)
    for (const term of terms) documentFrequencies[term] = (documentFrequencies[term] ?? 0) + 1;
  return { rows, documentFrequencies, lengths: documents.map(({ length }) => length) };
}

function countRow(tokens: readonly string[], numbers: Map<string, number>): SparseRow {
  const counts = new Map<number, number>();
  for (const token of tokens) {
    let term = numbers.get(token);
    if (term === undefined) {
      term = numbers.size;
      numbers.set(token, term);
    }
    counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return { terms: Int32Array.from(counts.keys()), values: Float64Array.from(counts.values()) };
}

/** The row with every value made anew. */
export function mapValues(
  row: SparseRow,
  weigh: (count: number, term: number) => number,
): SparseRow {
  return {
    terms: row.terms,
    values: row.values.map((count, at) => weigh(count, row.terms[at] ?? 0)),
  };
}

/** The row scaled to length 1; a row of zeros stays. */
export function normalised(row: SparseRow): SparseRow {
  const squares = row.values.reduce((sum, value) => sum + value * value, 0);
  const length = squares === 0 ? 1 : Math.sqrt(squares);
  return mapValues(row, (value) => value / length);
}

/** Rows turned around: for each term who has it. Answers dot products. */
export class DotProducts {
  readonly #rowsOf: readonly number[][];
  readonly #valuesOf: readonly number[][];
  readonly #rowCount: number;

  constructor(rows: readonly SparseRow[], termCount: number) {
    this.#rowCount = rows.length;
    this.#rowsOf = Array.from({ length: termCount }, () => []);
    this.#valuesOf = Array.from({ length: termCount }, () => []);
    for (const [number, { terms, values }] of rows.entries()) {
      for (const [at, term] of terms.entries()) {
        this.#rowsOf[term]?.push(number);
        this.#valuesOf[term]?.push(values[at] ?? 0);
      }
    }
  }

  /** The dot product of a row with every row. O(postings of its terms). */
  with({ terms, values }: SparseRow): Float64Array {
    const sums = new Float64Array(this.#rowCount);
    for (const [at, term] of terms.entries()) {
      const value = values[at] ?? 0;
      const rows = this.#rowsOf[term] ?? [];
      const others = this.#valuesOf[term] ?? [];
      for (let index = 0; index < rows.length; index += 1) {
        const row = rows[index] ?? 0;
        sums[row] = (sums[row] ?? 0) + value * (others[index] ?? 0);
      }
    }
    return sums;
  }
}
