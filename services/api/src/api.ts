// The service: a server that listens, told of while it lives.
import { Queues } from '@maylike/queues';
import {
  openRedis,
  operatorToken,
  type RunningService,
  type ServiceContext,
} from '@maylike/runtime';
import { Asker, openStore, startHeartbeat } from '@maylike/store';
import { listen } from './listen.js';
import { buildServer } from './server.js';

const connectionName = 'maylike-api';
/** Whoever balances load sees within this that the process is not ready any more, and every client ends by itself. */
const drainMs = 1_000;

/** Starts the service. @throws StartupError for what starting again does not help. */
export async function startApi(context: ServiceContext): Promise<RunningService> {
  const { config, logger, metrics, readiness, redisTarget } = context;
  const store = await openStore(redisTarget, { logger, connectionName });
  const subscriber = openRedis(redisTarget, { purpose: 'blocking', logger, connectionName });
  try {
    const asker = new Asker(store.asks, subscriber);
    await asker.listen();
    const queues = new Queues(store.redis, (error) => {
      logger.warn({ err: error }, 'a queue cannot be reached now');
    });
    const app = await buildServer({
      store,
      queues,
      asker,
      visit: async (url) => {
        const blocking = openRedis(redisTarget, { purpose: 'blocking', logger, connectionName });
        try {
          return await queues.visit({ kind: 'try-feed', url }, blocking);
        } finally {
          blocking.disconnect();
        }
      },
      hostRequestsAtOnce: config.hostRequestsAtOnce,
      quotas: {
        siteReads: config.siteReadsPerMinute,
        siteWrites: config.siteWritesPerMinute,
        siteEvents: config.siteEventsPerMinute,
        key: config.keyRequestsPerMinute,
        address: config.addressRequestsPerMinute,
      },
      trustedProxies: config.trustedProxies,
      logger,
      metrics,
      readiness,
      readyNeeds: config.readyNeeds,
      operatorToken: await operatorToken(config),
      now: Date.now,
    });
    await app.serving.start(subscriber);
    const port = await listen(app, config.host, config.port);
    const heartbeat = startHeartbeat(store.processes, {
      service: 'api',
      now: Date.now,
      // While there is no connection, beats would queue up and be said late, one after the other.
      report: () => (store.redis.status === 'ready' ? readiness.summary() : null),
      onError: (error) => {
        logger.debug({ err: error }, 'no heartbeat');
      },
    });
    return {
      detail: { host: config.host, port },
      stop: async () => {
        await app.serving.drain(drainMs);
        await app.close();
        await heartbeat.stop();
        await queues.close();
        subscriber.disconnect();
        store.redis.disconnect();
      },
    };
  } catch (error) {
    subscriber.disconnect();
    store.redis.disconnect();
    throw error;
  }
}
