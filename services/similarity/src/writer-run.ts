// One writer of one network, from taking the lease to losing it.
//
//     one batch of the log ──▶ some drafts ──▶ one slice of a build ──▶ where there was nothing: touch, sweep, drift, wait
//
// Why it may die at any line: it applies the log strictly in order and writes states, not differences; the cursor moves
// last, in one script with the dropping of the terms that were replaced. What a dead writer had written of a batch, its
// successor writes again. Every write is refused once a later epoch exists, so a writer that was asleep changes nothing.
import { setImmediate as otherWork } from 'node:timers/promises';
import type { NetworkId } from '@maylike/articles';
import type { Logger } from '@maylike/runtime';
import type { NetworkWriter, Store } from '@maylike/store';
import type { IndexMemory } from '@maylike/tfidf';
import { Builds } from './builds.js';
import { DraftAnswers, type FinishedAsk } from './draft-answers.js';
import { DriftWatch } from './drift-watch.js';
import type { BuildProgress } from './generation-build.js';
import { GenerationLists } from './generation-lists.js';
import { needsRefreeze, sweepGenerations } from './generations.js';
import { LastLists } from './last-lists.js';
import { LiveTerms } from './live-terms.js';
import { loadNetwork } from './loading.js';
import { LogApplier, type AppliedBatch } from './log-applier.js';
import { NetworkState } from './network-state.js';
import { OutdatedTerms } from './outdated-terms.js';
import { RetouchPass } from './retouch-pass.js';
import type { TextWork } from './text-work.js';

const sweepEveryMs = 60_000;
/**
 * Articles put into an index between two turns of others, a tenth of a second's: a large network takes longer to load
 * than its lease lasts. The more of them at once, the less each takes.
 */
const articlesPerTurn = 2_000;

export interface WriterRunOptions {
  readonly store: Store;
  readonly writer: NetworkWriter;
  readonly text: TextWork;
  readonly logger: Logger;
  readonly now: () => number;
  /** Resolves when the network has news, or after the time. */
  readonly waitForNews: (networkId: NetworkId, timeoutMs: number) => Promise<void>;
  /** Ends such a wait: something that this process works on is ready. */
  readonly wake?: (networkId: NetworkId) => void;
  /** Told what each batch did. */
  readonly onApplied?: (batch: AppliedBatch) => void;
  /** Told that articles wait for their terms. */
  readonly onPending?: (networkId: NetworkId, articles: number) => Promise<void>;
  /** Told of a generation that the quality gate kept out. */
  readonly onRefused?: () => void;
  /** Told what became of each question about a draft. */
  readonly onAsk?: (ask: FinishedAsk) => void;
}

/** What indexes hold, and what they take. */
export interface IndexSize extends IndexMemory {
  /** A term counts once for each segment it occurs in. */
  readonly postingLists: number;
}

/** What a network looks like to whoever watches it. */
export interface NetworkReport {
  readonly articles: number;
  /** Of the indexes in memory: one, or two while a generation is being built. */
  readonly memory: IndexSize;
  /** Since when the active generation is served, ms since the epoch. */
  readonly activatedAt: number | null;
  /** The share of articles with enough neighbours, 0 to 1. */
  readonly coverage: number;
  /** How far today's idf is from the frozen one; null before it was measured. */
  readonly drift: number | null;
  /** Of the build under way, or null. */
  readonly build: BuildProgress | null;
}

/** Holds a network's index and keeps its lists right until it is stopped or loses the lease. */
export class WriterRun {
  private readonly state = new NetworkState(new LiveTerms());
  private readonly applier: LogApplier;
  private readonly builds: Builds;
  private readonly retouch: RetouchPass;
  private readonly outdated: OutdatedTerms;
  private readonly lastLists: LastLists;
  private readonly drift: DriftWatch;
  private readonly drafts: DraftAnswers;
  private stopped = false;
  private lastSweepAt = 0;

  constructor(private readonly options: WriterRunOptions) {
    const { state } = this;
    const isStopped = (): boolean => this.stopped;
    this.applier = new LogApplier({ ...options, state });
    const onPending = async (articles: number): Promise<void> => {
      await options.onPending?.(options.writer.networkId, articles);
    };
    this.retouch = new RetouchPass({ ...options, onPending });
    this.outdated = new OutdatedTerms({ ...options, onPending });
    this.lastLists = new LastLists(options);
    this.builds = new Builds({ ...options, isStopped, state, retouch: this.retouch });
    this.drift = new DriftWatch(options);
    this.drafts = new DraftAnswers(options);
  }

  /** What the network looks like now; null while it is loaded. */
  get report(): NetworkReport | null {
    const { active } = this.state;
    if (active === null) return null;
    return {
      articles: active.size,
      memory: sizeOf([active, ...(this.state.build === null ? [] : [this.state.build.side])]),
      activatedAt: active.generation.activatedAt,
      coverage: active.coverage,
      drift: this.drift.driftOf(active.generation.id),
      build: this.builds.progress,
    };
  }

  /** Asks the run to end behind the batch, or the slice of a build, in hand. */
  stop(): void {
    this.stopped = true;
  }

  /**
   * Loads the network and brings its lists up to the end of the log.
   *
   * @throws StoreError `fenced` when another process has taken over; BuildStopped; any error of the connection.
   */
  async load(): Promise<void> {
    const { writer } = this.options;
    const generation = await writer.generations.active();
    const found = await loadNetwork(writer);
    this.state.applied = found.applied;
    this.state.heldBack = [...found.heldBack];
    this.outdated.add(found.outdated);
    const active =
      generation === null
        ? null
        : new GenerationLists(generation, await writer.generations.idf(generation.id), writer);
    for (let at = 0; at < found.terms.length; at += articlesPerTurn) {
      const some = found.terms.slice(at, at + articlesPerTurn);
      for (const { number, version, terms } of some)
        this.state.live.put(number, version, terms.ids);
      active?.load(some);
      await otherWork();
    }
    if (active !== null)
      await writer.generations.eachBound(active.generation.id, active.loadBound.bind(active));
    this.state.active = active;
    if (found.build !== null) await this.builds.takeUp(found.build);
    if (generation === null) await this.builds.buildInPlace('first articles');
    while (!this.stopped && (await this.applyNext()));
  }

  /** Applies what comes, answers drafts, builds, touches, sweeps; until stopped. @throws like {@link load}. */
  async follow(): Promise<void> {
    const { writer, waitForNews } = this.options;
    while (!this.stopped) {
      const hasApplied = await this.applyNext();
      const hasAnswered = await this.drafts.step(this.state);
      const hasBuilt = await this.builds.step();
      if (hasApplied || hasAnswered || hasBuilt) continue;
      if (await this.retouch.step(this.state)) continue;
      if (await this.outdated.step()) continue;
      if (await this.lastLists.step(this.state)) continue;
      await this.sweep();
      await this.drift.look(this.state);
      await waitForNews(writer.networkId, 1_000);
    }
  }

  /** Applies one batch. @returns Whether there was one. */
  private async applyNext(): Promise<boolean> {
    if (!(await this.applier.applyBatch())) return false;
    const { generation, size } = this.state.loaded();
    // While a network is young, each doubling brings new tables: the first lists are not made of common words.
    if (!this.builds.isBusy && needsRefreeze(generation.documentCount, size))
      await this.builds.buildInPlace('the network has doubled');
    return true;
  }

  private async sweep(): Promise<void> {
    const at = this.options.now();
    if (at - this.lastSweepAt < sweepEveryMs) return;
    this.lastSweepAt = at;
    const { active, build } = this.state;
    const inUse = [active?.generation.id, build?.generation.id].filter((id) => id !== undefined);
    await sweepGenerations(this.options.writer, new Set(inUse), at);
  }
}

function sizeOf(generations: readonly GenerationLists[]): IndexSize {
  const sum = (of: (lists: GenerationLists) => number): number =>
    generations.reduce((total, lists) => total + of(lists), 0);
  return {
    postingLists: sum(({ lists }) => lists.index.termCount),
    used: sum(({ lists }) => lists.index.memory.used),
    held: sum(({ lists }) => lists.index.memory.held),
  };
}
