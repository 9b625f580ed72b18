import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  bearer,
  createSite,
  publish,
  startTestApi,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';

let api: TestApi;
let daily: TestSite;
let weekly: TestSite;
let other: TestSite;
let article: TestArticle;

beforeAll(async () => {
  api = await startTestApi();
  daily = await createSite(api, 'daily');
  weekly = await createSite(api, 'weekly', daily.site.networkId);
  other = await createSite(api, 'other');
  article = await publish(api, daily, { path: 'article', section: 'World' });
});

afterAll(() => api.stop());

const read = (url: string, key = daily.secret) => api.app.inject({ url, headers: bearer(key) });
const takeDown = (url: string, key = daily.secret) =>
  api.app.inject({ method: 'DELETE', url, headers: bearer(key) });
const byUrl = (url: string): string => `/v1/articles?url=${encodeURIComponent(url)}`;
const byId = (id: string): string => `/v1/articles/${id}`;

test('an article is read by its address and by its id, whole', async () => {
  const response = await read(byUrl(article.url));
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({
    id: article.id,
    url: article.url,
    title: 'article',
    summary: 'About article.',
    image: null,
    publishedAt: '2026-11-22T11:00:00.000Z',
    source: 'daily',
    authors: ['Ada'],
    section: 'World',
    siteId: daily.site.id,
    tags: ['tag'],
    language: 'en',
    state: 'live',
    version: 1,
    firstSeenAt: '2026-11-22T12:00:00.000Z',
    updatedAt: null,
    asideReason: null,
  });
  expect((await read(byId(article.id))).body).toBe(response.body);
});

test('what is not known is 404 and says why, what is not an address or id is 400', async () => {
  const typeOf = async (url: string): Promise<string> =>
    (await read(url)).json<{ type: string }>().type;
  expect(await typeOf(byUrl('https://daily.example/none'))).toBe(
    'urn:maylike:problem:article-unknown',
  );
  expect(await typeOf(byUrl('https://evil.example/none'))).toBe('urn:maylike:problem:url-foreign');
  expect(await typeOf(byId('A'.repeat(22)))).toBe('urn:maylike:problem:article-unknown');
  for (const url of ['/v1/articles', byUrl('none'), byId('short'), `${byId(article.id)}?limit=1`]) {
    expect(await typeOf(url)).toBe('urn:maylike:problem:request-invalid');
  }
});

test("another network's article is as unknown as none, and cannot be taken down", async () => {
  expect((await read(byId(article.id), other.secret)).body).toBe(
    (await read(byId('A'.repeat(22)), other.secret)).body,
  );
  expect((await takeDown(byId(article.id), other.secret)).statusCode).toBe(404);
  expect((await takeDown(byUrl(article.url), other.secret)).statusCode).toBe(404);
  expect((await read(byId(article.id))).json()).toMatchObject({ state: 'live' });
});

test('another site of the network may read an article, and not take it down', async () => {
  expect((await read(byId(article.id), weekly.secret)).statusCode).toBe(200);
  const refused = await takeDown(byId(article.id), weekly.secret);
  expect(refused.statusCode).toBe(403);
  expect(refused.json()).toMatchObject({ type: 'urn:maylike:problem:other-site' });
  expect((await read(byId(article.id))).json()).toMatchObject({ state: 'live' });
});

test('an article that is taken down is gone for good, and again changes nothing', async () => {
  const one = await publish(api, daily, { path: 'one' });
  const two = await publish(api, daily, { path: 'two' });
  for (const [article, url] of [
    [one, byId(one.id)],
    [two, byUrl(two.url)],
  ] as const) {
    const logBefore = await api.store.networks.logEnd(daily.site.networkId);
    const response = await takeDown(url);
    expect([response.statusCode, response.body]).toEqual([204, '']);
    const logAfter = await api.store.networks.logEnd(daily.site.networkId);
    expect(logAfter).not.toBe(logBefore);
    expect((await takeDown(url)).statusCode).toBe(204);
    expect(await api.store.networks.logEnd(daily.site.networkId)).toBe(logAfter);
    const gone = await read(url);
    expect(gone.statusCode).toBe(410);
    expect(gone.json()).toMatchObject({ type: 'urn:maylike:problem:article-gone' });
    const stored = await api.store.articles.get(daily.site.networkId, article.number);
    expect(stored).toMatchObject({ state: 'removed', card: null });
  }
});
