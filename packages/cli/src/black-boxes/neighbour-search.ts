// Who is near whom: the one place of the black boxes that asks the index.
import { evidence, evidenceDepth, relatedness, type OwnScores } from '@maylike/ranking';
import {
  bulkNeighbours,
  canonicalScoreE6,
  LIST_LENGTH_MAX,
  NEIGHBOUR_FLOOR,
  SCORE_SCALE,
  scoreE6Of,
  TfidfError,
  type BulkNeighbour,
  type BulkOptions,
  type Vector,
} from '@maylike/tfidf';
import { CliError } from '../errors.js';
import type { Corpus } from './corpus.js';

/** The lowest score there is: everything above 0 is a neighbour, as far as six decimals tell it from 0. */
const anyScore = 1 / SCORE_SCALE;

/** How a search is run. */
export interface SearchOptions {
  readonly threads: number;
  /** Told how many documents are done. */
  readonly onDone: (count: number) => void;
}

/** `bulkNeighbours`, with what a person can do something about as the command's own error. */
async function search({ vectors }: Corpus, options: BulkOptions, onRow: OnRow): Promise<void> {
  try {
    await bulkNeighbours(vectors, options, onRow);
  } catch (error) {
    if (!(error instanceof TfidfError && error.code === 'memory_full')) throw error;
    const message = `${vectors.length} documents are too many to be compared: ${error.message}`;
    throw new CliError('bad_data', message, { cause: error });
  }
}

/** Takes the neighbours of a row; a promise is waited for. */
export type OnRow = (row: number, neighbours: readonly BulkNeighbour[]) => void | Promise<void>;

/**
 * Every row's nearest others by cosine, in ascending order of rows; see `bulkNeighbours`.
 *
 * @throws CliError `bad_data` for more documents than the index has room for.
 */
export async function searchPlain(
  corpus: Corpus,
  top: number,
  { threads, onDone }: SearchOptions,
  onRow: OnRow,
): Promise<void> {
  await search(corpus, { top, threads, floor: anyScore }, async (row, neighbours) => {
    await onRow(row, neighbours);
    onDone(row + 1);
  });
}

/**
 * The lists that the product keeps of every document, and what they say of two documents together.
 */
export class KeptLists {
  readonly #vectors: readonly Vector[];
  readonly #lengths: Uint8Array;
  /** {@link LIST_LENGTH_MAX} places a row. */
  readonly #neighbours: Uint32Array;
  readonly #scoresE6: Uint32Array;

  private constructor({ vectors }: Corpus) {
    this.#vectors = vectors;
    this.#lengths = new Uint8Array(vectors.length);
    this.#neighbours = new Uint32Array(vectors.length * LIST_LENGTH_MAX);
    this.#scoresE6 = new Uint32Array(vectors.length * LIST_LENGTH_MAX);
  }

  /** Computes all lists. @throws CliError `bad_data` for more documents than the index has room for. */
  static async of(corpus: Corpus, { threads, onDone }: SearchOptions): Promise<KeptLists> {
    const lists = new KeptLists(corpus);
    const options = { top: LIST_LENGTH_MAX, threads, floor: NEIGHBOUR_FLOOR };
    await search(corpus, options, (row, neighbours) => {
      lists.#keep(row, neighbours);
      onDone(row + 1);
    });
    return lists;
  }

  /**
   * A row's list by relatedness instead of cosine, best first; among equals the later row, as in every list.
   * O(list × log list).
   */
  ranked(row: number): BulkNeighbour[] {
    const own = this.#ownScores(row);
    return Array.from(own, ([other, cosine]) => ({
      row: other,
      scoreE6: scoreE6Of(relatedness(cosine, evidence(row, own, this.#best(other)))),
    })).sort((a, b) => b.scoreE6 - a.scoreE6 || b.row - a.row);
  }

  /** What `other` is worth under the document of a row, whether or not it is in its list. O(list + terms). */
  relatedness(row: number, other: number): number {
    const cosine = cosineE6(this.#vectors, row, other) / SCORE_SCALE;
    return relatedness(cosine, evidence(row, this.#ownScores(row), this.#best(other)));
  }

  #keep(row: number, neighbours: readonly BulkNeighbour[]): void {
    const start = row * LIST_LENGTH_MAX;
    this.#lengths[row] = neighbours.length;
    for (const [place, neighbour] of neighbours.entries()) {
      this.#neighbours[start + place] = neighbour.row;
      this.#scoresE6[start + place] = neighbour.scoreE6;
    }
  }

  #ownScores(row: number): OwnScores {
    const start = row * LIST_LENGTH_MAX;
    const own = new Map<number, number>();
    for (let at = start; at < start + (this.#lengths[row] ?? 0); at += 1)
      own.set(this.#neighbours[at] ?? 0, (this.#scoresE6[at] ?? 0) / SCORE_SCALE);
    return own;
  }

  #best(row: number): number[] {
    const start = row * LIST_LENGTH_MAX;
    const length = Math.min(evidenceDepth, this.#lengths[row] ?? 0);
    return Array.from(this.#neighbours.subarray(start, start + length));
  }
}

const noVector: Vector = { ids: new Uint32Array(), weights: new Float32Array() };

/** The canonical cosine of two rows in whole millionths. O(terms). */
export function cosineE6(vectors: readonly Vector[], row: number, other: number): number {
  return canonicalScoreE6(vectors[row] ?? noVector, vectors[other] ?? noVector);
}
