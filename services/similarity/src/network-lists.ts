// The lists of one network under one generation, kept right both ways while articles come, change and go.
//
// In memory is the index, with every list's bound, and the lists that were changed last, as the bytes that are stored:
// news goes into the lists of yesterday's news. Other lists are read when they change; the caller writes what has changed.
// Applying a log entry again gives the same lists: an older entry of the same article is replaced.
import type { ArticleNumber } from '@maylike/articles';
import {
  EncodedList,
  versionTag,
  type ListBytes,
  type StoredTerms,
  type TermsOfVersion,
} from '@maylike/store';
import {
  NeighbourIndex,
  weigh,
  type Bound,
  type IdfTable,
  type IndexedArticle,
  type NeighbourList,
} from '@maylike/tfidf';

/** Reads stored lists of the generation, encoded; numbers without one are left out. */
export type ReadLists = (
  numbers: readonly ArticleNumber[],
) => Promise<ReadonlyMap<ArticleNumber, Buffer>>;

/** What a batch of log entries changed: new lists by number; null takes a list away. */
export type ListChanges = ReadonlyMap<ArticleNumber, ListBytes | null>;

/** Lists in memory between two batches: 0.7 KB each, so that all of a small network's are, and 12 MB at most. */
const keptListsMax = 16_384;

/** The index and bounds of a network, and the lists that a batch is changing. Not safe for two batches at once. */
export class NetworkLists {
  readonly index: NeighbourIndex;
  /** In the order in which they were last asked for. Each is what is stored, or is among the changed ones. */
  private readonly kept = new Map<ArticleNumber, EncodedList>();
  /** Lists that are to be written; null: taken away. */
  private changed = new Map<ArticleNumber, EncodedList | null>();

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

  /**
   * Puts articles in that are not here, and whose lists are there already or are made by {@link fromScratch}: no other
   * list changes.
   */
  load(articles: readonly TermsOfVersion[]): void {
    this.index.putAll(
      articles.map((stored) => this.indexed(stored.number, stored.version, stored)),
    );
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
    this.replace(number, version, own);
    await this.fetch(entered.map((other) => other.number));
    const { publishedAt } = article;
    for (const { number: other, scoreE6 } of entered) {
      const list = this.current(other);
      if (list.insert({ number, version, scoreE6, publishedAt }, this.publishedAt))
        this.index.setBound(other, list.bound);
      this.changed.set(other, list);
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
    this.kept.delete(number);
    if (!keepOwnList) this.changed.set(number, null);
    return old?.version ?? null;
  }

  /** How many lists have changed since they were handed over. */
  get changedCount(): number {
    return this.changed.size;
  }

  /** Hands over what changed since the last call. */
  takeChanges(): ListChanges {
    const changes = new Map<ArticleNumber, ListBytes | null>();
    for (const [number, list] of this.changed) changes.set(number, list?.take() ?? null);
    this.changed = new Map();
    for (const number of this.kept.keys()) {
      if (this.kept.size <= keptListsMax) break;
      this.kept.delete(number);
    }
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
      const list = this.current(number);
      if (list.remove(old.number)) this.changed.set(number, list);
      const holder = list.needsRefill ? this.index.get(number) : undefined;
      if (holder !== undefined) this.replace(number, holder.version, this.fromScratch(holder));
    }
  }

  private replace(number: ArticleNumber, version: number, list: NeighbourList): void {
    this.index.setBound(number, list.bound);
    this.keep(number, EncodedList.of({ version, ...list }));
  }

  /** A list that is not what is stored. */
  private keep(number: ArticleNumber, list: EncodedList): void {
    this.kept.set(number, list);
    this.changed.set(number, list);
  }

  /** A list in memory; only for numbers that were {@link fetch}ed. */
  private current(number: ArticleNumber): EncodedList {
    const list = this.kept.get(number);
    if (list === undefined) throw new Error(`the list of ${number} is not in memory`);
    return list;
  }

  private async fetch(numbers: readonly ArticleNumber[]): Promise<void> {
    const missing: ArticleNumber[] = [];
    for (const number of numbers) {
      const list = this.kept.get(number);
      if (list === undefined) missing.push(number);
      else {
        this.kept.delete(number);
        this.kept.set(number, list);
      }
    }
    if (missing.length === 0) return;
    const stored = await this.readLists(missing);
    for (const number of missing) {
      const bytes = stored.get(number);
      if (bytes !== undefined && this.index.has(number)) {
        const list = EncodedList.read(bytes, this.isCurrent);
        this.kept.set(number, list);
        if (list.isChanged) this.changed.set(number, list);
        continue;
      }
      // A list that was never written is made anew: an empty one would promise that there is nothing.
      const article = this.index.get(number);
      if (article !== undefined) this.replace(number, article.version, this.fromScratch(article));
    }
  }

  /** Entries of articles that are gone or changed drop out: the log entry that says so puts them right. */
  private readonly isCurrent = (number: ArticleNumber, tag: number): boolean => {
    const key = this.index.keyOf(number);
    return key !== undefined && versionTag(key.version) === tag;
  };

  private readonly publishedAt = (number: ArticleNumber): number =>
    this.index.keyOf(number)?.publishedAt ?? 0;
}
