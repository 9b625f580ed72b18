// The lists of one network under one generation, kept right both ways while articles come, change and go.
//
// In memory is the index, with every list's bound; the lists themselves are read when they change and written back by
// the caller. Applying a log entry again gives the same lists: an older entry of the same article is replaced.
import type { ArticleNumber } from '@maylike/articles';
import { versionTag, type ArticleList, type StoredList, type StoredTerms } from '@maylike/store';
import {
  insertEntry,
  needsRefill,
  NeighbourIndex,
  removeEntry,
  weigh,
  type Bound,
  type Entry,
  type IdfTable,
  type IndexedArticle,
  type NeighbourList,
} from '@maylike/tfidf';

/** Reads stored lists of the generation; numbers without one are left out. */
export type ReadLists = (
  numbers: readonly ArticleNumber[],
) => Promise<ReadonlyMap<ArticleNumber, StoredList>>;

/** What a batch of log entries changed: new lists by number; null takes a list away. */
export type ListChanges = ReadonlyMap<ArticleNumber, ArticleList | null>;

/** The index and bounds of a network, and the lists that a batch is changing. Not safe for two batches at once. */
export class NetworkLists {
  readonly index: NeighbourIndex;
  private working = new Map<ArticleNumber, NeighbourList | null>();

  /**
   * @param floor The lowest cosine that makes a neighbour under this generation.
   */
  constructor(
    private readonly idf: IdfTable,
    floor: number,
    private readonly readLists: ReadLists,
  ) {
    this.index = new NeighbourIndex({ floor });
  }

  /** Puts an article in whose list is there already, or is made by {@link fromScratch}: no other list changes. */
  load(number: ArticleNumber, version: number, stored: StoredTerms): void {
    this.index.put(this.indexed(number, version, stored));
  }

  /** Tells the bound of the stored list of an article that is loaded. */
  loadBound(number: ArticleNumber, bound: Bound): void {
    this.index.setBound(number, bound);
  }

  /** The list of an indexed article, computed from all others; its bound is remembered. */
  fromScratch(article: IndexedArticle): NeighbourList {
    const list = this.index.nearest(article.vector, { exclude: article.number });
    this.index.setBound(article.number, list.bound);
    return list;
  }

  /**
   * Adds an article or a new version of one: its own list, and every list that it enters or leaves.
   *
   * @returns Its own new list and the version that it replaced, if any.
   */
  async put(
    number: ArticleNumber,
    version: number,
    stored: StoredTerms,
  ): Promise<{ own: NeighbourList; article: IndexedArticle; replaced: number | null }> {
    const old = this.index.get(number);
    if (old !== undefined) await this.leaveLists(old);
    const article = this.indexed(number, version, stored);
    this.index.put(article);
    const { own, entered } = this.index.neighbourhood(article);
    this.change(number, own);
    const asEntry = (scoreE6: number): Entry => ({
      number,
      version,
      scoreE6,
      publishedAt: article.publishedAt,
    });
    await this.fetch(entered.map((other) => other.number));
    for (const other of entered) {
      this.change(other.number, insertEntry(this.current(other.number), asEntry(other.scoreE6)));
    }
    return { own, article, replaced: old?.version ?? null };
  }

  /**
   * Takes an article out of the index and of every list.
   *
   * @param keepOwnList For an expired article, whose page keeps its last list.
   * @returns The version that was there, or null.
   */
  async remove(number: ArticleNumber, keepOwnList: boolean): Promise<number | null> {
    const old = this.index.get(number);
    if (old !== undefined) await this.leaveLists(old);
    if (keepOwnList) this.working.delete(number);
    else this.working.set(number, null);
    return old?.version ?? null;
  }

  /** Hands over what changed since the last call. */
  takeChanges(): ListChanges {
    const changes = new Map<ArticleNumber, ArticleList | null>();
    for (const [number, list] of this.working) {
      const key = this.index.keyOf(number);
      changes.set(
        number,
        list === null || key === undefined ? null : { ...list, version: key.version },
      );
    }
    this.working = new Map();
    return changes;
  }

  private indexed(number: ArticleNumber, version: number, stored: StoredTerms): IndexedArticle {
    return {
      number,
      version,
      publishedAt: stored.publishedAt,
      vector: weigh(stored.terms, this.idf),
    };
  }

  /** One query with the old vector finds every list that may hold the article. */
  private async leaveLists(old: IndexedArticle): Promise<void> {
    this.index.remove(old.number);
    const holders = this.index.neighbourhood(old).entered.map(({ number }) => number);
    await this.fetch(holders);
    for (const number of holders) {
      const shorter = removeEntry(this.current(number), old.number);
      const holder = needsRefill(shorter) ? this.index.get(number) : undefined;
      this.change(number, holder === undefined ? shorter : this.fromScratch(holder));
    }
  }

  private change(number: ArticleNumber, list: NeighbourList): void {
    this.working.set(number, list);
    this.index.setBound(number, list.bound);
  }

  /** A list in work; only for numbers that were {@link fetch}ed. */
  private current(number: ArticleNumber): NeighbourList {
    const list = this.working.get(number);
    if (list === undefined || list === null)
      throw new Error(`the list of ${number} is not in work`);
    return list;
  }

  private async fetch(numbers: readonly ArticleNumber[]): Promise<void> {
    const missing = numbers.filter((number) => this.working.get(number) === undefined);
    const stored = await this.readLists(missing);
    for (const number of missing) {
      const list = stored.get(number);
      if (list !== undefined && this.index.has(number)) {
        this.working.set(number, this.restored(list));
        continue;
      }
      // A list that was never written is made anew: an empty one would promise that there is nothing.
      const article = this.index.get(number);
      if (article !== undefined) this.working.set(number, this.fromScratch(article));
    }
  }

  /** Entries of articles that are gone or changed drop out: the log entry that says so puts them right. */
  private restored(list: StoredList): NeighbourList {
    const entries = list.entries.flatMap(({ number, versionTag: tag, scoreE6 }) => {
      const key = this.index.keyOf(number);
      return key === undefined || versionTag(key.version) !== tag ? [] : [{ ...key, scoreE6 }];
    });
    return { bound: list.bound, entries };
  }
}
