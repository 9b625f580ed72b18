// A server over a real Redis, and a newspaper to ask about: two sites that share a network, and one on its own.
import type { FastifyInstance } from 'fastify';
import type { Site } from '@maylike/articles';
import { Queues } from '@maylike/queues';
import {
  createLogger,
  createMetrics,
  openRedis,
  Readiness,
  type RedisClient,
} from '@maylike/runtime';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import {
  acquireWriter,
  Asker,
  migrate,
  Store,
  generationOf,
  type NetworkWriter,
} from '@maylike/store';
import { buildIdfTable, NO_BOUND, type Entry } from '@maylike/tfidf';
import { buildServer, listen, type ServerDependencies, type ServingLimits } from '../src/index.js';

/** Noon of a day in November. */
export const noon = Date.UTC(2026, 10, 22, 12);
export const hourMs = 3_600_000;
export const operatorToken = 'an-operator-token-of-some-length';

/** A site with its keys. */
export interface TestSite {
  readonly site: Site;
  readonly publishable: string;
  readonly secret: string;
}

export interface TestApi {
  readonly redis: TestRedis;
  readonly client: RedisClient;
  readonly store: Store;
  readonly queues: Queues;
  readonly readiness: Readiness;
  readonly app: FastifyInstance;
  /** What the server hears news on. */
  readonly subscriber: RedisClient;
  /** The server's time. */
  now: number;
  stop(): Promise<void>;
}

/**
 * Starts Redis and builds a server.
 *
 * @param changes Replaces what it works with.
 * @param options.persistent Data survives Redis.
 */
export async function startTestApi(
  changes: Partial<ServerDependencies> = {},
  options: { readonly limits?: ServingLimits; readonly persistent?: boolean } = {},
): Promise<TestApi> {
  const redis = await startTestRedis({ persistent: options.persistent ?? false });
  const client = openRedis(redis.target, { purpose: 'commands' });
  await migrate(client);
  const store = new Store(client);
  const queues = new Queues(client, () => undefined);
  const subscriber = openRedis(redis.target, { purpose: 'blocking' });
  const asker = new Asker(store.asks, subscriber);
  await asker.listen();
  const readiness = new Readiness();
  readiness.set('service', true);
  const api = { redis, client, store, queues, readiness, subscriber, now: noon };
  const dependencies: ServerDependencies = {
    store,
    queues,
    asker,
    visit: () => Promise.reject(new Error('nobody tries addresses here')),
    hostRequestsAtOnce: 2,
    quotas: { siteReads: 0, siteWrites: 0, siteEvents: 0, key: 0, address: 0 },
    trustedProxies: [],
    readiness,
    logger: createLogger({ service: 'api', level: 'silent', format: 'json' }),
    metrics: createMetrics('api'),
    readyNeeds: [],
    operatorToken,
    now: () => running.now,
    ...changes,
  };
  const app = await buildServer(dependencies, options.limits);
  const running: TestApi = Object.assign(api, {
    app,
    stop: async () => {
      await app.close();
      await queues.close();
      subscriber.disconnect();
      client.disconnect();
      await redis.stop();
    },
  });
  return running;
}

/** Lets a server listen, with answers kept as the service keeps them. @returns Its origin. */
export async function serve({ app, subscriber }: TestApi): Promise<string> {
  await app.serving.start(subscriber);
  return `http://127.0.0.1:${await listen(app, '127.0.0.1', 0)}`;
}

/** Looks until a condition holds; what is waited for has no event of its own. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function createSite(
  { store }: TestApi,
  name: string,
  networkId?: string,
): Promise<TestSite> {
  const { site, publishable, secret } = await store.sites.create(
    {
      name,
      origins: [`https://${name}.example`],
      ...(networkId === undefined ? {} : { networkId }),
    },
    noon,
  );
  return { site, publishable: publishable.key, secret: secret.key };
}

/** An article as a test says it. */
export interface Sketch {
  readonly path: string;
  readonly title?: string;
  readonly section?: string;
  readonly hoursOld?: number;
}

/** An article as it is stored. */
export interface TestArticle {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  readonly url: string;
  readonly publishedAt: number;
}

/** Stores an article with terms: it does not wait for anything but its list. */
export async function publish(
  { store }: TestApi,
  { site }: TestSite,
  { path, title, section, hoursOld = 1 }: Sketch,
): Promise<TestArticle> {
  const url = `${site.origins[0] ?? ''}/${path}`;
  const publishedAt = noon - hoursOld * hourMs;
  const { number, version } = await store.articles.upsert(
    { siteId: site.id, networkId: site.networkId, feed: null },
    {
      url,
      title: title ?? path,
      summary: `About ${path}.`,
      text: 'Text.',
      publishedAt,
      updatedAt: null,
      authors: ['Ada'],
      tags: ['tag'],
      section: section ?? null,
      language: 'en',
      image: null,
      source: null,
    },
    noon,
  );
  const terms = { ids: Uint32Array.of(1), counts: Float32Array.of(1) };
  await store.pending.storeTerms(
    site.networkId,
    number,
    version,
    { terms, textVersion: 1, publishedAt },
    { labels: [{ id: 7, label: 'Storm Shadow' }], language: 'en' },
  );
  const found = await store.articles.find(site.networkId, { siteId: site.id, url });
  if (found === null) throw new Error(`${url} was not stored`);
  return { id: found.article.id, number, version, url, publishedAt };
}

const entryOf = ([neighbour, score]: readonly [TestArticle, number]): Entry => ({
  number: neighbour.number,
  version: neighbour.version,
  publishedAt: neighbour.publishedAt,
  scoreE6: Math.round(score * 1e6),
});

async function activate(writer: NetworkWriter): Promise<string> {
  const active = await writer.generations.active();
  if (active !== null) return active.id;
  const generation = generationOf({
    id: 'generation-1',
    state: 'active',
    textVersion: 1,
    floor: 0.05,
    documentCount: 0,
    startedAt: noon,
    activatedAt: noon,
    retiredAt: null,
    reason: 'test',
  });
  await writer.generations.begin(generation, buildIdfTable([]), null);
  await writer.generations.swap(generation, null);
  return generation.id;
}

/** Writes the list of an article, and says that the whole log is applied. */
export async function relate(
  { client, store }: TestApi,
  networkId: string,
  article: TestArticle,
  neighbours: readonly (readonly [TestArticle, number])[],
  stories: ReadonlyMap<number, number> = new Map(),
): Promise<void> {
  const writer = await acquireWriter(client, networkId, 'test', 10_000);
  if (writer === null) throw new Error('the lease is taken');
  const list = { version: article.version, bound: NO_BOUND, entries: neighbours.map(entryOf) };
  await writer.writeLists(await activate(writer), new Map([[article.number, list]]), stories);
  await writer.advance({
    appliedId: await store.networks.logEnd(networkId),
    changed: [article.number],
    dropped: [],
    trimBelow: null,
  });
  await writer.release();
}

export const bearer = (key: string): { authorization: string } => ({
  authorization: `Bearer ${key}`,
});
