/** Chance that can be repeated: the same seed gives the same choice on every machine. */

/** A generator of numbers from 0 up to, not including, 1. */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough to pick samples by. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** At most `max` of the items, in their order, each with the same chance (selection sampling, Knuth, TAOCP 3.4.2 S). O(n). */
export function sampleOf<Item>(items: readonly Item[], max: number, random: Random): Item[] {
  const sample: Item[] = [];
  for (const [place, item] of items.entries()) {
    const wanted = max - sample.length;
    if (random() * (items.length - place) < wanted) sample.push(item);
  }
  return sample;
}
