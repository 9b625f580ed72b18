// The service, wired: one beat that hands out work, and workers for polls, pages and visits.
import { startWorker, type Queues, type RunningWorker } from '@maylike/queues';
import type { Logger, Metrics, Readiness } from '@maylike/runtime';
import { createSafeFetch, type FetchLimits, type PrivateRange } from '@maylike/safe-fetch';
import { startHeartbeat, type RedisClient, type Store } from '@maylike/store';
import { Epoch } from './epoch.js';
import { HandOut } from './hand-out.js';
import { MemoryGate } from './memory-gate.js';
import { createMeters } from './meters.js';
import { workPage } from './page.js';
import { Parsers } from './parsers.js';
import { Politeness, type PolitenessSettings } from './politeness.js';
import { pollFeed } from './poll.js';
import { runTick } from './tick.js';
import type { Tools } from './tools.js';
import { tryFeed } from './visit.js';

/** The beat of the service. */
const tickEveryMs = 1_000;
/** Parsing is short beside fetching: two threads a kind keep two cores busy. */
const parserLimits = { workersMax: 2, timeoutMs: 10_000 };
/** People who wait at the same moment. */
const visitsAtOnceMax = 2;
/** A visit may parse twice (as a feed, as a page) within what a person waits. */
const visitParserLimits = { workersMax: visitsAtOnceMax, timeoutMs: 4_000 };

export interface IngestOptions {
  readonly store: Store;
  readonly queues: Queues;
  /** A connection whose blocking reads wait as long as they take; the workers share it, it stays open. */
  readonly blocking: RedisClient;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  /** Where feeds may point although it is private. */
  readonly allowPrivate: readonly PrivateRange[];
  /** Other limits of a fetch than the usual ones. */
  readonly fetchLimits?: Partial<FetchLimits>;
  /** See `userAgentOf`. */
  readonly userAgent: string;
  /** Polls at once, and pages at once. */
  readonly concurrency: number;
  readonly pollIntervalMinSeconds: number;
  /** What all processes together ask of one host. */
  readonly perHost: PolitenessSettings;
  /** Days after publication until an article leaves; 0: never. */
  readonly windowDays: number;
  /** How long work in hand may take once the service is told to stop. */
  readonly shutdownGraceMs: number;
  /** Redis' used memory over its limit, 0 to 1; 0 without a limit. */
  readonly readMemoryShare: () => Promise<number>;
  /** Which life of Redis this is: see `redisEpoch`. */
  readonly readEpoch: () => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** See `jitterOf`. */
  readonly jitter: (feedId: string) => number;
}

/** A running service. */
export interface Ingest {
  /**
   * Finishes the work in hand within the grace, then cuts it off: what is cut off runs again elsewhere. Connections
   * that were given stay open.
   */
  stop(): Promise<void>;
}

/** Starts the service: it works when the promise resolves. @throws Any error of the connection. */
export async function startIngest(options: IngestOptions): Promise<Ingest> {
  const { store, queues, logger, readiness, now } = options;
  const memory = new MemoryGate(options.readMemoryShare, readiness, now);
  const fetch = createSafeFetch({
    allowPrivate: options.allowPrivate,
    userAgent: options.userAgent,
    now,
    ...(options.fetchLimits === undefined ? {} : { limits: options.fetchLimits }),
  });
  const parsers = new Parsers(parserLimits);
  const visitParsers = new Parsers(visitParserLimits);
  const meters = createMeters(options.metrics);
  const politeness = new Politeness(options.perHost, options.allowPrivate);
  const handOut = new HandOut({ ...options, memory, meters, politeness });
  const epoch = new Epoch(options.readEpoch, now);
  const tools: Tools = { ...options, fetch, parsers, meters, politeness, handOut, epoch };
  await queues.scheduleTick(tickEveryMs);
  const workers = startWorkers(options, tools, visitParsers);
  const heartbeat = startHeartbeat(store.processes, {
    service: 'ingest',
    now,
    report: async () => {
      await memory.isShort();
      readiness.set('redis', true);
      return readiness.summary();
    },
    onError: (error) => {
      readiness.set('redis', false, 'Redis does not answer');
      logger.debug({ err: error }, 'no heartbeat');
    },
  });
  const closeOutside = async (): Promise<void> => {
    await Promise.all([fetch.close(), parsers.close(), visitParsers.close()]);
  };
  return {
    stop: async () => {
      const graceMs = options.shutdownGraceMs;
      // Threads take no signal: they are closed when the signals are given.
      const cut = setTimeout(() => void closeOutside(), graceMs);
      await Promise.all(workers.map((worker) => worker.stop(graceMs)));
      clearTimeout(cut);
      await closeOutside();
      await heartbeat.stop();
    },
  };
}

function startWorkers(
  { blocking, logger, concurrency }: IngestOptions,
  tools: Tools,
  visitParsers: Parsers,
): RunningWorker[] {
  const common = {
    connection: blocking,
    onError: (error: Error): void => {
      logger.warn({ err: error }, 'a queue cannot be reached now');
    },
    onFailed: (error: Error, job: { readonly id: string; readonly willRetry: boolean }): void => {
      logger.error({ err: error, jobId: job.id, willRetry: job.willRetry }, 'a job failed');
    },
  };
  const tickTools = { ...tools, concurrency };
  const visitTools = { ...tools, parsers: visitParsers };
  return [
    startWorker({
      ...common,
      queue: 'tick',
      // Two beats at once would do the same work twice.
      concurrency: 1,
      process: () => runTick(tickTools),
    }),
    startWorker({
      ...common,
      queue: 'poll',
      concurrency,
      process: (job, context) => pollFeed(job, tools, context),
    }),
    startWorker({
      ...common,
      queue: 'page',
      concurrency,
      process: (job, context) => workPage(job, tools, context),
    }),
    startWorker({
      ...common,
      queue: 'visit',
      concurrency: visitsAtOnceMax,
      process: (job, context) => tryFeed(job, visitTools, context),
    }),
  ];
}
