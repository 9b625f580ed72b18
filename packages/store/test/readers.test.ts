// What editors say and what readers open, on a real Redis.
import { describe, expect, it } from '@jest/globals';
import type { Site } from '@maylike/articles';
import {
  dayOf,
  eventDaysKept,
  signalsMax,
  type CountedEvent,
  type NewSignal,
} from '../src/index.js';
import {
  articleCountsMax,
  trendingClicksMin,
  trendingHalfLifeMs,
  trendingKeptMax,
} from '../src/events.js';
import { networkKeys } from '../src/keys.js';
import { contentOf, siteOf, startOf2026 as now, withRedis } from './support.js';

const given = withRedis();

/** Stores an article of the site. */
async function articleOf(site: Site, name: string): Promise<{ id: string; number: number }> {
  const { articles } = given.store;
  const origin = { siteId: site.id, networkId: site.networkId, feed: null };
  const content = contentOf(name);
  const { number } = await articles.upsert(origin, content, now);
  const found = await articles.get(site.networkId, number);
  return { id: found?.id ?? '', number };
}

const lastChange = async ({ networkId }: Site): Promise<string[] | undefined> =>
  (await given.redis.xrevrange(networkKeys(networkId).changes, '+', '-', 'COUNT', 1))[0]?.[1];

describe('signals', () => {
  const exclude = (article: NewSignal['article'], more: Partial<NewSignal> = {}): NewSignal => ({
    article,
    word: { kind: 'exclude' },
    scope: { kind: 'site' },
    expiresAt: null,
    ...more,
  });

  it('are kept by site, and a change of them is one record of the stream of changes', async () => {
    const { signals } = given.store;
    const site = await siteOf(given.store);
    const a = await articleOf(site, 'a');
    const put = await signals.put(site, exclude(a), now);
    expect(await lastChange(site)).toEqual(['signals', site.id]);
    expect(await signals.ofSite(site.networkId, site.id)).toEqual([put]);
    expect(await signals.ofSite(site.networkId, 'site_other')).toEqual([]);
    await given.redis.del(networkKeys(site.networkId).changes);
    expect(await signals.remove(site, put.id)).toBe(true);
    expect(await lastChange(site)).toEqual(['signals', site.id]);
    await given.redis.del(networkKeys(site.networkId).changes);
    expect(await signals.remove(site, put.id)).toBe(false);
    expect(await lastChange(site)).toBeUndefined();
  });

  it('have ids that no command line takes for an option', async () => {
    const site = await siteOf(given.store);
    const a = await articleOf(site, 'a');
    for (let i = 0; i < 300; i += 1) {
      const scope = { kind: 'section', section: `section ${i}` } as const;
      const { id } = await given.store.signals.put(site, exclude(a, { scope }), now);
      expect(id).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
      expect(await given.store.signals.remove(site, id)).toBe(true);
    }
  });

  it('of one article, kind and scope take the place of each other; a bury that of a boost', async () => {
    const { signals } = given.store;
    const site = await siteOf(given.store);
    const a = await articleOf(site, 'a');
    const section = { kind: 'section', section: 'Sport' } as const;
    await signals.put(site, exclude(a, { word: { kind: 'boost', factor: 3 } }), now);
    await signals.put(site, exclude(a, { word: { kind: 'bury', factor: 0.5 } }), now + 1);
    await signals.put(
      site,
      exclude(a, { word: { kind: 'boost', factor: 2 }, scope: section }),
      now + 2,
    );
    await signals.put(site, exclude(a, { word: { kind: 'pin', slot: 1 } }), now + 3);
    await signals.put(site, exclude(a), now + 4);
    expect((await signals.ofSite(site.networkId, site.id)).map(({ word }) => word)).toEqual([
      { kind: 'exclude' },
      { kind: 'pin', slot: 1 },
      { kind: 'boost', factor: 2 },
      { kind: 'bury', factor: 0.5 },
    ]);
  });

  it('are bounded, and those that have ended make room', async () => {
    const { signals } = given.store;
    const site = await siteOf(given.store);
    const nth = (n: number) => exclude({ id: `id-${n}`, number: n }, { expiresAt: now + 10 });
    for (let n = 1; n <= signalsMax; n += 1) await signals.put(site, nth(n), now);
    const another = exclude({ id: 'another', number: 1 });
    await expect(signals.put(site, another, now + 9)).rejects.toMatchObject({
      code: 'signals_full',
    });
    // One that is there may be given anew.
    await signals.put(site, nth(1), now + 9);
    await signals.put(site, another, now + 10);
    expect(await signals.ofSite(site.networkId, site.id)).toHaveLength(1);
  });

  it('follow an article that has become one with another', async () => {
    const { signals, articles } = given.store;
    const site = await siteOf(given.store);
    const [older, younger] = [await articleOf(site, 'a'), await articleOf(site, 'b')];
    const scope = { kind: 'page', articleId: younger.id, number: younger.number } as const;
    await signals.put(site, exclude(younger, { scope }), now);
    await articles.upsert(
      {
        siteId: site.id,
        networkId: site.networkId,
        feed: null,
        otherUrls: ['https://news.example/b'],
      },
      contentOf('a'),
      now,
    );
    const [signal] = await signals.ofSite(site.networkId, site.id);
    expect(signal).toMatchObject({ number: older.number, scope: { number: older.number } });
  });
});

describe('events', () => {
  const event = (
    articleId: string,
    type: CountedEvent['type'] = 'click',
    position = 1,
    strategy = 'related',
  ): CountedEvent => ({ type, articleId, position, strategy });
  const click = (articleId: string, times = 1): CountedEvent[] =>
    Array.from({ length: times }, () => event(articleId));

  it('are counted by type, strategy, position and article; days add up', async () => {
    const { events } = given.store;
    const site = await siteOf(given.store);
    const [a, b] = [await articleOf(site, 'a'), await articleOf(site, 'b')];
    const day = 86_400_000;
    const seen = [event(a.id, 'impression'), event(a.id, 'viewable'), event(b.id, 'impression', 2)];
    expect(await events.count(site, seen, now)).toBe(3);
    expect(
      await events.count(site, [event(a.id), event(b.id, 'click', 2, 'latest')], now + day),
    ).toBe(2);
    const { places, articles } = await events.totals(site, [
      dayOf(now),
      dayOf(now + day),
      '2025-01-01',
    ]);
    expect(places).toHaveLength(3);
    expect(places).toEqual(
      expect.arrayContaining([
        { strategy: 'related', position: 1, counts: { impression: 1, viewable: 1, click: 1 } },
        { strategy: 'related', position: 2, counts: { impression: 1, viewable: 0, click: 0 } },
        { strategy: 'latest', position: 2, counts: { impression: 0, viewable: 0, click: 1 } },
      ]),
    );
    expect(articles).toEqual(
      new Map([
        [a.number, { impression: 1, viewable: 1, click: 1 }],
        [b.number, { impression: 1, viewable: 0, click: 1 }],
      ]),
    );
  });

  it('of unknown articles do not count, nor those of another network', async () => {
    const { events } = given.store;
    const [site, other] = [await siteOf(given.store), await siteOf(given.store, 'Birch Post')];
    const a = await articleOf(site, 'a');
    expect(await events.count(other, [event(a.id), event('A'.repeat(22))], now)).toBe(0);
    expect(await given.redis.keys(`ml:{n-${other.networkId}}:*events*`)).toEqual([]);
    expect(await events.trending(other.networkId, other.id, now, 10)).toEqual([]);
  });

  it('are kept for a time, and so many articles a day', async () => {
    const { events } = given.store;
    const site = await siteOf(given.store);
    const [a, b] = [await articleOf(site, 'a'), await articleOf(site, 'b')];
    const keys = networkKeys(site.networkId);
    const key = keys.articleEvents(site.id, dayOf(now));
    const filled = Array.from({ length: articleCountsMax - 1 }, (_, i) => [
      `x${i}:click`,
      '1',
    ]).flat();
    await given.redis.hset(key, ...filled);
    await events.count(site, [event(a.id), event(b.id), event(a.id)], now);
    expect(await given.redis.hlen(key)).toBe(articleCountsMax);
    expect(await given.redis.hget(key, `${a.number}:click`)).toBe('2');
    for (const kept of [key, keys.events(site.id, dayOf(now))]) {
      const seconds = await given.redis.ttl(kept);
      expect(seconds).toBeGreaterThan((eventDaysKept - 1) * 86_400);
      expect(seconds).toBeLessThanOrEqual(eventDaysKept * 86_400);
    }
  });

  it('make an article trend by its clicks, each counting half after a half-life', async () => {
    const { events } = given.store;
    const site = await siteOf(given.store);
    const [a, b, c] = [
      await articleOf(site, 'a'),
      await articleOf(site, 'b'),
      await articleOf(site, 'c'),
    ];
    const trending = (at: number) => events.trending(site.networkId, site.id, at, 10);
    await events.count(site, click(a.id, 4 * trendingClicksMin), now);
    await events.count(site, click(b.id, trendingClicksMin - 1), now);
    await events.count(site, [event(c.id, 'viewable'), event(c.id, 'impression')], now);
    expect(await trending(now)).toEqual([a.number]);
    const later = now + trendingHalfLifeMs;
    await events.count(site, click(b.id, 3 * trendingClicksMin), later);
    // b: 3 × min + (min − 1) / 2; a: half of 4 × min.
    expect(await trending(later)).toEqual([b.number, a.number]);
    expect(await trending(later + 1.5 * trendingHalfLifeMs)).toEqual([b.number]);
    expect(await trending(later + 3 * trendingHalfLifeMs)).toEqual([]);
    expect(await events.trending(site.networkId, site.id, later, 1)).toEqual([b.number]);
  });

  it('remember only so many articles for trending', async () => {
    const { events } = given.store;
    const site = await siteOf(given.store);
    const a = await articleOf(site, 'a');
    const key = networkKeys(site.networkId).trending(site.id);
    const many = Array.from({ length: trendingKeptMax }, (_, i) => [i, `x${i}`]).flat();
    await given.redis.zadd(key, ...many.map(String));
    await events.count(site, click(a.id), now);
    expect(await given.redis.zcard(key)).toBe(trendingKeptMax);
    expect(await given.redis.zscore(key, 'x0')).toBeNull();
    expect(await given.redis.ttl(key)).toBeGreaterThan(0);
  });
});
