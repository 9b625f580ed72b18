// The similarity service as a process: articles to neighbours.
import { Queues } from '@maylike/queues';
import { openRedis, runService } from '@maylike/runtime';
import { openStore } from '@maylike/store';
import { startSimilarity } from './similarity.js';

const connectionName = 'maylike-similarity';

await runService({
  name: 'similarity',
  hasHealthServer: true,
  start: async ({ config, logger, metrics, readiness, redisTarget }) => {
    const store = await openStore(redisTarget, { logger, connectionName });
    const blocking = openRedis(redisTarget, { purpose: 'blocking', logger, connectionName });
    const subscriber = openRedis(redisTarget, { purpose: 'blocking', logger, connectionName });
    const queues = new Queues(store.redis, (error) => {
      logger.warn({ err: error }, 'a queue cannot be reached now');
    });
    const similarity = await startSimilarity({
      store,
      queues,
      blocking,
      subscriber,
      logger,
      metrics,
      readiness,
      reindexCron: config.reindexCron,
      reindexTimezone: config.reindexTimezone,
      shutdownGraceMs: config.shutdownTimeoutMs / 2,
      now: Date.now,
    });
    return {
      stop: async () => {
        await similarity.stop();
        await queues.close();
        for (const connection of [subscriber, blocking, store.redis]) connection.disconnect();
      },
    };
  },
});
