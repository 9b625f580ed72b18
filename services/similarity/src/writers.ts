// Which networks this process writes. Any number of processes may try: the lease decides, and a standby takes over when
// a holder is silent for longer than the lease.
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
const lookEveryMs = 2_000;

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
}

/** The writers of one process. */
export class Writers {
  private readonly held = new Map<NetworkId, Held>();
  /** The networks that another process wrote when this one last looked. */
  private standbys: ReadonlySet<NetworkId> = new Set();
  private readonly holder = randomUUID();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> = Promise.resolve();
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
    }, lookEveryMs);
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

  private lookSoon(): void {
    this.looking = this.looking
      .then(() => this.look())
      .catch((error: unknown) => {
        this.options.logger.warn({ err: error }, 'the networks cannot be read now');
      });
  }

  private async look(): Promise<void> {
    if (this.stopping) return;
    const { store, onSettled } = this.options;
    let settled = true;
    const standbys = new Set<NetworkId>();
    for (const networkId of await store.sites.networkIds()) {
      const mine = this.held.get(networkId);
      if (mine !== undefined) {
        settled &&= mine.loaded;
        continue;
      }
      const writer = await acquireWriter(store.redis, networkId, this.holder, leaseMs);
      if (writer === null) {
        standbys.add(networkId);
        continue;
      }
      this.hold(writer);
      settled = false;
    }
    this.standbys = standbys;
    onSettled?.(settled);
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
