// Whatever feeds and publishers say, and in whatever order: saying it again changes nothing. 10,000 cases in the long run; a case that
// fails is printed with the seed that repeats it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import type { ContentOrigin } from '../src/index.js';
import { networkKeys } from '../src/keys.js';
import { contentOf, startOf2026 as now, withRedis } from './support.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
const numRuns = isLong ? 10_000 : 40;
const timeoutMs = isLong ? 1_800_000 : 60_000;
const network = 'net';
const keys = networkKeys(network);

/** Few feeds, addresses, guids and texts: they meet in every way, and records are merged. */
const saying = fc.record({
  feed: fc.constantFrom('feed-a', 'feed-b', null),
  isPushed: fc.constantFrom(false, false, false, true),
  name: fc.constantFrom('a', 'b', 'c'),
  guid: fc.constantFrom(null, 'g1', 'g2'),
  title: fc.constantFrom('One', 'Two'),
  text: fc.constantFrom('short', 'a text that is more than twice as long'),
  alias: fc.constantFrom(null, 'b', 'old'),
  isLater: fc.boolean(),
  removal: fc.constantFrom(null, null, null, 'missing', 'removed', 'expired'),
});

type Saying = typeof saying extends fc.Arbitrary<infer T> ? T : never;

/** Everything in Redis, but for what only tells that something was looked at. */
async function contents(redis: Redis): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const key of (await redis.keys('*')).sort()) {
    const type = await redis.type(key);
    if (type === 'hash') all[key] = await redis.hgetall(key);
    else if (type === 'zset') all[key] = await redis.zrange(key, '0', '-1', 'WITHSCORES');
    else if (type === 'stream') all[key] = await redis.xrange(key, '-', '+');
    else all[key] = (await redis.getBuffer(key))?.toString('base64');
  }
  return all;
}

describe('D-20: what feeds say', () => {
  const given = withRedis();

  const say = async (one: Saying, pollNumber: number) => {
    const origin: ContentOrigin = {
      siteId: 'site',
      networkId: network,
      feed: one.feed === null || one.isPushed ? null : { id: one.feed, pollNumber, guid: one.guid },
      isPushed: one.isPushed,
      otherUrls: one.alias === null ? [] : [`https://news.example/${one.alias}`],
    };
    const content = contentOf(one.name, { title: one.title, text: one.text });
    return await given.store.articles.upsert(origin, content, now);
  };

  it(
    'is stored once: the same again is unchanged, and changes nothing in Redis',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(saying, { minLength: 1, maxLength: 8 }), async (sayings) => {
          await given.redis.flushall();
          let poll = 1;
          for (const one of sayings) {
            if (one.isLater) poll += 1;
            const first = await say(one, poll);
            const before = await contents(given.redis);
            const again = await say(one, poll);
            expect(again).toMatchObject({ number: first.number, version: first.version });
            expect(['created', 'changed']).not.toContain(again.status);
            expect(await contents(given.redis)).toEqual(before);
            if (one.removal !== null) await removeTwice(first.number, one.removal);
          }
          await expectConsistent();
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );

  async function removeTwice(number: number, state: 'missing' | 'removed' | 'expired') {
    const { articles } = given.store;
    await articles.remove(network, 'site', number, state);
    const before = await contents(given.redis);
    expect(await articles.remove(network, 'site', number, state)).toBe(false);
    expect(await contents(given.redis)).toEqual(before);
  }

  /** What is live is dated and has a text; nothing else is; every alias leads to a record. */
  async function expectConsistent(): Promise<void> {
    const { redis, store } = given;
    const numbers = Number((await redis.get(keys.numbers)) ?? 0);
    const live: number[] = [];
    for (let number = 1; number <= numbers; number++) {
      const article = await store.articles.get(network, number);
      if (article?.state !== 'live') continue;
      live.push(number);
      expect(await store.articles.text(article)).not.toBe('');
    }
    const dated = (await redis.zrange(keys.published, '0', '-1')).map(Number);
    expect(dated.sort((a, b) => a - b)).toEqual(live);
    const waiting = (await redis.zrange(keys.pending, '0', '-1')).map(Number);
    expect(waiting.filter((number) => !live.includes(number))).toEqual([]);
    for (const number of Object.values(await redis.hgetall(keys.aliases)))
      expect(await redis.exists(keys.article(Number(number)))).toBe(1);
  }
});
