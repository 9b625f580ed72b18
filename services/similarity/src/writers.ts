// Which networks this process writes. Any number of processes may try: the lease decides, and a standby takes over when
// a holder is silent for longer than the lease.
//
// Networks spread over the processes: one that has its share leaves what is free to those that have room, for a moment,
// and one that has more gives back the network that is loaded again soonest, one at a time.
import { randomUUID } from 'node:crypto';
import type { NetworkId } from '@maylike/articles';
import type { Logger } from '@maylike/runtime';
import { acquireWriter, StoreError, type NetworkWriter, type Store } from '@maylike/store';
import { BuildStopped } from './builds.js';
import type { NetworkNews } from './network-news.js';
import { WriterRun, type NetworkReport, type WriterRunOptions } from './writer-run.js';

/** A holder silent for this long has lost its networks. */
export const leaseMs = 10_000;
const renewEveryMs = 3_000;
/** How often a process looks for networks that nobody writes: with the lease, a takeover within 12 s. */
const lookEveryMsDefault = 2_000;
/** A process that has its share takes a free network all the same when others have had one look at it. */
const looksLeftToOthers = 0.75;
/** Who has lived for fewer looks than this may be in a crash loop: nothing is given back for it. */
const looksUntilTrusted = 2.5;

/** Of every network one process is the writer and all others stand by. */
export type WriterRole = 'writer' | 'standby';

interface Held {
  readonly run: WriterRun;
  readonly ended: Promise<void>;
  loaded: boolean;
}

export interface WritersOptions extends Omit<WriterRunOptions, 'writer' | 'waitForNews' | 'wake'> {
  readonly store: Store;
  readonly news: NetworkNews;
  readonly logger: Logger;
  /** Told whenever it may have changed whether every network is written by somebody and loaded. */
  readonly onSettled?: (settled: boolean) => void;
  /** 2 s unless told. */
  readonly lookEveryMs?: number;
}

/** The writers of one process. */
export class Writers {
  private readonly held = new Map<NetworkId, Held>();
  /** The networks that another process wrote when this one last looked. */
  private standbys: ReadonlySet<NetworkId> = new Set();
  private readonly holder = randomUUID();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();
  private isLookDue = false;
  /** Since when a network that nobody writes is left to others, because this process has its share. */
  private readonly leftSince = new Map<NetworkId, number>();
  /** Since when other processes are known, by their ids. */
  private readonly knownSince = new Map<string, number>();
  private stopping = false;

  constructor(private readonly options: WritersOptions) {}

  /** The networks that are loaded here. */
  reports(): ReadonlyMap<NetworkId, NetworkReport> {
    return new Map(
      Array.from(this.held, ([id, { run }]) => [id, run.report] as const).flatMap(([id, report]) =>
        report === null ? [] : [[id, report] as const],
      ),
    );
  }

  /** What this process is to each network: it holds the lease, or stands by while another process does. */
  roles(): ReadonlyMap<NetworkId, WriterRole> {
    const roles = new Map<NetworkId, WriterRole>();
    for (const id of this.standbys) roles.set(id, 'standby');
    for (const id of this.held.keys()) roles.set(id, 'writer');
    return roles;
  }

  /** Begins to look for networks. */
  start(): void {
    this.lookSoon();
    this.timer = setInterval(() => {
      this.lookSoon();
    }, this.lookEveryMs);
  }

  /** Looks now rather than at the next beat, for a network of which nobody here knows yet. */
  lookFor(networkId: NetworkId): void {
    if (!this.held.has(networkId)) this.lookSoon();
  }

  /** Finishes the batches in hand and gives every lease back. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.timer !== null) clearInterval(this.timer);
    await this.looking;
    for (const { run } of this.held.values()) run.stop();
    this.options.news.wakeAll();
    await Promise.all(Array.from(this.held.values(), ({ ended }) => ended));
  }

  private get lookEveryMs(): number {
    return this.options.lookEveryMs ?? lookEveryMsDefault;
  }

  /** News come by the hundred: one look behind the one under way sees what all of them tell. */
  private lookSoon(): void {
    if (this.isLookDue) return;
    this.isLookDue = true;
    this.looking = this.looking
      .then(() => {
        this.isLookDue = false;
        return this.look();
      })
      .catch((error: unknown) => {
        this.options.logger.warn({ err: error }, 'the networks cannot be read now');
      });
  }

  private async look(): Promise<void> {
    if (this.stopping) return;
    const { store, onSettled } = this.options;
    let settled = true;
    const standbys = new Set<NetworkId>();
    const networkIds = await store.sites.networkIds();
    const share = await this.fairShare(networkIds.length);
    for (const networkId of networkIds) {
      const mine = this.held.get(networkId);
      if (mine !== undefined) {
        settled &&= mine.loaded;
        continue;
      }
      const isLeft = this.held.size >= share && (await this.isLeftToOthers(networkId));
      const writer = isLeft
        ? null
        : await acquireWriter(store.redis, networkId, this.holder, leaseMs);
      if (writer === null) {
        standbys.add(networkId);
        continue;
      }
      this.hold(writer);
      settled = false;
    }
    this.standbys = standbys;
    if (settled) this.giveBackBeyond(share);
    onSettled?.(settled);
  }

  /** How many networks each of the processes writes when they are spread evenly. */
  private async fairShare(networks: number): Promise<number> {
    const now = this.options.now();
    const live = (await this.options.store.processes.list(now)).filter(
      ({ service }) => service === 'similarity',
    );
    const ids = new Set(live.map(({ id }) => id));
    for (const id of this.knownSince.keys()) if (!ids.has(id)) this.knownSince.delete(id);
    for (const id of ids) if (!this.knownSince.has(id)) this.knownSince.set(id, now);
    const trusted = [...this.knownSince.values()].filter(
      (since) => now - since >= looksUntilTrusted * this.lookEveryMs,
    );
    return Math.ceil(networks / Math.max(1, trusted.length));
  }

  private async isLeftToOthers(networkId: NetworkId): Promise<boolean> {
    if (await this.options.store.networks.hasWriter(networkId)) {
      this.leftSince.delete(networkId);
      return true;
    }
    const now = this.options.now();
    const since = this.leftSince.get(networkId) ?? now;
    this.leftSince.set(networkId, since);
    return now - since < looksLeftToOthers * this.lookEveryMs;
  }

  /** The smallest is loaded again soonest; one whose generation is being built keeps its writer until that is done. */
  private giveBackBeyond(share: number): void {
    if (this.held.size <= share) return;
    const idle = [...this.reports()].filter(([, { build }]) => build === null);
    const [smallest] = idle.sort(([, a], [, b]) => a.articles - b.articles);
    if (smallest === undefined) return;
    const [networkId] = smallest;
    this.options.logger.info({ networkId }, 'the network is left to another process');
    this.leftSince.set(networkId, this.options.now());
    this.held.get(networkId)?.run.stop();
    this.options.news.wakeAll();
  }

  private hold(writer: NetworkWriter): void {
    const { news } = this.options;
    const run = new WriterRun({
      ...this.options,
      writer,
      waitForNews: (id, timeoutMs) => news.wait(id, timeoutMs),
      wake: (id) => {
        news.wake(id);
      },
    });
    const held: Held = {
      run,
      loaded: false,
      ended: this.work(writer, run, () => (held.loaded = true)),
    };
    this.held.set(writer.networkId, held);
    this.leftSince.delete(writer.networkId);
  }

  /** Works a network until it is stopped or lost; never rejects. */
  private async work(writer: NetworkWriter, run: WriterRun, onLoaded: () => void): Promise<void> {
    const { logger } = this.options;
    const { networkId, epoch } = writer;
    const renewal = this.renewWhileHeld(writer, run);
    try {
      logger.info({ networkId, epoch }, 'this process writes the network');
      await run.load();
      onLoaded();
      this.lookSoon();
      await run.follow();
    } catch (error) {
      if (error instanceof StoreError && error.code === 'fenced') {
        logger.warn({ networkId, epoch }, 'another process writes the network now');
      } else if (!(error instanceof BuildStopped)) {
        logger.error(
          { err: error, networkId, epoch },
          'writing the network was broken off; it begins again',
        );
      }
    } finally {
      clearInterval(renewal);
      this.held.delete(networkId);
      await writer.release().catch((error: unknown) => {
        // The lease ends by itself.
        logger.warn({ err: error, networkId }, 'the lease could not be given back');
      });
    }
  }

  private renewWhileHeld(writer: NetworkWriter, run: WriterRun): NodeJS.Timeout {
    return setInterval(() => {
      writer.renew(leaseMs).then(
        (kept) => {
          if (!kept) run.stop();
        },
        (error: unknown) => {
          // Until the lease ends nobody else writes; after it, every write is refused by the epoch.
          this.options.logger.warn(
            { err: error, networkId: writer.networkId },
            'the lease could not be renewed',
          );
        },
      );
    }, renewEveryMs);
  }
}
