// What only the operator sees, and how they get in.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { acquireWriter, generationOf } from '@maylike/store';
import { sessionLifeMs } from '../src/operator.js';
import {
  bearer,
  createSite,
  operatorToken,
  publish,
  startTestApi,
  type TestApi,
} from './harness.js';

let api: TestApi;

beforeAll(async () => {
  api = await startTestApi();
});

// Wrong tries are counted by the minute: each test has its own.
beforeEach(() => {
  api.now += 60_000;
});

afterAll(() => api.stop());

const browser = { accept: 'text/html,application/xhtml+xml' };

const logIn = (token: string, headers: Record<string, string> = {}) =>
  api.app.inject({
    method: 'POST',
    url: '/ops/login',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams({ token }).toString(),
  });

async function session(): Promise<string> {
  const [cookie] = (await logIn(operatorToken)).cookies;
  return cookie?.value ?? '';
}

const ops = (path: string, value?: string, headers: Record<string, string> = browser) =>
  api.app.inject({
    url: path,
    headers,
    ...(value === undefined ? {} : { cookies: { maylike_ops: value } }),
  });

describe('the login', () => {
  test('trades the token for a cookie that is not the token, and that no script and no other site can use', async () => {
    const response = await logIn(operatorToken);
    expect(response.statusCode).toBe(303);
    expect(response.headers.location).toBe('/ops');
    const header = String(response.headers['set-cookie']);
    expect(header).not.toContain(operatorToken);
    expect(header).toMatch(/; Path=\/ops; HttpOnly; SameSite=Strict$/);
    expect((await ops('/ops', await session())).statusCode).toBe(200);
  });

  test('refuses a wrong token with 401 and no cookie', async () => {
    const response = await logIn(`${operatorToken}x`);
    expect(response.statusCode).toBe(401);
    expect(response.headers['set-cookie']).toBeUndefined();
    expect(response.body).toContain('That is not the operator token.');
  });

  test('locks after ten wrong tries, the right token too, until the minute is over', async () => {
    for (let i = 0; i < 10; i++) expect((await logIn('wrong')).statusCode).toBe(401);
    const locked = await logIn(operatorToken);
    expect(locked.statusCode).toBe(429);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ops('/ops', undefined, bearer(operatorToken))).statusCode).toBe(429);
    api.now += 60_000;
    expect((await logIn(operatorToken)).statusCode).toBe(303);
  });

  test('locks by caller: another address may still log in', async () => {
    for (let i = 0; i < 11; i++) await logIn('wrong');
    const elsewhere = await api.app.inject({
      method: 'POST',
      url: '/ops/login',
      remoteAddress: '192.0.2.7',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `token=${operatorToken}`,
    });
    expect(elsewhere.statusCode).toBe(303);
  });

  test('does not believe a caller who says it is another one', async () => {
    for (let i = 0; i < 10; i++) await logIn('wrong', { 'x-forwarded-for': `192.0.2.${i}` });
    expect((await logIn('wrong', { 'x-forwarded-for': '192.0.2.99' })).statusCode).toBe(429);
  });

  test('is refused to a form on another site', async () => {
    for (const from of ['cross-site', 'same-site']) {
      const response = await logIn(operatorToken, { 'sec-fetch-site': from });
      expect(response.statusCode).toBe(403);
    }
    expect((await logIn(operatorToken, { 'sec-fetch-site': 'same-origin' })).statusCode).toBe(303);
  });
});

describe('a session', () => {
  test('ends after its time, and by logging out', async () => {
    const value = await session();
    api.now += sessionLifeMs - 1;
    expect((await ops('/ops', value)).statusCode).toBe(200);
    api.now += 1;
    expect((await ops('/ops', value)).statusCode).toBe(303);
    const out = await api.app.inject({ method: 'POST', url: '/ops/logout' });
    expect(String(out.headers['set-cookie'])).toMatch(/^maylike_ops=;/);
  });

  test('cannot be made or changed by anybody else', async () => {
    const value = await session();
    const [expiry = '', nonce = '', signature = ''] = value.split('.');
    const forged = [
      '',
      'x',
      operatorToken,
      `${Number(expiry) + 1}.${nonce}.${signature}`,
      `${expiry}.${nonce}x.${signature}`,
      `${expiry}.${nonce}.${signature}x`,
      `${expiry}.${nonce}.`,
      'x'.repeat(5_000),
    ];
    for (const cookie of forged) expect((await ops('/ops', cookie)).statusCode).toBe(303);
    expect((await ops('/ops', value)).statusCode).toBe(200);
  });
});

describe('without a session', () => {
  const paths = [
    '/ops',
    '/ops/',
    '/ops/queues',
    '/ops/queues/api/queues',
    '/ops/queues/static/x.js',
  ];

  test.each(paths)('%s sends a browser to the login and refuses others', async (path) => {
    const sent = await ops(path);
    expect([sent.statusCode, sent.headers.location]).toEqual([303, '/ops/login']);
    const refused = await ops(path, undefined, {});
    expect(refused.statusCode).toBe(401);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    const wrong = await ops(path, undefined, { ...browser, ...bearer('pk_wrong-key-of-a-site') });
    expect(wrong.statusCode).toBe(401);
  });

  test('a script gets in with the token in a header', async () => {
    expect((await ops('/ops', undefined, bearer(operatorToken))).statusCode).toBe(200);
  });

  test('the queues cannot be changed', async () => {
    await api.queues.addIndex('network', 1);
    const response = await api.app.inject({
      method: 'PUT',
      url: '/ops/queues/api/queues/index/empty',
    });
    expect(response.statusCode).toBe(401);
    expect((await api.queues.counts('index'))['waiting']).toBe(1);
  });
});

describe('the dashboard', () => {
  test('shows queues, processes, sites and networks, and nothing that a name says as markup', async () => {
    const evil = '<script>alert(1)</script>';
    const daily = await createSite(api, 'daily');
    await publish(api, daily, { path: 'article' });
    const { site } = await api.store.sites.create({ name: evil, origins: [] }, api.now);
    await api.store.processes.beat({
      ...{ service: 'ingest', id: 'one', pid: 4711, at: api.now },
      ...{ ready: false, detail: 'short of memory' },
    });
    await api.store.feeds.add(
      site,
      'https://daily.example/feed',
      { fullText: 'never', pollEverySeconds: null },
      api.now,
    );
    const { body } = await ops('/ops', await session());
    for (const text of ['reindex', '4711', 'short of memory', daily.site.networkId, 'behind']) {
      expect(body).toContain(text);
    }
    expect(body).toContain('handed out late: <span class="bad">1</span>');
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(body).not.toContain(evil);
  });

  test('shows generations: what is built and how far, what was refused and why', async () => {
    const { networkId } = (await createSite(api, 'weekly')).site;
    const writer = await acquireWriter(api.store.redis, networkId, 'test', 60_000);
    if (writer === null) throw new Error('somebody holds the lease');
    const requestId = await api.store.networks.requestReindex(networkId, 'test', api.now);
    await api.store.networks.reportReindex(networkId, { state: 'running', done: 3, total: 9 });
    const building = generationOf({
      id: 'gen_beside',
      state: 'building',
      textVersion: 1,
      floor: 0.05,
      documentCount: 9,
      startedAt: api.now,
      activatedAt: null,
      retiredAt: null,
      reason: 'reindex by test',
      requestId,
    });
    await writer.generations.save(building);
    const said = { coverage: 0.1, coverageBefore: 0.9, refusal: 'Too few <neighbours>.' };
    await writer.generations.save({ ...building, ...said, id: 'gen_out', state: 'refused' });
    const { body } = await ops('/ops', await session());
    expect(body).toContain('building, 3 of 9 lists');
    expect(body).toContain('<span class="bad">refused</span>');
    expect(body).toContain('10.0 %, before 90.0 %');
    expect(body).toContain('reindex by test: Too few &lt;neighbours&gt;.');
  });

  test('shows every queue in bull-board, with its own scripts only and no font service', async () => {
    const value = await session();
    const entry = await ops('/ops/queues', value);
    expect(entry.statusCode).toBe(200);
    expect(entry.body).toContain('MayLike');
    const policy = String(entry.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('http');
    const script = /src="(static\/js\/main[^"]+)"/.exec(entry.body)?.[1] ?? '';
    const code = await ops(`/ops/queues/${script}`, value);
    expect(code.statusCode).toBe(200);
    expect(code.headers['content-type']).toContain('javascript');
    const listed = await ops('/ops/queues/api/queues', value);
    const { queues } = listed.json<{ queues: { name: string }[] }>();
    expect(queues.map(({ name }) => name).sort()).toEqual(
      ['index', 'page', 'poll', 'reindex', 'tick', 'visit'].sort(),
    );
  });

  test('is in no cache and in no frame', async () => {
    for (const path of ['/ops', '/ops/login', '/ops/queues']) {
      const { headers } = await ops(path, await session());
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    }
  });
});
