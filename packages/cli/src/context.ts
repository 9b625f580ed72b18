// From the environment to an open store: the same configuration, the same Redis and the same checks as the services.
import { existsSync } from 'node:fs';
import { Queues } from '@maylike/queues';
import {
  connectOrExplain,
  describeRedisTarget,
  loadConfig,
  openRedis,
  redisTargetOf,
  StartupError,
  usesPrivateRedis,
  type Config,
  type RedisClient,
  type RedisInspection,
  type RedisTarget,
} from '@maylike/runtime';
import { migrate, Store } from '@maylike/store';
import { CliError } from './errors.js';
import type { CliIo } from './io.js';

/** A person waits: a Redis that runs answers within milliseconds, one that is being restarted within seconds. */
const connectTimeoutMs = 5_000;

/** What a command works with; everything in it is closed when the command ends. */
export interface Context {
  readonly io: CliIo;
  readonly config: Config;
  readonly target: RedisTarget;
  readonly inspection: RedisInspection;
  readonly store: Store;
  readonly queues: Queues;
  /** Opens a connection whose reads wait as long as they take. */
  readonly openBlocking: () => RedisClient;
}

/**
 * Opens the Redis that the configuration names, runs the work, closes everything.
 *
 * @throws StartupError for a wrong configuration or a Redis that may not be used, CliError `not_running` when the
 * home's own Redis is not there, and whatever the work throws.
 */
export async function withContext(
  io: CliIo,
  work: (context: Context) => Promise<void>,
): Promise<void> {
  const config = loadConfig(io.env);
  const target = redisTargetOf(config);
  const { client, inspection } = await connect(config, target);
  const clients: RedisClient[] = [client];
  // A lost connection shows in the command that needed it.
  const queues = new Queues(client, () => undefined);
  try {
    await migrate(client);
    await work({
      io,
      config,
      target,
      inspection,
      store: new Store(client),
      queues,
      openBlocking: () => {
        const blocking = openRedis(target, { purpose: 'blocking', connectionName: 'maylike-cli' });
        clients.push(blocking);
        return blocking;
      },
    });
  } finally {
    await queues.close();
    for (const opened of clients) opened.disconnect();
  }
}

async function connect(config: Config, target: RedisTarget) {
  const isPrivate = usesPrivateRedis(config);
  if (isPrivate && target.kind === 'socket' && !existsSync(target.path)) throw notRunning(target);
  try {
    return await connectOrExplain(target, {
      timeoutMs: connectTimeoutMs,
      connectionName: 'maylike-cli',
    });
  } catch (error) {
    const isAway = error instanceof StartupError && error.code === 'redis_unreachable';
    throw isAway && isPrivate ? notRunning(target, error) : error;
  }
}

function notRunning(target: RedisTarget, cause?: unknown): CliError {
  return new CliError(
    'not_running',
    `MayLike is not running: no Redis at ${describeRedisTarget(target)}. Start it with \`npm start\`, or set REDIS_URL.`,
    { cause },
  );
}

/** The services that commands wait for, and what each would do. */
const servicesWork = {
  ingest: 'nothing can be fetched',
  similarity: 'no lists can be made',
} as const;

/** @throws CliError `service_missing` when no process of one of the services is alive. */
export async function requireServices(
  { io, store }: Context,
  services: readonly (keyof typeof servicesWork)[],
): Promise<void> {
  const alive = await store.processes.list(io.now());
  const missing = services.find((name) => !alive.some((record) => record.service === name));
  if (missing === undefined) return;
  throw new CliError(
    'service_missing',
    `No ${missing} process is running, so ${servicesWork[missing]}. Start MayLike with \`npm start\` and try again.`,
  );
}
