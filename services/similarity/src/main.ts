// The similarity service as a process: articles to neighbours.
import { Queues } from '@maylike/queues';
import { connectOrExplain, openRedis, runService } from '@maylike/runtime';
import { migrate, Store } from '@maylike/store';
import { startSimilarity } from './similarity.js';

await runService({
  name: 'similarity',
  hasHealthServer: true,
  start: async ({ config, logger, metrics, readiness, redisTarget }) => {
    const { client, inspection } = await connectOrExplain(redisTarget, { logger });
    for (const warning of inspection.warnings) logger.warn(warning);
    await migrate(client);
    const blocking = openRedis(redisTarget, { purpose: 'blocking', logger });
    const subscriber = openRedis(redisTarget, { purpose: 'blocking', logger });
    const queues = new Queues(client, (error) => {
      logger.warn({ err: error }, 'a queue cannot be reached now');
    });
    const similarity = await startSimilarity({
      store: new Store(client),
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
        for (const connection of [subscriber, blocking, client]) connection.disconnect();
      },
    };
  },
});
