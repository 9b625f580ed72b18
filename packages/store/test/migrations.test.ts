import { describe, expect, it } from '@jest/globals';
import { migrate, type Migration } from '../src/index.js';
import { controlKeys } from '../src/keys.js';
import { withRedis } from './support.js';

function steps(ran: number[], versions: readonly number[], failing?: number): Migration[] {
  return versions.map((version) => ({
    version,
    what: 'test',
    up: () => {
      if (version === failing) return Promise.reject(new Error('died'));
      ran.push(version);
      return Promise.resolve();
    },
  }));
}

describe('migrations', () => {
  const given = withRedis();

  it('bring empty data to the version of this release, once', async () => {
    expect(await migrate(given.redis)).toEqual([1, 2]);
    expect(await migrate(given.redis)).toEqual([]);
    expect(await given.redis.get(controlKeys.schema)).toBe('2');
  });

  it('give feeds of the first release the line of their host, where they stood', async () => {
    const definition = { id: 'feed_a', url: 'https://news.example/rss' };
    await given.redis.hset('ml:{feeds}:feed:feed_a', 'definition', JSON.stringify(definition));
    await given.redis.zadd('ml:{feeds}:due', 5_000, 'feed_a', 7_000, 'feed_gone');
    const { feeds } = given.store;
    expect(await feeds.claimDue(6_000, 1_000, 10)).toEqual([]);
    await migrate(given.redis);
    expect(await feeds.claimDue(4_999, 1_000, 10)).toEqual([]);
    expect(await feeds.claimDue(5_000, 1_000, 10)).toEqual([{ feedId: 'feed_a', pollNumber: 1 }]);
  });

  it('run each step once in order when three processes start at the same time', async () => {
    const ran: number[] = [];
    await Promise.all([1, 2, 3].map(() => migrate(given.redis, steps(ran, [1, 2, 3]))));
    expect(ran).toEqual([1, 2, 3]);
  });

  it('go on behind the last step that ended when a process died', async () => {
    const ran: number[] = [];
    await expect(migrate(given.redis, steps(ran, [1, 2, 3], 2))).rejects.toThrow('died');
    expect(await migrate(given.redis, steps(ran, [1, 2, 3]))).toEqual([2, 3]);
    expect(ran).toEqual([1, 2, 3]);
  });

  it('refuse data of a later release and leave it alone', async () => {
    await given.redis.set(controlKeys.schema, 99);
    await expect(migrate(given.redis)).rejects.toMatchObject({ code: 'schema_newer' });
    expect(await given.redis.get(controlKeys.schema)).toBe('99');
  });
});
