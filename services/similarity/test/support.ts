import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { Redis } from 'ioredis';
import type { ArticleContent } from '@maylike/articles';
import { createLogger, type Logger } from '@maylike/runtime';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import { acquireWriter, Store, type NetworkWriter, type RedisClient } from '@maylike/store';
import {
  NeighbourIndex,
  selectTop,
  weigh,
  type IdfTable,
  type NeighbourList,
  type Terms,
} from '@maylike/tfidf';
import { runTextJob, TextWork, WriterRun, type WriterRunOptions } from '../src/index.js';

/** 1st January 2026, 00:00 UTC. */
export const startOf2026 = 1_767_225_600_000;
export const network = 'net';
export const silent: Logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

/** A real Redis for a test file, emptied before each test. */
export function withRedis(): {
  readonly redis: Redis;
  readonly store: Store;
  readonly server: TestRedis;
} {
  let server: TestRedis | undefined;
  let redis: Redis | undefined;
  beforeAll(async () => {
    server = await startTestRedis();
    redis = new Redis(server.socketPath);
  });
  beforeEach(async () => {
    await redis?.flushall();
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.stop();
  });
  function present<T>(value: T | undefined): T {
    if (value === undefined) throw new Error('there is no Redis outside of a test');
    return value;
  }
  return {
    get redis() {
      return present(redis);
    },
    get store() {
      return new Store(present(redis));
    },
    get server() {
      return present(server);
    },
  };
}

/** Content whose hash follows from its name and edition. */
export function contentOf(name: string, edition = 0): ArticleContent {
  return {
    url: `https://news.example/${name}`,
    title: `Title of ${name}, edition ${edition}`,
    summary: '',
    text: '',
    publishedAt: startOf2026,
    updatedAt: null,
    authors: [],
    tags: [],
    section: null,
    language: 'en',
    image: null,
    source: null,
  };
}

/** Terms from pairs of id and count, in any order. */
export function termsOf(pairs: Iterable<readonly [id: number, count: number]>): Terms {
  const sorted = [...new Map(pairs)].sort(([a], [b]) => a - b);
  return {
    ids: Uint32Array.from(sorted, ([id]) => id),
    counts: Float32Array.from(sorted, ([, count]) => count),
  };
}

/** The lease of the test's network, wherever it was before. */
export async function takeLease(
  store: Store,
  through: RedisClient = store.redis,
): Promise<NetworkWriter> {
  await store.redis.del(`ml:{n-${network}}:lease`);
  const writer = await acquireWriter(through, network, 'test', 60_000);
  if (writer === null) throw new Error('somebody holds the lease');
  return writer;
}

/** Text worked on in this thread. */
export const textWork = new TextWork({ run: (job) => Promise.resolve(runTextJob(job)) });

/** A run that is loaded; it ends when there is nothing left to apply. */
export async function runToEnd(
  store: Store,
  through?: RedisClient,
  now = startOf2026,
  more: Partial<WriterRunOptions> = {},
): Promise<WriterRun> {
  const run = new WriterRun({
    store,
    writer: await takeLease(store, through),
    text: textWork,
    logger: silent,
    now: () => now,
    waitForNews: () => Promise.resolve(),
    ...more,
  });
  await run.load();
  return run;
}

/** What the lists have to be: computed from scratch over the live articles under a table. */
export function modelOf(
  live: ReadonlyMap<number, { readonly version: number; readonly terms: Terms }>,
  idf: IdfTable,
): Map<number, NeighbourList> {
  const index = new NeighbourIndex();
  for (const [number, { version, terms }] of live) {
    index.put({ number, version, publishedAt: startOf2026, vector: weigh(terms, idf) });
  }
  return new Map(
    Array.from(live, ([number, { terms }]) => [
      number,
      selectTop(index.query(weigh(terms, idf), { exclude: number })),
    ]),
  );
}

/** Tells the number of every list of a generation. */
export async function eachList(
  { generations }: NetworkWriter,
  id: string,
  each: (number: number) => void,
): Promise<void> {
  let cursor = '0';
  do cursor = await generations.scanBounds(id, cursor, 1_000, each);
  while (cursor !== '0');
}
