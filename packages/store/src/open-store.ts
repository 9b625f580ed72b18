import { connectOrExplain, StartupError, type Logger, type RedisTarget } from '@maylike/runtime';
import { StoreError } from './errors.js';
import { migrate } from './migrations.js';
import { Store } from './store.js';

/**
 * Connects a service to its data: checks the Redis, says once in the log what it may lose, and brings the data up to
 * this release. Close it with `store.redis.disconnect()`.
 *
 * @throws StartupError for what starting again does not help: a Redis that may not be used, data of a later release.
 */
export async function openStore(
  target: RedisTarget,
  { logger, connectionName }: { readonly logger: Logger; readonly connectionName: string },
): Promise<Store> {
  const { client, inspection } = await connectOrExplain(target, { logger, connectionName });
  for (const warning of inspection.warnings) logger.warn(warning);
  try {
    await migrate(client);
  } catch (error) {
    client.disconnect();
    if (!(error instanceof StoreError) || error.code !== 'schema_newer') throw error;
    throw new StartupError('start_failed', error.message, { cause: error });
  }
  return new Store(client);
}
