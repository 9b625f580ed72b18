// A publisher's feeds over HTTP.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { VisitAnswer } from '@maylike/queues';
import { bearer, createSite, noon, startTestApi, type TestApi, type TestSite } from './harness.js';

let api: TestApi;
let daily: TestSite;
let other: TestSite;
const visited: string[] = [];

const feed = (url: string): VisitAnswer => ({
  ok: true,
  url,
  title: 'The Daily',
  format: 'rss',
  items: 3,
});
const refusal = (url: string, named: readonly string[] = []): VisitAnswer => ({
  ok: false,
  code: 'not_a_feed',
  message: `${url} is an HTML page, not a feed`,
  feeds: named.map((address) => ({ url: address, title: null })),
});
/** What is at the addresses of the tests; nothing answers at any other. */
const outside: Readonly<Record<string, VisitAnswer>> = {
  'https://daily.example/feed': feed('https://daily.example/feed'),
  'https://daily.example/': refusal('https://daily.example/', ['https://daily.example/feed']),
  'https://daily.example/two': refusal('https://daily.example/two', [
    'https://daily.example/a',
    'https://daily.example/b',
  ]),
  'https://daily.example/none': refusal('https://daily.example/none'),
};

beforeAll(async () => {
  api = await startTestApi({
    visit: (url) => {
      visited.push(url);
      const answer = outside[url];
      return answer === undefined
        ? Promise.reject(new Error('timed out before finishing'))
        : Promise.resolve(answer);
    },
  });
});

beforeEach(async () => {
  await api.client.flushall();
  daily = await createSite(api, 'daily');
  other = await createSite(api, 'other');
  visited.length = 0;
  await api.store.processes.beat({
    service: 'ingest',
    id: 'one',
    pid: 1,
    at: noon,
    ready: true,
    detail: '',
  });
});

afterAll(() => api.stop());

const send = async (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  key = daily.secret,
) =>
  await api.app.inject({
    method,
    url: `/v1/feeds${path}`,
    headers: {
      ...bearer(key),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
const add = async (url = 'https://daily.example/feed', key = daily.secret): Promise<string> => {
  const response = await send('POST', '', { url, try: false }, key);
  return response.json<{ feedId: string }>().feedId;
};
const list = async (key = daily.secret) =>
  (await send('GET', '', undefined, key)).json<{ feeds: Record<string, unknown>[] }>().feeds;

describe('feeds', () => {
  test('are added after a look at them, once an address, and are due at once', async () => {
    const added = await send('POST', '', { url: 'https://daily.example/feed', fullText: 'short' });
    expect(added.statusCode).toBe(201);
    expect(added.json()).toEqual({
      feedId: expect.stringMatching(/^feed_[0-9a-f]{18}$/),
      siteId: daily.site.id,
      url: 'https://daily.example/feed',
      title: 'The Daily',
      fullText: 'short',
      pollEverySeconds: null,
      stopped: null,
      nextPollAt: new Date(noon).toISOString(),
      nextPollReason: 'new feed',
      errorsInRow: 0,
      lastPoll: null,
    });
    const again = await send('POST', '', { url: 'HTTPS://daily.example:443/feed#x' });
    expect([again.statusCode, again.body]).toEqual([200, added.body]);
    expect(visited).toEqual(['https://daily.example/feed']);
    expect(await list()).toEqual([added.json()]);
    expect(await list(other.secret)).toEqual([]);
  });

  test('are found by the page that names one', async () => {
    const added = await send('POST', '', { url: 'https://daily.example/', title: 'Ours' });
    expect(added.json()).toMatchObject({ url: 'https://daily.example/feed', title: 'Ours' });
  });

  test.each([
    ['a page that names two', 'https://daily.example/two', 422, 'feed-refused'],
    ['a page that names none', 'https://daily.example/none', 422, 'feed-refused'],
    ['what does not answer', 'https://silent.example/', 504, 'outside-silent'],
    ['what is no address', 'feed', 400, 'request-invalid'],
    ['an address with a password', 'https://a:b@daily.example/feed', 400, 'request-invalid'],
  ])('%s is not added', async (_what, url, status, type) => {
    const response = await send('POST', '', { url });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ type: `urn:maylike:problem:${type}` });
    expect(response.body).not.toContain('timed out before');
    expect(await list()).toEqual([]);
  });

  test('cannot be tried while nobody fetches, and may be added all the same', async () => {
    api.now = noon + 3_600_000;
    const refused = await send('POST', '', { url: 'https://daily.example/feed' });
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBeDefined();
    api.now = noon;
    expect(visited).toEqual([]);
    expect((await send('POST', '', { url: 'https://x.example/', try: false })).statusCode).toBe(
      201,
    );
  });

  test('are tried without keeping anything, their pages named', async () => {
    const page = await send('POST', '/try', { url: 'https://daily.example/two' });
    expect(page.json()).toEqual(outside['https://daily.example/two']);
    expect((await send('POST', '/try', { url: 'https://daily.example/feed' })).json()).toEqual(
      outside['https://daily.example/feed'],
    );
    expect(await list()).toEqual([]);
  });

  test('are changed, paused and resumed', async () => {
    const id = await add();
    const changed = await send('PATCH', `/${id}`, { title: 'New', pollEverySeconds: 600 });
    expect(changed.json()).toMatchObject({
      title: 'New',
      pollEverySeconds: 600,
      fullText: 'never',
    });
    const automatic = await send('PATCH', `/${id}`, { pollEverySeconds: null, fullText: 'always' });
    expect(automatic.json()).toMatchObject({
      title: 'New',
      pollEverySeconds: null,
      fullText: 'always',
    });
    expect((await send('PATCH', `/${id}`, { paused: true })).json()).toMatchObject({
      stopped: 'paused',
      nextPollAt: null,
    });
    expect((await send('PATCH', `/${id}`, { paused: false })).json()).toMatchObject({
      stopped: null,
    });
    // What a poll learns of the feed does not undo what a person has said.
    const stored = await api.store.feeds.get(id);
    const claimed = await api.store.feeds.claim(id, noon, 1_000);
    await api.store.feeds.finishPoll(claimed, {
      nextPollAt: noon + 1,
      nextPollReason: 'test',
      errorsInRow: 0,
      definition: { ...stored, title: 'Told by the feed' },
      outcome: {
        ...{ at: noon, status: 'changed', message: null, httpStatus: 200, items: 1, created: 1 },
        ...{ changed: 0, bytes: 10, tookMs: 5, numbers: [], pages: [] },
      },
    });
    expect((await send('GET', `/${id}`)).json()).toMatchObject({
      title: 'New',
      lastPoll: { status: 'changed' },
      letters: 0,
      host: { host: 'daily.example' },
      history: [{ pollNumber: claimed.pollNumber, status: 'changed', bytes: 10 }],
    });
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['an address', { url: 'https://daily.example/other' }],
    ['an interval of nothing', { pollEverySeconds: 0 }],
    ['an interval of years', { pollEverySeconds: 604_801 }],
    ['an unknown mode', { fullText: 'sometimes' }],
    ['an empty title', { title: ' ' }],
  ])('are not changed by %s', async (_what, body) => {
    const id = await add();
    expect((await send('PATCH', `/${id}`, body)).statusCode).toBe(400);
  });

  test('are polled when somebody asks, and forgotten when somebody says so', async () => {
    const id = await add();
    const polled = await send('POST', `/${id}/poll`);
    expect([polled.statusCode, polled.json()]).toEqual([202, { feedId: id, pollNumber: 1 }]);
    expect((await api.queues.counts('poll'))['waiting']).toBe(1);
    expect((await send('POST', `/${id}/poll`, { anew: true })).json()).toMatchObject({
      pollNumber: 2,
    });
    expect((await send('DELETE', `/${id}`)).statusCode).toBe(204);
    expect((await send('DELETE', `/${id}`)).statusCode).toBe(404);
    expect(await list()).toEqual([]);
  });

  test('of another site are as unknown as none, whatever is asked of them', async () => {
    const id = await add('https://other.example/feed', other.secret);
    const unknown = `feed_${'0'.repeat(18)}`;
    const before = await api.store.feeds.get(id);
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { paused: true }],
      ['POST', '/poll', undefined],
      ['DELETE', '', undefined],
    ] as const) {
      const response = await send(method, `/${id}${path}`, body);
      expect(response.statusCode).toBe(404);
      expect(response.body).toBe((await send(method, `/${unknown}${path}`, body)).body);
    }
    expect(await api.store.feeds.get(id)).toEqual(before);
    expect(await list()).toEqual([]);
  });
});

describe('lists of feeds', () => {
  const importList = (payload: string, type = 'text/x-opml') =>
    api.app.inject({
      method: 'POST',
      url: '/v1/feeds.opml',
      headers: { ...bearer(daily.secret), 'content-type': type },
      payload,
    });

  test('come in with a report a line, and go out as they came in', async () => {
    const opml =
      '<?xml version="1.0"?><opml version="2.0"><body><outline text="A"><outline text="One &amp; two" xmlUrl="https://a.example/feed"/></outline><outline text="B" xmlUrl="gopher://b.example/"/></body></opml>';
    const report = await importList(opml);
    expect(report.statusCode).toBe(200);
    const [feedOfList] = await list();
    expect(report.json()).toEqual({
      added: 1,
      thereAlready: 0,
      refused: 1,
      feeds: [
        {
          url: 'https://a.example/feed',
          title: 'One & two',
          result: 'added',
          feedId: feedOfList?.['feedId'],
          reason: null,
        },
        {
          url: 'gopher://b.example/',
          title: 'B',
          result: 'refused',
          feedId: null,
          reason: expect.stringContaining('not an absolute'),
        },
      ],
    });
    const exported = await api.app.inject({ url: '/v1/feeds.opml', headers: bearer(daily.secret) });
    expect(exported.headers['content-type']).toBe('text/x-opml; charset=utf-8');
    expect((await importList(exported.body, 'application/xml')).json()).toMatchObject({
      added: 0,
      thereAlready: 1,
      refused: 0,
    });
    const ofOther = await api.app.inject({ url: '/v1/feeds.opml', headers: bearer(other.secret) });
    expect(ofOther.body).not.toContain('a.example');
  });

  test('are refused where they are none, too long, or of another type', async () => {
    expect((await importList('<html></html>')).json()).toMatchObject({
      status: 400,
      detail: 'The body is not an OPML file.',
    });
    expect((await importList('')).statusCode).toBe(400);
    expect((await importList(' '.repeat(1_048_577))).statusCode).toBe(413);
    expect((await importList('{}', 'application/json')).statusCode).toBe(415);
    expect(await list()).toEqual([]);
  });
});
