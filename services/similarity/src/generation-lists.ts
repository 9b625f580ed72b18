// A generation at work: its tables, the index under them, its lists, and how many of them are long enough.
import type { ArticleNumber } from '@maylike/articles';
import {
  decodeLength,
  type ArticleList,
  type Generation,
  type LogEntry,
  type NetworkWriter,
  type StoredTerms,
  type TermsOfVersion,
} from '@maylike/store';
import {
  weigh,
  type Bound,
  type IdfTable,
  type NeighbourList,
  type Terms,
  type Vector,
} from '@maylike/tfidf';
import { NetworkLists, type ListChanges } from './network-lists.js';
import { enoughNeighbours } from './quality-gate.js';

/** One generation's lists in this process. */
export class GenerationLists {
  readonly lists: NetworkLists;
  /** Live articles whose lists are long enough. */
  private readonly covered = new Set<ArticleNumber>();

  constructor(
    public generation: Generation,
    readonly idf: IdfTable,
    writer: NetworkWriter,
  ) {
    this.lists = new NetworkLists(idf, generation.floor, (numbers) =>
      writer.listBytes(generation.id, numbers),
    );
  }

  /** How many articles are indexed. */
  get size(): number {
    return this.lists.index.size;
  }

  /** The share of indexed articles with enough neighbours, 0 to 1; 0 for none. */
  get coverage(): number {
    return this.size === 0 ? 0 : this.covered.size / this.size;
  }

  /** Puts articles in that are not here, and whose lists are there or are made later by {@link fromScratch}. */
  load(terms: readonly TermsOfVersion[]): void {
    this.lists.load(terms);
  }

  /** Tells the bound and length of a stored list; of an article that is not indexed it tells nothing. */
  loadBound(number: ArticleNumber, bound: Bound, length: number): void {
    if (!this.lists.index.has(number)) return;
    this.lists.loadBound(number, bound);
    this.cover(number, length);
  }

  /** The lists of some indexed articles, each computed from all others; numbers that are not indexed are left out. */
  fromScratch(numbers: readonly ArticleNumber[]): ReadonlyMap<ArticleNumber, ArticleList> {
    const made = new Map<ArticleNumber, ArticleList>();
    for (const number of numbers) {
      const article = this.lists.index.get(number);
      if (article === undefined) continue;
      const list = this.lists.fromScratch(article);
      this.cover(number, list.entries.length);
      made.set(number, { ...list, version: article.version });
    }
    return made;
  }

  /** The best neighbours of a text that is not indexed, and the vector they are of. Nothing is changed. */
  nearest(terms: Terms): { readonly vector: Vector; readonly list: NeighbourList } {
    const vector = weigh(terms, this.idf);
    return { vector, list: this.lists.index.nearest(vector) };
  }

  /** The term ids of an indexed article. */
  termIdsOf(number: ArticleNumber): Uint32Array | undefined {
    return this.lists.index.get(number)?.vector.ids;
  }

  /** Adds an article or a new version of one; see {@link NetworkLists.put}. */
  async put(entry: LogEntry, stored: StoredTerms): ReturnType<NetworkLists['put']> {
    return await this.lists.put(entry.number, entry.version, stored);
  }

  /** Takes an article out; see {@link NetworkLists.remove}. */
  async remove(number: ArticleNumber, keepOwnList: boolean): Promise<number | null> {
    this.covered.delete(number);
    return await this.lists.remove(number, keepOwnList);
  }

  /** Hands over what changed since the last call. */
  takeChanges(): ListChanges {
    const changes = this.lists.takeChanges();
    for (const [number, list] of changes) {
      // The last list of an article that has expired counts no more than the article.
      if (list === null || !this.lists.index.has(number)) this.covered.delete(number);
      else this.cover(number, decodeLength(list.list));
    }
    return changes;
  }

  private cover(number: ArticleNumber, length: number): void {
    if (length >= enoughNeighbours) this.covered.add(number);
    else this.covered.delete(number);
  }
}
