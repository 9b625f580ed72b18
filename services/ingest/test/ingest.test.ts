// The service as a whole, in this process: its own beat, queues and workers over a real Redis.
import { EventEmitter, once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Site } from '@maylike/articles';
import { createMetrics, Readiness, type Metrics } from '@maylike/runtime';
import type { Feed } from '@maylike/store';
import { userAgentOf, type Ingest, type IngestOptions } from '../src/index.js';
import {
  liveArticles,
  newFeed,
  newSite,
  openHouse,
  startIn,
  startTime,
  type House,
} from './house.js';
import { articlePage, rss, startPublisher, type Publisher } from './publisher.js';

let house: House;
let publisher: Publisher;
let site: Site;
let running: Ingest | null = null;
let metrics: Metrics;
let readiness: Readiness;

beforeAll(async () => {
  house = await openHouse();
  const { feeds, articles, processes } = house.store;
  const finishPoll = feeds.finishPoll.bind(feeds);
  feeds.finishPoll = async (...args) => {
    const counted = await finishPoll(...args);
    written.emit('poll');
    return counted;
  };
  const attachPage = articles.attachPage.bind(articles);
  articles.attachPage = async (...args) => {
    const status = await attachPage(...args);
    written.emit('page');
    return status;
  };
  const beat = processes.beat.bind(processes);
  processes.beat = async (record) => {
    await beat(record);
    written.emit('beat');
  };
});
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  await house.reset();
  publisher = await startPublisher();
  site = await newSite(house, publisher.origin);
});
afterEach(async () => {
  await running?.stop();
  running = null;
  await publisher.close();
});

async function start(other: Partial<IngestOptions> = {}): Promise<Ingest> {
  metrics = createMetrics('ingest');
  readiness = new Readiness();
  running = await startIn(house, {
    metrics,
    readiness,
    userAgent: userAgentOf('0.1.0', 'https://harbour.example/bot'),
    ...other,
  });
  return running;
}

/** What the running service has just written; tests wait for it instead of sleeping. */
const written = new EventEmitter();

/** Looks at once and after each write of that kind, until it is so. */
async function until<Value>(
  kind: 'poll' | 'page' | 'beat',
  look: () => Promise<Value | null | false>,
): Promise<Value> {
  for (;;) {
    const next = once(written, kind);
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    await next;
  }
}
const polled = async (feedId: string): Promise<Feed> =>
  await until('poll', async () => {
    const feed = await house.store.feeds.get(feedId);
    return feed.finishedPoll > 0 && feed;
  });
const at = (path: string): string => `${publisher.origin}${path}`;

describe('the running service', () => {
  it('polls a new feed by itself and reads the pages that it asks for', async () => {
    publisher.set('/feed', rss([{ link: at('/story'), text: 'Brief.' }]));
    publisher.set('/story', articlePage());
    const feedId = await newFeed(house, site, at('/feed'), { fullText: 'short' });
    await start();
    expect((await polled(feedId)).lastOutcome).toMatchObject({ created: 1, pages: [1] });
    await until('page', async () => {
      const article = await house.store.articles.get(site.networkId, 1);
      return article !== null && article.pageHash !== null;
    });
    const agents = publisher.requests.map(({ headers }) => headers['user-agent']);
    expect(new Set(agents)).toEqual(new Set(['MayLike/0.1.0 (+https://harbour.example/bot)']));
    const text = await metrics.render();
    expect(text).toMatch(/maylike_polls_total\{outcome="changed",service="ingest"\} 1/);
    expect(text).toMatch(/maylike_articles_upserted_total\{status="created",service="ingest"\} 1/);
  });

  it('lets a hostile feed back off with a reason, and the other feed does not notice', async () => {
    publisher.set('/hostile', { type: 'text/xml', body: '<rss><a>'.repeat(50_000) });
    publisher.set('/good', rss([{ link: at('/story') }]));
    // Accepts and never answers: it is cut off only when the service stops.
    publisher.set('/silent', () => undefined);
    const hostile = await newFeed(house, site, at('/hostile'));
    const silent = await newFeed(house, site, at('/silent'));
    const good = await newFeed(house, site, at('/good'));
    await start({ shutdownGraceMs: 50 });
    expect((await polled(good)).lastOutcome).toMatchObject({ status: 'changed', created: 1 });
    const refused = await polled(hostile);
    expect(refused).toMatchObject({ errorsInRow: 1, nextPollAt: startTime + 600_000 });
    expect(refused.nextPollReason).toMatch(/^error 1 in a row: .{10,}/);
    expect((await house.store.feeds.get(silent)).finishedPoll).toBe(0);
    expect(await liveArticles(house, site.networkId)).toHaveLength(1);
  });

  it('answers a visit', async () => {
    publisher.set('/feed', rss([{ link: at('/a') }]));
    await start();
    const answer = await house.queues.visit({ kind: 'try-feed', url: at('/feed') }, house.blocking);
    expect(answer).toMatchObject({ ok: true, items: 1, format: 'rss' });
  });

  it('tells that it lives, and leaves the list when it stops', async () => {
    const service = await start();
    const [record] = await until('beat', async () => {
      const list = await house.store.processes.list(house.clock.at);
      return list.length > 0 && list;
    });
    expect(record).toMatchObject({ service: 'ingest', pid: process.pid, ready: true });
    running = null;
    await service.stop();
    expect(await house.store.processes.list(house.clock.at)).toEqual([]);
  });

  it('says that it is not ready, and hands out nothing, while Redis is short of memory', async () => {
    publisher.set('/feed', rss([{ link: at('/a') }]));
    const feedId = await newFeed(house, site, at('/feed'));
    let share = 0.9;
    await start({ readMemoryShare: () => Promise.resolve(share) });
    await until('beat', async () => {
      const [record] = await house.store.processes.list(house.clock.at);
      return record?.detail === 'Redis uses 90 % of its memory: feeds are not polled';
    });
    expect(readiness.report().ready).toBe(false);
    expect(publisher.requests).toHaveLength(0);
    share = 0.1;
    house.clock.at += 10_000;
    expect((await polled(feedId)).lastOutcome?.created).toBe(1);
  });
});

describe('stopping', () => {
  it('finishes a poll in hand within the grace', async () => {
    const { body } = rss([{ link: at('/a') }]);
    const asked = new Promise<() => void>((resolve) => {
      publisher.set('/feed', (_request, response) => {
        resolve(() => response.writeHead(200, { 'content-type': 'text/xml' }).end(body));
      });
    });
    const feedId = await newFeed(house, site, at('/feed'));
    const service = await start();
    const answer = await asked;
    running = null;
    const stopped = service.stop();
    answer();
    await stopped;
    expect(await house.store.feeds.get(feedId)).toMatchObject({ finishedPoll: 1, errorsInRow: 0 });
  });

  it('cuts off what takes longer; the next service brings all of it', async () => {
    const { body } = rss([{ link: at('/a') }]);
    const silent = new Promise<void>((resolve) => {
      publisher.set('/feed', (request) => {
        resolve();
        void once(request.socket, 'close');
      });
    });
    const feedId = await newFeed(house, site, at('/feed'));
    const service = await start({ shutdownGraceMs: 50 });
    await silent;
    running = null;
    await service.stop();
    expect(await house.store.feeds.get(feedId)).toMatchObject({ finishedPoll: 0, errorsInRow: 0 });
    publisher.set('/feed', { type: 'text/xml', ...(body === undefined ? {} : { body }) });
    await start();
    const feed = await polled(feedId);
    expect(feed).toMatchObject({ errorsInRow: 0 });
    expect(feed.lastOutcome).toMatchObject({ created: 1 });
  });
});
