// A writer that lives as long as the test wants, on the test's clock: it works while the test waits, and waits while the
// test works.
import { createLogger } from '@maylike/runtime';
import {
  BoilerplateTables,
  runIndexJob,
  runTextJob,
  TextWork,
  WriterRun,
} from '@maylike/similarity';
import type { NetworkWriter, Store } from '@maylike/store';

export interface ParkedWriterOptions {
  readonly store: Store;
  readonly writer: NetworkWriter;
  readonly now: () => number;
}

/** One writer, with the text work of its network. */
export class ParkedWriter {
  readonly run: WriterRun;
  readonly tables: BoilerplateTables;
  /** In this thread: what it remembers counts as memory of this process. */
  readonly text = new TextWork({ run: (job) => Promise.resolve(runTextJob(job)) });
  private readonly logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
  /** Ends the writer's wait; null while it works. */
  private wake: (() => void) | null = null;
  private onParked: () => void = () => undefined;
  private ended: Promise<void> = Promise.resolve();

  constructor(private readonly options: ParkedWriterOptions) {
    this.tables = new BoilerplateTables(options.store);
    this.run = new WriterRun({
      ...options,
      text: this.text,
      logger: this.logger,
      waitForNews: () =>
        new Promise((resolve) => {
          this.wake = resolve;
          this.onParked();
        }),
    });
  }

  /** Loads the network and does what there is to do. */
  async start(): Promise<void> {
    await this.run.load();
    const parked = this.untilParked();
    this.ended = this.run.follow();
    await Promise.race([parked, this.ended]);
  }

  /**
   * Lets it work until nothing is left to do: every article has its terms, every entry of the log is applied, what was
   * asked for is built, and what a new table says differently is read again.
   */
  async settle(): Promise<void> {
    const { store, writer, now } = this.options;
    const { networkId } = writer;
    for (;;) {
      while ((await store.pending.count(networkId)) > 0) {
        const { text, tables, logger } = this;
        await runIndexJob(networkId, { store, text, tables, logger, now });
      }
      const parked = this.untilParked();
      this.wake?.();
      this.wake = null;
      await Promise.race([parked, this.ended]);
      if (await this.isDone()) return;
    }
  }

  /** Has a generation built. @throws Error when it was not swapped in. */
  async reindex(): Promise<void> {
    const { store, writer, now } = this.options;
    await store.networks.requestReindex(writer.networkId, 'test', now(), { force: true });
    await this.settle();
    const progress = await store.networks.reindexProgress(writer.networkId);
    if (progress?.state !== 'done') throw new Error(`no reindex: ${progress?.message ?? ''}`);
  }

  async stop(): Promise<void> {
    this.run.stop();
    this.wake?.();
    await this.ended;
  }

  private async isDone(): Promise<boolean> {
    const { store, writer } = this.options;
    const { networkId } = writer;
    const progress = await store.networks.reindexProgress(networkId);
    return (
      (await store.pending.count(networkId)) === 0 &&
      (await store.networks.hasApplied(networkId, await store.networks.logEnd(networkId))) &&
      (await writer.retouch.read()) === null &&
      progress?.state !== 'requested' &&
      progress?.state !== 'running'
    );
  }

  private async untilParked(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onParked = resolve;
    });
  }
}
