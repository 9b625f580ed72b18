// Many feeds of many hosts, polled by the ingest service as it is started, beside what a bare loop of fetch and
// rss-parser needs for the same feeds of the same server in the same run. Figures are printed, not judged: what is
// judged is who is asked when.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger, findFreePort } from '@maylike/runtime';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import { openStore, type Store } from '@maylike/store';
import { z } from 'zod';
import { Cleanup } from '../support/cleanup.js';
import { Figures, seconds } from '../support/figures.js';
import { IngestProcess, sumOf } from '../support/ingest-process.js';
import { feedDocuments } from './feed-documents.js';
import { FeedHost } from './feed-hosts.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
const feedCount = isLong ? 1_000 : 60;
const outletsMax = isLong ? 9 : 2;
const feedsPerHost = 4;
/** Feeds of the host that answers nobody until so many feeds of others were answered: in time to be read itself. */
const slowFeeds = 12;
const answersBefore = isLong ? 100 : feedCount;
const requestsAtOnce = 2;
/** As the service is set up where nobody says otherwise. */
const concurrency = 16;
/** Its metrics cost it some milliseconds each time. */
const lookEveryMs = 200;

const bareResultSchema = z.object({
  polls: z.number(),
  items: z.number(),
  refused: z.number(),
  tookMs: z.number(),
  cpuMs: z.number(),
});

describe(`${feedCount} feeds on one machine`, () => {
  const cleanup = Cleanup.afterAll();
  const documents = feedDocuments(feedCount, outletsMax);
  const urls: string[] = [];
  const hosts: FeedHost[] = [];
  let slow: FeedHost;
  let redis: TestRedis;
  let store: Store;
  let answered = 0;
  const atRelease = { slowAsked: 0, answered: 0 };
  const polls = { tookMs: 0, cpuMs: 0, outcomes: new Map<string, number>() };
  let articles = new Map<string, number>();
  let bare: z.infer<typeof bareResultSchema>;

  beforeAll(async () => {
    for (let i = 0; i < Math.ceil(feedCount / feedsPerHost); i += 1) {
      hosts.push(cleanup.of(await FeedHost.start(countAnswer)));
    }
    documents.bodies.forEach((body, i) => {
      const host = hosts[i % hosts.length];
      if (host !== undefined) urls.push(host.publish(`/feed-${i}.xml`, body));
    });
    slow = cleanup.of(await FeedHost.start(() => undefined));
    bare = await runBareLoop();
    for (const host of hosts) host.forget();
    answered = 0;
    slow.hold();
    redis = cleanup.of(await startTestRedis());
    const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
    store = await openStore(redis.target, { logger, connectionName: 'test' });
    cleanup.of({
      stop: () => {
        store.redis.disconnect();
        return Promise.resolve();
      },
    });
    await addFeeds();
    await runIngest();
    print();
  }, 300_000);

  function countAnswer(): void {
    answered += 1;
    if (answered !== answersBefore) return;
    Object.assign(atRelease, { slowAsked: slow.asked, answered });
    slow.release();
  }

  async function runBareLoop(): Promise<z.infer<typeof bareResultSchema>> {
    const script = fileURLToPath(new URL('bare-loop.mjs', import.meta.url));
    const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(JSON.stringify({ urls, atOnce: concurrency }));
    return bareResultSchema.parse(JSON.parse(await text(child.stdout)));
  }

  /** Feeds of different outlets share a site; the same outlet's captures would be one another's articles. */
  async function addFeeds(): Promise<void> {
    const settings = { fullText: 'never', pollEverySeconds: 86_400 } as const;
    const origins = ['https://outlet.example'];
    const slowUrls = Array.from({ length: slowFeeds }, (_none, i) =>
      slow.publish(`/slow-${i}.xml`, documents.bodies[0] ?? Buffer.alloc(0)),
    );
    // Those that have waited longest come first: it is asked before anybody else.
    urls.unshift(...slowUrls);
    for (let start = 0; start < urls.length; start += documents.outlets) {
      const { site } = await store.sites.create({ name: `Site ${start}`, origins }, Date.now());
      for (const url of urls.slice(start, start + documents.outlets)) {
        await store.feeds.add(site, url, settings, Date.now());
      }
    }
  }

  async function runIngest(): Promise<void> {
    const ingest = cleanup.of(
      await IngestProcess.start(await findFreePort(), {
        REDIS_URL: `unix://${redis.socketPath}`,
        FETCH_ALLOW_PRIVATE: '127.0.0.0/8',
        HOST_REQUESTS_AT_ONCE: String(requestsAtOnce),
        INGEST_CONCURRENCY: String(concurrency),
      }),
    );
    const startedMs = performance.now();
    const cpuOf = async (): Promise<number> =>
      sumOf(await ingest.metric('process_cpu_seconds_total')) * 1_000;
    const cpuBeforeMs = await cpuOf();
    for (;;) {
      polls.outcomes = await ingest.metric('maylike_polls_total');
      if (sumOf(polls.outcomes) >= urls.length) break;
      await wait(lookEveryMs);
    }
    polls.tookMs = performance.now() - startedMs;
    polls.cpuMs = (await cpuOf()) - cpuBeforeMs;
    articles = await ingest.metric('maylike_articles_upserted_total');
  }

  function print(): void {
    const count = feedCount + slowFeeds;
    const stored = sumOf(articles);
    const megabytes = documents.bodies.reduce((sum, { length }) => sum + length, 0) / 1e6;
    const rate = (things: number, ms: number): string => `${((1_000 * things) / ms).toFixed(0)}/s`;
    const cpu = (ms: number, things: number): string => `${(ms / things).toFixed(1)} ms`;
    const refused = [...polls.outcomes].filter(([labels]) => !labels.includes('"changed"'));
    const figures = new Figures();
    figures.add(
      `${feedCount} feeds of ${hosts.length} hosts (${documents.origin}, ${megabytes.toFixed(1)} MB)`,
    );
    figures.add('', 'took', 'polls', 'articles', 'CPU a poll', 'CPU an article', 'refused');
    figures.add(
      'bare fetch + rss-parser',
      ...[seconds(bare.tookMs), rate(bare.polls, bare.tookMs), rate(bare.items, bare.tookMs)],
      ...[cpu(bare.cpuMs, bare.polls), cpu(bare.cpuMs, bare.items), String(bare.refused)],
    );
    figures.add(
      `ingest, with ${slowFeeds} feeds of a slow host`,
      ...[seconds(polls.tookMs), rate(count, polls.tookMs), rate(stored, polls.tookMs)],
      ...[cpu(polls.cpuMs, count), cpu(polls.cpuMs, stored), String(sumOf(new Map(refused)))],
    );
    figures.print();
  }

  it('are all polled, each once', async () => {
    expect(hosts.reduce((sum, { asked }) => sum + asked, 0)).toBe(feedCount);
    expect(slow.asked).toBe(slowFeeds);
    expect(sumOf(polls.outcomes)).toBe(feedCount + slowFeeds);
    expect(await store.feeds.overdueCount(Date.now())).toBe(0);
  });

  it('are read wherever the loop can read them', () => {
    // A machine that is busy elsewhere may make one of them too late.
    const unread = [...polls.outcomes].filter(([labels]) => !/"(changed|\w*timeout)"/.test(labels));
    expect(sumOf(new Map(unread))).toBeLessThanOrEqual(bare.refused);
  });

  it(`have their hosts asked for at most ${requestsAtOnce} of them at once`, () => {
    const most = hosts.map(({ atOnceMax }) => atOnceMax);
    expect(Math.max(...most, slow.atOnceMax)).toBe(requestsAtOnce);
  });

  it('do not wait for a host that does not answer', () => {
    expect(atRelease.answered).toBe(answersBefore);
    expect(atRelease.slowAsked).toBeGreaterThanOrEqual(requestsAtOnce);
  });
});
