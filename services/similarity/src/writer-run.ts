// One writer of one network, from taking the lease to losing it.
//
// Why it may die at any line: it applies the log strictly in order and writes states, not differences; the cursor moves
// last, in one script with the dropping of the terms that were replaced. What a dead writer had written of a batch, its
// successor writes again. Every write is refused once a later epoch exists, so a writer that was asleep changes nothing.
import type { ArticleNumber, NetworkId } from '@maylike/articles';
import type { Logger } from '@maylike/runtime';
import {
  logStart,
  type Generation,
  type LogEntry,
  type NetworkWriter,
  type Store,
  type TermsOfVersion,
} from '@maylike/store';
import { buildGeneration, needsRefreeze, sweepGenerations } from './generations.js';
import { NetworkLists } from './network-lists.js';
import { storyCandidates, storyOfNewcomer } from './stories.js';

/** Log entries applied between two writes: enough to share the round trips, few enough to be servable in a moment. */
const batchEntriesMax = 100;
/** The log is kept for a day behind the cursor, for whoever has to look. */
const logKeptMs = 24 * 3_600_000;
const sweepEveryMs = 60_000;

export interface WriterRunOptions {
  readonly store: Store;
  readonly writer: NetworkWriter;
  readonly logger: Logger;
  readonly now: () => number;
  /** Resolves when the network has news, or after the time. */
  readonly waitForNews: (networkId: NetworkId, timeoutMs: number) => Promise<void>;
  /** Told what each batch did. */
  readonly onApplied?: (batch: {
    readonly entries: number;
    readonly lists: number;
    readonly tookMs: number;
  }) => void;
}

/** Version by number. */
type Dropped = { readonly number: ArticleNumber; readonly version: number }[];

/** Holds a network's index and keeps its lists right until it is stopped or loses the lease. */
export class WriterRun {
  private state: { generation: Generation; lists: NetworkLists } | null = null;
  private applied = logStart;
  private stopped = false;
  private lastSweepAt = 0;

  constructor(private readonly options: WriterRunOptions) {}

  /** How many articles are indexed; 0 while loading. */
  get size(): number {
    return this.state?.lists.index.size ?? 0;
  }

  /** Asks the run to end behind the batch in hand. */
  stop(): void {
    this.stopped = true;
  }

  /** Whether {@link stop} was called; builds look at it between their slices. */
  readonly isStopped = (): boolean => this.stopped;

  /**
   * Loads the network and brings its lists up to the end of the log.
   *
   * @throws StoreError `fenced` when another process has taken over; any error of the connection.
   */
  async load(): Promise<void> {
    const { writer } = this.options;
    const generation = await writer.activeGeneration();
    const terms = await this.loadAppliedTerms();
    if (generation === null) {
      await this.build(terms, null, 'first articles');
    } else {
      const lists = this.newLists(generation, await writer.idf(generation.id));
      for (const each of terms) lists.load(each.number, each.version, each);
      await writer.eachBound(generation.id, (number, bound) => {
        if (lists.index.has(number)) lists.loadBound(number, bound);
      });
      this.state = { generation, lists };
    }
    await this.applyAll();
  }

  /** Applies what comes, serves reindex requests, sweeps; until stopped. @throws like {@link load}. */
  async follow(): Promise<void> {
    const { writer, waitForNews } = this.options;
    while (!this.stopped) {
      if (await this.applyAll()) continue;
      if (await this.serveReindex()) continue;
      await this.sweep();
      await waitForNews(writer.networkId, 1_000);
    }
  }

  private loaded(): { generation: Generation; lists: NetworkLists } {
    if (this.state === null) throw new Error('the network is not loaded');
    return this.state;
  }

  private newLists(
    generation: Generation,
    idf: ConstructorParameters<typeof NetworkLists>[0],
  ): NetworkLists {
    return new NetworkLists(idf, generation.floor, (numbers) =>
      this.options.writer.lists(generation.id, numbers),
    );
  }

  /**
   * The terms that the lists of today are made of: all stored ones but those that the log has still to bring. The log
   * is read after the terms, so that what came in between is known to be new.
   */
  private async loadAppliedTerms(): Promise<TermsOfVersion[]> {
    const { writer } = this.options;
    const stored = new Map<string, TermsOfVersion>();
    await writer.eachTerms((terms) => stored.set(`${terms.number}:${terms.version}`, terms));
    this.applied = await writer.applied();
    for (let after = this.applied; ;) {
      const entries = await writer.log(after, 1_000);
      for (const entry of entries) {
        if (entry.operation !== 'remove') stored.delete(`${entry.number}:${entry.version}`);
      }
      const last = entries.at(-1);
      if (last === undefined) break;
      after = last.id;
    }
    return [...stored.values()];
  }

  /** Applies the log up to its end. @returns Whether there was anything. */
  private async applyAll(): Promise<boolean> {
    let any = false;
    while (!this.stopped) {
      const entries = await this.options.writer.log(this.applied, batchEntriesMax);
      if (entries.length === 0) break;
      any = true;
      await this.applyBatch(entries);
      await this.refreezeWhileYoung();
    }
    return any;
  }

  private async applyBatch(entries: readonly LogEntry[]): Promise<void> {
    const { writer, now, onApplied } = this.options;
    const startedAt = now();
    const { generation, lists } = this.loaded();
    const stories = new Map<ArticleNumber, ArticleNumber>();
    const dropped: Dropped = [];
    for (const entry of entries) {
      if (entry.operation === 'remove') dropped.push(...(await this.applyRemoval(entry)));
      else dropped.push(...(await this.applyPut(entry, stories)));
    }
    const changes = lists.takeChanges();
    await writer.writeLists(generation.id, changes, stories);
    const appliedId = entries.at(-1)?.id ?? this.applied;
    await writer.advance({
      appliedId,
      changed: changes.keys(),
      dropped,
      trimBelow: trimPoint(appliedId),
    });
    this.applied = appliedId;
    onApplied?.({ entries: entries.length, lists: changes.size, tookMs: now() - startedAt });
  }

  private async applyPut(
    entry: LogEntry,
    stories: Map<ArticleNumber, ArticleNumber>,
  ): Promise<Dropped> {
    const { writer } = this.options;
    const { lists } = this.loaded();
    const stored = await writer.terms(entry.number, entry.version);
    // Terms go only when a later entry of the same article was applied: that entry is what counts.
    if (stored === null) return [];
    const { own, article, replaced } = await lists.put(entry.number, entry.version, stored);
    const candidates = storyCandidates(entry.number, own.entries);
    const known = await writer.stories([entry.number, ...candidates.map(({ number }) => number)]);
    const storyOf = (number: ArticleNumber): ArticleNumber | undefined =>
      stories.get(number) ?? known.get(number);
    // A founder stays one when it is edited: others are in its story.
    if (storyOf(entry.number) !== entry.number) {
      const vectorOf = (number: ArticleNumber) => lists.index.get(number)?.vector ?? null;
      stories.set(entry.number, storyOfNewcomer(article, candidates, storyOf, vectorOf));
    }
    return replaced === null || replaced === entry.version
      ? []
      : [{ number: entry.number, version: replaced }];
  }

  private async applyRemoval(entry: LogEntry): Promise<Dropped> {
    const { store, writer } = this.options;
    const article = await store.articles.get(writer.networkId, entry.number);
    const version = await this.loaded().lists.remove(entry.number, article?.state === 'expired');
    const versions = new Set([entry.version, ...(version === null ? [] : [version])]);
    return Array.from(versions, (gone) => ({ number: entry.number, version: gone }));
  }

  /** While a network is young, each doubling brings new tables: the first lists are not made of common words. */
  private async refreezeWhileYoung(): Promise<void> {
    const { generation, lists } = this.loaded();
    if (!needsRefreeze(generation.documentCount, lists.index.size)) return;
    await this.build(await this.indexedTerms(), generation, 'the network has doubled');
  }

  private async indexedTerms(): Promise<TermsOfVersion[]> {
    const { index } = this.loaded().lists;
    const byNumber = new Map<ArticleNumber, TermsOfVersion>();
    await this.options.writer.eachTerms((terms) => {
      if (index.get(terms.number)?.version === terms.version) byNumber.set(terms.number, terms);
    });
    return [...byNumber.values()];
  }

  private async build(
    terms: readonly TermsOfVersion[],
    previous: Generation | null,
    reason: string,
    onProgress?: (done: number, total: number) => Promise<void>,
  ): Promise<Generation> {
    const { writer, now, logger } = this.options;
    const built = await buildGeneration({
      writer,
      terms,
      previous,
      reason,
      now,
      isStopped: this.isStopped,
      newLists: (generation, idf) => this.newLists(generation, idf),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    this.state = built;
    logger.info(
      {
        networkId: writer.networkId,
        generation: built.generation.id,
        articles: terms.length,
        reason,
      },
      'a new generation is active',
    );
    return built.generation;
  }

  /** Builds a generation that somebody asked for, or that a dead writer had begun. @returns Whether there was one. */
  private async serveReindex(): Promise<boolean> {
    const { store, writer, logger } = this.options;
    const { networkId } = writer;
    const request = await store.networks.reindexProgress(networkId);
    if (request === null || request.state === 'done' || request.state === 'failed') return false;
    const terms = await this.indexedTerms();
    await store.networks.reportReindex(networkId, {
      state: 'running',
      done: 0,
      total: terms.length,
    });
    try {
      const { id } = await this.build(
        terms,
        this.loaded().generation,
        `reindex by ${request.by}`,
        (done, total) => store.networks.reportReindex(networkId, { done, total }),
      );
      await store.networks.reportReindex(networkId, {
        state: 'done',
        done: terms.length,
        generation: id,
      });
    } catch (error) {
      logger.error({ err: error, networkId, request: request.id }, 'the reindex was broken off');
      // The request stands: whoever has the lease next takes it up again.
      throw error;
    }
    return true;
  }

  private async sweep(): Promise<void> {
    const at = this.options.now();
    if (at - this.lastSweepAt < sweepEveryMs) return;
    this.lastSweepAt = at;
    await sweepGenerations(this.options.writer, this.loaded().generation, at);
  }
}

/** The id below which log entries are old enough to go. Ids begin with the server's time in ms. */
function trimPoint(appliedId: string): string | null {
  const ms = Number(appliedId.split('-', 1)[0]) - logKeptMs;
  return ms > 0 ? `${ms}-0` : null;
}
