// A feed over many polls: what it is remembered by, when it is left alone for good, when it has moved, and what of it
// could not be read.
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { feedParserVersion } from '@maylike/feed-parser';
import { startTestRedis } from '@maylike/runtime/testing';
import { openRedis } from '@maylike/runtime';
import { historyMax, redisEpoch, StoreError, type Feed } from '@maylike/store';
import type { Site } from '@maylike/articles';
import { Epoch } from '../src/epoch.js';
import type { Tools } from '../src/tools.js';
import {
  dayMs,
  hourMs,
  liveArticles,
  minuteMs,
  newFeed,
  newSite,
  openHouse,
  poll,
  startIn,
  startTime,
  type House,
} from './house.js';
import { rss, startPublisher, type Publisher } from './publisher.js';
import { inWorld } from './world.js';

let house: House;
let publisher: Publisher;
let site: Site;
inWorld({ limits: { timeoutMs: 2_000 } }, (world) => {
  ({ house, publisher, site } = world);
});
const at = (path: string): string => `${publisher.origin}${path}`;
const isDue = async (): Promise<boolean> =>
  (await house.store.feeds.claimDue(house.clock.at, minuteMs, 9)).length > 0;

describe('a feed whose server says that it is gone for good', () => {
  it('is not polled again until a person resumes it, and then as if nothing had been', async () => {
    publisher.set('/feed', { status: 410 });
    const feedId = await newFeed(house, site, at('/feed'));
    const { feed } = await poll(house, feedId);
    expect(feed).toMatchObject({
      stopped: 'gone',
      nextPollAt: null,
      nextPollReason: 'stopped: its server says that it is gone for good (HTTP 410)',
      errorsInRow: 1,
    });
    house.clock.at += 365 * dayMs;
    expect(await isDue()).toBe(false);
    expect(await house.store.feeds.count()).toBe(1);
    expect(await house.store.feeds.resume(feedId, house.clock.at)).toBe(true);
    expect(await house.store.feeds.get(feedId)).toMatchObject({ stopped: null, errorsInRow: 0 });
    expect(await isDue()).toBe(true);
  });

  it('goes on by itself where a person polls it once and it is there again', async () => {
    publisher.set('/feed', { status: 410 });
    const feedId = await newFeed(house, site, at('/feed'));
    await poll(house, feedId);
    publisher.set('/feed', rss([{ link: at('/a') }]));
    const { feed } = await poll(house, feedId);
    expect(feed).toMatchObject({ stopped: null, errorsInRow: 0, nextPollAt: startTime + 300_000 });
  });
});

describe('a feed that a person paused', () => {
  it('stays so when a poll that was under way ends', async () => {
    publisher.set('/feed', rss([{ link: at('/a') }]));
    const feedId = await newFeed(house, site, at('/feed'));
    await house.store.feeds.pause(feedId, house.clock.at);
    const { feed } = await poll(house, feedId);
    expect(feed).toMatchObject({
      stopped: 'paused',
      nextPollAt: null,
      nextPollReason: 'paused by a person',
      lastOutcome: { created: 1 },
    });
    house.clock.at += 10 * dayMs;
    expect(await isDue()).toBe(false);
  });
});

describe('a feed that has moved for good', () => {
  const sendTo = (to: string): void => {
    publisher.set('/feed', { status: 301, headers: { location: to } });
  };
  const pollOften = async (feedId: string, polls: number, stepMs: number): Promise<Feed> => {
    let feed: Feed | null = null;
    for (let i = 0; i < polls; i += 1) {
      feed = (await poll(house, feedId)).feed;
      house.clock.at += stepMs;
    }
    if (feed === null) throw new Error('no poll');
    return feed;
  };

  it('is asked at its new address once that has been stable, and found by its old one', async () => {
    const moved = await startPublisher();
    try {
      moved.set('/new', rss([{ link: at('/a') }]));
      sendTo(`${moved.origin}/new`);
      const feedId = await newFeed(house, site, at('/feed'));
      const early = await pollOften(feedId, 4, 6 * hourMs);
      expect(early).toMatchObject({
        url: at('/feed'),
        redirect: { url: `${moved.origin}/new`, polls: 4, since: startTime },
      });
      const late = await pollOften(feedId, 1, 0);
      expect(late).toMatchObject({
        url: `${moved.origin}/new`,
        host: new URL(moved.origin).host,
        title: 'The Harbour Post',
        redirect: null,
        formerUrls: [at('/feed')],
      });
      expect(await newFeed(house, site, at('/feed'))).toBe(feedId);
      const asked = publisher.asked('/feed');
      house.clock.at = late.nextPollAt ?? 0;
      expect(await house.store.feeds.claimDue(house.clock.at, minuteMs, 9)).toHaveLength(1);
      await poll(house, feedId);
      expect(publisher.asked('/feed')).toBe(asked);
      expect(await liveArticles(house, site.networkId)).toHaveLength(1);
    } finally {
      await moved.close();
    }
  });

  it('keeps its address where another feed of the site has the new one', async () => {
    publisher.set('/new', rss([{ link: at('/a') }]));
    sendTo(at('/new'));
    const other = await newFeed(house, site, at('/new'));
    const feedId = await newFeed(house, site, at('/feed'));
    expect(await pollOften(feedId, 6, 6 * hourMs)).toMatchObject({ url: at('/feed') });
    expect(await newFeed(house, site, at('/new'))).toBe(other);
  });
});

describe('after Redis came back from somewhere', () => {
  it('every feed is read once without validators, and again with them', async () => {
    publisher.set('/feed', (request, response) => {
      const isKnown = request.headers['if-none-match'] === '"v1"';
      response.writeHead(isKnown ? 304 : 200, { etag: '"v1"', 'content-type': 'text/xml' });
      response.end(isKnown ? undefined : rss([{ link: at('/a') }]).body);
    });
    const feedId = await newFeed(house, site, at('/feed'));
    const later: Tools = { ...house.tools, epoch: { current: () => Promise.resolve('second') } };
    expect((await poll(house, feedId)).status).toBe('changed');
    expect((await poll(house, feedId)).status).toBe('not_modified');
    // The article is lost and the feed's memory is not: a part of a cluster was rolled back.
    const number = (await liveArticles(house, site.networkId))[0]?.number ?? 0;
    const keys = await house.client.keys(`ml:{n-${site.networkId}}:*`);
    await house.client.del(...keys);
    expect(number).toBe(1);
    const anew = await poll(house, feedId, later);
    expect(anew).toMatchObject({ status: 'changed', created: 1 });
    expect(anew.feed.lastOutcome?.message).toBe(
      'read anew: Redis was restarted since the last body',
    );
    expect((await poll(house, feedId, later)).status).toBe('not_modified');
    expect(publisher.requests.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      '"v1"',
      undefined,
      '"v1"',
    ]);
  });

  it('its life is told apart from the one before, by every client alike', async () => {
    const redis = await startTestRedis({ persistent: true });
    const one = openRedis(redis.target, { purpose: 'commands' });
    const two = openRedis(redis.target, { purpose: 'commands' });
    try {
      const before = await redisEpoch(one);
      expect(before).toMatch(/^[0-9a-f]{16}$/);
      expect(await redisEpoch(two)).toBe(before);
      await redis.kill('SIGKILL');
      await redis.restart();
      expect(await redisEpoch(one)).not.toBe(before);
    } finally {
      for (const client of [one, two]) client.disconnect();
      await redis.stop();
    }
  });

  it('is asked for it every ten seconds, not at each poll', async () => {
    let asked = 0;
    const read = (): Promise<string> => Promise.resolve(`life ${(asked += 1)}`);
    const epoch = new Epoch(read, house.tools.now);
    expect([await epoch.current(), await epoch.current()]).toEqual(['life 1', 'life 1']);
    house.clock.at += 10_000;
    expect(await epoch.current()).toBe('life 2');
  });
});

describe('C-09 a poll whose time passes while Redis is down', () => {
  it('is made up for once, soon after it is back', async () => {
    const own = await openHouse({ isPersistent: true });
    publisher.set('/feed', rss([{ link: at('/a') }]));
    const feedId = await newFeed(own, await newSite(own, publisher.origin), at('/feed'));
    const service = await startIn(own);
    try {
      const first = await untilPolled(own, feedId, 1);
      await own.redis.kill('SIGKILL');
      own.clock.at = (first.nextPollAt ?? 0) + minuteMs;
      await own.redis.restart();
      const backAt = Date.now();
      const second = await untilPolled(own, feedId, 2);
      expect(Date.now() - backAt).toBeLessThan(30_000);
      expect(second).toMatchObject({ errorsInRow: 0, finishedPoll: 2 });
      // The beats that were missed are not made up for: the next poll has its own time.
      expect(second.nextPollAt).toBe(own.clock.at + 300_000);
      expect(publisher.asked('/feed')).toBe(2);
    } finally {
      await service.stop();
      await own.close();
    }
  }, 60_000);

  /** Looks until the feed's poll has ended; what is waited for has no event that outlives a Redis. */
  async function untilPolled(own: House, feedId: string, pollNumber: number): Promise<Feed> {
    for (;;) {
      const feed = await own.store.feeds.find(feedId).catch(() => null);
      if (feed !== null && feed.finishedPoll >= pollNumber) return feed;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
});

describe('a host that comes and goes', () => {
  it('costs no article and doubles none', async () => {
    const feedId = await newFeed(house, site, at('/feed'));
    const links: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      links.unshift(at(`/story-${round}`));
      publisher.set(
        '/feed',
        round % 2 === 0 ? { status: 503 } : rss(links.slice(0, 5).map((link) => ({ link }))),
      );
      const { feed } = await poll(house, feedId);
      expect(feed.errorsInRow).toBe(round % 2 === 0 ? 1 : 0);
      house.clock.at += 30_000;
    }
    const urls = (await liveArticles(house, site.networkId)).map(({ card }) => card?.url);
    expect(urls.toSorted()).toEqual(links.toSorted());
  });
});

describe('validators', () => {
  it.each([
    [{ etag: 'W/"weak"' }, { 'if-none-match': 'W/"weak"' }],
    [{ etag: 'no quotes' }, { 'if-none-match': 'no quotes' }],
    [{ 'last-modified': 'whenever' }, { 'if-modified-since': 'whenever' }],
  ])('%j are sent back as they came, and a 304 is as good as a body', async (given, sent) => {
    publisher.set('/feed', (request, response) => {
      const isKnown =
        request.headers['if-none-match'] !== undefined ||
        request.headers['if-modified-since'] !== undefined;
      response.writeHead(isKnown ? 304 : 200, { ...given, 'content-type': 'text/xml' });
      response.end(isKnown ? undefined : rss([{ link: at('/a') }]).body);
    });
    const feedId = await newFeed(house, site, at('/feed'));
    await poll(house, feedId);
    expect(await poll(house, feedId)).toMatchObject({ status: 'not_modified' });
    expect((await house.store.feeds.get(feedId)).errorsInRow).toBe(0);
    expect(publisher.requests.at(-1)?.headers).toMatchObject(sent);
  });

  it('that nobody sent cannot be answered by 304: that is an error, and the next body counts', async () => {
    publisher.set('/feed', { status: 304 });
    const feedId = await newFeed(house, site, at('/feed'));
    expect(await poll(house, feedId)).toMatchObject({ status: 'protocol_error', created: 0 });
    publisher.set('/feed', rss([{ link: at('/a') }]));
    expect(await poll(house, feedId)).toMatchObject({ status: 'changed', created: 1 });
  });
});

describe('the history of a feed', () => {
  it('tells of its last polls, the newest first, and forgets the oldest', async () => {
    publisher.set('/feed', rss([{ link: at('/a') }, { link: at('/b') }]));
    const feedId = await newFeed(house, site, at('/feed'));
    await poll(house, feedId);
    publisher.set('/feed', { status: 500 });
    house.clock.at += minuteMs;
    await poll(house, feedId);
    expect(await house.store.feeds.history(feedId)).toMatchObject([
      {
        pollNumber: 2,
        at: startTime + minuteMs,
        status: 'http_error',
        message: 'HTTP 500',
        httpStatus: 500,
        nextPollReason: 'error 1 in a row: HTTP 500',
      },
      {
        pollNumber: 1,
        at: startTime,
        status: 'changed',
        items: 2,
        created: 2,
        changed: 0,
        nextPollAt: startTime + 300_000,
        nextPollReason: 'the shortest interval of 5 min',
      },
    ]);
    for (let i = 0; i < historyMax; i += 1) await poll(house, feedId);
    const history = await house.store.feeds.history(feedId);
    expect(history.map(({ pollNumber }) => pollNumber)).toEqual(
      Array.from({ length: historyMax }, (_, i) => historyMax + 2 - i),
    );
  });
});

describe('what cannot be read', () => {
  const letters = async (feedId: string) => await house.store.letters.list(feedId, 100);

  it('of a feed is kept with its reason, and its neighbours are stored', async () => {
    publisher.set('/feed', rss([{ title: 'Nowhere', guid: 'g' }, { link: at('/a') }]));
    const feedId = await newFeed(house, site, at('/feed'));
    expect(await poll(house, feedId)).toMatchObject({ created: 1 });
    expect(await letters(feedId)).toMatchObject([
      {
        feedId,
        kind: 'item',
        reason: 'no address',
        excerpt: 'Nowhere g A few words on it.',
        parserVersion: feedParserVersion,
        firstAt: startTime,
        times: 1,
      },
    ]);
    const { memory } = await house.store.feeds.get(feedId);
    expect(memory).toMatchObject({ unreadItems: 1, parserVersion: feedParserVersion });
    expect(memory.bodyHash).not.toBeNull();
  });

  it('because the store refused it is kept too, and gone once it is stored', async () => {
    publisher.set('/feed', rss([{ link: at('/a'), title: 'Poison' }, { link: at('/b') }]));
    const { articles } = house.store;
    const upsert = articles.upsert.bind(articles);
    articles.upsert = async (origin, content, ...rest) => {
      if (content.title === 'Poison') throw new StoreError('data_corrupt', 'article 1: card');
      return await upsert(origin, content, ...rest);
    };
    const feedId = await newFeed(house, site, at('/feed'));
    try {
      expect(await poll(house, feedId)).toMatchObject({ created: 1 });
      await poll(house, feedId);
    } finally {
      articles.upsert = upsert;
    }
    expect(await letters(feedId)).toMatchObject([
      { reason: expect.stringContaining('article 1: card'), times: 2 },
    ]);
    expect(await poll(house, feedId)).toMatchObject({ created: 1 });
    expect(await letters(feedId)).toEqual([]);
  });

  it('as a whole is kept by the hash of its bytes', async () => {
    const body = '{"version": "https://jsonfeed.org/version/1.1", "items": [';
    publisher.set('/feed', { type: 'application/json', body });
    const feedId = await newFeed(house, site, at('/feed'));
    expect(await poll(house, feedId)).toMatchObject({ status: 'malformed' });
    await poll(house, feedId);
    expect(await letters(feedId)).toMatchObject([
      {
        kind: 'body',
        hash: createHash('sha256').update(body).digest('hex'),
        reason: expect.stringMatching(/^malformed: /),
        excerpt: body,
        bytes: body.length,
        times: 2,
      },
    ]);
  });

  it('is tried again once when a newer parser comes, without validators', async () => {
    const headers = { etag: '"v1"' };
    publisher.set('/feed', { ...rss([{ title: 'Nowhere' }, { link: at('/a') }]), headers });
    const feedId = await newFeed(house, site, at('/feed'));
    await poll(house, feedId);
    // As an older release left it.
    await house.client.hset(`ml:{feeds}:feed:${feedId}`, 'parserVersion', '1');
    const again = await poll(house, feedId);
    expect(again.feed.lastOutcome).toMatchObject({
      status: 'changed',
      message: expect.stringMatching(/^read anew: a newer parser .*; 1 items skipped: no address$/),
    });
    expect(publisher.requests.at(-1)?.headers['if-none-match']).toBeUndefined();
    expect(await letters(feedId)).toMatchObject([{ times: 2 }]);
    expect((await poll(house, feedId)).status).toBe('unchanged');
  });

  it('is tried again by hand, and forgotten where it is not there any more', async () => {
    publisher.set('/feed', rss([{ title: 'Nowhere' }, { link: at('/a') }]));
    const feedId = await newFeed(house, site, at('/feed'));
    await poll(house, feedId);
    publisher.set('/feed', rss([{ link: at('/b') }, { link: at('/a') }]));
    await poll(house, feedId);
    // It left the feed unread: that it is lost is worth to be known.
    expect(await letters(feedId)).toHaveLength(1);
    await house.store.feeds.dropValidators(feedId);
    expect(await poll(house, feedId)).toMatchObject({ status: 'changed', created: 0 });
    expect(await letters(feedId)).toEqual([]);
  });
});
