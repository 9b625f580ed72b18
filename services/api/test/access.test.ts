// Every route × everybody. A route that is added without a row here fails the first test.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HTTPMethods } from 'fastify';
import { isLong, tell } from '@maylike/runtime/testing';
import {
  bearer,
  createSite,
  noon,
  operatorToken,
  publish,
  startTestApi,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';

let api: TestApi;
let daily: TestSite;
let article: TestArticle;
let revoked: string;

beforeAll(async () => {
  api = await startTestApi({}, { persistent: true });
  daily = await createSite(api, 'daily');
  article = await publish(api, daily, { path: 'article' });
  const key = await api.store.apiKeys.create(daily.site.id, 'publishable', noon);
  await api.store.apiKeys.revoke(key.record.id, noon);
  revoked = key.key;
});

afterAll(() => api.stop());

const callers = {
  nobody: () => null,
  wrong: () => 'pk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  revoked: () => revoked,
  publishable: () => daily.publishable,
  secret: () => daily.secret,
  operator: () => operatorToken,
} as const;
type Caller = keyof typeof callers;
const callerNames: readonly Caller[] = [
  'nobody',
  'wrong',
  'revoked',
  'publishable',
  'secret',
  'operator',
];

/** The status that each caller sees, in the order of the callers. */
type Row = readonly [
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  route: string,
  path: () => string,
  statuses: readonly number[],
];

const open = (status: number): number[] => callerNames.map(() => status);
const forOperator = (status: number): number[] => [401, 401, 401, 401, 401, status];
/** What a secret key alone opens. */
const forPublisher = (status: number): number[] => [401, 401, 401, 403, status, 401];
const unknownId = 'A'.repeat(22);
const unknownFeed = `feed_${'0'.repeat(18)}`;

const rows: readonly Row[] = [
  [
    'GET',
    '/v1/recommendations',
    () => `/v1/recommendations?id=${article.id}`,
    [401, 401, 401, 200, 200, 401],
  ],
  [
    'GET',
    '/v1/recommendations.html',
    () => `/v1/recommendations.html?id=${article.id}`,
    [401, 401, 401, 200, 200, 401],
  ],
  [
    'POST',
    '/v1/recommendations',
    () => '/v1/recommendations',
    // Without a draft: who may ask learns that it is missing.
    [401, 401, 401, 400, 400, 401],
  ],
  ['GET', '/v1/articles', () => `/v1/articles?url=${article.url}`, [401, 401, 401, 403, 200, 401]],
  ['GET', '/v1/articles/:id', () => `/v1/articles/${article.id}`, [401, 401, 401, 403, 200, 401]],
  [
    'DELETE',
    '/v1/articles',
    () => '/v1/articles?url=https://daily.example/none',
    [401, 401, 401, 403, 404, 401],
  ],
  ['DELETE', '/v1/articles/:id', () => `/v1/articles/${unknownId}`, [401, 401, 401, 403, 404, 401]],
  // Without what is to be written, or of what is not there: who may write learns that.
  ['PUT', '/v1/articles', () => `/v1/articles?url=${article.url}`, forPublisher(400)],
  ['PUT', '/v1/articles/:id', () => `/v1/articles/${article.id}`, forPublisher(400)],
  ['GET', '/v1/signals', () => '/v1/signals', forPublisher(200)],
  ['PUT', '/v1/signals', () => '/v1/signals', forPublisher(400)],
  ['DELETE', '/v1/signals/:id', () => `/v1/signals/${unknownId}`, forPublisher(404)],
  ['GET', '/v1/feeds', () => '/v1/feeds', forPublisher(200)],
  ['POST', '/v1/feeds', () => '/v1/feeds', forPublisher(400)],
  ['POST', '/v1/feeds/try', () => '/v1/feeds/try', forPublisher(400)],
  ['GET', '/v1/feeds/:id', () => `/v1/feeds/${unknownFeed}`, forPublisher(404)],
  ['PATCH', '/v1/feeds/:id', () => `/v1/feeds/${unknownFeed}`, forPublisher(400)],
  ['DELETE', '/v1/feeds/:id', () => `/v1/feeds/${unknownFeed}`, forPublisher(404)],
  ['POST', '/v1/feeds/:id/poll', () => `/v1/feeds/${unknownFeed}/poll`, forPublisher(404)],
  ['GET', '/v1/feeds.opml', () => '/v1/feeds.opml', forPublisher(200)],
  ['POST', '/v1/feeds.opml', () => '/v1/feeds.opml', forPublisher(400)],
  ['POST', '/v1/events', () => '/v1/events', [401, 401, 401, 400, 400, 401]],
  ['GET', '/v1/events/summary', () => '/v1/events/summary', forPublisher(200)],
  ['GET', '/v1/reindex', () => '/v1/reindex', forOperator(200)],
  ['POST', '/v1/reindex', () => '/v1/reindex', forOperator(202)],
  ['GET', '/healthz', () => '/healthz', open(200)],
  ['GET', '/readyz', () => '/readyz', open(200)],
  ['GET', '/metrics', () => '/metrics', open(200)],
  ['GET', '/openapi.json', () => '/openapi.json', open(200)],
  ['GET', '/ops/login', () => '/ops/login', open(200)],
  ['POST', '/ops/login', () => '/ops/login', open(400)],
  ['POST', '/ops/logout', () => '/ops/logout', open(303)],
  ['GET', '/ops', () => '/ops', forOperator(200)],
  ['GET', '/ops/queues', () => '/ops/queues', forOperator(200)],
];

describe('every route, for everybody', () => {
  test('has a row in this table', async () => {
    const document = (await api.app.inject('/openapi.json')).json<{
      paths: Record<string, Record<string, unknown>>;
    }>();
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replace('{id}', ':id')}`,
      ),
    );
    const listed = rows.map(([method, route]) => `${method} ${route}`);
    expect(documented.length).toBeGreaterThan(8);
    for (const route of documented) expect(listed).toContain(route);
    // What is not documented is the preflight, the document itself, and the dashboard below /ops.
    for (const [method, route] of rows) expect(api.app.hasRoute({ method, url: route })).toBe(true);
  });

  test.each(rows)('%s %s', async (method, _route, path, statuses) => {
    // Wrong tokens are counted by the minute: each row has a minute of its own.
    api.now += 60_000;
    const seen: number[] = [];
    for (const name of callerNames) {
      const key = callers[name]();
      const response = await api.app.inject({
        method: method satisfies HTTPMethods,
        url: path(),
        headers: key === null ? {} : bearer(key),
      });
      seen.push(response.statusCode);
      if (response.statusCode >= 400) {
        expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
        expect(response.json()).toMatchObject({ status: response.statusCode });
      }
    }
    expect(seen).toEqual(statuses);
  });
});

describe('keys', () => {
  const ask = (path: string, headers: Record<string, string> = {}) =>
    api.app.inject({ url: path, headers });

  test('no key, a wrong and a revoked one get the same answer, byte for byte', async () => {
    const path = `/v1/recommendations?id=${article.id}`;
    const none = await ask(path);
    expect(none.headers['www-authenticate']).toBe('Bearer realm="MayLike"');
    for (const headers of [
      bearer('pk_wrong'),
      bearer('sk_wrong'),
      bearer(revoked),
      bearer('x'.repeat(5_000)),
      { authorization: 'Basic cGs6cGs=' },
      { authorization: 'Bearer' },
    ]) {
      expect((await ask(path, headers)).body).toBe(none.body);
    }
    expect((await ask(`${path}&key=${revoked}`)).body).toBe(none.body);
  });

  test('a publishable key may stand in the query, a secret one is refused there unseen', async () => {
    const path = `/v1/recommendations?id=${article.id}`;
    expect((await ask(`${path}&key=${daily.publishable}`)).statusCode).toBe(200);
    for (const key of [daily.secret, 'sk_wrong']) {
      const response = await ask(`${path}&key=${key}`);
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({
        type: 'urn:maylike:problem:key-in-query',
        errors: [{ field: 'key' }],
      });
    }
  });

  test('a publishable key in the query opens no secret route', async () => {
    const response = await ask(`/v1/articles/${article.id}?key=${daily.publishable}`);
    expect(response.statusCode).toBe(403);
  });

  test('who has no key learns nothing of whether the rest of the request is right', async () => {
    for (const path of [
      '/v1/recommendations?limit=0',
      '/v1/recommendations?url=https://evil.example/',
    ]) {
      expect((await ask(path)).statusCode).toBe(401);
    }
  });

  test('D-01: the time of an answer tells nobody whether a key ever was one, or an id is somebody else’s', async () => {
    const other = await createSite(api, 'other');
    const path = `/v1/recommendations?id=${article.id}`;
    const key = bearer(other.publishable);
    const ways = [
      { what: 'no key', path, headers: {}, status: 401 },
      { what: 'wrong', path, headers: bearer('pk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'), status: 401 },
      { what: 'revoked', path, headers: bearer(revoked), status: 401 },
      { what: 'foreign id', path, headers: key, status: 404 },
      { what: 'unknown id', path: path.replace(article.id, unknownId), headers: key, status: 404 },
    ];
    const took = ways.map((): number[] => []);
    for (let round = 0; round < (isLong ? 5_000 : 30); round += 1)
      for (const [at, way] of ways.entries()) {
        const startedAt = performance.now();
        const { statusCode } = await ask(way.path, way.headers);
        took[at]?.push(performance.now() - startedAt);
        expect([way.what, statusCode]).toEqual([way.what, way.status]);
      }
    const medians = took.map((times) => times.sort((a, b) => a - b)[times.length >> 1] ?? NaN);
    const figures = ways.map(({ what }, at): [string, string] => [
      what,
      `${(1_000 * (medians[at] ?? NaN)).toFixed(0)} µs`,
    ]);
    tell('D-01', 'median time of an answer', Object.fromEntries(figures));
    // A busy machine has its own share in few answers: those are told only.
    const differenceMaxMs = isLong ? 1 : Infinity;
    for (const status of [401, 404]) {
      const alike = medians.filter((_median, at) => ways[at]?.status === status);
      expect(Math.max(...alike) - Math.min(...alike)).toBeLessThan(differenceMaxMs);
    }
  }, 600_000);

  test('D-01: no key was ever written down, in whatever Redis was told of it', async () => {
    const folder = dirname(api.redis.socketPath);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter(
      (entry) => entry.isFile(),
    );
    const log = Buffer.concat(
      await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name)))),
    );
    // All that was ever written is there, word for word.
    expect(log.includes(daily.site.id)).toBe(true);
    for (const key of [daily.publishable, daily.secret, revoked, operatorToken])
      expect(log.includes(key.replace(/^[ps]k_/, ''))).toBe(false);
  });
});
