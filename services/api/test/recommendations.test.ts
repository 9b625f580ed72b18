import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  bearer,
  createSite,
  hourMs,
  noon,
  publish,
  relate,
  startTestApi,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';

let api: TestApi;
let daily: TestSite;
let weekly: TestSite;
let other: TestSite;
let weapons: TestArticle;
let missiles: TestArticle;
let drones: TestArticle;
let wireCopy: TestArticle;
let elsewhere: TestArticle;

beforeAll(async () => {
  api = await startTestApi();
  daily = await createSite(api, 'daily');
  weekly = await createSite(api, 'weekly', daily.site.networkId);
  other = await createSite(api, 'other');
  weapons = await publish(api, daily, { path: 'weapons', section: 'World', hoursOld: 3 });
  missiles = await publish(api, daily, { path: 'missiles', section: 'World', hoursOld: 30 });
  drones = await publish(api, daily, { path: 'drones', section: 'Sport', hoursOld: 2 });
  wireCopy = await publish(api, weekly, { path: 'missiles-too', hoursOld: 29 });
  elsewhere = await publish(api, other, { path: 'elsewhere' });
  await relate(
    api,
    daily.site.networkId,
    weapons,
    [
      [wireCopy, 0.9],
      [missiles, 0.8],
      [drones, 0.3],
    ],
    new Map([
      [missiles.number, missiles.number],
      [wireCopy.number, missiles.number],
    ]),
  );
});

afterAll(() => api.stop());

interface Item {
  readonly id: string;
  readonly strategy: string;
  readonly score: number | null;
}

async function ask(
  parameters: Readonly<Record<string, string | readonly string[]>>,
  headers: Readonly<Record<string, string>> = bearer(daily.publishable),
) {
  const query = Object.entries(parameters).flatMap(([name, values]) =>
    (typeof values === 'string' ? [values] : values).map((value): [string, string] => [
      name,
      value,
    ]),
  );
  return await api.app.inject({
    url: `/v1/recommendations?${new URLSearchParams(query).toString()}`,
    headers,
  });
}

async function itemsOf(parameters: Readonly<Record<string, string | readonly string[]>>) {
  const response = await ask({ url: weapons.url, ...parameters });
  expect(response.statusCode).toBe(200);
  return response.json<{ items: Item[] }>().items;
}

const idsOf = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id);

describe('the answer', () => {
  test('has the shape of the contract, whole', async () => {
    const response = await ask({ url: weapons.url, limit: '1' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({
      article: {
        id: weapons.id,
        url: weapons.url,
        title: 'weapons',
        summary: 'About weapons.',
        image: null,
        publishedAt: '2026-11-22T09:00:00.000Z',
        source: 'daily',
        authors: ['Ada'],
        section: 'World',
      },
      items: [
        {
          id: missiles.id,
          url: missiles.url,
          title: 'missiles',
          summary: 'About missiles.',
          image: null,
          publishedAt: '2026-11-21T06:00:00.000Z',
          source: 'daily',
          authors: ['Ada'],
          section: 'World',
          score: expect.any(Number),
          strategy: 'related',
          because: ['Storm Shadow'],
          alsoIn: [{ id: wireCopy.id, url: wireCopy.url, source: 'weekly' }],
        },
      ],
      complete: true,
      generation: 'generation-1',
    });
  });

  test('is the same by id and by another spelling of the address', async () => {
    const byUrl = await ask({ url: weapons.url });
    expect((await ask({ id: weapons.id })).body).toBe(byUrl.body);
    expect((await ask({ url: `${weapons.url}?utm_source=mail#top` })).body).toBe(byUrl.body);
  });

  test('is not complete while the list was made of another version of the article', async () => {
    const complete = async (): Promise<unknown> =>
      (await ask({ url: drones.url })).json<{ complete: unknown }>().complete;
    const { networkId } = daily.site;
    await relate(api, networkId, drones, [[weapons, 0.3]]);
    expect(await complete()).toBe(true);
    const title = 'Drones, once more';
    drones = await publish(api, daily, { path: 'drones', title, section: 'Sport', hoursOld: 2 });
    expect(await complete()).toBe(false);
    await relate(api, networkId, drones, [[weapons, 0.3]]);
    expect(await complete()).toBe(true);
    await relate(api, networkId, weapons, [
      [wireCopy, 0.9],
      [missiles, 0.8],
      [drones, 0.3],
    ]);
  });
});

describe('parameters', () => {
  test.each<[string, Record<string, string | string[]>, () => TestArticle[]]>([
    ['section', { section: 'world' }, () => [missiles]],
    ['minScore', { minScore: '0.25' }, () => [missiles]],
    ['maxAge in seconds', { maxAge: '7200' }, () => [drones]],
    ['maxAge with a unit', { maxAge: '2h' }, () => [drones]],
    ['before', { before: '2026-11-22' }, () => [missiles]],
    ['after', { after: '2026-11-22T10:00:00+00:00' }, () => [drones]],
    ['mode background', { mode: 'background' }, () => [missiles]],
    ['mode followup', { mode: 'followup' }, () => [drones]],
    ['lang that nothing has', { lang: 'de' }, () => []],
    ['author and tag that all have', { author: 'ada', tag: 'tag' }, () => [missiles, drones]],
    ['limit', { limit: '1' }, () => [missiles]],
  ])('%s narrows the answer', async (_name, parameters, wanted) => {
    expect(idsOf(await itemsOf({ fallback: 'none', ...parameters }))).toEqual(idsOf(wanted()));
  });

  test('exclude takes ids and addresses, repeated or separated by commas', async () => {
    const by = async (exclude: string | string[]): Promise<string[]> =>
      idsOf(await itemsOf({ fallback: 'none', exclude }));
    const tracked = `${missiles.url}?utm_medium=x`;
    expect(await by([missiles.id, wireCopy.id])).toEqual([drones.id]);
    expect(await by(`${missiles.id},${wireCopy.url}`)).toEqual([drones.id]);
    expect(await by([tracked, `${wireCopy.id},${drones.url}`])).toEqual([]);
    expect(await by('https://daily.example/a,b,c')).toEqual([missiles.id, drones.id]);
  });

  test.each([
    ['limit', { limit: '0' }],
    ['limit', { limit: '21' }],
    ['limit', { limit: '2.5' }],
    ['limit', { limit: 'many' }],
    ['limit', { limit: ['3', '4'] }],
    ['minScore', { minScore: '1.1' }],
    ['minScore', { minScore: '-0.1' }],
    ['minScore', { minScore: '' }],
    ['diversity', { diversity: '1.1' }],
    ['diversity', { diversity: '-0.1' }],
    ['diversity', { diversity: 'much' }],
    ['section', { section: '' }],
    ['section', { section: 'x'.repeat(201) }],
    ['lang', { lang: 'english!' }],
    ['maxAge', { maxAge: '7 days' }],
    ['maxAge', { maxAge: '4000d' }],
    ['before', { before: 'yesterday' }],
    ['after', { after: '2026-13-01' }],
    ['mode', { mode: 'random' }],
    ['fallback', { fallback: 'some' }],
    ['explain', { explain: 'perhaps' }],
    ['exclude', { exclude: 'not-an-id' }],
    ['exclude', { exclude: Array.from({ length: 51 }, () => 'a'.repeat(22)) }],
    ['url', { url: 'ftp://daily.example/x' }],
    ['url', { url: 'weapons' }],
    ['url', { url: `https://daily.example/${'x'.repeat(4096)}` }],
  ])('a bad %s is refused by name (case %#)', async (field, parameters) => {
    const response = await ask({ url: weapons.url, ...parameters });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    const problem = response.json<{ status: number; errors: { field: string }[] }>();
    expect(problem.status).toBe(400);
    expect(problem.errors.map((fault) => fault.field)).toEqual([field]);
  });

  test.each<[string, Record<string, string>]>([
    ['limit', { limit: '20' }],
    ['exclude', { exclude: Array.from({ length: 50 }, () => 'a'.repeat(22)).join(',') }],
    ['maxAge', { maxAge: '3650d' }],
    ['minScore', { minScore: '1' }],
    ['diversity', { diversity: '1' }],
    ['section', { section: 'x'.repeat(200) }],
  ])('%s at its limit is taken', async (_field, parameters) => {
    expect((await ask({ url: weapons.url, ...parameters })).statusCode).toBe(200);
  });

  test.each<[string, () => Record<string, string>]>([
    ['neither', () => ({})],
    ['both', () => ({ url: weapons.url, id: weapons.id })],
  ])('url and id: %s is refused', async (_name, parameters) => {
    const response = await ask(parameters());
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ errors: [{ field: 'url' }] });
  });

  test('an id of the wrong form is refused by name', async () => {
    const response = await ask({ id: 'short' });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ errors: [{ field: 'id' }] });
  });
});

describe('an address that is not known', () => {
  test('of the own domain is answered from the fallback, and its page is asked for once', async () => {
    const url = 'https://m.daily.example/brand-new';
    for (let i = 0; i < 2; i++) {
      const response = await ask({ url });
      expect(response.statusCode).toBe(200);
      expect(response.json()).toMatchObject({ article: null, complete: false });
      expect(response.headers['cache-control']).toBe('private, max-age=2');
      const { items } = response.json<{ items: Item[] }>();
      expect(items.length).toBeGreaterThan(0);
      expect(items.every(({ strategy, score }) => strategy === 'latest' && score === null)).toBe(
        true,
      );
    }
    const jobs = await api.queues
      .all()
      .find(({ name }) => name === 'page')
      ?.getJobs(['waiting']);
    expect(jobs?.map(({ data }: { data: unknown }) => data)).toEqual([
      { kind: 'unknown', siteId: daily.site.id, url },
    ]);
  });

  test('of another domain is refused by name, and no page is asked for', async () => {
    const before = await api.queues.counts('page');
    for (const url of [
      'https://evil.example/x',
      'https://notdaily.example/x',
      weapons.url.replace('//', '//evil-'),
    ]) {
      const response = await ask({ url });
      expect(response.statusCode).toBe(404);
      expect(response.json()).toMatchObject({
        type: 'urn:maylike:problem:url-foreign',
        errors: [{ field: 'url' }],
      });
    }
    expect(await api.queues.counts('page')).toEqual(before);
  });

  test('is fetched at most thirty times a minute for a site, and answered all the same', async () => {
    api.now = noon + hourMs;
    const before = (await api.queues.counts('page'))['waiting'] ?? 0;
    for (let i = 0; i < 33; i++) {
      expect((await ask({ url: `https://daily.example/new-${i}` })).statusCode).toBe(200);
    }
    expect(((await api.queues.counts('page'))['waiting'] ?? 0) - before).toBe(30);
    api.now = noon;
  });
});

describe('networks and sites', () => {
  test('an article of another network is as unknown as one that does not exist, byte for byte', async () => {
    const foreign = await ask({ id: elsewhere.id });
    const none = await ask({ id: 'A'.repeat(22) });
    expect(foreign.statusCode).toBe(404);
    expect(foreign.body).toBe(none.body);
  });

  test("nothing of a network is in another one's answer", async () => {
    const response = await ask({ url: elsewhere.url }, bearer(other.publishable));
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ article: { id: elsewhere.id }, items: [] });
    for (const { url } of [weapons, missiles, drones, wireCopy]) {
      expect(response.body).not.toContain(url);
    }
  });

  test('an article of another site of the network is found by its id, not by its address', async () => {
    expect((await ask({ id: wireCopy.id })).json()).toMatchObject({ article: { id: wireCopy.id } });
    expect((await ask({ url: wireCopy.url })).statusCode).toBe(404);
  });

  test('each site of a network is shown its own copy of a story', async () => {
    const own = await ask({ id: weapons.id, limit: '1' }, bearer(weekly.publishable));
    expect(idsOf(own.json<{ items: Item[] }>().items)).toEqual([wireCopy.id]);
  });
});

describe('caching', () => {
  test('the same answer has the same strong tag, and is not sent twice', async () => {
    const first = await ask({ url: weapons.url });
    const tag = String(first.headers.etag);
    expect(tag).toMatch(/^"[\w-]{27}"$/);
    for (const named of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const again = await ask(
        { url: weapons.url },
        { ...bearer(daily.publishable), 'if-none-match': named },
      );
      expect(again.statusCode).toBe(304);
      expect(again.body).toBe('');
      expect(again.headers.etag).toBe(tag);
      expect(again.headers['cache-control']).toBe(first.headers['cache-control']);
    }
    const other = await ask(
      { url: weapons.url },
      { ...bearer(daily.publishable), 'if-none-match': '"x"' },
    );
    expect(other.statusCode).toBe(200);
  });

  test('a tag names its answer: another answer has another one', async () => {
    const one = await ask({ url: weapons.url });
    const another = await ask({ url: weapons.url, limit: '1' });
    expect(one.headers.etag).not.toBe(another.headers.etag);
  });

  test('shared caches may keep what has its key in the address, and nothing else', async () => {
    const inQuery = await ask({ url: weapons.url, key: daily.publishable }, {});
    expect(inQuery.headers['cache-control']).toBe(
      'public, max-age=60, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400',
    );
    expect(inQuery.headers.vary).toBe('Origin');
    const shown = [weapons, missiles, wireCopy, drones].map(({ id }) => id);
    expect(inQuery.headers['surrogate-key']).toBe([daily.site.id, ...shown].join(' '));
    const inHeader = await ask({ url: weapons.url });
    expect(inHeader.headers['cache-control']).toBe('private, max-age=60');
    expect(inHeader.headers.vary).toBe('Origin, Authorization');
    expect(inHeader.headers['surrogate-key']).toBeUndefined();
    const both = await ask({ url: weapons.url, key: daily.publishable });
    expect(both.headers['cache-control']).toBe('private, max-age=60');
    const refused = await ask(
      { url: weapons.url, limit: '0', key: daily.publishable },
      { 'if-none-match': '*' },
    );
    expect(refused.statusCode).toBe(400);
    expect(refused.headers['cache-control']).toBe('no-store');
    expect(refused.headers.etag).toBeUndefined();
  });
});

describe('browsers', () => {
  const from = (origin: string) => ({ ...bearer(daily.publishable), origin });

  test('a page of the site may read the answer, and its refusals', async () => {
    for (const parameters of [{ url: weapons.url }, { url: weapons.url, limit: '0' }]) {
      const response = await ask(parameters, from('https://daily.example'));
      expect(response.headers['access-control-allow-origin']).toBe('https://daily.example');
      expect(response.headers.vary).toContain('Origin');
    }
  });

  test.each([
    'https://weekly.example',
    'https://evil-daily.example',
    'https://daily.example.evil.example',
    'http://daily.example',
    'https://daily.example:8443',
    'https://www.daily.example',
    'null',
  ])('a page of %s may not use the key', async (origin) => {
    const response = await ask({ url: weapons.url }, from(origin));
    expect(response.statusCode).toBe(403);
    expect(response.json()).toMatchObject({ type: 'urn:maylike:problem:origin-refused' });
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
    expect(response.headers.vary).toContain('Origin');
  });

  test('whoever sends no origin is answered, and may not hand the answer to a page of another', async () => {
    const response = await ask({ url: weapons.url });
    expect(response.statusCode).toBe(200);
    expect(response.headers.vary).toContain('Origin');
    expect(response.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('a preflight is answered for an origin of a site, and for the one of the key where it is told', async () => {
    const preflight = async (origin: string, key = ''): Promise<[number, unknown]> => {
      const response = await api.app.inject({
        method: 'OPTIONS',
        url: `/v1/recommendations${key === '' ? '' : `?key=${key}`}`,
        headers: { origin, 'access-control-request-method': 'GET' },
      });
      return [response.statusCode, response.headers['access-control-allow-origin']];
    };
    expect(await preflight('https://daily.example')).toEqual([204, 'https://daily.example']);
    expect(await preflight('https://daily.example', daily.publishable)).toEqual([
      204,
      'https://daily.example',
    ]);
    expect(await preflight('https://daily.example', other.publishable)).toEqual([403, undefined]);
    expect(await preflight('https://daily.example', 'pk_wrong')).toEqual([403, undefined]);
    expect(await preflight('https://evil.example')).toEqual([403, undefined]);
  });
});

test('an article that was taken down is gone from its page and from every list', async () => {
  await api.store.articles.remove(daily.site.networkId, daily.site.id, drones.number, 'removed');
  const gone = await ask({ url: drones.url });
  expect(gone.statusCode).toBe(410);
  expect(gone.json()).toMatchObject({ type: 'urn:maylike:problem:article-gone', status: 410 });
  expect(idsOf(await itemsOf({}))).not.toContain(drones.id);
});
