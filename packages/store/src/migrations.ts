// The version of the data in Redis. A release brings data of an older version up to its own, step by step, and refuses
// to touch data of a newer one.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { parseStored } from './codecs/card.js';
import { StoreError } from './errors.js';
import { hostOf } from './feed-record.js';
import { controlKeys, feedKeys } from './keys.js';
import type { RedisClient } from './redis.js';

/** One step; it must be safe to run twice, since a process may die behind it and before its number is written. */
export interface Migration {
  readonly version: number;
  readonly what: string;
  readonly up: (redis: RedisClient) => Promise<void>;
}

/** All steps, in order, never changed once released. */
export const migrations: readonly Migration[] = [
  { version: 1, what: 'the first data model', up: () => Promise.resolve() },
  { version: 2, what: 'feeds are handed out host by host', up: groupFeedsByHost },
];

/** Gives every feed its host's line. A feed that has one already is left where it stands. */
async function groupFeedsByHost(redis: RedisClient): Promise<void> {
  for (const feedId of await redis.zrangebyscore(feedKeys.due, '-inf', '+inf')) {
    const dueAt = await redis.zscore(feedKeys.due, feedId);
    const definition = await redis.hget(feedKeys.feed(feedId), 'definition');
    if (dueAt === null || definition === null) continue;
    const { url } = parseStored(z.object({ url: z.string() }), definition, 'feed');
    const host = hostOf(url);
    await redis.hset(feedKeys.feed(feedId), 'host', host);
    await redis.zadd(feedKeys.dueOf(host), 'NX', dueAt, feedId);
    // Earlier than it is costs one look; later would be too late.
    await redis.zadd(feedKeys.hosts, '0', host);
  }
}

/** A migration that takes longer is taken over by another process: steps are safe to run twice. */
const lockMs = 60_000;
const lockRetryMs = 100;

async function schemaVersion(redis: RedisClient): Promise<number> {
  return Number((await redis.get(controlKeys.schema)) ?? 0);
}

/**
 * Brings the data up to the last of `steps`. Several processes may call it at once: one works, the others wait.
 *
 * @returns The versions that this call applied.
 * @throws StoreError `schema_newer`: nothing was changed.
 */
export async function migrate(
  redis: RedisClient,
  steps: readonly Migration[] = migrations,
): Promise<number[]> {
  const wanted = steps.at(-1)?.version ?? 0;
  for (;;) {
    const version = await schemaVersion(redis);
    if (version > wanted)
      throw new StoreError('schema_newer', `version ${version}, this release knows ${wanted}`);
    if (version === wanted) return [];
    if ((await redis.set(controlKeys.migrating, process.pid, 'PX', lockMs, 'NX')) !== null) break;
    await sleep(lockRetryMs);
  }
  const applied: number[] = [];
  try {
    const version = await schemaVersion(redis);
    for (const step of steps.filter((candidate) => candidate.version > version)) {
      await step.up(redis);
      await redis.set(controlKeys.schema, step.version);
      applied.push(step.version);
    }
  } finally {
    await redis.del(controlKeys.migrating);
  }
  return applied;
}
