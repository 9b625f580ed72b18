import { afterEach, describe, expect, it } from '@jest/globals';

import { StartupError } from '../src/errors.js';
import { connectOrExplain } from '../src/redis-connect.js';
import type { RedisTarget } from '../src/redis-target.js';
import { startTestCluster, startTestRedis } from '../src/testing.js';
import type { TestRedisOptions } from '../src/testing.js';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function startRedis(options: TestRedisOptions): Promise<RedisTarget> {
  const redis = await startTestRedis(options);
  cleanups.push(() => redis.stop());
  return redis.target;
}

async function inspect(target: RedisTarget) {
  const { client, inspection } = await connectOrExplain(target);
  client.disconnect();
  return inspection;
}

async function refusal(target: RedisTarget): Promise<StartupError> {
  const error: unknown = await connectOrExplain(target, { timeoutMs: 200 }).then(
    () => new Error('it was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof StartupError) return error;
  throw error;
}

describe('connectOrExplain and inspectRedis', () => {
  it('accept a Redis with appendfsync always without a word', async () => {
    const inspection = await inspect(await startRedis({ persistent: true }));
    expect(inspection).toMatchObject({ problems: [], warnings: [], memoryUsedRatio: 0 });
    expect(inspection.version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each([
    ['nothing on disk', {}, 'keeps nothing on disk'],
    ['snapshots', { args: ['--save', '900', '1'] }, 'only keeps snapshots'],
    [
      'everysec',
      { persistent: true, args: ['--appendfsync', 'everysec'] },
      'appendfsync everysec: a power failure loses up to two seconds',
    ],
    [
      'settings that may not be read',
      { persistent: true, args: ['--rename-command', 'CONFIG', ''] },
      'does not let its settings be read',
    ],
  ])('accept %s with one line about what can be lost', async (_, options, words) => {
    const { problems, warnings } = await inspect(await startRedis(options));
    expect(problems).toEqual([]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(words);
    expect(warnings[0]).toContain('the feeds are then read again');
  });

  it.each(['allkeys-lru', 'volatile-ttl'])('refuse the evicting policy %s', async (policy) => {
    const target = await startRedis({ args: ['--maxmemory-policy', policy] });
    const error = await refusal(target);
    expect(error.code).toBe('redis_refused');
    expect(error.message).toContain(`maxmemory-policy is ${policy}`);
  });

  it('refuse an evicting policy also where CONFIG is forbidden', async () => {
    const args = ['--maxmemory-policy', 'allkeys-lru', '--rename-command', 'CONFIG', ''];
    expect((await refusal(await startRedis({ args }))).code).toBe('redis_refused');
  });

  it('refuse a read-only replica', async () => {
    const target = await startRedis({ args: ['--replicaof', '127.0.0.1', '1'] });
    expect((await refusal(target)).message).toContain('read-only replica');
  });

  it('tell how full the memory is', async () => {
    const { memoryUsedRatio } = await inspect(await startRedis({ args: ['--maxmemory', '20mb'] }));
    expect(memoryUsedRatio).toBeGreaterThan(0);
    expect(memoryUsedRatio).toBeLessThan(1);
  });

  it('look at every master of a cluster', async () => {
    const cluster = await startTestCluster();
    cleanups.push(() => cluster.stop());
    const healthy = await inspect(cluster.target);
    expect(healthy.problems).toEqual([]);
    expect(healthy.warnings).toHaveLength(1);
    const [, , last] = cluster.nodes;
    if (last === undefined) throw new Error('a cluster has three nodes');
    const { client } = await connectOrExplain({ kind: 'tcp', ...last });
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    client.disconnect();
    expect((await refusal(cluster.target)).message).toContain('allkeys-lru');
  });

  it('name the address, the reason and no password when nothing answers', async () => {
    const target: RedisTarget = { kind: 'tcp', host: '127.0.0.1', port: 1, password: 'hunter2' };
    const error = await refusal(target);
    expect(error.code).toBe('redis_unreachable');
    expect(error.message).toBe(
      'No Redis to work with at redis://127.0.0.1:1 after 0.2 s: connect ECONNREFUSED 127.0.0.1:1.',
    );
  });

  it('say at once when the password is missing or wrong', async () => {
    const target = await startRedis({ args: ['--requirepass', 'right'] });
    expect((await refusal(target)).message).toContain('NOAUTH');
    const wrong = await refusal({ ...target, password: 'hunter2' });
    expect(wrong.message).toContain('WRONGPASS');
    expect(wrong.message).not.toContain('hunter2');
    expect((await inspect({ ...target, password: 'right' })).problems).toEqual([]);
  });
});
