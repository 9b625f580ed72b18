/**
 * An article's list of best neighbours, and the promise that lets it be kept up to date without being computed again.
 *
 * Entries are totally ordered by (score, publication, number). A list holds **every** live article whose key comes
 * before its `bound`, so it is always the beginning of the list that would be computed from scratch:
 *
 *     from scratch:  a  b  c  d  e  f  g  h …
 *     the list:      a  b  c  d | bound = key of e
 *
 * The bound is a whole key, not only a score: with a score alone an exact tie at the bound could be neither admitted nor
 * refused rightly, and wire copy makes exact ties common. It only ever tightens while a list lives: an entry that is cut
 * away leaves its key as the new bound, a removal leaves the bound where it is. When removals have made a list short it
 * is computed again (materialised top-k with slack: Yi, Yu, Yang, Xia, Chen, ICDE 2003).
 *
 * Everything here is a pure function; a list is never changed in place.
 */

/**
 * The lowest cosine that makes a neighbour: below it, common words alone relate any two articles. It matters where a
 * list is not full: small networks, short items. There a floor of .03 finds more of an event far down a list (mean
 * average precision on wikiref220 .969 and .947, cut to title and first sentence .811 and .719: `maylike quality`), but
 * not among the first five (nDCG .976 both), and in the sample newsroom it brings one earthquake under the other.
 */
export const NEIGHBOUR_FLOOR = 0.05;

/** Neighbours kept for an article: an answer shows at most 20, and filters and story collapse need more to choose from. */
export const LIST_LENGTH_MAX = 64;

/** A list shorter than this is computed again, if it was ever cut: a quarter of slack makes that rare. */
export const LIST_REFILL_BELOW = 48;

/** The place of an entry in the order of all lists. */
export interface EntryKey {
  /** The cosine in whole millionths. */
  readonly scoreE6: number;
  /** Milliseconds since the epoch, 0 or more. */
  readonly publishedAt: number;
  /** The neighbour's number in its network, 0 or more. */
  readonly number: number;
}

/** More than candidates that fit a memory; with a score it makes a whole number below 2⁵³. */
const PLACES_MAX = 2 ** 32;

/** One neighbour in a list. */
export interface Entry extends EntryKey {
  /** The neighbour's version the score belongs to; it rises with each edit. */
  readonly version: number;
}

/** The key up to which a list is complete. */
export type Bound = EntryKey;

/** The bound of a list from which nothing was ever cut: every possible neighbour comes before it. */
export const NO_BOUND: Bound = Object.freeze({ scoreE6: 0, publishedAt: 0, number: 0 });

/**
 * A list and its promise: every live article whose key comes before `bound` and whose score reaches the floor is in
 * `entries`, which are in order, of different numbers, and all before `bound`.
 */
export interface NeighbourList {
  readonly bound: Bound;
  readonly entries: readonly Entry[];
}

/** A list of an article that has no neighbours. */
export const EMPTY_LIST: NeighbourList = Object.freeze({
  bound: NO_BOUND,
  entries: Object.freeze([]),
});

/**
 * The order of a list, as `Array.sort` wants it: higher score first, then published later, then higher number.
 * 0 only for the same article with the same score and date.
 */
export function compareEntries(a: EntryKey, b: EntryKey): number {
  return b.scoreE6 - a.scoreE6 || b.publishedAt - a.publishedAt || b.number - a.number;
}

/** Whether `a` stands strictly before `b`; with a list's bound as `b`: whether the list has to hold `a`. */
export function comesBefore(a: EntryKey, b: EntryKey): boolean {
  return compareEntries(a, b) < 0;
}

function keyOf(entry: EntryKey): Bound {
  return { scoreE6: entry.scoreE6, publishedAt: entry.publishedAt, number: entry.number };
}

/** Cuts what is in order to `max` entries; the best one cut away becomes the bound, else `bound` stays. */
function cut(ordered: readonly Entry[], max: number, bound: Bound): NeighbourList {
  const best = ordered[max];
  return best === undefined
    ? { bound, entries: ordered }
    : { bound: keyOf(best), entries: ordered.slice(0, max) };
}

/**
 * The list computed from scratch: the `max` best of all candidates, in order.
 *
 * Scores and places are sorted as plain numbers first, and only those that can be among the best as objects: they come in
 * order but for equal scores, which costs a comparison each. O(candidates × log candidates).
 *
 * @param entries every candidate that reaches the floor, in any order, each number once; not changed.
 */
export function selectTop(entries: readonly Entry[], max: number = LIST_LENGTH_MAX): NeighbourList {
  const keys = Float64Array.from(entries, ({ scoreE6 }, place) => scoreE6 * PLACES_MAX + place);
  keys.sort();
  const kept: Entry[] = [];
  let scoreOfFirstCut = 0;
  for (let at = keys.length - 1; at >= 0; at -= 1) {
    const entry = entries[(keys[at] ?? 0) % PLACES_MAX];
    if (entry === undefined || entry.scoreE6 < scoreOfFirstCut) break;
    kept.push(entry);
    if (kept.length === max + 1) scoreOfFirstCut = entry.scoreE6;
  }
  return cut(kept.sort(compareEntries), max, NO_BOUND);
}

/** Where `entry` belongs among entries in order. O(log entries). */
function placeFor(entries: readonly Entry[], entry: Entry): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = entries[middle];
    if (other !== undefined && comesBefore(other, entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSameEntry(a: Entry, b: Entry): boolean {
  return compareEntries(a, b) === 0 && a.version === b.version;
}

/**
 * Tells a list of a live article (its score has to reach the floor: the caller only knows such ones).
 *
 * - Before the bound: it is put in its place; the one too many leaves, and its key becomes the bound.
 * - Not before the bound: it is not put in.
 * - In either case an entry of the same number and the same or an older version goes. One of a newer version stays and
 *   nothing changes, so that a step of the log done twice cannot bring an old version back.
 *
 * O(entries).
 *
 * @returns the new list, or the very same object when nothing changes.
 */
export function insertEntry(
  list: NeighbourList,
  entry: Entry,
  max: number = LIST_LENGTH_MAX,
): NeighbourList {
  const present = list.entries.find(({ number }) => number === entry.number);
  if (present !== undefined && (present.version > entry.version || isSameEntry(present, entry)))
    return list;
  const others = present === undefined ? list : removeEntry(list, entry.number);
  if (!comesBefore(entry, list.bound)) return others;
  return cut(others.entries.toSpliced(placeFor(others.entries, entry), 0, entry), max, list.bound);
}

/**
 * Takes an article off a list. The bound stays: what was cut away may still be less than it. O(entries).
 *
 * @returns the new list, or the very same object when the number is not in it.
 */
export function removeEntry(list: NeighbourList, number: number): NeighbourList {
  const place = list.entries.findIndex((entry) => entry.number === number);
  return place === -1 ? list : { bound: list.bound, entries: list.entries.toSpliced(place, 1) };
}

/** Whether a list has become short and a query could make it longer: it has a bound, and fewer than `below` entries. */
export function needsRefill(list: NeighbourList, below: number = LIST_REFILL_BELOW): boolean {
  return list.entries.length < below && comesBefore(list.bound, NO_BOUND);
}
