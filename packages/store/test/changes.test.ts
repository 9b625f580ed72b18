// A reader of changes learns of every one, or that it has missed some.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRedis, type RedisClient } from '@maylike/runtime';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import { migrate, Store } from '../src/index.js';

let redis: TestRedis;
let client: RedisClient;
let store: Store;
const network = 'changes';
const key = `ml:{n-${network}}:changes`;

beforeAll(async () => {
  redis = await startTestRedis();
  client = openRedis(redis.target, { purpose: 'commands' });
  await migrate(client);
  store = new Store(client);
});

afterAll(async () => {
  client.disconnect();
  await redis.stop();
});

test('each change is told once, by what it is about, in its order', async () => {
  const start = await store.changes.end(network);
  expect(await store.changes.since(network, start)).toMatchObject({ all: false, numbers: [] });
  await client.xadd(key, '*', 'numbers', '7,8');
  await client.xadd(key, '*', 'signals', 'site_1');
  const first = await store.changes.since(network, start);
  expect(first).toMatchObject({ all: false, numbers: [7, 8], sites: ['site_1'] });
  await client.xadd(key, '*', 'numbers', '9');
  const second = await store.changes.since(network, first.cursor);
  expect(second).toMatchObject({ all: false, numbers: [9], sites: [] });
  expect(await store.changes.end(network)).toBe(second.cursor);
});

test.each(['generation', 'all', 'weather'])(
  'a change of kind %s is one of everything',
  async (kind) => {
    const cursor = await store.changes.end(network);
    await client.xadd(key, '*', kind, '1');
    expect(await store.changes.since(network, cursor)).toMatchObject({ all: true });
  },
);

test('whoever has missed entries, or stands behind the end of a stream that was rolled back, is told so', async () => {
  await client.xadd(key, '*', 'numbers', '1');
  const cursor = await store.changes.end(network);
  await client.multi().xadd(key, '*', 'numbers', '2').xtrim(key, 'MAXLEN', 0).exec();
  expect(await store.changes.since(network, cursor)).toEqual({
    cursor: '0-0',
    all: true,
    numbers: [],
    sites: [],
  });
  const ahead = `${Date.now() + 1_000_000}-0`;
  await client.xadd(key, '*', 'numbers', '3');
  const rolledBack = await store.changes.since(network, ahead);
  expect(rolledBack).toMatchObject({ all: true, cursor: await store.changes.end(network) });
});

test('whoever is far behind is not told all of it, and goes on from the end', async () => {
  const cursor = await store.changes.end(network);
  const pipeline = client.pipeline();
  for (let i = 0; i < 300; i++) pipeline.xadd(key, '*', 'numbers', String(i));
  await pipeline.exec();
  const read = await store.changes.since(network, cursor);
  expect(read).toMatchObject({ all: true, numbers: [] });
  expect(read.cursor).toBe(await store.changes.end(network));
});

test('a revoked key is told to those who listen, and to those who look later; a second time to nobody', async () => {
  const { site } = await store.sites.create({ name: 'daily', origins: [] }, 1);
  const made = await store.apiKeys.create(site.id, 'publishable', 1);
  const cursor = await store.changes.sitesEnd();
  const subscriber = openRedis(redis.target, { purpose: 'blocking' });
  const heard: string[] = [];
  await store.changes.listen(subscriber, (siteId) => heard.push(siteId));
  await store.apiKeys.revoke(made.record.id, 2);
  const looked = await store.changes.sitesSince(cursor);
  expect(looked).toMatchObject({ all: false, sites: [site.id] });
  await store.apiKeys.revoke(made.record.id, 3);
  expect(await store.changes.sitesSince(looked.cursor)).toMatchObject({ sites: [] });
  expect(heard).toEqual([site.id]);
  subscriber.disconnect();
});
