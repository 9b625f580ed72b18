// What the hosts see of us: how many requests at once, how often, and for how long we stay away when they say so.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { Site } from '@maylike/articles';
import { LaterError } from '@maylike/queues';
import { parseAllowPrivate } from '@maylike/safe-fetch';
import { z } from 'zod';
import { HandOut } from '../src/hand-out.js';
import { workPage } from '../src/page.js';
import { Politeness } from '../src/politeness.js';
import { pollFeed } from '../src/poll.js';
import { jitterOf } from '../src/schedule.js';
import type { Tools } from '../src/tools.js';
import { tryFeed } from '../src/visit.js';
import {
  calm,
  emptyQueue,
  hourMs,
  liveArticles,
  minuteMs,
  newFeed,
  perHost,
  poll,
  startIn,
  startTime,
  waitingJobs,
  type House,
} from './house.js';
import { articlePage, rss, startPublisher, type Publisher } from './publisher.js';
import { inWorld } from './world.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
let house: House;
let publisher: Publisher;
let site: Site;

inWorld({ limits: { timeoutMs: 2_000 } }, (world) => {
  ({ house, publisher, site } = world);
});
const at = (path: string): string => `${publisher.origin}${path}`;
const hostName = (): string => new URL(publisher.origin).host;

/** The same tools for a service that takes the publisher for a stranger's. */
function strangerTools(): Tools {
  const politeness = new Politeness(perHost, []);
  const memory = { isShort: () => Promise.resolve(false) };
  return {
    ...house.tools,
    politeness,
    handOut: new HandOut({ ...house.tools, politeness, memory }),
  };
}

/** A host that takes its time, and counts who is with it at one time. */
class SlowHost {
  atOnce = 0;
  atOnceMax = 0;
  readonly answeredAt: number[] = [];
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(latencyMs: number): Promise<SlowHost> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const host = new SlowHost(server, `http://127.0.0.1:${address.port}`);
    server.on('request', ({ url }, response) => {
      host.atOnce += 1;
      host.atOnceMax = Math.max(host.atOnceMax, host.atOnce);
      setTimeout(() => {
        host.atOnce -= 1;
        host.answeredAt.push(Date.now());
        const isFeed = url?.startsWith('/feed') === true;
        const link = `${host.origin}/page${url ?? ''}`;
        const { type, body } = isFeed ? rss([{ link, text: 'Brief.' }]) : articlePage();
        response.writeHead(200, { 'content-type': type ?? 'text/html' }).end(body);
      }, latencyMs);
    });
    return host;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

describe('a slow host with many feeds', () => {
  it('A-15 is never asked for more than two things at once, feeds and pages together, and holds up nobody', async () => {
    house.clock.at = Date.now();
    const feedsOfSlow = isLong ? 200 : 20;
    const slow = await SlowHost.start(isLong ? 300 : 50);
    const quick = await Promise.all(Array.from({ length: 5 }, () => SlowHost.start(0)));
    for (let i = 0; i < feedsOfSlow; i += 1) {
      await newFeed(house, site, `${slow.origin}/feed/${i}`, { fullText: 'short' });
    }
    for (const { origin } of quick) {
      for (let i = 0; i < 4; i += 1) await newFeed(house, site, `${origin}/feed/${i}`);
    }
    const ingest = await startIn(house, {
      concurrency: 16,
      pollIntervalMinSeconds: 3_600,
      now: Date.now,
    });
    const startedAt = Date.now();
    try {
      const wanted = feedsOfSlow * 2 + 20;
      const count = (): number =>
        [slow, ...quick].reduce((sum, { answeredAt }) => sum + answeredAt.length, 0);
      const isDone = (): boolean => count() >= wanted + 1;
      while (!isDone()) {
        if (Date.now() > startedAt + 110_000) throw new Error(`only ${count()} answers`);
        await Promise.race([slow, ...quick].map((host) => nextRequest(host)));
      }
    } finally {
      await ingest.stop();
      await Promise.all([slow, ...quick].map((host) => host.close()));
    }
    expect(slow.atOnceMax).toBe(2);
    for (const { atOnceMax } of quick) expect(atOnceMax).toBeLessThanOrEqual(2);
    const lastOfQuick = Math.max(...quick.map(({ answeredAt }) => answeredAt.at(-1) ?? Infinity));
    const lastOfSlow = slow.answeredAt.at(-1) ?? 0;
    process.stdout.write(
      `a slow host's ${feedsOfSlow} feeds with their pages took ${lastOfSlow - startedAt} ms, ${slow.atOnceMax} at once; 20 feeds of five others were polled within ${lastOfQuick - startedAt} ms\n`,
    );
    // Nobody waited for the slow one: most of its answers came when all others had been polled.
    const before = slow.answeredAt.filter((time) => time < lastOfQuick).length;
    expect(before).toBeLessThan(slow.answeredAt.length / 2);
    expect(await liveArticles(house, site.networkId)).toHaveLength(feedsOfSlow + 20);
  }, 120_000);

  const nextRequest = async (host: SlowHost): Promise<void> => {
    const seen = host.answeredAt.length;
    for (let i = 0; i < 20 && host.answeredAt.length === seen; i += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await house.client.ping();
    }
  };
});

describe('a host that has enough', () => {
  const answers = async (headers: Readonly<Record<string, string>>, status = 429) => {
    publisher.set('/one', { status, headers });
    publisher.set('/two', rss([{ link: at('/a') }]));
    const tools = strangerTools();
    const one = await newFeed(house, site, at('/one'));
    const { feed } = await poll(house, one, tools);
    const state = await house.store.hosts.state(hostName(), house.clock.at);
    return { feed, tools, blockedMs: (state.blockedUntil ?? startTime) - startTime };
  };

  it.each([
    ['in seconds', { 'retry-after': '600' }, 600_000],
    ['as a date', { 'retry-after': new Date(startTime + 600_000).toUTCString() }, 600_000],
    ['with a negative number', { 'retry-after': '-5' }, 60_000],
    ['with ten years', { 'retry-after': String(10 * 365 * 86_400) }, hourMs],
    ['without a word of how long', {}, 60_000],
  ])('and says so %s is left alone with all its feeds', async (_how, headers, ms) => {
    expect((await answers(headers)).blockedMs).toBe(ms);
  });

  it('is asked for no other feed and no page before, and for both after', async () => {
    const { tools } = await answers({ 'retry-after': '600' }, 503);
    await newFeed(house, site, at('/two'));
    expect(await tools.handOut.due(10)).toBe(0);
    const job = { kind: 'unknown', siteId: site.id, url: at('/story') } as const;
    await expect(workPage(job, tools, calm)).rejects.toMatchObject({ delayMs: 600_000 });
    expect(publisher.requests.map(({ url }) => url)).toEqual(['/one']);
    house.clock.at += 600_000;
    publisher.set('/story', articlePage());
    expect(await workPage(job, tools, calm)).toEqual({ outcome: 'created' });
    expect(await tools.handOut.due(10)).toBeGreaterThan(0);
  });

  it('keeps the feed that was told waiting for as long as it was told, up to a day', async () => {
    const { feed } = await answers({ 'retry-after': String(10 * 365 * 86_400) });
    expect(feed.nextPollAt).toBe(startTime + 24 * hourMs);
    expect(feed.nextPollReason).toBe('error 1 in a row: HTTP 429, asked to wait 1 d');
  });

  it.each([500, 502, 404])('but a %d speaks of its own feed alone', async (status) => {
    expect((await answers({ 'retry-after': '600' }, status)).blockedMs).toBe(0);
  });

  it("of the operator's own speaks of its own feed alone", async () => {
    publisher.set('/one', { status: 429, headers: { 'retry-after': '600' } });
    await poll(house, await newFeed(house, site, at('/one')));
    const { blockedUntil } = await house.store.hosts.state(hostName(), house.clock.at);
    expect(blockedUntil).toBeNull();
  });
});

describe('C-14 a host all of whose feeds fail at once', () => {
  const feedCount = isLong ? 1_000 : 60;
  const minutes = 25;
  const stepMs = 5_000;

  it('is asked no more often than on a good day, its feeds come back one by one, and nobody else waits', async () => {
    const tools: Tools = { ...strangerTools(), jitter: jitterOf };
    const other = await startPublisher();
    other.set('/feed', rss([{ link: `${other.origin}/a` }]));
    const calmFeed = await newFeed(house, site, `${other.origin}/feed`, { pollEverySeconds: 300 });
    const failing: string[] = [];
    for (let i = 0; i < feedCount; i += 1) {
      publisher.set(`/down/${i}`, { status: 500 });
      failing.push(await newFeed(house, site, at(`/down/${i}`)));
    }
    const perMinute: number[] = [];
    for (let minute = 0; minute < minutes; minute += 1) {
      const before = publisher.requests.length;
      for (let ms = 0; ms < minuteMs; ms += stepMs) {
        await workAllDue(tools);
        house.clock.at += stepMs;
      }
      perMinute.push(publisher.requests.length - before);
    }
    await other.close();
    const feeds = await Promise.all(failing.map((id) => house.store.feeds.get(id)));
    const most = Math.max(...perMinute);
    process.stdout.write(
      `${feedCount} feeds of a host that fails: at most ${most} requests a minute, ${publisher.requests.length} in ${minutes} minutes\n`,
    );
    expect(publisher.requests.length).toBeGreaterThan(feedCount);
    expect(most).toBeLessThanOrEqual(2 * perHost.requestsPerMinute);
    // Each waits its own time, so that they do not come back together.
    const next = feeds.map(({ nextPollAt }) => nextPollAt);
    expect(new Set(next).size).toBeGreaterThan(0.9 * feedCount);
    const calmPolls = await house.store.feeds.history(calmFeed);
    expect(calmPolls).toHaveLength(minutes / 5);
    expect(new Set(calmPolls.map(({ status }) => status))).toEqual(
      new Set(['changed', 'unchanged']),
    );
  }, 120_000);

  /** Works what is handed out now, and what that hands out. */
  async function workAllDue(tools: Tools): Promise<void> {
    await tools.handOut.due(100);
    for (;;) {
      const jobs = z.array(pollSchema).parse(await waitingJobs(house, 'poll'));
      if (jobs.length === 0) return;
      await emptyQueue(house, 'poll');
      for (const job of jobs) await pollFeed(job, tools, calm);
    }
  }
  const pollSchema = z.object({ feedId: z.string(), pollNumber: z.number() });
});

describe('a host with a Crawl-delay', () => {
  it('has its pages read one in that time, at most a minute', async () => {
    publisher.set('/robots.txt', { type: 'text/plain', body: 'User-agent: *\nCrawl-delay: 600' });
    const page = (name: string) =>
      ({ kind: 'unknown', siteId: site.id, url: at(`/${name}`) }) as const;
    for (const name of ['one', 'two']) publisher.set(`/${name}`, articlePage({ title: name }));
    const tools = strangerTools();
    expect(await workPage(page('one'), tools, calm)).toEqual({ outcome: 'created' });
    house.clock.at += 10_000;
    // The first page was asked for before anybody knew of the delay, and was paid for at the usual price.
    expect(await workPage(page('two'), tools, calm)).toEqual({ outcome: 'created' });
    publisher.set('/three', articlePage({ title: 'three' }));
    await expect(workPage(page('three'), tools, calm)).rejects.toBeInstanceOf(LaterError);
    const { crawlDelayMs } = await house.store.hosts.state(hostName(), house.clock.at);
    expect(crawlDelayMs).toBe(minuteMs);
    house.clock.at += minuteMs;
    expect(await workPage(page('three'), tools, calm)).toEqual({ outcome: 'created' });
  });
});

describe('something that a person waits for', () => {
  it('waits for a slot of its host, and says so when none comes', async () => {
    publisher.set('/feed', rss([{ link: at('/a') }]));
    const terms = { now: house.clock.at, leaseMs: minuteMs, policy: house.tools.politeness.of('') };
    for (const holder of ['one', 'two']) {
      await house.store.hosts.take(hostName(), 'page', holder, terms);
    }
    const job = { kind: 'try-feed', url: at('/feed') } as const;
    await expect(tryFeed(job, house.tools, calm)).rejects.toBeInstanceOf(LaterError);
    expect(await tryFeed(job, house.tools, { ...calm, ageMs: 4_000 })).toMatchObject({
      ok: false,
      code: 'host_busy',
    });
    await house.store.hosts.release(hostName(), 'one');
    expect(await tryFeed(job, house.tools, calm)).toMatchObject({ ok: true, items: 1 });
    expect(publisher.asked('/feed')).toBe(1);
    expect(await house.store.hosts.state(hostName(), house.clock.at)).toMatchObject({
      underWay: 1,
    });
  });
});

describe('what is the operator’s own', () => {
  const own = new Politeness(perHost, parseAllowPrivate('10.0.0.0/8:8080,127.0.0.0/8,fd00::/8'));
  it.each([
    ['127.0.0.1:4000', true],
    ['localhost:4000', true],
    ['10.1.2.3:8080', true],
    ['10.1.2.3', false],
    ['[fd00::1]', true],
    ['[::1]', false],
    ['news.example', false],
    ['127.0.0.1.example', false],
    ['unreadable', false],
  ])('%s: %s', (host, isOwn) => {
    expect(own.isOwn(host)).toBe(isOwn);
    expect(own.of(host)).toEqual({ requestsAtOnce: 2, msPerRequest: isOwn ? 0 : 1_000, burst: 10 });
  });
});
