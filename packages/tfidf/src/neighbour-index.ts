/**
 * The exact index of one network: every live article's vector, turned around into one posting list a term, in the
 * memory of a WebAssembly kernel.
 *
 *     put, remove      posting lists of the article's segment
 *     a query          for each segment: all posting lists of the query's terms → accumulators → one pass over them
 *
 * All terms are added up, without pruning: at a hundred terms and more what prunes short queries is several times
 * slower. What the pass over the accumulators finds is exact, because they are double precision and receive the
 * products in the order in which `canonicalScore` adds them. `ReferenceIndex` is the readable specification.
 *
 * Segments hold 49,152 slots: their accumulators, 384 KB, stay in the second-level cache.
 */
import { Arena } from './arena.js';
import { TfidfError } from './errors.js';
import { floorE6From, type IndexedArticle } from './indexed-article.js';
import {
  CANDIDATES_AT,
  CANDIDATES_MAX,
  CANDIDATES_STRIDE,
  REVERSE_CANDIDATES_AT,
  WORKSPACE_AT,
} from './kernel.js';
import {
  LIST_LENGTH_MAX,
  NO_BOUND,
  selectTop,
  type Bound,
  type Entry,
  type NeighbourList,
} from './neighbour-list.js';
import { Segments } from './segments.js';
import { assertVector, type Vector } from './vector.js';

/** Slots of a segment, unless the options say otherwise. */
export const SEGMENT_SLOTS = 49_152;

/** Most entries a list may ask for. */
export const NEAREST_MAX = 10_000;

/** Times as many candidates as a list takes are collected before the best of them are selected. */
const CANDIDATES_PER_ENTRY = 4;

/** How an index is made. */
export interface NeighbourIndexOptions {
  /** The lowest cosine that makes a neighbour, from 0.000001 to 1; `NEIGHBOUR_FLOOR` by default. */
  readonly floor?: number;
  /** Slots of a segment: a multiple of 8 up to 65,536; 49,152 by default. */
  readonly segmentSlots?: number;
}

/** What an article's arrival means: its own list, and who has to hear of it. */
export interface Neighbourhood {
  /** The article's own list. */
  readonly own: NeighbourList;
  /** The articles whose bound the article comes before, with the score they share, in no promised order. */
  readonly entered: Entry[];
}

/** A newcomer or a leaver, as other lists see it. */
export type ArticleKey = Pick<IndexedArticle, 'number' | 'publishedAt' | 'vector'>;

/** Memory of an index, in bytes. */
export interface IndexMemory {
  /** Posting lists, vectors, tables and slots in use. */
  readonly used: number;
  /** The same with what is free to be used again: what the process holds. */
  readonly held: number;
}

function assertNumber(number: number): void {
  if (Number.isInteger(number) && number >= 0 && number < 2 ** 32) return;
  throw new TfidfError('article_invalid', `number: ${number} is no whole number of 32 bits`);
}

function assertTime(field: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new TfidfError('article_invalid', `${field}: ${value} is no number from 0 up`);
}

function assertArticle({ number, version, publishedAt, vector }: IndexedArticle): void {
  assertNumber(number);
  assertTime('version', version);
  assertTime('publishedAt', publishedAt);
  assertVector(vector);
}

/** A live index of vectors that finds every neighbour of a vector, exactly. Not safe to share between threads. */
export class NeighbourIndex {
  readonly #floorE6: number;
  readonly #arena = new Arena();
  readonly #segments: Segments;

  /**
   * @throws TfidfError `options_invalid` for an option outside its range.
   */
  constructor(options: NeighbourIndexOptions = {}) {
    this.#floorE6 = floorE6From(options.floor);
    const slots = options.segmentSlots ?? SEGMENT_SLOTS;
    if (!(Number.isInteger(slots / 8) && slots >= 8 && slots <= CANDIDATES_MAX)) {
      throw new TfidfError(
        'options_invalid',
        `segmentSlots: ${slots} is no multiple of 8 from 8 to ${CANDIDATES_MAX}`,
      );
    }
    this.#segments = new Segments(this.#arena, slots);
  }

  /** How many articles are here. */
  get size(): number {
    return this.#segments.size;
  }

  /** How many posting lists the articles have: a term counts once for each segment it occurs in. */
  get termCount(): number {
    return this.#segments.termCount;
  }

  /** What the articles take, without the 1.6 MB of addresses that every index sets aside. */
  get memory(): IndexMemory {
    const { kernel } = this.#arena;
    return { used: kernel.usedBytes() >>> 0, held: kernel.touchedBytes() >>> 0 };
  }

  /** Whether the article is here. */
  has(number: number): boolean {
    return this.#segments.slotOf(number) !== undefined;
  }

  /**
   * A copy of the article, or undefined where it is not here. Weights are only kept in the posting lists, so this costs
   * a tenth of a query.
   */
  get(number: number): IndexedArticle | undefined {
    const slot = this.#segments.slotOf(number);
    if (slot === undefined) return undefined;
    const length = this.#segments.readVector(slot);
    return { ...this.#segments.keyAt(slot), vector: this.#arena.queryVector(length) };
  }

  /** What is known of an article beside its vector, or undefined where it is not here. O(1). */
  keyOf(number: number): Omit<IndexedArticle, 'vector'> | undefined {
    const slot = this.#segments.slotOf(number);
    return slot === undefined ? undefined : this.#segments.keyAt(slot);
  }

  /** The numbers of all articles, in no promised order. */
  numbers(): Iterable<number> {
    return this.#segments.numbers();
  }

  /**
   * Adds an article, in place of the one with the same number if there is one, whose bound it takes over; a new one has
   * none. The vector is copied. O(terms), or of {@link remove}.
   *
   * @throws TfidfError `article_invalid`, with nothing changed; `memory_full`, when the article is not here.
   */
  put(article: IndexedArticle): void {
    const { number, version, publishedAt, vector } = article;
    assertArticle(article);
    const bound = this.boundOf(number) ?? NO_BOUND;
    this.#segments.remove(number);
    this.#arena.layQuery(vector);
    this.#segments.put({ number, version, publishedAt }, bound, vector.ids.length);
    this.#segments.settle();
  }

  /**
   * Adds articles that are not here yet, as a restart does. The index answers as after {@link put} of one after the
   * other; with a thousand and more it takes two thirds of the time. The vectors are copied. O(terms).
   *
   * @throws TfidfError `article_invalid`, for a number too that is here or comes twice, with nothing changed;
   * `memory_full`, when the first of them are here and the others are not.
   */
  putAll(articles: readonly IndexedArticle[]): void {
    const numbers = new Set<number>();
    for (const article of articles) {
      assertArticle(article);
      const { number } = article;
      if (numbers.has(number) || this.has(number))
        throw new TfidfError('article_invalid', `number: ${number} is here already`);
      numbers.add(number);
    }
    this.#segments.putAll(articles);
    this.#segments.settle();
  }

  /**
   * Takes an article out. O(postings of its terms), a tenth of a query with it.
   *
   * @returns whether it was here.
   */
  remove(number: number): boolean {
    const wasHere = this.#segments.remove(number);
    if (wasHere) this.#segments.settle();
    return wasHere;
  }

  /** The bound of an article's list, as it was set; undefined where the article is not here. O(1). */
  boundOf(number: number): Bound | undefined {
    const slot = this.#segments.slotOf(number);
    return slot === undefined ? undefined : this.#segments.boundAt(slot);
  }

  /** Remembers the bound of an article's list; without effect where the article is not here. O(1). */
  setBound(number: number, bound: Bound): void {
    const slot = this.#segments.slotOf(number);
    if (slot !== undefined) this.#segments.setBoundAt(slot, bound);
  }

  /**
   * Every article here whose rounded cosine with `vector` reaches the floor, in no promised order; an empty array for a
   * vector without terms. The scores are those of `canonicalScoreE6`. O(postings of the vector's terms + articles).
   *
   * @param options.exclude a number to leave out: the article itself.
   */
  query(vector: Vector, options: { readonly exclude?: number } = {}): Entry[] {
    const found: Entry[] = [];
    this.#ask(vector, options.exclude, (index, opened) => {
      const { kernel } = this.#arena;
      const count = kernel.collect(index, opened, this.#floorE6, 0, 0, 0, 0);
      this.#read(WORKSPACE_AT + CANDIDATES_AT, count, found);
    });
    return found;
  }

  /**
   * The list of `vector` from scratch: what `selectTop` makes of {@link query}, without an object for each candidate.
   * O(postings of the vector's terms + articles).
   *
   * @param options.exclude a number to leave out: the article itself.
   * @param options.max most entries, 1…10,000; `LIST_LENGTH_MAX` by default.
   * @throws TfidfError `options_invalid` for another `max`.
   */
  nearest(
    vector: Vector,
    options: { readonly exclude?: number; readonly max?: number } = {},
  ): NeighbourList {
    return this.#nearest(vector, options.exclude, options.max, null);
  }

  /**
   * In one pass: the list of an article, and all other articles whose bound it comes before. Whether the article is
   * here itself makes no difference. O(postings of its terms + articles).
   *
   * @param options.max most entries of the own list, 1…10,000; `LIST_LENGTH_MAX` by default.
   * @throws TfidfError `options_invalid` for another `max`.
   */
  neighbourhood(article: ArticleKey, options: { readonly max?: number } = {}): Neighbourhood {
    const entered: Entry[] = [];
    const { number, publishedAt, vector } = article;
    this.#arena.kernel.setReverseKey(this.#floorE6, publishedAt, number);
    const own = this.#nearest(vector, number, options.max, entered);
    return { own, entered };
  }

  #nearest(
    vector: Vector,
    exclude: number | undefined,
    max = LIST_LENGTH_MAX,
    entered: Entry[] | null,
  ): NeighbourList {
    if (!Number.isInteger(max) || max < 1 || max > NEAREST_MAX) {
      throw new TfidfError('options_invalid', `max: ${max} is not within 1…${NEAREST_MAX}`);
    }
    const { kernel } = this.#arena;
    // One more than the list holds: the best that is cut away becomes the bound.
    const top = max + 1;
    const limit = CANDIDATES_PER_ENTRY * top;
    let floorE6 = this.#floorE6;
    let count = 0;
    this.#ask(vector, exclude, (index, opened) => {
      const isReverse = entered === null ? 0 : 1;
      count = kernel.collect(index, opened, floorE6, top, limit, count, isReverse);
      if (entered !== null) {
        this.#read(WORKSPACE_AT + REVERSE_CANDIDATES_AT, kernel.reverseCount(), entered);
      }
      count = kernel.finish(top, count);
      floorE6 = kernel.floorAfter(floorE6, top, count);
    });
    const found: Entry[] = [];
    this.#read(WORKSPACE_AT + CANDIDATES_AT, count, found);
    return selectTop(found, max);
  }

  /** Adds the vector's products up for one segment after the other; `collect` has to clear them. */
  #ask(
    vector: Vector,
    exclude: number | undefined,
    collect: (index: number, opened: number) => void,
  ): void {
    const { length } = vector.ids;
    if (length === 0) return;
    this.#arena.layQuery(vector);
    const { kernel, idsAt, weightsAt } = this.#arena;
    const own = exclude === undefined ? undefined : this.#segments.slotOf(exclude);
    for (const { index, opened } of this.#segments.all()) {
      kernel.accumulateVector(index, idsAt, weightsAt, length);
      if (own !== undefined && own >>> 16 === index) kernel.clearAccumulator(own);
      collect(index, opened);
    }
  }

  #read(at: number, count: number, into: Entry[]): void {
    const { words } = this.#arena;
    for (let place = at >>> 2; place < (at >>> 2) + 2 * count; place += 2) {
      into.push(this.#segments.entryAt(words[place + 1] ?? 0, words[place] ?? 0));
    }
  }
}

/** The most candidates that a list's limit and one stride over it make have to fit their place in the memory. */
if (CANDIDATES_PER_ENTRY * (NEAREST_MAX + 1) + CANDIDATES_STRIDE > CANDIDATES_MAX) {
  throw new Error('NEAREST_MAX is too large for the place of the candidates');
}
