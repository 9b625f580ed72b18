// The ingest service as it is started, in a world where every address can be had: feeds, pages, visits and whatever a
// feed names, all at the same time as name servers that never answer and a host that comes and goes.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queues } from '@maylike/queues';
import { createLogger, openRedis } from '@maylike/runtime';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import { refusedHosts } from '@maylike/safe-fetch/testing';
import { openStore, type Feed, type Store } from '@maylike/store';
import { z } from 'zod';
import { IngestProcess, sumOf } from '../../support/ingest-process.js';
import { addressOf, outletAddresses } from '../addresses.js';
import { folder, openWorld, type World } from './world.js';

type Site = Awaited<ReturnType<Store['sites']['create']>>['site'];
type Connection = ReturnType<typeof openRedis>;

const healthPort = 7070;
const scenarioTimeoutMs = 60_000;
const [outlet, other] = outletAddresses;

/** Every way of writing an address inside, each with a path of its own. */
const insideUrls = refusedHosts.map((host, i) => `http://${host}/${i}/`);
/** Stories of the poisoned feed, each with its share of those addresses. */
const stories = 6;
const deadFeeds = 20;
/** A host that comes and goes: this often, each time for this long. */
const flaps = 6;
const flapMs = 400;

let world: World;
let redis: TestRedis;
let store: Store;
let queues: Queues;
let blocking: Connection;
let ingest: IngestProcess;
let site: Site;
let insideSite: Site;
const steadyPolls: number[] = [];
const answersMs: number[] = [];
let visits: ReadonlyMap<string, string> = new Map();
const ids = { inside: [] as string[], dead: [] as string[], hostile: '', steady: '', flapping: '' };

function rss(items: readonly string[], channel = ''): string {
  return `<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"><channel><title>Harbour</title><link>http://outlet.example.org/</link><description>News</description>${channel}${items.join('')}</channel></rss>`;
}

function item(name: string, link: string, more = ''): string {
  return `<item><title>${name} of the harbour</title><link>${link}</link><guid isPermaLink="false">${name}</guid><description>${name}: the tide came in and the ships went out.</description>${more}</item>`;
}

/** The addresses that one of the stories has. */
const urlsOf = (story: number): string[] => insideUrls.filter((_url, i) => i % stories === story);

/** An item in which everything that can be an address is one inside. */
function poisonedItem(story: number): string {
  const addresses = urlsOf(story).map(
    (url) =>
      `<enclosure url="${url}a.mp3" length="9" type="audio/mpeg"/><media:content url="${url}b.jpg" medium="image"/><media:thumbnail url="${url}c.jpg"/><comments>${url}d</comments><wfw:commentRss>${url}e</wfw:commentRss><source url="${url}f">x</source>`,
  );
  const embedded = urlsOf(story).map(
    (url) =>
      `<img src="${url}g.jpg"><iframe src="${url}h"></iframe><link rel="stylesheet" href="${url}i">`,
  );
  const content = `<content:encoded><![CDATA[${embedded.join('')}]]></content:encoded>`;
  const link = `http://outlet.example.org/story-${story}`;
  return item(`Story ${story}`, link, addresses.join('') + content);
}

/** A page in which everything that can be an address is one inside. */
function poisonedPage(story: number): string {
  const head = urlsOf(story).map(
    (url) =>
      `<link rel="canonical" href="${url}"><link rel="icon" href="${url}favicon.ico"><link rel="next" href="${url}2"><link rel="alternate" type="application/rss+xml" href="${url}feed"><meta property="og:image" content="${url}og.jpg"><meta http-equiv="refresh" content="0; url=${url}"><link rel="amphtml" href="${url}amp">`,
  );
  const images = urlsOf(story).map((url) => `<img src="${url}x.jpg">`);
  const text = 'The tide came in and the ships went out of the harbour that day. '.repeat(30);
  return `<!doctype html><html><head><title>A story</title>${head.join('')}</head><body><article><p>${text}</p>${images.join('')}</article></body></html>`;
}

beforeAll(async () => {
  world = await openWorld();
  redis = await startTestRedis();
  blocking = openRedis(redis.target, { purpose: 'blocking' });
  const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });
  store = await openStore(redis.target, { logger, connectionName: 'test' });
  queues = new Queues(store.redis, () => undefined);
  setOutlets();
  await startService();
  await addInside();
  visits = await visitInside();
  await until(isInsideDone);
  const health = watchHealth();
  await addOthers();
  await flap();
  await until(areOthersDone);
  await health.end();
}, scenarioTimeoutMs);

afterAll(async () => {
  await ingest.stop();
  await queues.close();
  for (const connection of [blocking, store.redis]) connection.disconnect();
  await redis.stop();
  await world.close();
});

function setOutlets(): void {
  for (const name of ['outlet', 'steady', 'flapping']) {
    world.name(`${name}.example.org`, [name === 'flapping' ? other : outlet]);
  }
  for (let i = 0; i < deadFeeds; i += 1) world.name(`n${i}.dead.example.org`, () => null);
  const channel = insideUrls
    .map(
      (url) =>
        `<image><url>${url}logo.png</url><link>${url}</link><title>x</title></image><atom:link rel="hub" href="${url}hub"/><atom:link rel="next" href="${url}next"/><atom:link rel="self" href="${url}self"/>`,
    )
    .join('');
  const items = Array.from({ length: stories }, (_, story) => poisonedItem(story));
  const hostileFeed = rss(items, channel);
  world.serve('outlet.example.org', (request, response) => {
    const story = /^\/story-(\d+)$/.exec(request.url ?? '');
    if (request.url === '/feed.xml') response.end(hostileFeed);
    else if (story !== null) {
      response.setHeader('content-type', 'text/html');
      response.end(poisonedPage(Number(story[1])));
    } else response.writeHead(404).end();
  });
  world.serve('steady.example.org', (_request, response) => {
    steadyPolls.push(performance.now());
    response.end(rss([item('Steady', 'http://steady.example.org/a')]));
  });
}

async function add(url: string, pollEverySeconds: number): Promise<string> {
  const settings = { fullText: 'always', pollEverySeconds } as const;
  return (await store.feeds.add(site, url, settings, Date.now())).feedId;
}

/** What lies inside: as feeds, as pages of a site that says it is there, and in a feed and pages of another. */
async function addInside(): Promise<void> {
  const now = Date.now();
  const origins = ['outlet', 'steady', 'flapping'].map((name) => `http://${name}.example.org`);
  site = (await store.sites.create({ name: 'Harbour', origins }, now)).site;
  const insideOrigins = [...new Set(insideUrls.map((url) => new URL(url).origin))];
  insideSite = (await store.sites.create({ name: 'Inside', origins: insideOrigins }, now)).site;
  ids.hostile = await add('http://outlet.example.org/feed.xml', 3_600);
  ids.inside = await Promise.all(insideUrls.map((url) => add(`${url}feed.xml`, 3_600)));
  await queues.addPages(
    insideUrls.map((url) => ({ kind: 'unknown', siteId: insideSite.id, url: `${url}page` })),
  );
}

async function addOthers(): Promise<void> {
  ids.steady = await add('http://steady.example.org/feed.xml', 1);
  ids.flapping = await add('http://flapping.example.org/feed.xml', 1);
  ids.dead = await Promise.all(
    Array.from({ length: deadFeeds }, (_, i) =>
      add(`http://n${i}.dead.example.org/feed.xml`, 3_600),
    ),
  );
}

async function startService(): Promise<void> {
  ingest = await IngestProcess.start(healthPort, {
    MAYLIKE_HOME: join(folder, 'home'),
    REDIS_URL: `unix://${redis.socketPath}`,
    // Every public address here is this machine's own, which is refused unless it is allowed.
    FETCH_ALLOW_PRIVATE: [outlet, other].map((address) => `${address}/32:80`).join(','),
    POLL_INTERVAL_MIN_SECONDS: '1',
    HOST_REQUESTS_AT_ONCE: '8',
    HOST_REQUESTS_PER_MINUTE: '6000',
    // A worker each for the dead names, and more: what is tried is what they share, not that they wait.
    INGEST_CONCURRENCY: '200',
  });
}

/** Looks until it is so; the scenario's own limit ends what never is. */
async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await wait(50);
}

/** Asks the service how it is until it is told to end: its event loop, its threads and its Redis. */
function watchHealth(): { end: () => Promise<void> } {
  const end = new AbortController();
  const watching = (async () => {
    while (!end.signal.aborted) {
      const { status, tookMs } = await ingest.ask('/readyz');
      answersMs.push(status === 200 ? tookMs : Number.POSITIVE_INFINITY);
      await wait(50);
    }
  })();
  return {
    end: async () => {
      end.abort();
      await watching;
    },
  };
}

/** Takes the host away and brings it back, each time with one more item; then it stays. */
async function flap(): Promise<void> {
  let phase = 0;
  world.serve('flapping.example.org', (request, response) => {
    const isAway = phase % 2 === 1;
    const items = Array.from({ length: phase + 1 }, (_, i) =>
      item(`Flap ${i}`, `http://flapping.example.org/flap-${i}`),
    );
    const text = rss(items);
    if (!isAway) response.end(text);
    else if (phase % 4 === 1) request.socket.destroy();
    else
      response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n${text.slice(0, 400)}`);
  });
  for (; phase < flaps; phase += 1) await wait(flapMs);
}

/** What a person who tries one of these addresses is told, by address. */
async function visitInside(): Promise<Map<string, string>> {
  const queue = queues.all().find(({ name }) => name === 'visit');
  if (queue === undefined) throw new Error('there is no queue of visits');
  const urls = refusedHosts.map((host) => `http://${host}/`);
  await queue.addBulk(urls.map((url) => ({ name: 'try-feed', data: { kind: 'try-feed', url } })));
  await until(async () => (await queue.getCompletedCount()) === urls.length);
  const jobs = await queue.getCompleted(0, urls.length);
  return new Map(jobs.map((job) => visitSchema.parse([job.data, job.returnvalue])));
}

/** A visit and its answer, as the address and the code of the refusal. */
const visitSchema = z
  .tuple([z.object({ url: z.string() }), z.object({ code: z.string().default('none') })])
  .transform(([{ url }, { code }]): [string, string] => [url, code]);

async function pagesOf(kind: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const [labels, count] of await ingest.metric('maylike_pages_total')) {
    const outcome = /outcome="([^"]+)"/.exec(labels)?.[1];
    if (outcome !== undefined && labels.includes(`kind="${kind}"`)) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + count);
    }
  }
  return counts;
}

async function outcomes(feedIds: readonly string[]): Promise<(Feed['lastOutcome'] | null)[]> {
  return await Promise.all(feedIds.map(async (id) => (await store.feeds.get(id)).lastOutcome));
}

async function flapTitles(): Promise<string[]> {
  const numbers = await store.articles.newest(site.networkId, Date.now() + 86_400_000, 10_000);
  const articles = await store.articles.cards(site.networkId, numbers);
  return articles
    .map(({ card }) => card?.title ?? '')
    .filter((title) => title.startsWith('Flap'))
    .toSorted();
}

async function isInsideDone(): Promise<boolean> {
  const polled = await outcomes([...ids.inside, ids.hostile]);
  if (polled.includes(null)) return false;
  if (sumOf(await pagesOf('unknown')) < insideUrls.length) return false;
  return sumOf(await pagesOf('full-text')) >= stories;
}

async function areOthersDone(): Promise<boolean> {
  if ((await outcomes(ids.dead)).includes(null)) return false;
  return (await flapTitles()).length > flaps;
}

describe('A-01 addresses inside', () => {
  it('are refused as feeds, by name, on that feed alone', async () => {
    expect(insideUrls.length).toBeGreaterThanOrEqual(60);
    const statuses = (await outcomes(ids.inside)).map((outcome) => outcome?.status);
    expect(statuses).toEqual(insideUrls.map(() => 'address_refused'));
    const messages = (await outcomes(ids.inside)).map((outcome) =>
      outcome?.message?.replace(/"[^"]+"/, 'HOST'),
    );
    expect(new Set(messages)).toEqual(new Set(['The host HOST is not on the public Internet']));
  });

  it('are refused as pages', async () => {
    expect([...(await pagesOf('unknown'))]).toEqual([['address_refused', insideUrls.length]]);
  });

  it('are refused where a person tries an address, in every spelling', () => {
    expect(visits.size).toBe(refusedHosts.length);
    expect(new Set(visits.values())).toEqual(new Set(['address_refused']));
  });

  it('were connected to by nobody, though somebody listens on each that can be had', () => {
    const listening = new Set(world.canaries.map(({ address }) => address));
    expect(refusedHosts.filter((host) => listening.has(addressOf(host))).length).toBeGreaterThan(
      40,
    );
    expect(world.hits).toEqual([]);
  });
});

describe('A-03 addresses inside that a feed or a page names', () => {
  it('are not asked for: image, enclosure, thumbnail, comments, source, hub, next, icon, canonical, refresh', async () => {
    const [hostile] = await outcomes([ids.hostile]);
    expect(hostile).toMatchObject({ items: stories });
    const read = world.requests.filter((request) =>
      request.startsWith('outlet.example.org /story-'),
    );
    expect(new Set(read).size).toBe(stories);
    expect(world.hits).toEqual([]);
  });
});

describe('E-04 names that nobody resolves', () => {
  it('end as dns_failed, each on its own feed', async () => {
    const statuses = (await outcomes(ids.dead)).map((outcome) => outcome?.status);
    expect(statuses).toEqual(ids.dead.map(() => 'dns_failed'));
  });

  it('hold up neither the service’s own answers, nor Redis, nor another feed', () => {
    const gaps = steadyPolls.slice(1).map((atMs, i) => atMs - (steadyPolls[i] ?? 0));
    process.stdout.write(
      `figure: beside ${deadFeeds} dead names: ${answersMs.length} answers of the service, the slowest ${Math.max(...answersMs).toFixed(0)} ms; ${steadyPolls.length} polls of another feed, at most ${Math.max(...gaps).toFixed(0)} ms apart\n`,
    );
    expect(Math.max(...answersMs)).toBeLessThan(2_000);
    expect(steadyPolls.length).toBeGreaterThanOrEqual(3);
    expect(Math.max(...gaps)).toBeLessThan(4_500);
  });
});

describe('E-05 a host that comes and goes', () => {
  it('loses no item and brings none twice, and its feed heals by itself', async () => {
    const expected = Array.from({ length: flaps + 1 }, (_, i) => `Flap ${i} of the harbour`);
    expect(await flapTitles()).toEqual(expected.toSorted());
    await until(async () => (await store.feeds.get(ids.flapping)).errorsInRow === 0);
  });
});
