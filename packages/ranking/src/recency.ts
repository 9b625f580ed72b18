// How much fresher articles are preferred among near-equals. The weight falls from 1 to `recencyFloor` and no lower, so
// an old article that is much more related still stands first: of two items the older one wins wherever its
// relatedness is more than 1 / 0.6 = 1.67 times the newer one's, whatever their ages.

/** What is left of the score of an article that is very old. */
export const recencyFloor = 0.6;
/** After two weeks half of the preference for fresh articles is gone. */
export const recencyHalfLifeHours = 14 * 24;

const hourMs = 3_600_000;
const scoreDecimals = 1e6;

/** The whole hours from a publication to `now`; 0 for what is dated ahead. Whole, so that an answer's bytes stay the same for an hour. */
export function ageInHours(publishedAt: number, now: number): number {
  return Math.max(0, Math.floor((now - publishedAt) / hourMs));
}

/** The weight of an age: `r + (1 − r) · 2^(−age / halfLife)`, in (`recencyFloor`, 1]. */
export function recencyWeight(ageHours: number): number {
  return recencyFloor + (1 - recencyFloor) * 2 ** (-ageHours / recencyHalfLifeHours);
}

/** Relatedness × recency × the editors' factor, rounded to six decimals. */
export function scoreOf(
  relatedness: number,
  publishedAt: number,
  editorialFactor: number,
  now: number,
): number {
  const weighted = relatedness * recencyWeight(ageInHours(publishedAt, now)) * editorialFactor;
  return Math.round(weighted * scoreDecimals) / scoreDecimals;
}
