// Answers from the process's memory, over real HTTP and a real Redis: they are what a made answer would be, for as long
// as it would be the same; and the last ones known while nothing can be read.
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { HotAnswers } from '../src/hot/hot-answers.js';
import {
  bearer,
  createSite,
  hourMs,
  noon,
  publish,
  relate,
  serve,
  startTestApi,
  until,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';

let api: TestApi;
let origin: string;
let daily: TestSite;
let other: TestSite;
let page: TestArticle;
let first: TestArticle;
let second: TestArticle;
let alone: TestArticle;

beforeAll(async () => {
  api = await startTestApi({}, { persistent: true });
  daily = await createSite(api, 'daily');
  other = await createSite(api, 'other');
  page = await publish(api, daily, { path: 'page', section: 'World', hoursOld: 9 });
  first = await publish(api, daily, { path: 'first', section: 'World', hoursOld: 3 });
  second = await publish(api, daily, { path: 'second', section: 'Sport', hoursOld: 5 });
  alone = await publish(api, daily, { path: 'alone', hoursOld: 40 });
  await publish(api, other, { path: 'page' });
  await relatePage([
    [first, 0.9],
    [second, 0.8],
  ]);
  origin = await serve(api);
});

beforeEach(() => {
  api.now = noon;
});

afterAll(() => api.stop());

const relatePage = (neighbours: readonly (readonly [TestArticle, number])[]): Promise<void> =>
  relate(api, daily.site.networkId, page, neighbours);

const addressOf = (parameters: Readonly<Record<string, string>>, key = daily.publishable): string =>
  `/v1/recommendations?${new URLSearchParams({ ...parameters, key }).toString()}`;

const ask = (address: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${origin}${address}`, init);

async function idsOf(address: string): Promise<string[]> {
  const response = await ask(address);
  const { items } = (await response.json()) as { items: { id: string }[] };
  return items.map(({ id }) => id);
}

/** Whether the next answer comes from memory. */
async function isHot(address: string): Promise<boolean> {
  const given = jest.spyOn(api.app.serving.meter, 'given');
  await (await ask(address)).arrayBuffer();
  const isGiven = given.mock.calls.length > 0;
  given.mockRestore();
  return isGiven;
}

async function metrics(): Promise<(series: string) => number> {
  const lines = (await (await ask('/metrics')).text()).split('\n');
  return (series) =>
    Number(
      lines
        .find((line) => line.startsWith(series))
        ?.split(' ')
        .at(-1) ?? 0,
    );
}

/** Asks until the answer is in memory, where no change that was written before drops it any more. */
const heat = async (address: string): Promise<void> => {
  // Networks that nobody has asked about are not followed.
  await isHot(address);
  await api.app.serving.hot.catchUp(daily.site.networkId);
  await until('it is kept', () => isHot(address));
};

const related = { url: 'https://daily.example/page', fallback: 'none' };

describe('an answer from memory', () => {
  test('is the made one, byte for byte and header for header', async () => {
    for (const headers of [{}, { origin: 'https://daily.example' }]) {
      const address = addressOf({ ...related, limit: String(Object.keys(headers).length + 1) });
      const made = await ask(address, { headers });
      const hot = await ask(address, { headers });
      expect(await hot.text()).toBe(await made.text());
      const headersOf = (response: Response): Record<string, string> =>
        Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
      expect(headersOf(hot)).toEqual(headersOf(made));
      expect(await isHot(address)).toBe(true);
    }
  });

  test('is found under its credential and its address alone', async () => {
    const address = addressOf(related);
    await heat(address);
    expect(await isHot(addressOf({ ...related, limit: '3' }))).toBe(false);
    const withoutKey = '/v1/recommendations?url=https://daily.example/page';
    expect((await ask(withoutKey)).status).toBe(401);
    const byHeader = async (key: string): Promise<unknown> =>
      (await ask(withoutKey, { headers: bearer(key) })).json();
    expect(await byHeader(daily.publishable)).toMatchObject({ article: { id: page.id } });
    expect((await ask(withoutKey, { headers: bearer(other.publishable) })).status).toBe(404);
    expect(await byHeader(daily.publishable)).toMatchObject({ article: { id: page.id } });
  });

  test('is not sent to who has it, and only told of to who asks for its head', async () => {
    const address = addressOf(related);
    await heat(address);
    const whole = await ask(address);
    const again = await ask(address, {
      headers: { 'if-none-match': whole.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    expect(again.headers.get('cache-control')).toBe(whole.headers.get('cache-control'));
    const head = await ask(address, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String((await whole.text()).length));
    expect(await head.text()).toBe('');
  });

  test('is for pages of the site alone', async () => {
    const address = addressOf(related);
    await heat(address);
    const own = await ask(address, { headers: { origin: 'https://daily.example' } });
    expect(own.headers.get('access-control-allow-origin')).toBe('https://daily.example');
    const foreign = await ask(address, { headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
    const nobodys = await ask(address);
    expect(nobodys.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('says where the time went to who asks for it, and such an answer is kept nowhere', async () => {
    const address = addressOf({ ...related, limit: '4' });
    const timed = await ask(address, { headers: { 'x-request-timing': '1' } });
    expect(timed.headers.get('server-timing')).toMatch(/^answer;dur=[\d.]+, total;dur=[\d.]+$/);
    expect(timed.headers.get('cache-control')).toBe('no-store');
    expect(await isHot(address)).toBe(false);
    expect((await ask(address)).headers.get('server-timing')).toBeNull();
  });

  test('is made once, however many ask for it at the same moment', async () => {
    const find = jest.spyOn(api.store.articles, 'find');
    const address = addressOf({ ...related, diversity: '0.25' });
    const bodies = await Promise.all(
      Array.from({ length: 40 }, async () => (await ask(address)).text()),
    );
    expect(new Set(bodies).size).toBe(1);
    expect(find).toHaveBeenCalledTimes(1);
    find.mockRestore();
  });
});

test('what comes from memory is counted, by how it went out and by strategy', async () => {
  const address = addressOf({ ...related, limit: '5' });
  await heat(address);
  const before = await metrics();
  const etag = (await ask(address)).headers.get('etag') ?? '';
  await ask(address, { headers: { 'if-none-match': etag } });
  await metrics();
  const after = await metrics();
  for (const [series, count] of [
    ['maylike_hot_answers_total{outcome="sent"', 1],
    ['maylike_hot_answers_total{outcome="not_modified"', 1],
    ['maylike_answers_total{strategy="related"', 2],
  ] as const) {
    expect([series, after(series) - before(series)]).toEqual([series, count]);
  }
  expect(after('maylike_hot_kept_answers')).toBe(api.app.serving.hot.kept.answers);
  expect(after('maylike_hot_kept_bytes')).toBeGreaterThan(1_000);
});

describe('an answer leaves memory', () => {
  const cases: readonly {
    readonly name: string;
    readonly address: () => string;
    readonly change: () => Promise<unknown>;
    readonly isChanged: (body: string) => boolean;
  }[] = [
    {
      name: 'when its list changes: a newcomer shows',
      address: () => addressOf(related),
      change: async () => {
        const newcomer = await publish(api, daily, { path: 'newcomer', hoursOld: 2 });
        await relatePage([
          [newcomer, 0.95],
          [first, 0.9],
          [second, 0.8],
        ]);
      },
      isChanged: (body) => body.includes('daily.example/newcomer'),
    },
    {
      name: 'when what it shows is told anew',
      address: () => addressOf(related),
      change: () =>
        publish(api, daily, { path: 'second', title: 'Second, told anew', hoursOld: 5 }),
      isChanged: (body) => !body.includes('"title":"second"'),
    },
    {
      name: 'when what it shows is taken down',
      address: () => addressOf(related),
      change: () =>
        api.store.articles.remove(daily.site.networkId, daily.site.id, first.number, 'removed'),
      isChanged: (body) => !body.includes(first.id),
    },
    {
      name: 'when its article is told anew',
      address: () => addressOf({ url: alone.url, fallback: 'none' }),
      change: () => publish(api, daily, { path: 'alone', title: 'Alone, told anew', hoursOld: 40 }),
      isChanged: (body) => body.includes('Alone, told anew'),
    },
    {
      name: 'when something newer could fill it up',
      address: () => addressOf({ url: alone.url }),
      change: () => publish(api, daily, { path: 'latest', hoursOld: 0 }),
      isChanged: (body) => body.includes('daily.example/latest'),
    },
    {
      name: 'when the address that nobody knew is known',
      address: () => addressOf({ url: 'https://daily.example/unknown', fallback: 'none' }),
      change: () => publish(api, daily, { path: 'unknown', hoursOld: 1 }),
      isChanged: (body) => body.includes('"title":"unknown"'),
    },
    {
      name: 'when the editors of its site say something',
      address: () => addressOf({ url: alone.url, fallback: 'none' }),
      change: () =>
        api.store.signals.put(
          daily.site,
          {
            article: second,
            word: { kind: 'pin', slot: 1 },
            scope: { kind: 'site' },
            expiresAt: null,
          },
          noon,
        ),
      isChanged: (body) => body.includes('"strategy":"pinned"'),
    },
  ];

  test.each(cases)('$name', async ({ address, change, isChanged }) => {
    const asked = address();
    await heat(asked);
    expect(isChanged(await (await ask(asked)).text())).toBe(false);
    await change();
    await until('it is changed', async () => isChanged(await (await ask(asked)).text()));
  });

  test('and no other answer goes with it', async () => {
    const mine = addressOf({ url: page.url, fallback: 'none', limit: '2' });
    const others = addressOf({ url: alone.url, fallback: 'none', limit: '2' });
    await heat(others);
    await heat(mine);
    const title = 'Page, told anew';
    page = await publish(api, daily, { path: 'page', title, section: 'World', hoursOld: 9 });
    await until('it is changed', async () => (await (await ask(mine)).text()).includes(title));
    expect(await isHot(others)).toBe(true);
  });

  test('after a minute: what was dated ahead shows then', async () => {
    await relate(api, daily.site.networkId, page, []);
    const address = addressOf({ url: page.url, limit: '20' });
    const ahead = await publish(api, daily, { path: 'ahead', hoursOld: -0.01 });
    await heat(address);
    expect(await idsOf(address)).not.toContain(ahead.id);
    api.now = noon + 59_999;
    expect(await isHot(address)).toBe(true);
    api.now = noon + 60_000;
    expect(await isHot(address)).toBe(false);
    expect(await idsOf(address)).toContain(ahead.id);
  });

  test('after two seconds where it is not complete, and when the clock goes back', async () => {
    const address = addressOf({ url: 'https://daily.example/never-seen', limit: '1' });
    await heat(address);
    api.now = noon + 2_000;
    expect(await isHot(address)).toBe(false);
    await heat(address);
    api.now = noon;
    expect(await isHot(address)).toBe(false);
  });

  test('for one that was asked twice, where there is no room; what is asked once pushes nobody out', async () => {
    const full = new HotAnswers(api.store.changes, () => noon, { bytesMax: 1e6, answersMax: 2 });
    await full.start();
    const watch = await full.watch(daily.site.networkId);
    if (watch === null) throw new Error('it keeps nothing');
    const madeOf = { siteId: daily.site.id, numbers: new Set([page.number]), isOpen: false };
    const keep = (key: string): void => {
      const origins = new Set<string>();
      const made = { body: '{}', tag: '"t"', headers: {}, origins, strategy: 'related', madeOf };
      full.keep(watch, { key, keyId: 'key_1', ...made, madeAt: noon, freshMs: 60_000 });
    };
    const kept = (): string[] => ['/a', '/b', '/c', '/d'].filter((key) => full.fresh(key) !== null);
    for (const key of ['/a', '/b', '/c', '/d']) keep(key);
    expect(kept()).toEqual(['/a', '/b']);
    keep('/b');
    expect(kept()).toEqual(['/a', '/b']);
    full.fresh('/a');
    keep('/d');
    expect(kept()).toEqual(['/a', '/d']);
    full.stop();
  });

  test('at once when its key is revoked, and for no other key of the site', async () => {
    const { key, record } = await api.store.apiKeys.create(daily.site.id, 'publishable', noon);
    const address = addressOf(related, key);
    await heat(address);
    await api.store.apiKeys.revoke(record.id, noon);
    expect((await ask(address)).status).toBe(401);
    expect((await ask(addressOf(related))).status).toBe(200);
  });

  test('when its key is revoked while nobody listened', async () => {
    const { key, record } = await api.store.apiKeys.create(daily.site.id, 'publishable', noon);
    const address = addressOf(related, key);
    await heat(address);
    await api.subscriber.unsubscribe();
    await api.store.apiKeys.revoke(record.id, noon);
    await until('the key is refused', async () => (await ask(address)).status === 401);
    await api.store.changes.listen(api.subscriber, (siteId) => {
      api.app.serving.hot.dropSite(siteId);
    });
  });

  test.each([
    ['a generation is swapped in', 'generation'],
    ['more has changed than is told apart', 'all'],
    ['there is a change of a kind that is not known yet', 'weather'],
  ])('when %s', async (_name, kind) => {
    const address = addressOf(related);
    await heat(address);
    await api.client.xadd(`ml:{n-${daily.site.networkId}}:changes`, '*', kind, '1');
    await until('all are dropped', async () => !(await isHot(address)));
  });

  test('when changes were trimmed before they were read', async () => {
    const address = addressOf(related);
    await heat(address);
    const key = `ml:{n-${daily.site.networkId}}:changes`;
    await api.client.multi().xadd(key, '*', 'numbers', '4000000').xtrim(key, 'MAXLEN', 0).exec();
    await until('all are dropped', async () => !(await isHot(address)));
  });

  test('before the answer to who takes an article down here', async () => {
    const doomed = await publish(api, daily, { path: 'doomed', hoursOld: 0 });
    const address = addressOf({ url: alone.url, limit: '20' });
    await until('it shows', async () => (await idsOf(address)).includes(doomed.id));
    await heat(address);
    const taken = await ask(`/v1/articles/${doomed.id}`, {
      method: 'DELETE',
      headers: bearer(daily.secret),
    });
    expect(taken.status).toBe(204);
    expect(await idsOf(address)).not.toContain(doomed.id);
  });
});

describe('while Redis', () => {
  const known = (): string => addressOf({ ...related, minScore: '0' });
  /** Another one each time. */
  let asked = 0;
  const unknown = (): string => {
    asked += 1;
    return addressOf({ ...related, minScore: String(asked / 1_000) });
  };

  async function expectKnownOnly(body: string): Promise<void> {
    await until('it is marked', async () => (await ask(known())).headers.has('cache-status'));
    const stale = await ask(known(), { headers: { origin: 'https://daily.example' } });
    expect(stale.status).toBe(200);
    expect(stale.headers.get('cache-status')).toMatch(/^MayLike; hit; ttl=-\d+$/);
    expect(stale.headers.get('cache-control')).toBe(
      'public, max-age=2, s-maxage=2, stale-if-error=86400',
    );
    expect(stale.headers.get('access-control-allow-origin')).toBe('https://daily.example');
    expect(await stale.text()).toBe(body);
    const foreign = await ask(known(), { headers: { origin: 'https://evil.example' } });
    expect(foreign.status).toBe(503);
    const refused = await ask(unknown());
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  }

  async function expectAllAgain(): Promise<void> {
    await until('it is made anew', async () => {
      const response = await ask(known());
      return response.status === 200 && !response.headers.has('cache-status');
    });
    await heat(known());
    expect((await ask(unknown())).status).toBe(200);
  }

  test('is gone, what is known is given as stale, all else is refused at once; both end with it', async () => {
    await heat(known());
    const body = await (await ask(known())).text();
    await api.redis.kill('SIGKILL');
    api.now = noon + hourMs;
    await expectKnownOnly(body);
    await api.redis.restart();
    await expectAllAgain();
  });

  test('is there and says nothing, the same; and who was waiting already waits no longer', async () => {
    await heat(known());
    const body = await (await ask(known())).text();
    process.kill(api.redis.pid, 'SIGSTOP');
    try {
      const waiting = ask(unknown());
      expect((await waiting).status).toBe(503);
      await expectKnownOnly(body);
    } finally {
      process.kill(api.redis.pid, 'SIGCONT');
    }
    await expectAllAgain();
  });
});
