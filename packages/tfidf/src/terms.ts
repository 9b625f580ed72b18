import { TfidfError } from './errors.js';

/**
 * An article's terms as they are stored: `ids[i]` occurs `counts[i]` times (weighted by field, so a fraction is allowed).
 * `ids` are strictly ascending 32-bit hashes, `counts` finite and above 0, and both have one length.
 */
export interface Terms {
  readonly ids: Uint32Array;
  readonly counts: Float32Array;
}

/**
 * Checks the promises of {@link Terms}, because a single NaN or a doubled id that reached the index would spoil other
 * articles' lists without a sound. O(terms).
 *
 * @throws TfidfError `terms_invalid`, naming the first place that is wrong.
 */
export function assertTerms(terms: Terms): void {
  const { ids, counts } = terms;
  if (ids.length !== counts.length) {
    throw new TfidfError('terms_invalid', `terms: ${ids.length} ids but ${counts.length} counts`);
  }
  let previous = -1;
  for (let place = 0; place < ids.length; place += 1) {
    const id = ids[place] ?? 0;
    if (id <= previous) {
      throw new TfidfError(
        'terms_invalid',
        `terms.ids[${place}]: ${id} does not follow ${previous}`,
      );
    }
    previous = id;
  }
  for (let place = 0; place < counts.length; place += 1) {
    const count = counts[place] ?? 0;
    if (!(count > 0 && count < Infinity)) {
      throw new TfidfError(
        'terms_invalid',
        `terms.counts[${place}]: ${count} is not a count above 0`,
      );
    }
  }
}
