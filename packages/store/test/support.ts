import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { Redis } from 'ioredis';
import type { ArticleContent, Site } from '@maylike/articles';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import { Store } from '../src/index.js';

/** 1st January 2026, 00:00 UTC. */
export const startOf2026 = 1_767_225_600_000;

/** A real Redis for a test file, emptied before each test. */
export function withRedis(): { readonly redis: Redis; readonly store: Store } {
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
  const connected = (): Redis => {
    if (redis === undefined) throw new Error('there is no Redis outside of a test');
    return redis;
  };
  return {
    get redis() {
      return connected();
    },
    get store() {
      return new Store(connected());
    },
  };
}

/** Content with a title and an address of its own. */
export function contentOf(name: string, change: Partial<ArticleContent> = {}): ArticleContent {
  return {
    url: `https://news.example/${name}`,
    title: `Title of ${name}`,
    summary: `Summary of ${name}`,
    text: `Text of ${name}`,
    publishedAt: startOf2026,
    updatedAt: null,
    authors: [],
    tags: [],
    section: null,
    language: 'en',
    image: null,
    source: null,
    ...change,
  };
}

/** A site that exists. */
export async function siteOf(store: Store, name = 'Alder Post'): Promise<Site> {
  const { site } = await store.sites.create(
    { name, origins: ['https://news.example'] },
    startOf2026,
  );
  return site;
}
