/**
 * Every document's best neighbours among all documents of a set that does not change: what a command over a file, a
 * new generation or a benchmark asks for.
 */
import { planBulk, RowFinder } from './bulk-rows.js';
import { findByThreads } from './bulk-threads.js';
import { TfidfError } from './errors.js';
import { floorE6From } from './indexed-article.js';
import type { Vector } from './vector.js';

/** Most neighbours a row may ask for. */
export const BULK_TOP_MAX = 10_000;

/** Most threads a run may ask for: more than any machine this is for has cores. */
export const BULK_THREADS_MAX = 256;

/** Rows that a thread is asked for at a time: few enough that large lists fit a message. */
const BLOCK_ROWS = 32;

/** One neighbour of a row. */
export interface BulkNeighbour {
  /** The neighbour's place in `vectors`. */
  readonly row: number;
  /** The cosine in whole millionths, that of `canonicalScoreE6`. */
  readonly scoreE6: number;
}

/** What a bulk run is to find. */
export interface BulkOptions {
  /** Most neighbours a row, 1…10,000. */
  readonly top: number;
  /** Threads that share the queries, from 1; one by default, which is the calling one. Results do not depend on it. */
  readonly threads?: number;
  /** The lowest cosine that makes a neighbour, 0.000001…1; `NEIGHBOUR_FLOOR` by default. */
  readonly floor?: number;
}

function neighboursIn(pairs: Uint32Array): BulkNeighbour[] {
  const neighbours: BulkNeighbour[] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    neighbours.push({ row: pairs[at] ?? 0, scoreE6: pairs[at + 1] ?? 0 });
  }
  return neighbours;
}

function assertWithin(name: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new TfidfError(
      'options_invalid',
      `${name}: ${value} is no whole number from 1 to ${max}`,
    );
  }
}

/**
 * Finds for every vector the `top` others of the highest rounded cosine that reaches the floor: higher score first,
 * among equals the later row. Exact, whatever the number of threads. Rows in ascending order of (published, number) so
 * get the lists of `NeighbourIndex`.
 *
 * `onRow` is called once a row, in ascending order of rows, an empty list included; where it returns a promise the run
 * waits for it, so that a slow reader is not flooded. What it throws ends the run and is thrown on.
 *
 * Short lists of long texts are found by bands of terms, everything else exhaustively, by a measured rule; the lists are
 * the same. O(postings of all rows' terms), by bands a half to two thirds of that; 14 bytes a term, and 4 a distinct term
 * for each 65,536 rows, in a memory of at most 4 GB.
 *
 * @throws TfidfError `options_invalid` for an option outside its range, `article_invalid` for a vector that breaks its
 * promises, `memory_full`, `worker_failed`.
 */
export async function bulkNeighbours(
  vectors: readonly Vector[],
  options: BulkOptions,
  onRow: (row: number, neighbours: readonly BulkNeighbour[]) => void | Promise<void>,
): Promise<void> {
  assertWithin('top', options.top, BULK_TOP_MAX);
  assertWithin('threads', options.threads ?? 1, BULK_THREADS_MAX);
  const floorE6 = floorE6From(options.floor);
  const threads = Math.min(
    options.threads ?? 1,
    Math.max(1, Math.ceil(vectors.length / BLOCK_ROWS)),
  );
  const plan = planBulk(vectors, { floorE6, top: options.top, threads });
  const onBlock = async (from: number, found: Uint32Array): Promise<void> => {
    let at = 0;
    for (let row = from; row < from + BLOCK_ROWS && at < found.length; row += 1) {
      const end = at + 1 + 2 * (found[at] ?? 0);
      const called = onRow(row, neighboursIn(found.subarray(at + 1, end)));
      if (called !== undefined) await called;
      at = end;
    }
  };
  if (threads > 1) {
    await findByThreads(plan, BLOCK_ROWS, onBlock);
    return;
  }
  const finder = new RowFinder(plan, 0);
  for (let from = 0; from < vectors.length; from += BLOCK_ROWS) {
    await onBlock(from, finder.find(from, Math.min(vectors.length, from + BLOCK_ROWS)));
  }
}
