import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

describe('pushing an article', () => {
  const put = (url: string, body: unknown, key = daily.secret) =>
    api.app.inject({
      method: 'PUT',
      url,
      headers: { 'content-type': 'application/json', ...bearer(key) },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const story = { title: 'Pushed', text: 'Of a storm.', section: 'World', tags: ['storm'] };
  const address = 'https://daily.example/pushed';

  test('is accepted, pending, and done once however often it is done', async () => {
    const waiting = await api.store.pending.count(daily.site.networkId);
    const first = await put(byUrl(`${address}?utm_source=x`), story);
    expect(first.statusCode).toBe(202);
    const pushed = first.json<{ id: string }>();
    expect(pushed).toEqual({ id: expect.any(String), url: address, status: 'created', version: 1 });
    expect((await put(byUrl(address), story)).json()).toEqual({ ...pushed, status: 'unchanged' });
    expect(await api.store.pending.count(daily.site.networkId)).toBe(waiting + 1);
    const edited = await put(byId(pushed.id), {
      ...story,
      title: 'Edited',
      publishedAt: '2026-11-22T10:00:00+01:00',
    });
    expect(edited.json()).toEqual({ ...pushed, status: 'changed', version: 2 });
    expect((await read(byId(pushed.id))).json()).toMatchObject({
      title: 'Edited',
      summary: '',
      section: 'World',
      tags: ['storm'],
      publishedAt: '2026-11-22T09:00:00.000Z',
    });
    expect((await api.queues.counts('index'))['waiting']).toBeGreaterThan(0);
  });

  test('brings back what was taken down, by its address', async () => {
    const { id } = (await put(byUrl(address), story)).json<{ id: string }>();
    await takeDown(byId(id));
    expect((await put(byId(id), story)).statusCode).toBe(410);
    expect((await put(byUrl(address), story)).json()).toMatchObject({ id, status: 'changed' });
    expect((await read(byId(id))).json()).toMatchObject({ state: 'live', title: 'Pushed' });
  });

  test('writes nothing of other sites', async () => {
    const before = (await read(byId(article.id))).body;
    expect((await put(byUrl('https://other.example/x'), story)).json()).toMatchObject({
      type: 'urn:maylike:problem:url-foreign',
    });
    expect((await put(byId(article.id), story, weekly.secret)).statusCode).toBe(403);
    expect((await put(byId(article.id), story, other.secret)).body).toBe(
      (await put(byId('A'.repeat(22)), story, other.secret)).body,
    );
    expect((await read(byId(article.id))).body).toBe(before);
  });

  test.each<[string, unknown, string]>([
    ['no title', { text: '' }, 'title'],
    ['an empty title', { title: ' ' }, 'title'],
    ['a title beyond its limit', { title: 'x'.repeat(1_001) }, 'title'],
    ['a text beyond its limit', { text: 'x'.repeat(200_001) }, 'text'],
    ['a text that is none', { text: 7 }, 'text'],
    ['a summary beyond its limit', { summary: 'x'.repeat(5_001) }, 'summary'],
    ['too many tags', { tags: Array.from({ length: 33 }, () => 'x') }, 'tags'],
    ['an empty tag', { tags: [''] }, 'tags.0'],
    ['too many authors', { authors: Array.from({ length: 21 }, () => 'x') }, 'authors'],
    ['a time that is none', { publishedAt: 'yesterday' }, 'publishedAt'],
    ['a language that is none', { language: 'English' }, 'language'],
    ['an image that runs', { image: 'javascript:alert(1)' }, 'image'],
    ['a field that is not known', { html: '<p>' }, 'html'],
  ])('refuses %s by name', async (_what, wrong, field) => {
    const url = 'https://daily.example/refused';
    const body = { ...story, ...(typeof wrong === 'object' ? wrong : {}) };
    const sent = field === 'title' && !('title' in Object(wrong)) ? wrong : body;
    const response = await put(byUrl(url), sent);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ errors: [expect.objectContaining({ field })] });
    expect((await read(byUrl(url))).statusCode).toBe(404);
  });

  test('takes the greatest lengths, and refuses what is larger or no JSON', async () => {
    const text = '漢'.repeat(200_000);
    expect((await put(byUrl(address), { ...story, text })).statusCode).toBe(202);
    expect((await put(byUrl(address), { ...story, text: 'x'.repeat(700_000) })).statusCode).toBe(
      413,
    );
    expect((await put(byUrl(address), '{"title":')).statusCode).toBe(400);
    const plain = { ...bearer(daily.secret), 'content-type': 'text/html' };
    const page = await api.app.inject({
      method: 'PUT',
      url: byUrl(address),
      headers: plain,
      payload: '<p>',
    });
    expect(page.statusCode).toBe(415);
  });
});
