import { describe, expect, it } from '@jest/globals';
import { acquireWriter, logStart, type StoredTerms } from '../src/index.js';
import { networkKeys } from '../src/keys.js';
import { contentOf, startOf2026 as now, withRedis } from './support.js';

const network = 'net';
const keys = networkKeys(network);
const origin = {
  siteId: 'site',
  networkId: network,
  feed: { id: 'feed', pollNumber: 1, guid: null },
};
const terms: StoredTerms = {
  terms: { ids: new Uint32Array([3, 9]), counts: new Float32Array([1, 2.5]) },
  textVersion: 1,
  publishedAt: now,
};
const about = { labels: [{ id: 3, label: 'ferry' }], language: 'en' };

describe('articles that wait for their terms', () => {
  const given = withRedis();

  it('are handed out once, longest waiting first, and again after the lease', async () => {
    const { articles, pending } = given.store;
    for (const [i, name] of ['a', 'b', 'c'].entries())
      await articles.upsert(origin, contentOf(name), now + i);
    expect(await pending.claim(network, now + 10, 1_000, 2)).toEqual([1, 2]);
    expect(await pending.claim(network, now + 10, 1_000, 2)).toEqual([3]);
    expect(await pending.claim(network, now + 10, 1_000, 2)).toEqual([]);
    expect(await pending.claim(network, now + 1_010, 1_000, 9)).toEqual([1, 2, 3]);
    expect(await pending.amongWaiting(network, [1, 2, 3, 4])).toEqual([1, 2, 3]);
  });

  it('leave with their terms, which are made once a version', async () => {
    const { articles, pending } = given.store;
    await articles.upsert(origin, contentOf('a', { language: null }), now);
    expect(await pending.storeTerms(network, 1, 1, terms, about)).toBe('stored');
    expect(await pending.storeTerms(network, 1, 1, terms, about)).toBe('done');
    expect(await pending.count(network)).toBe(0);
    expect(await given.redis.xlen(keys.log)).toBe(1);
    const article = await articles.get(network, 1);
    expect(article?.labels).toEqual(about.labels);
    expect(article?.card?.language).toBe('en');
  });

  it('stay when they were edited meanwhile; the terms of an edit stand beside the old ones', async () => {
    const { articles, pending } = given.store;
    await articles.upsert(origin, contentOf('a'), now);
    await pending.storeTerms(network, 1, 1, terms, about);
    await articles.upsert(origin, contentOf('a', { title: 'Edited' }), now);
    expect(await pending.storeTerms(network, 1, 1, terms, about)).toBe('stale');
    expect(await pending.count(network)).toBe(1);
    expect(await pending.storeTerms(network, 1, 2, terms, about)).toBe('stored');
    expect((await given.redis.hkeys(keys.terms)).sort()).toEqual(['1:1', '1:2']);
    const log = await given.redis.xrange(keys.log, '-', '+');
    expect(log.at(-1)?.[1]).toEqual(['n', '1', 'v', '2', 'op', 'edit', 'stored', String(now)]);
  });

  it('leave without terms when they were removed meanwhile', async () => {
    const { articles, pending } = given.store;
    await articles.upsert(origin, contentOf('a'), now);
    await articles.remove(network, 'site', 1, 'missing');
    expect(await pending.storeTerms(network, 1, 1, terms, about)).toBe('gone');
    expect(await given.redis.exists(keys.log)).toBe(0);
  });

  it('are set aside with a reason when they cannot be worked on, until they change', async () => {
    const { articles, pending } = given.store;
    await articles.upsert(origin, contentOf('a'), now);
    expect(await pending.setAside(network, 1, 1, 'it hung', now)).toBe(true);
    expect(await pending.asideCount(network)).toBe(1);
    expect((await articles.get(network, 1))?.asideReason).toBe('it hung');
    await articles.upsert(origin, contentOf('a', { title: 'Edited' }), now);
    expect(await pending.setAside(network, 1, 1, 'late', now)).toBe(false);
    await pending.storeTerms(network, 1, 2, terms, about);
    expect(await pending.asideCount(network)).toBe(0);
    expect((await articles.get(network, 1))?.asideReason).toBeNull();
  });

  it('say in the log when their content was stored, but not where it is only read anew', async () => {
    const { articles, pending, networks } = given.store;
    await articles.upsert(origin, contentOf('a'), now);
    await pending.storeTerms(network, 1, 1, terms, about);
    await articles.upsert(origin, contentOf('a', { title: 'Edited' }), now + 5);
    await pending.storeTerms(network, 1, 2, terms, about);
    const writer = await acquireWriter(given.redis, network, 'test', 60_000);
    await writer?.retouch.touchOnly([{ number: 1, version: 2 }], now + 9);
    await pending.storeTerms(network, 1, 3, terms, about);
    const log = (await writer?.log(logStart, 9)) ?? [];
    expect(log.map(({ storedAt }) => storedAt)).toEqual([now, now + 5, null]);
    const first = Number(log[0]?.id.split('-')[0]);
    expect(await networks.logWaiting(network, 2)).toEqual({ entries: 2, oldestAt: first });
    await writer?.advance({
      appliedId: log[2]?.id ?? '',
      changed: [],
      dropped: [],
      trimBelow: null,
    });
    expect(await networks.logWaiting(network, 2)).toEqual({ entries: 0, oldestAt: null });
  });

  it('announce their terms to the writers', async () => {
    const { articles, pending } = given.store;
    const subscriber = given.redis.duplicate();
    const heard = new Promise((resolve) => {
      subscriber.once('message', (_channel, id) => {
        resolve(id);
      });
    });
    await subscriber.subscribe('ml:network-news');
    await articles.upsert(origin, contentOf('a'), now);
    await pending.storeTerms(network, 1, 1, terms, about);
    expect(await heard).toBe(network);
    subscriber.disconnect();
  });
});
