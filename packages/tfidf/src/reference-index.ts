/**
 * The readable specification of `NeighbourIndex`: the same answers from a map of plain arrays, and the second opinion
 * of its tests.
 *
 * A query goes term by term in ascending id and adds each product to the accumulator of the posting's article. Each
 * accumulator so receives the same additions in the same order as `canonicalScore` makes them, and the score needs no
 * second look.
 *
 * Articles live in slots, small numbers that are given out again after a removal; a term without articles is forgotten.
 * Memory so follows the articles that are here, not those that ever were.
 */
import { floorE6From, type IndexedArticle } from './indexed-article.js';
import type { Entry } from './neighbour-list.js';
import { scoreE6Of, type Vector } from './vector.js';

const ACCUMULATORS_AT_START = 1024;

/**
 * The articles with a term, side by side in plain arrays: most terms have one or two articles, for which a typed array
 * costs several times its content.
 */
interface Postings {
  readonly slots: number[];
  readonly weights: number[];
}

/** What `NeighbourIndex` has to answer, several times slower. */
export class ReferenceIndex {
  readonly #floorE6: number;
  readonly #slotOf = new Map<number, number>();
  readonly #articles: (IndexedArticle | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #postings = new Map<number, Postings>();
  #accumulators = new Float64Array(ACCUMULATORS_AT_START);

  /**
   * @param options.floor the lowest cosine that makes a neighbour, from 0.000001 to 1; `NEIGHBOUR_FLOOR` by default.
   * @throws TfidfError `options_invalid` for another floor: 0 would make everything a neighbour of everything.
   */
  constructor(options: { readonly floor?: number } = {}) {
    this.#floorE6 = floorE6From(options.floor);
  }

  /** How many articles are here. */
  get size(): number {
    return this.#slotOf.size;
  }

  /** How many different terms the articles have. */
  get termCount(): number {
    return this.#postings.size;
  }

  /** Whether the article is here. */
  has(number: number): boolean {
    return this.#slotOf.has(number);
  }

  /** The article, or undefined where it is not here. */
  get(number: number): IndexedArticle | undefined {
    const slot = this.#slotOf.get(number);
    return slot === undefined ? undefined : this.#articles[slot];
  }

  /** The numbers of all articles, in no promised order. */
  numbers(): Iterable<number> {
    return this.#slotOf.keys();
  }

  /** Adds an article, in place of the one with the same number if there is one. O(terms), or of {@link remove}. */
  put(article: IndexedArticle): void {
    this.remove(article.number);
    const slot = this.#freeSlots.pop() ?? this.#articles.length;
    this.#articles[slot] = article;
    this.#slotOf.set(article.number, slot);
    const { ids, weights } = article.vector;
    for (const [place, id] of ids.entries()) {
      let postings = this.#postings.get(id);
      if (postings === undefined) {
        postings = { slots: [], weights: [] };
        this.#postings.set(id, postings);
      }
      postings.slots.push(slot);
      postings.weights.push(weights[place] ?? 0);
    }
    this.#growAccumulators();
  }

  /**
   * Takes an article out. O(postings of its terms), about as much as a query with it.
   *
   * @returns whether it was here.
   */
  remove(number: number): boolean {
    const slot = this.#slotOf.get(number);
    const article = slot === undefined ? undefined : this.#articles[slot];
    if (slot === undefined || article === undefined) return false;
    for (const id of article.vector.ids) this.#removePosting(id, slot);
    this.#slotOf.delete(number);
    this.#articles[slot] = undefined;
    this.#freeSlots.push(slot);
    return true;
  }

  /**
   * Every article here whose rounded cosine with `vector` reaches the floor, in no promised order; an empty array for a
   * vector without terms. The scores are those of `canonicalScoreE6`. O(postings of the vector's terms).
   *
   * @param options.exclude a number to leave out: the article itself.
   */
  query(vector: Vector, options: { readonly exclude?: number } = {}): Entry[] {
    const touched = this.#accumulate(vector);
    const accumulators = this.#accumulators;
    const found: Entry[] = [];
    for (const slot of touched) {
      const scoreE6 = scoreE6Of(accumulators[slot] ?? 0);
      accumulators[slot] = 0;
      const article = this.#articles[slot];
      if (scoreE6 < this.#floorE6 || article === undefined) continue;
      const { number, version, publishedAt } = article;
      if (number !== options.exclude) found.push({ number, version, scoreE6, publishedAt });
    }
    return found;
  }

  /** Adds the products up; returns the slots whose accumulators have to be read and cleared. */
  #accumulate(vector: Vector): number[] {
    const accumulators = this.#accumulators;
    const touched: number[] = [];
    for (const [place, id] of vector.ids.entries()) {
      const postings = this.#postings.get(id);
      if (postings === undefined) continue;
      const queryWeight = vector.weights[place] ?? 0;
      const { slots, weights } = postings;
      for (let index = 0; index < slots.length; index += 1) {
        const slot = slots[index] ?? 0;
        const sum = accumulators[slot] ?? 0;
        if (sum === 0) touched.push(slot);
        accumulators[slot] = sum + queryWeight * (weights[index] ?? 0);
      }
    }
    return touched;
  }

  #removePosting(id: number, slot: number): void {
    const postings = this.#postings.get(id);
    if (postings === undefined) return;
    const { slots, weights } = postings;
    const place = slots.indexOf(slot);
    const lastSlot = slots.pop();
    const lastWeight = weights.pop();
    // The order within a posting list means nothing, so the last posting may close the gap.
    if (lastSlot !== undefined && lastWeight !== undefined && place < slots.length) {
      slots[place] = lastSlot;
      weights[place] = lastWeight;
    }
    if (slots.length === 0) this.#postings.delete(id);
  }

  #growAccumulators(): void {
    if (this.#articles.length <= this.#accumulators.length) return;
    // Between queries every accumulator is 0, so there is nothing to copy.
    this.#accumulators = new Float64Array(this.#accumulators.length * 2);
  }
}
