import { describe, expect, it } from '@jest/globals';
import type { PollEnd, PollOutcome } from '../src/index.js';
import { siteOf, startOf2026 as now, withRedis } from './support.js';

const settings = { fullText: 'never', pollEverySeconds: null } as const;
const outcome: PollOutcome = {
  at: now,
  status: 'changed',
  message: null,
  httpStatus: 200,
  items: 2,
  created: 2,
  changed: 0,
  bytes: 1_000,
  tookMs: 5,
  numbers: [1, 2],
  pages: [],
};
const end = (change: Partial<PollEnd> = {}): PollEnd => ({
  nextPollAt: now + 300_000,
  nextPollReason: 'as wished',
  errorsInRow: 0,
  outcome,
  ...change,
});
const memory = {
  etag: '"e"',
  lastModified: null,
  bodyHash: 'h',
  numbers: [2, 1],
  wishes: {
    ttlSeconds: 3_600,
    updatePeriodSeconds: null,
    skipHours: [0, 1],
    skipDays: [6],
    published: { items: 3, since: now - 3_600_000 },
  },
  epoch: 'one',
  parserVersion: 2,
  unreadItems: 1,
};

describe('feeds', () => {
  const given = withRedis();

  it('are there once an address and site, due at once', async () => {
    const { feeds } = given.store;
    const [one, other] = [await siteOf(given.store), await siteOf(given.store, 'Other')];
    const first = await feeds.add(one, 'https://news.example/rss', settings, now);
    const again = await feeds.add(
      one,
      'https://news.example/rss',
      { ...settings, fullText: 'always' },
      now,
    );
    const elsewhere = await feeds.add(other, 'https://news.example/rss', settings, now);
    expect(first.isNew).toBe(true);
    expect(again).toEqual({ feedId: first.feedId, isNew: false });
    expect(elsewhere.isNew).toBe(true);
    expect((await feeds.get(first.feedId)).fullText).toBe('never');
    expect(await feeds.ofSite(one.id)).toHaveLength(1);
    expect(await feeds.overdueCount(now)).toBe(2);
  });

  it('are handed out when due, once a lease, under rising poll numbers', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    const { feedId } = await feeds.add(site, 'https://news.example/rss', settings, now);
    expect(await feeds.claimDue(now - 1, 1_000, 10)).toEqual([]);
    expect(await feeds.claimDue(now, 1_000, 10)).toEqual([{ feedId, pollNumber: 1 }]);
    expect(await feeds.claimDue(now, 1_000, 10)).toEqual([]);
    expect(await feeds.claimDue(now + 1_000, 1_000, 10)).toEqual([{ feedId, pollNumber: 2 }]);
    expect(await feeds.claim(feedId, now, 1_000)).toMatchObject({ feedId, pollNumber: 3 });
  });

  it('are handed out at most so many at once', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    for (const name of ['a', 'b', 'c'])
      await feeds.add(site, `https://${name}.example/feed`, settings, now);
    expect(await feeds.claimDue(now, 1_000, 2)).toHaveLength(2);
    expect(await feeds.claimDue(now, 1_000, 2)).toHaveLength(1);
  });

  it('keep what a poll learned, and are due again at the time that it wrote', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    const { feedId } = await feeds.add(site, 'https://news.example/rss', settings, now);
    const claimed = await feeds.claim(feedId, now, 1_000);
    expect(await feeds.finishPoll(claimed, end({ memory }))).toBe(true);
    const feed = await feeds.get(feedId);
    expect(feed).toMatchObject({
      memory,
      finishedPoll: 1,
      nextPollReason: 'as wished',
      lastOutcome: outcome,
    });
    expect(await feeds.claimDue(now + 299_999, 1_000, 10)).toEqual([]);
    expect(await feeds.claimDue(now + 300_000, 1_000, 10)).toHaveLength(1);
  });

  it('keep the old memory when a poll failed', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    const { feedId } = await feeds.add(site, 'https://news.example/rss', settings, now);
    await feeds.finishPoll(await feeds.claim(feedId, now, 1_000), end({ memory }));
    await feeds.finishPoll(await feeds.claim(feedId, now, 1_000), end({ errorsInRow: 1 }));
    expect(await feeds.get(feedId)).toMatchObject({ memory, errorsInRow: 1, finishedPoll: 2 });
  });

  it('refuse the end of a poll after which another was handed out', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    const { feedId } = await feeds.add(site, 'https://news.example/rss', settings, now);
    const older = await feeds.claim(feedId, now, 1_000);
    await feeds.claim(feedId, now, 1_000);
    expect(await feeds.finishPoll(older, end({ memory }))).toBe(false);
    expect(await feeds.get(feedId)).toMatchObject({ finishedPoll: 0, memory: { etag: null } });
  });

  it('are not handed out while a person has paused them, and at once when they are resumed', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    const { feedId } = await feeds.add(site, 'https://news.example/rss', settings, now);
    expect([await feeds.pause(feedId, now), await feeds.pause(feedId, now)]).toEqual([true, false]);
    expect(await feeds.get(feedId)).toMatchObject({
      stopped: 'paused',
      nextPollAt: null,
      nextPollReason: 'paused by a person',
    });
    expect(await feeds.claimDue(now + 1e12, 1_000, 10)).toEqual([]);
    expect(await feeds.overdueCount(now + 1e12)).toBe(0);
    expect([await feeds.resume(feedId, now), await feeds.resume(feedId, now)]).toEqual([
      true,
      false,
    ]);
    expect(await feeds.claimDue(now, 1_000, 10)).toEqual([{ feedId, pollNumber: 1 }]);
  });

  it('that are removed leave nothing, and their addresses are free', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    const url = 'https://news.example/rss';
    const before = await given.redis.keys('ml:{feeds}:*');
    const { feedId } = await feeds.add(site, url, settings, now);
    const claimed = await feeds.claim(feedId, now, 1_000);
    const from = await feeds.get(feedId);
    const to = 'https://new.example/rss';
    await feeds.finishPoll(claimed, end({ memory, move: { from, to } }));
    expect((await feeds.findByUrl(site.id, url))?.url).toBe(to);
    const underWay = await feeds.claim(feedId, now, 1_000);
    const guids = `ml:{n-${site.networkId}}:guids:${feedId}`;
    await given.redis.hset(guids, 'guid', 1);
    await feeds.remove(feedId);
    expect(await given.redis.exists(guids)).toBe(0);
    expect(await feeds.finishPoll(underWay, end())).toBe(false);
    expect(await feeds.leasePoll(underWay, now, 1_000)).toBe(false);
    // What is known of a host outlives its feeds, for a while.
    const left = (await given.redis.keys('ml:{feeds}:*')).filter((key) => !key.includes(':host:'));
    expect(left).toEqual(before);
    expect(await feeds.findByUrl(site.id, url)).toBeNull();
    expect((await feeds.add(site, url, settings, now)).isNew).toBe(true);
    await expect(feeds.remove(feedId)).rejects.toMatchObject({ code: 'feed_unknown' });
  });

  it('that a person asks for are handed out though they are not due, but not beyond the slots', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      const added = await feeds.add(site, `https://news.example/${name}`, settings, now + 1e6);
      ids.push(added.feedId);
    }
    const claims = [];
    for (const id of ids) claims.push(await feeds.claim(id, now, 1_000));
    expect(claims.map(({ isHandedOut }) => isHandedOut)).toEqual([true, true, false]);
    const [first] = claims;
    if (first === undefined) throw new Error('no claim');
    await feeds.finishPoll(first, end());
    expect(await feeds.claimDue(now, 1_000, 10)).toEqual([{ feedId: ids[2], pollNumber: 1 }]);
  });

  it('whose job waited for longer than its lease are begun only where their host has room', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    for (const name of ['a', 'b', 'c'])
      await feeds.add(site, `https://news.example/${name}`, settings, now);
    const [late] = await feeds.claimDue(now, 1_000, 1);
    if (late === undefined) throw new Error('no claim');
    expect(await feeds.leasePoll(late, now + 999, 1_000)).toBe(true);
    expect(await feeds.claimDue(now + 1_500, 1_000, 10)).toHaveLength(1);
    // Both slots are others' by now.
    expect(await feeds.claimDue(now + 1_999, 1_000, 10)).toHaveLength(1);
    expect(await feeds.leasePoll(late, now + 1_999, 1_000)).toBe(false);
  });

  it('that do not exist are named', async () => {
    const { feeds } = given.store;
    await expect(feeds.get('feed_x')).rejects.toThrow('There is no such feed: feed_x');
    await expect(feeds.claim('feed_x', now, 1)).rejects.toMatchObject({ code: 'feed_unknown' });
    expect(await feeds.finishPoll({ feedId: 'feed_x', pollNumber: 1 }, end())).toBe(false);
  });
});
