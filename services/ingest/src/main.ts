// The process: configuration and connections in, a running service out.
import { readFileSync } from 'node:fs';
import { Queues } from '@maylike/queues';
import {
  ConfigError,
  inspectRedis,
  openRedis,
  runService,
  type Config,
  type RunningService,
  type ServiceContext,
} from '@maylike/runtime';
import {
  ConfigError as FetchConfigError,
  parseAllowPrivate,
  type PrivateRange,
} from '@maylike/safe-fetch';
import { openStore, redisEpoch } from '@maylike/store';
import { z } from 'zod';
import { startIngest } from './ingest.js';
import { jitterOf } from './schedule.js';
import { userAgentOf } from './user-agent.js';

/** The share of the time to stop that work in hand gets; the rest is for closing. */
const graceShare = 0.6;
const connectionName = 'maylike-ingest';

function ownVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function allowedRanges({ fetchAllowPrivate }: Config): PrivateRange[] {
  try {
    return parseAllowPrivate(fetchAllowPrivate);
  } catch (error) {
    if (!(error instanceof FetchConfigError)) throw error;
    throw new ConfigError([`FETCH_ALLOW_PRIVATE: ${error.message}`]);
  }
}

async function start(context: ServiceContext): Promise<RunningService> {
  const { config, logger, redisTarget } = context;
  const allowPrivate = allowedRanges(config);
  const store = await openStore(redisTarget, { logger, connectionName });
  const blocking = openRedis(redisTarget, { purpose: 'blocking', logger, connectionName });
  const queues = new Queues(store.redis, (error) => {
    logger.warn({ err: error }, 'a queue cannot be reached now');
  });
  const ingest = await startIngest({
    ...context,
    store,
    queues,
    blocking,
    allowPrivate,
    userAgent: userAgentOf(ownVersion(), config.contactUrl),
    concurrency: config.ingestConcurrency,
    pollIntervalMinSeconds: config.pollIntervalMinSeconds,
    perHost: {
      requestsAtOnce: config.hostRequestsAtOnce,
      requestsPerMinute: config.hostRequestsPerMinute,
    },
    windowDays: config.windowDays,
    shutdownGraceMs: config.shutdownTimeoutMs * graceShare,
    readMemoryShare: async () => (await inspectRedis(store.redis)).memoryUsedRatio,
    readEpoch: () => redisEpoch(store.redis),
    now: Date.now,
    jitter: jitterOf,
  });
  return {
    stop: async () => {
      await ingest.stop();
      await queues.close();
      for (const connection of [blocking, store.redis]) connection.disconnect();
    },
  };
}

await runService({ name: 'ingest', hasHealthServer: true, start });
