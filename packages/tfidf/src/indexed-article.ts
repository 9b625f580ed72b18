import { TfidfError } from './errors.js';
import { NEIGHBOUR_FLOOR } from './neighbour-list.js';
import { SCORE_SCALE, scoreE6Of, type Vector } from './vector.js';

/** An article as an index holds it. */
export interface IndexedArticle {
  /** Its place in its network: a whole number of 32 bits. */
  readonly number: number;
  /** Which of its versions the vector was made of. */
  readonly version: number;
  /** Milliseconds since the epoch, 0 or more. */
  readonly publishedAt: number;
  /** Its L2-normalised vector; may be empty, then it is nobody's neighbour. */
  readonly vector: Vector;
}

/**
 * A floor in whole millionths, `NEIGHBOUR_FLOOR` where none is given.
 *
 * @throws TfidfError `options_invalid` for one outside 0.000001…1: 0 would make everything a neighbour of everything.
 */
export function floorE6From(floor: number = NEIGHBOUR_FLOOR): number {
  const floorE6 = scoreE6Of(floor);
  if (floorE6 >= 1 && floorE6 <= SCORE_SCALE) return floorE6;
  throw new TfidfError('options_invalid', `floor: ${floor} is not within 0.000001…1`);
}
