// Connections to Redis. Two kinds, because they fail differently: a command that somebody waits for
// must fail in bounded time, a blocking read must wait as long as it takes and survive a restart.
import { Cluster, Redis } from 'ioredis';
import type { ClusterOptions, Command, CommonRedisOptions, RedisOptions } from 'ioredis';

import { messageOf } from './errors.js';
import type { Logger } from './logger.js';
import { redactText } from './logger.js';
import { describeRedisTarget } from './redis-target.js';
import type { RedisTarget } from './redis-target.js';

/** A connection to a single Redis or to a cluster; commands are the same on both. */
export type RedisClient = Redis | Cluster;

/** How {@link openRedis} connects. */
export interface OpenRedisOptions {
  /**
   * `commands`: every command fails within {@link commandTimeoutMs}, whatever happens to the server.
   * `blocking`: no command ever times out (BullMQ's workers, blocking reads of streams).
   */
  readonly purpose: 'commands' | 'blocking';
  /** Told once when the connection is lost and once when it is back. */
  readonly logger?: Logger;
  /** Shown by `CLIENT LIST`. */
  readonly connectionName?: string;
}

interface LegacyReplies {
  replyMapping: 'legacy';
}
type SendRest = Parameters<Cluster['sendCommand']> extends [unknown, ...infer Rest] ? Rest : never;
type LegacyClusterOptions = ClusterOptions & {
  redisOptions: NonNullable<ClusterOptions['redisOptions']> & LegacyReplies;
};

/** A command that has no answer after this long is given up, so that callers can say so in time. */
export const commandTimeoutMs = 10_000;
/** After a restart of Redis everybody is back within about this time. */
const reconnectDelayMaxMs = 1_000;
const reconnectJitterMs = 200;
const connectTimeoutMs = 5_000;
/** A busy machine may answer CLUSTER SLOTS late; ioredis' own second would drop a healthy node. */
const slotsRefreshTimeoutMs = 3_000;
/** Times 16 redirections: a cluster's fail-over of about five seconds is waited for. */
const failoverRetryDelayMs = 300;

/**
 * A cluster applies `commandTimeout` only once a command is on its way to a node: while no node is
 * there, commands would wait for ever.
 */
class TimedCluster extends Cluster {
  override sendCommand(command: Command, ...rest: SendRest): unknown {
    command.setTimeout(commandTimeoutMs);
    return super.sendCommand(command, ...rest);
  }
}

/**
 * Opens a connection; it connects by itself and reconnects for ever, never throws, and an error
 * listener is always attached. Close it with `disconnect()` or `quit()`.
 *
 * Replies have the shapes of RESP2 (`replyMapping` stays `legacy`: BullMQ breaks with the other).
 */
export function openRedis(target: RedisTarget, options: OpenRedisOptions): RedisClient {
  const client =
    target.kind === 'cluster'
      ? openCluster(target, options)
      : new Redis(singleOptions(target, options));
  watchConnection(client, target, options.logger);
  return client;
}

function openCluster(
  target: Extract<RedisTarget, { kind: 'cluster' }>,
  options: OpenRedisOptions,
): Cluster {
  const nodes = [...target.nodes];
  return options.purpose === 'commands'
    ? new TimedCluster(nodes, clusterOptions(target, options))
    : new Cluster(nodes, clusterOptions(target, options));
}

function singleOptions(
  target: Exclude<RedisTarget, { kind: 'cluster' }>,
  options: OpenRedisOptions,
): RedisOptions & LegacyReplies {
  const address =
    target.kind === 'socket'
      ? { path: target.path }
      : { host: target.host, port: target.port, ...(target.tls === true ? { tls: {} } : {}) };
  return {
    ...connectionOptions(target, options),
    ...address,
    db: target.db ?? 0,
    retryStrategy: reconnectDelayMs,
  };
}

function clusterOptions(
  target: Extract<RedisTarget, { kind: 'cluster' }>,
  options: OpenRedisOptions,
): LegacyClusterOptions {
  const secure: ClusterOptions =
    // A certificate names the host as given: it must not be resolved to an address first.
    target.tls === true
      ? {
          dnsLookup: (address, callback) => {
            callback(null, address);
          },
        }
      : {};
  return {
    ...secure,
    clusterRetryStrategy: reconnectDelayMs,
    slotsRefreshTimeout: slotsRefreshTimeoutMs,
    retryDelayOnFailover: failoverRetryDelayMs,
    retryDelayOnClusterDown: failoverRetryDelayMs,
    redisOptions: {
      ...connectionOptions(target, options),
      ...(target.tls === true ? { tls: {} } : {}),
    },
  };
}

/** What single connections and those to a cluster's nodes have in common. */
function connectionOptions(
  target: RedisTarget,
  options: OpenRedisOptions,
): CommonRedisOptions & LegacyReplies {
  return {
    replyMapping: 'legacy',
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password }),
    ...(options.connectionName === undefined ? {} : { connectionName: options.connectionName }),
    connectTimeout: connectTimeoutMs,
    // The bound on a command is its time: a count of reconnections would fail it while Redis is
    // being restarted, which takes a second or two.
    maxRetriesPerRequest: null,
    ...(options.purpose === 'commands' ? { commandTimeout: commandTimeoutMs } : {}),
  };
}

/** 50 ms, doubling up to a second, with jitter so that not all processes come back at once. */
function reconnectDelayMs(attempts: number): number {
  const delayMs = Math.min(50 * 2 ** Math.min(attempts, 10), reconnectDelayMaxMs);
  return delayMs + Math.random() * reconnectJitterMs;
}

function watchConnection(client: RedisClient, target: RedisTarget, logger?: Logger): void {
  const redis = describeRedisTarget(target);
  let isUp: boolean | null = null;
  client.on('error', (error: unknown) => {
    if (isUp === false) return;
    isUp = false;
    logger?.warn({ redis, reason: redactText(messageOf(error)) }, 'no connection to Redis');
  });
  client.on('close', () => {
    if (isUp !== true) return;
    isUp = false;
    logger?.warn({ redis }, 'connection to Redis closed');
  });
  client.on('ready', () => {
    if (isUp === false) logger?.info({ redis }, 'connected to Redis again');
    isUp = true;
  });
}
