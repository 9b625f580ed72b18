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
  ttlSeconds: 3_600,
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
    expect(await feeds.claim(feedId, now, 1_000)).toEqual({ feedId, pollNumber: 3 });
  });

  it('are handed out at most so many at once', async () => {
    const { feeds } = given.store;
    const site = await siteOf(given.store);
    for (const name of ['a', 'b', 'c'])
      await feeds.add(site, `https://news.example/${name}`, settings, now);
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

  it('that do not exist are named', async () => {
    const { feeds } = given.store;
    await expect(feeds.get('feed_x')).rejects.toThrow('There is no such feed: feed_x');
    await expect(feeds.claim('feed_x', now, 1)).rejects.toMatchObject({ code: 'feed_unknown' });
    expect(await feeds.finishPoll({ feedId: 'feed_x', pollNumber: 1 }, end())).toBe(false);
  });
});
