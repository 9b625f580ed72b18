// The service, wired: workers for text, writers for lists, schedules for reindexing.
import { Isolate } from '@maylike/isolate';
import { startWorker, type Queues, type RunningWorker } from '@maylike/queues';
import {
  Counter,
  Gauge,
  Histogram,
  type Logger,
  type Metrics,
  type Readiness,
} from '@maylike/runtime';
import { startHeartbeat, type RedisClient, type Store } from '@maylike/store';
import type { TextInput, TextTerms } from '@maylike/text';
import { runIndexJob } from './index-job.js';
import { NetworkNews } from './network-news.js';
import { requestEveryNetwork, runReindexJob } from './reindex-job.js';
import { Writers } from './writers.js';

/** Text is made into terms on this many threads; the writers need a core of their own. */
const textThreadsMax = 2;
/** Fifty full texts take a tenth of a second; whoever takes this long never ends. */
const batchTimeoutMs = 20_000;
const threadHeapMbMax = 256;

export interface SimilarityOptions {
  readonly store: Store;
  readonly queues: Queues;
  /** A connection whose blocking reads wait as long as they take. */
  readonly blocking: RedisClient;
  /** A connection of its own for news. */
  readonly subscriber: RedisClient;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly reindexCron: string | null;
  readonly reindexTimezone: string;
  readonly shutdownGraceMs: number;
  readonly now: () => number;
}

/** A running service. */
export interface Similarity {
  stop(): Promise<void>;
}

/** Starts the service: it works when the promise resolves; its indexes are loaded when readiness says so. */
export async function startSimilarity(options: SimilarityOptions): Promise<Similarity> {
  const { store, queues, logger, readiness, now } = options;
  const isolate = new Isolate<readonly TextInput[], TextTerms[]>({
    module: new URL('../dist/isolated.js', import.meta.url).href,
    exportName: 'makeTermsOfBatch',
    workersMax: textThreadsMax,
    timeoutMs: batchTimeoutMs,
    heapMbMax: threadHeapMbMax,
  });
  const news = new NetworkNews(options.subscriber, (networkId) => {
    writers.lookFor(networkId);
  });
  const meters = measure(options.metrics, () => writers.sizes());
  const writers = new Writers({
    store,
    news,
    logger,
    now,
    onApplied: (batch) => {
      meters.entries.inc(batch.entries);
      meters.lists.inc(batch.lists);
      meters.seconds.observe(batch.tookMs / 1_000);
    },
    onSettled: (settled) => {
      if (settled) readiness.set('indexes', true);
      else readiness.set('indexes', false, 'a network is being loaded');
    },
  });
  readiness.set('indexes', false, 'the networks are not read yet');
  await news.listen();
  await queues.scheduleReindex(options.reindexCron, options.reindexTimezone);
  writers.start();
  const workers = startWorkers(options, isolate);
  const heartbeat = startHeartbeat(store.processes, {
    service: 'similarity',
    now,
    report: () => readiness.summary(),
    onError: (error) => {
      logger.debug({ err: error }, 'no heartbeat');
    },
  });
  return {
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop(options.shutdownGraceMs)));
      await writers.stop();
      await isolate.close();
      await heartbeat.stop();
    },
  };
}

function startWorkers(
  { store, queues, blocking, logger, now }: SimilarityOptions,
  isolate: Isolate<readonly TextInput[], TextTerms[]>,
): RunningWorker[] {
  const onError = (error: Error): void => {
    logger.warn({ err: error }, 'a queue cannot be reached now');
  };
  const onFailed = (
    error: Error,
    job: { readonly id: string; readonly willRetry: boolean },
  ): void => {
    logger.error({ err: error, jobId: job.id, willRetry: job.willRetry }, 'a job failed');
  };
  const index = startWorker({
    queue: 'index',
    connection: blocking,
    concurrency: 2 * textThreadsMax,
    process: ({ networkId }) => runIndexJob(networkId, { store, isolate, logger, now }),
    onFailed,
    onError,
  });
  const reindex = startWorker({
    queue: 'reindex',
    connection: blocking,
    // A job waits for a writer and does nothing itself.
    concurrency: 16,
    process: (job, context) =>
      job.kind === 'network'
        ? runReindexJob(job.networkId, job.by, context, { store, now })
        : requestEveryNetwork(store, queues, 'schedule'),
    onFailed,
    onError,
  });
  return [index, reindex];
}

function measure(metrics: Metrics, sizes: () => ReadonlyMap<string, number>) {
  const registers = [metrics.registry];
  new Gauge({
    name: 'maylike_indexed_articles',
    help: 'Articles in the indexes that this process holds',
    registers,
    collect() {
      this.set([...sizes().values()].reduce((sum, size) => sum + size, 0));
    },
  });
  return {
    entries: new Counter({
      name: 'maylike_log_entries_applied_total',
      help: 'Log entries applied',
      registers,
    }),
    lists: new Counter({
      name: 'maylike_lists_written_total',
      help: 'Neighbour lists written',
      registers,
    }),
    seconds: new Histogram({
      name: 'maylike_apply_batch_seconds',
      help: 'Time to apply one batch of log entries',
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
  };
}
