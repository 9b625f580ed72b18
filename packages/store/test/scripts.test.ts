import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Store } from '../src/index.js';
import { contentOf, siteOf, startOf2026, withRedis } from './support.js';

const given = withRedis();

it('calls of a script that the server does not know are carried out in their order, none of them twice', async () => {
  const site = await siteOf(given.store);
  const origin = { siteId: site.id, networkId: site.networkId, feed: null };
  await given.redis.script('FLUSH');
  await given.redis.config('RESETSTAT');
  const client = new Redis(given.redis.options.path ?? '');
  const { articles } = new Store(client);
  const names = ['a', 'b', 'c', 'd', 'e'];
  const written = await Promise.all(
    names.map((name) => articles.upsert(origin, contentOf(name), startOf2026)),
  );
  client.disconnect();
  expect(written.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
  // A call that finds no script is made again behind those that came later.
  expect(await given.redis.info('errorstats')).not.toContain('NOSCRIPT');
});
