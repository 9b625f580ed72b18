/** What is measured: anything that can say of a set of documents how related any two of them are. */
import type { QualityDocument } from './document.js';

/** A system that has read a set. Rows are the documents' places in it. */
export interface Scorer {
  /**
   * How related every document is to this one, one number a row; 0 for what the system does not relate to it, and for
   * the document itself. Higher is better; the scale is the system's own.
   */
  scores(row: number): Float64Array;
  /** How related two documents are, on the same scale. */
  score(a: number, b: number): number;
}

/** A way to relate documents. */
export interface RelatednessSystem {
  /** Short, as in a table. */
  readonly name: string;
  /** Reads a set; everything it knows, it knows from there. */
  prepare(documents: readonly QualityDocument[]): Scorer;
}

/**
 * A system that answers from lists which were made before.
 *
 * @param lists For each row others, best first; what is not among them is not found.
 */
export function listed(name: string, lists: readonly (readonly number[])[]): RelatednessSystem {
  const scoresOf = (row: number): Float64Array => {
    const scores = new Float64Array(lists.length);
    const list = lists[row] ?? [];
    for (const [place, other] of list.entries()) scores[other] = list.length - place;
    return scores;
  };
  return {
    name,
    prepare: () => ({ scores: scoresOf, score: (a, b) => scoresOf(a)[b] ?? 0 }),
  };
}

/** Whether a row stands before another in a ranking: higher score first, of equals the later row. */
function comesBefore(scores: Float64Array, row: number, other: number): boolean {
  const score = scores[row] ?? 0;
  const otherScore = scores[other] ?? 0;
  return score > otherScore || (score === otherScore && row > other);
}

/** The places, from 1, of these rows among all that have a score, ascending; a row without one has no place. O(rows × all). */
export function placesOf(scores: Float64Array, rows: Iterable<number>): number[] {
  const places: number[] = [];
  for (const row of rows) {
    if ((scores[row] ?? 0) <= 0) continue;
    let place = 1;
    for (let other = 0; other < scores.length; other += 1)
      if (comesBefore(scores, other, row)) place += 1;
    places.push(place);
  }
  return places.sort((a, b) => a - b);
}

/** The first `max` rows of the ranking, best first. O(all × max). */
export function topOf(scores: Float64Array, max: number): number[] {
  const top: number[] = [];
  for (let row = 0; row < scores.length; row += 1) {
    if ((scores[row] ?? 0) <= 0) continue;
    const last = top[max - 1];
    if (last !== undefined && !comesBefore(scores, row, last)) continue;
    let place = Math.min(top.length, max - 1);
    while (place > 0 && comesBefore(scores, row, top[place - 1] ?? -1)) place -= 1;
    top.splice(place, 0, row);
    top.length = Math.min(top.length, max);
  }
  return top;
}
