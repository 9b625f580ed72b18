// D-04: how much may be asked in a minute, by site and by address, over all processes; with and without Redis.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Quotas, type QuotaLimits } from '../src/quotas.js';
import {
  bearer,
  createSite,
  noon,
  publish,
  relate,
  serve,
  startTestApi,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';

const limits: QuotaLimits = { siteReads: 5, siteWrites: 3, siteEvents: 2, key: 0, address: 12 };
let api: TestApi;
let daily: TestSite;
let other: TestSite;
let article: TestArticle;

beforeAll(async () => {
  api = await startTestApi({ quotas: limits, trustedProxies: ['127.0.0.0/8'] });
  daily = await createSite(api, 'daily');
  other = await createSite(api, 'other');
  article = await publish(api, daily, { path: 'article' });
});

beforeEach(() => {
  api.now += 60_000;
});

afterAll(() => api.stop());

const ask = (
  path: string,
  {
    key = daily.secret,
    from = '127.0.0.1',
    method = 'GET',
    proxied = '',
  }: { key?: string; from?: string; method?: 'GET' | 'PUT'; proxied?: string } = {},
) =>
  api.app.inject({
    method,
    url: path,
    remoteAddress: from,
    headers: {
      ...bearer(key),
      ...(proxied === '' ? {} : { 'x-forwarded-for': proxied }),
      ...(method === 'PUT' ? { 'content-type': 'application/json' } : {}),
    },
    ...(method === 'PUT'
      ? { payload: JSON.stringify({ article: { id: article.id }, kind: 'exclude' }) }
      : {}),
  });
const statuses = async (count: number, one: () => ReturnType<typeof ask>): Promise<number[]> => {
  const seen: number[] = [];
  for (let i = 0; i < count; i += 1) seen.push((await one()).statusCode);
  return seen;
};

describe('D-04: quotas', () => {
  test('of a site are told with each private answer, and end in 429 until the minute is over', async () => {
    const first = await ask(`/v1/articles/${article.id}`);
    expect(first.headers['ratelimit-policy']).toBe('"siteReads";q=5;w=60');
    expect(first.headers['ratelimit']).toBe('"siteReads";r=4;t=60');
    api.now += 45_000;
    expect(await statuses(5, () => ask(`/v1/articles/${article.id}`))).toEqual([
      200, 200, 200, 200, 429,
    ]);
    const refused = await ask(`/v1/articles/${article.id}`);
    expect(refused.headers['retry-after']).toBe('15');
    expect(refused.headers['ratelimit']).toBe('"siteReads";r=0;t=15');
    expect(refused.headers['cache-control']).toBe('no-store');
    expect(refused.json()).toMatchObject({
      type: 'urn:maylike:problem:quota-exceeded',
      status: 429,
    });
    // Another site has its own, and so has what is written.
    expect((await ask('/v1/feeds', { key: other.secret })).statusCode).toBe(200);
    expect((await ask('/v1/signals', { method: 'PUT' })).statusCode).toBe(200);
    api.now += 15_000;
    expect((await ask(`/v1/articles/${article.id}`)).statusCode).toBe(200);
  });

  test('of what is written are their own', async () => {
    expect(await statuses(4, () => ask('/v1/signals', { method: 'PUT' }))).toEqual([
      200, 200, 200, 429,
    ]);
    expect((await ask('/v1/signals')).statusCode).toBe(200);
  });

  test('say nothing in answers that are everybody’s', async () => {
    const path = `/v1/recommendations?id=${article.id}&key=${daily.publishable}`;
    const shared = await api.app.inject(path);
    expect(shared.statusCode).toBe(200);
    expect(shared.headers).not.toHaveProperty('ratelimit');
    const own = await ask(`/v1/recommendations?id=${article.id}`, { key: daily.publishable });
    expect(own.headers['ratelimit']).toBe('"siteReads";r=3;t=60');
  });

  test('of an address count whoever asks from it, keys or not, and a whole /64 of IPv6', async () => {
    const wrong = (from: string) => ask('/v1/feeds', { key: 'sk_wrong', from });
    expect(new Set(await statuses(12, () => wrong('203.0.113.7')))).toEqual(new Set([401]));
    expect((await wrong('203.0.113.7')).statusCode).toBe(429);
    expect((await ask('/v1/feeds', { from: '203.0.113.7', key: other.secret })).statusCode).toBe(
      429,
    );
    expect((await wrong('203.0.113.8')).statusCode).toBe(401);
    await statuses(12, () => wrong('2001:db8:1:2:3::4'));
    expect((await wrong('2001:db8:1:2::ffff')).statusCode).toBe(429);
    expect((await wrong('2001:db8:1:3::4')).statusCode).toBe(401);
  });

  test('take the word of a trusted proxy on who asks, and of nobody else; this machine is not counted', async () => {
    const proxied = '198.51.100.9';
    const behind = (from: string) => ask('/v1/feeds', { key: 'sk_wrong', proxied, from });
    await statuses(12, () => behind('127.0.0.1'));
    expect((await behind('127.0.0.1')).statusCode).toBe(429);
    expect((await behind('203.0.113.9')).statusCode).toBe(401);
    const local = await statuses(14, () => ask('/v1/feeds', { key: 'sk_wrong' }));
    expect(new Set(local)).toEqual(new Set([401]));
  });

  test('a thousand keys behind one address are one address', async () => {
    const keys = process.env['MAYLIKE_TEST_LONG'] === '1' ? 1_000 : 100;
    const tries = await Promise.all(
      Array.from({ length: keys }, (_, i) =>
        ask('/v1/feeds', { key: `sk_${i}`, from: '203.0.113.10' }),
      ),
    );
    expect(tries.filter(({ statusCode }) => statusCode === 401)).toHaveLength(12);
    expect(tries.filter(({ statusCode }) => statusCode === 429)).toHaveLength(keys - 12);
  });
});

describe('D-04: quotas of several processes', () => {
  const counter = () => new Quotas(limits, api.store.quotaCounts, 'a secret', () => api.now);

  test('are added up by settling, and stand in Redis without a name for two minutes', async () => {
    const [one, two] = [counter(), counter()];
    for (let i = 0; i < 4; i += 1) one.take('siteReads', 'site-1');
    await one.settle();
    await two.settle();
    expect(two.take('siteReads', 'site-1')).toMatchObject({ remaining: 4 });
    await two.settle();
    expect(two.take('siteReads', 'site-1')).toMatchObject({ remaining: 0, isExceeded: true });
    await one.settle();
    expect(one.take('siteReads', 'site-1')).toMatchObject({ remaining: 0, isExceeded: false });
    await one.settle();
    expect(one.take('siteReads', 'site-1')).toMatchObject({ isExceeded: true });
    const keys = await api.client.keys('ml:quota:*');
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.join()).not.toContain('site-1');
    for (const key of keys) expect(await api.client.ttl(key)).toBeGreaterThan(0);
  });

  test('count by themselves while nobody adds them up, and catch up later', async () => {
    let isAway = true;
    const shared = {
      add: (...counted: Parameters<TestApi['store']['quotaCounts']['add']>) =>
        isAway ? Promise.reject(new Error('away')) : api.store.quotaCounts.add(...counted),
    };
    const one = new Quotas(limits, shared, 'a secret', () => api.now);
    const [first] = Array.from({ length: 5 }, () => one.take('siteReads', 'site-2'));
    expect(first).toMatchObject({ remaining: 4, isExceeded: false });
    await expect(one.settle()).rejects.toThrow('away');
    expect(one.take('siteReads', 'site-2')).toMatchObject({ isExceeded: true });
    isAway = false;
    await one.settle();
    const two = counter();
    two.take('siteReads', 'site-2');
    await two.settle();
    expect(two.take('siteReads', 'site-2')).toMatchObject({ isExceeded: true });
  });

  test('of nothing are none', () => {
    const free = new Quotas({ ...limits, siteReads: 0 }, api.store.quotaCounts, 's', () => noon);
    expect(free.take('siteReads', 'site')).toBeNull();
  });
});

describe('D-04: what is known by heart', () => {
  test('does not count, and tells its own reader how the quota stands', async () => {
    const origin = await serve(api);
    const url = `${origin}/v1/recommendations?id=${article.id}`;
    // Complete answers are kept; the list of this article is made here.
    await relate(api, daily.site.networkId, article, []);
    const told: (string | null)[] = [];
    for (let i = 0; i < 8; i += 1) {
      const response = await fetch(url, { headers: bearer(daily.publishable) });
      await response.arrayBuffer();
      told.push(response.headers.get('ratelimit')?.slice(0, 15) ?? null);
    }
    expect(told.at(-1)).toMatch(/^"siteReads";r=[1-4]$/);
    const shared = await fetch(`${url}&key=${daily.publishable}`);
    expect(shared.headers.get('ratelimit')).toBeNull();
  });
});

describe('D-04: a key that asks too much', () => {
  test('is refused, and leaves the site what its other keys may ask', async () => {
    const lone = await startTestApi({ quotas: { ...limits, siteReads: 7, key: 4 } });
    try {
      const { publishable, secret } = await createSite(lone, 'lone');
      const path = '/v1/recommendations?url=https://lone.example/new';
      const stand = async (key: string): Promise<unknown[]> => {
        const { statusCode, headers } = await lone.app.inject({ url: path, headers: bearer(key) });
        return [statusCode, headers['ratelimit']?.toString().replace(/;t=.*/, '')];
      };
      const publishables = [];
      for (let i = 0; i < 6; i += 1) publishables.push(await stand(publishable));
      expect(publishables).toEqual([
        [200, '"key";r=3'],
        [200, '"key";r=2'],
        [200, '"key";r=1'],
        [200, '"key";r=0'],
        [429, '"key";r=0'],
        [429, '"key";r=0'],
      ]);
      expect([await stand(secret), await stand(secret)]).toEqual([
        [200, '"siteReads";r=2'],
        [200, '"siteReads";r=1'],
      ]);
    } finally {
      await lone.stop();
    }
  });
});

describe('D-04: without Redis', () => {
  test('nothing is written, and nothing is a fault of ours', async () => {
    const lone = await startTestApi({ quotas: limits });
    try {
      const site = await createSite(lone, 'lone');
      lone.client.disconnect();
      for (const [method, url] of [
        ['GET', '/v1/feeds'],
        ['PUT', '/v1/signals'],
        ['POST', '/v1/events'],
        ['GET', '/v1/recommendations?id=AAAAAAAAAAAAAAAAAAAAAA'],
      ] as const) {
        const response = await lone.app.inject({ method, url, headers: bearer(site.secret) });
        expect([url, response.statusCode]).toEqual([url, 503]);
        expect(response.headers['retry-after']).toBeDefined();
      }
    } finally {
      await lone.stop();
    }
  });
});
