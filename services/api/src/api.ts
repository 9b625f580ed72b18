// The service: a server that listens, told of while it lives.
import { Queues } from '@maylike/queues';
import {
  connectOrExplain,
  operatorToken,
  StartupError,
  type RedisClient,
  type RunningService,
  type ServiceContext,
} from '@maylike/runtime';
import { migrate, Store, StoreError } from '@maylike/store';
import { startHeartbeat } from './heartbeat.js';
import { listen } from './listen.js';
import { buildServer } from './server.js';

const connectionName = 'maylike-api';

/** Starts the service. @throws StartupError for what starting again does not help. */
export async function startApi(context: ServiceContext): Promise<RunningService> {
  const { config, logger, metrics, readiness, redisTarget } = context;
  const { client, inspection } = await connectOrExplain(redisTarget, { logger, connectionName });
  for (const warning of inspection.warnings) logger.warn(warning);
  try {
    await migrateOrExplain(client);
    const store = new Store(client);
    const queues = new Queues(client, (error) => {
      logger.warn({ err: error }, 'a queue cannot be reached now');
    });
    const app = await buildServer({
      store,
      queues,
      logger,
      metrics,
      readiness,
      readyNeeds: config.readyNeeds,
      operatorToken: await operatorToken(config),
      now: Date.now,
    });
    const port = await listen(app, config.host, config.port);
    const heartbeat = startHeartbeat({ store, readiness, logger, now: Date.now });
    return {
      detail: { host: config.host, port },
      stop: async () => {
        await app.close();
        await heartbeat.stop();
        await queues.close();
        client.disconnect();
      },
    };
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

/** Data of a later release is not to be cured by starting again. */
async function migrateOrExplain(client: RedisClient): Promise<void> {
  try {
    await migrate(client);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'schema_newer') throw error;
    throw new StartupError('start_failed', error.message, { cause: error });
  }
}
