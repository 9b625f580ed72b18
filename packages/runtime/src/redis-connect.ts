// From an address to a Redis that may be used, or to one sentence that says why not.
import { messageOf, StartupError } from './errors.js';
import { redactText } from './logger.js';
import type { Logger } from './logger.js';
import { openRedis } from './redis-client.js';
import type { OpenRedisOptions, RedisClient } from './redis-client.js';
import { inspectRedis } from './redis-inspection.js';
import type { RedisInspection } from './redis-inspection.js';
import { describeRedisTarget } from './redis-target.js';
import type { RedisTarget } from './redis-target.js';

/** How {@link connectOrExplain} connects. */
export interface ConnectOptions {
  /** As for {@link openRedis}; `commands` unless told. */
  readonly purpose?: OpenRedisOptions['purpose'];
  /** How long a Redis that does not answer is waited for; 10 s unless told. */
  readonly timeoutMs?: number;
  readonly logger?: Logger;
  readonly connectionName?: string;
}

/** A connection that works, and what is to be known of the server behind it. */
export interface ConnectedRedis {
  readonly client: RedisClient;
  readonly inspection: RedisInspection;
}

/** A Redis that starts beside us needs a second or two, and more with a long append-only file. */
const connectTimeoutMsDefault = 10_000;
/** Answers that waiting does not change. */
const hopelessAnswer = /^(WRONGPASS|NOAUTH|NOPERM|ERR (Client sent AUTH|invalid DB|AUTH|DB index))/;

/**
 * Connects to the target and inspects it. Resolves when it may be used; its warnings are left to the
 * caller to say. Otherwise closes the connection and throws a StartupError: `redis_unreachable` with
 * the address (without credentials) and the last reason, or `redis_refused` with all problems.
 */
export async function connectOrExplain(
  target: RedisTarget,
  options: ConnectOptions = {},
): Promise<ConnectedRedis> {
  const timeoutMs = options.timeoutMs ?? connectTimeoutMsDefault;
  const client = openRedis(target, {
    purpose: options.purpose ?? 'commands',
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    ...(options.connectionName === undefined ? {} : { connectionName: options.connectionName }),
  });
  try {
    const address = describeRedisTarget(target);
    await untilReady(client, address, timeoutMs);
    const inspection = await inspectOrExplain(client, address);
    if (inspection.problems.length === 0) return { client, inspection };
    throw new StartupError(
      'redis_refused',
      `The Redis at ${address} cannot be used: ${inspection.problems.join('; ')}.`,
    );
  } catch (error) {
    client.disconnect();
    throw error;
  }
}

/** Resolves when the client is ready; rejects with the reason after `timeoutMs` or a final answer. */
async function untilReady(client: RedisClient, address: string, timeoutMs: number): Promise<void> {
  if (client.status === 'ready') return;
  let reason = 'no answer';
  await new Promise<void>((resolve, reject) => {
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      for (const name of ['error', 'node error']) client.off(name, onError);
      client.off('ready', onReady);
      finish();
    };
    const fail = (seconds: string) => {
      const message = `No Redis to work with at ${address}${seconds}: ${reason}.`;
      settle(() => {
        reject(new StartupError('redis_unreachable', message));
      });
    };
    const onError = (error: unknown) => {
      // A cluster says this of every connection, after the error that says why.
      if (messageOf(error) !== 'Connection is closed.') reason = reasonOf(error);
      if (hopelessAnswer.test(messageOf(error))) fail('');
    };
    const onReady = () => {
      settle(resolve);
    };
    const timer = setTimeout(() => {
      fail(` after ${timeoutMs / 1000} s`);
    }, timeoutMs);
    for (const name of ['error', 'node error']) client.on(name, onError);
    client.on('ready', onReady);
  });
}

async function inspectOrExplain(client: RedisClient, address: string): Promise<RedisInspection> {
  try {
    return await inspectRedis(client);
  } catch (error) {
    const message = `The Redis at ${address} cannot be inspected: ${reasonOf(error)}.`;
    throw new StartupError('redis_unreachable', message, { cause: error });
  }
}

/** The most telling words: a cluster's error hides its reason in `lastNodeError`. */
function reasonOf(error: unknown): string {
  const isObject = typeof error === 'object' && error !== null;
  const told = isObject && 'lastNodeError' in error ? error.lastNodeError : error;
  const message = redactText(messageOf(told)).replace(/\.+$/, '');
  return message.startsWith('NOAUTH') ? 'it wants a password and none was given (NOAUTH)' : message;
}
