// The service's tools over a real Redis, with a clock that a test sets.
import type { FeedId, FullTextMode, Site } from '@maylike/articles';
import { Queues, type JobData, type QueueName } from '@maylike/queues';
import { createLogger, createMetrics, openRedis, Readiness } from '@maylike/runtime';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import { createSafeFetch, parseAllowPrivate, type FetchLimits } from '@maylike/safe-fetch';
import { Store, type Feed, type RedisClient, type StoredArticle } from '@maylike/store';
import { HandOut } from '../src/hand-out.js';
import { startIngest, type Ingest, type IngestOptions } from '../src/index.js';
import { createMeters } from '../src/meters.js';
import { workPage, type PageResult } from '../src/page.js';
import { Parsers } from '../src/parsers.js';
import { Politeness, type PolitenessSettings } from '../src/politeness.js';
import { pollFeed, type PollResult } from '../src/poll.js';
import type { Tools } from '../src/tools.js';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** 1 November 2026, 12:00 UTC. */
export const startTime = Date.UTC(2026, 10, 1, 12);
export const allowLoopback = parseAllowPrivate('127.0.0.0/8');

export interface House {
  readonly redis: TestRedis;
  readonly client: RedisClient;
  readonly blocking: RedisClient;
  readonly store: Store;
  readonly queues: Queues;
  readonly tools: Tools;
  readonly clock: { at: number };
  /** Empties Redis and sets the clock back. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface HouseOptions {
  readonly limits?: Partial<FetchLimits>;
  readonly windowDays?: number;
  /** Whether what is in Redis outlives its death. */
  readonly isPersistent?: boolean;
}

/** As the service is set up where nobody says otherwise. */
export const perHost: PolitenessSettings = { requestsAtOnce: 2, requestsPerMinute: 60 };

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const redis = await startTestRedis({ persistent: options.isPersistent === true });
  const client = openRedis(redis.target, { purpose: 'commands' });
  const blocking = openRedis(redis.target, { purpose: 'blocking' });
  const clock = { at: startTime };
  const now = (): number => clock.at;
  const store = new Store(client);
  const queues = new Queues(client, () => undefined);
  const fetch = createSafeFetch({
    allowPrivate: allowLoopback,
    userAgent: 'MayLike/0.1.0',
    now,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const parsers = new Parsers({ workersMax: 2, timeoutMs: 10_000 });
  const common = {
    store,
    queues,
    logger: createLogger({ service: 'test', level: 'silent', format: 'json' }),
    meters: createMeters(createMetrics('test')),
    politeness: new Politeness(perHost, allowLoopback),
    now,
  };
  const memory = { isShort: () => Promise.resolve(false) };
  const tools: Tools = {
    ...common,
    fetch,
    parsers,
    handOut: new HandOut({ ...common, memory }),
    epoch: { current: () => Promise.resolve('first') },
    pollIntervalMinSeconds: 300,
    windowDays: options.windowDays ?? 0,
    jitter: () => 0,
  };
  return {
    redis,
    client,
    blocking,
    store,
    queues,
    tools,
    clock,
    reset: async () => {
      await client.flushall();
      clock.at = startTime;
    },
    close: async () => {
      await Promise.all([fetch.close(), parsers.close()]);
      await queues.close();
      for (const connection of [blocking, client]) connection.disconnect();
      await redis.stop();
    },
  };
}

/** Starts the service itself over the house's Redis and clock. */
export async function startIn(house: House, other: Partial<IngestOptions> = {}): Promise<Ingest> {
  return await startIngest({
    store: house.store,
    queues: house.queues,
    blocking: house.blocking,
    logger: house.tools.logger,
    metrics: createMetrics('ingest'),
    readiness: new Readiness(),
    allowPrivate: allowLoopback,
    userAgent: 'MayLike/0.1.0',
    concurrency: 4,
    pollIntervalMinSeconds: 300,
    perHost,
    windowDays: 0,
    shutdownGraceMs: 5_000,
    readMemoryShare: () => Promise.resolve(0),
    readEpoch: () => Promise.resolve('first'),
    now: house.tools.now,
    jitter: () => 0,
    ...other,
  });
}

export async function newSite(
  { store, clock }: House,
  origin: string,
  name = 'Harbour',
): Promise<Site> {
  const { site } = await store.sites.create({ name, origins: [origin] }, clock.at);
  return site;
}

export async function newFeed(
  { store, clock }: House,
  site: Site,
  url: string,
  settings: {
    readonly fullText?: FullTextMode;
    readonly pollEverySeconds?: number | null;
    readonly title?: string;
  } = {},
): Promise<FeedId> {
  const { fullText = 'never', pollEverySeconds = null, title = null } = settings;
  const added = await store.feeds.add(site, url, { fullText, pollEverySeconds, title }, clock.at);
  return added.feedId;
}

export const calm = {
  jobId: 'job',
  attemptsMade: 0,
  ageMs: 0,
  signal: new AbortController().signal,
};

/** Hands out the feed and polls it. */
export async function poll(
  house: House,
  feedId: FeedId,
  tools: Tools = house.tools,
): Promise<PollResult & { readonly feed: Feed }> {
  const claimed = await house.store.feeds.claim(feedId, house.clock.at, minuteMs);
  const result = await pollFeed(claimed, tools, calm);
  return { ...result, feed: await house.store.feeds.get(feedId) };
}

export async function page(house: House, job: JobData<'page'>): Promise<PageResult> {
  return await workPage(job, house.tools, calm);
}

/** The live articles of a network, lowest number first. */
export async function liveArticles(
  { store, clock }: House,
  networkId: string,
): Promise<StoredArticle[]> {
  const numbers = await store.articles.newest(networkId, clock.at + 2 * dayMs, 10_000);
  return await store.articles.cards(
    networkId,
    numbers.toSorted((a, b) => a - b),
  );
}

function queueOf({ queues }: House, name: QueueName) {
  const queue = queues.all().find((candidate) => candidate.name === name);
  if (queue === undefined) throw new Error(`no queue ${name}`);
  return queue;
}

/** What the jobs that wait in a queue carry. */
export async function waitingJobs(house: House, name: QueueName): Promise<unknown[]> {
  const jobs = await queueOf(house, name).getJobs(['waiting', 'delayed'], 0, 1_000, true);
  return jobs.map((job): unknown => job.data);
}

/** Forgets the jobs that wait in a queue. */
export async function emptyQueue(house: House, name: QueueName): Promise<void> {
  await queueOf(house, name).drain(true);
}
