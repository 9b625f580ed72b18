// The service, wired: workers for text, writers for lists, schedules for reindexing.
import { Isolate } from '@maylike/isolate';
import { startWorker, type Queues, type RunningWorker } from '@maylike/queues';
import type { Logger, Metrics, Readiness } from '@maylike/runtime';
import { startHeartbeat, type RedisClient, type Store } from '@maylike/store';
import { BoilerplateTables } from './boilerplate-tables.js';
import { runIndexJob } from './index-job.js';
import { createMeters } from './meters.js';
import { NetworkNews } from './network-news.js';
import { requestEveryNetwork, runReindexJob } from './reindex-job.js';
import { TextWork, type TextJob, type TextJobResult } from './text-work.js';
import { Writers } from './writers.js';

/** Text is made into terms on this many threads; the writers need a core of their own. */
const textThreadsMax = 2;
/** Of work that names no bound of its own: the texts of some sources, of which boilerplate is learned. */
const textJobTimeoutMs = 20_000;
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
  const isolate = new Isolate<TextJob, TextJobResult>({
    module: new URL('../dist/isolated.js', import.meta.url).href,
    exportName: 'runTextJob',
    workersMax: textThreadsMax,
    timeoutMs: textJobTimeoutMs,
    heapMbMax: threadHeapMbMax,
  });
  const text = new TextWork(isolate);
  const news = new NetworkNews(options.subscriber, (networkId) => {
    writers.lookFor(networkId);
  });
  const meters = createMeters({
    ...options,
    reports: () => writers.reports(),
    roles: () => writers.roles(),
  });
  const writers = new Writers({
    store,
    news,
    logger,
    now,
    text,
    onApplied: meters.onApplied,
    onRefused: meters.onRefused,
    onAsk: meters.onAsk,
    onPending: (networkId, articles) => queues.addIndex(networkId, articles),
    onSettled: (settled) => {
      if (settled) readiness.set('indexes', true);
      else readiness.set('indexes', false, 'a network is being loaded');
    },
  });
  readiness.set('indexes', false, 'the networks are not read yet');
  await news.listen();
  await queues.scheduleReindex(options.reindexCron, options.reindexTimezone);
  writers.start();
  const workers = startWorkers(options, text);
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
  text: TextWork,
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
  const tables = new BoilerplateTables(store);
  const index = startWorker({
    queue: 'index',
    connection: blocking,
    concurrency: 2 * textThreadsMax,
    process: ({ networkId }) => runIndexJob(networkId, { store, text, tables, logger, now }),
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
