// What the server says of itself, and what it does when something is wrong.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fastify, type FastifyBaseLogger } from 'fastify';
import { connect } from 'node:net';
import { createLogger, createMetrics, loadConfig, StartupError } from '@maylike/runtime';
import { listen, startApi, type ServerDependencies } from '../src/index.js';
import {
  bearer,
  createSite,
  noon,
  operatorToken,
  publish,
  relate,
  startTestApi,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';

let api: TestApi;
let daily: TestSite;
let article: TestArticle;

/** A logger that keeps its lines. */
function recordingLogger(lines: string[]): FastifyBaseLogger {
  const log = (...parts: unknown[]): void => {
    lines.push(JSON.stringify(parts));
  };
  const logger: FastifyBaseLogger = {
    level: 'trace',
    fatal: log,
    error: log,
    warn: log,
    info: log,
    debug: log,
    trace: log,
    silent: log,
    child: () => logger,
  };
  return logger;
}

const lines: string[] = [];

beforeAll(async () => {
  api = await startTestApi({
    logger: recordingLogger(lines),
    metrics: createMetrics('api'),
    readyNeeds: ['ingest', 'similarity'],
  });
  daily = await createSite(api, 'daily');
  article = await publish(api, daily, { path: 'article' });
  await relate(api, daily.site.networkId, article, []);
});

afterAll(() => api.stop());

const recommendations = () => `/v1/recommendations?id=${article.id}`;

describe('readiness', () => {
  const ready = async () => {
    const response = await api.app.inject('/readyz');
    return { status: response.statusCode, ...response.json<{ ready: boolean; checks: object }>() };
  };
  const beat = (service: string, isReady: boolean, detail = '') =>
    api.store.processes.beat({ service, id: 'one', pid: 1, at: noon, ready: isReady, detail });

  test('waits for a living and ready process of each service that is needed, and names the reasons', async () => {
    expect(await ready()).toEqual({
      status: 503,
      ready: false,
      checks: {
        service: { ok: true },
        redis: { ok: true },
        ingest: { ok: false, reason: 'no process is alive' },
        similarity: { ok: false, reason: 'no process is alive' },
      },
    });
    await beat('ingest', true);
    await beat('similarity', false, 'a network is being loaded');
    expect(await ready()).toMatchObject({
      status: 503,
      checks: {
        ingest: { ok: true },
        similarity: { ok: false, reason: 'a network is being loaded' },
      },
    });
    await beat('similarity', true);
    expect(await ready()).toMatchObject({ status: 200, ready: true });
  });

  test('is lost from the moment this process stops', async () => {
    api.readiness.set('service', false, 'stopping');
    expect(await ready()).toMatchObject({
      status: 503,
      checks: { service: { ok: false, reason: 'stopping' } },
    });
    api.readiness.set('service', true);
    expect(await ready()).toMatchObject({ status: 200 });
  });

  test('a process that fell silent does not count', async () => {
    api.now = noon + 60_000;
    expect(await ready()).toMatchObject({
      status: 503,
      checks: { ingest: { reason: 'no process is alive' } },
    });
    api.now = noon;
  });
});

describe('what is refused', () => {
  test('under overload has its line, and is logged as nobody’s fault', async () => {
    const { requests } = api.app.serving;
    const { atOnce } = requests.limits;
    for (let i = 0; i < atOnce; i += 1) requests.enter(() => undefined);
    lines.length = 0;
    const refused = await api.app.inject({
      method: 'PUT',
      url: '/v1/signals',
      headers: { ...bearer(daily.secret), 'content-type': 'application/json' },
      payload: JSON.stringify({ article: { id: article.id }, kind: 'exclude' }),
    });
    for (let i = 0; i < atOnce; i += 1) requests.leave();
    expect(refused.statusCode).toBe(503);
    expect(lines).toEqual([expect.stringContaining('"status":503')]);
  });
});

describe('metrics', () => {
  test('count requests by route and status, answers by strategy, jobs by queue, and what is pending', async () => {
    await api.app.inject({ url: recommendations(), headers: bearer(daily.publishable) });
    await api.app.inject({ url: `/v1/articles/${article.id}`, headers: bearer(daily.publishable) });
    const text = (await api.app.inject('/metrics')).body;
    const valueOf = (name: string, ...labels: string[]): string | undefined =>
      text
        .split('\n')
        .find(
          (line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)),
        )
        ?.split(' ')
        .at(-1);
    const requests = 'maylike_http_request_seconds_count';
    expect(valueOf(requests, 'route="/v1/recommendations"', 'status="200"')).toBe('1');
    expect(valueOf(requests, 'route="/v1/articles/:id"', 'status="403"')).toBe('1');
    expect(valueOf('maylike_answers_total', 'strategy="none"')).toBe('1');
    expect(valueOf('maylike_queue_jobs', 'queue="page"', 'state="failed"')).toBe('0');
    const network = `network="${daily.site.networkId}"`;
    expect(valueOf('maylike_pending_articles', network)).toBe('0');
  });
});

describe('the OpenAPI document', () => {
  test('is 3.1, names every parameter (keys as such) with its limits, and knows no inside routes', async () => {
    const document = (await api.app.inject('/openapi.json')).json<{
      openapi: string;
      paths: Record<string, { get?: { parameters: { name: string; schema: object }[] } }>;
    }>();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/healthz',
      '/metrics',
      '/readyz',
      '/v1/articles',
      '/v1/articles/{id}',
      '/v1/events',
      '/v1/events/summary',
      '/v1/feeds',
      '/v1/feeds.opml',
      '/v1/feeds/try',
      '/v1/feeds/{id}',
      '/v1/feeds/{id}/poll',
      '/v1/recommendations',
      '/v1/recommendations.html',
      '/v1/reindex',
      '/v1/signals',
      '/v1/signals/{id}',
    ]);
    const parameters = document.paths['/v1/recommendations']?.get?.parameters ?? [];
    expect(parameters.map(({ name }) => name).sort()).toEqual(
      'after author before diversity exclude explain fallback id lang limit maxAge minScore mode section tag url x-request-timing'.split(
        ' ',
      ),
    );
    expect(parameters.find(({ name }) => name === 'limit')?.schema).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 20,
      default: 5,
    });
  });
});

describe('errors', () => {
  test('of a route that is not there, a broken body, a strange type and a large body are problems', async () => {
    const post = (payload: string, type: string) =>
      api.app.inject({
        method: 'POST',
        url: '/v1/reindex',
        headers: { ...bearer(operatorToken), 'content-type': type },
        payload,
      });
    const answers = [
      await api.app.inject('/nothing'),
      await api.app.inject({ method: 'PUT', url: '/healthz' }),
      await api.app.inject('/v1/articles/%ZZ'),
      await post('{', 'application/json'),
      await post('<a/>', 'application/xml'),
      await post(JSON.stringify({ network: 'x'.repeat(256 * 1024) }), 'application/json'),
      await post(JSON.stringify({ network: 'x'.repeat(101) }), 'application/json'),
      await post('{"__proto__": {"network": "x"}}', 'application/json'),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([
      404, 404, 400, 400, 415, 413, 400, 400,
    ]);
    for (const response of answers) {
      expect(response.headers['content-type']).toContain('application/problem+json');
      expect(response.headers['cache-control']).toBe('no-store');
      expect(response.headers['x-content-type-options']).toBe('nosniff');
      expect(response.headers['content-security-policy']).toBe(
        "default-src 'none';frame-ancestors 'none'",
      );
      expect(response.json()).toMatchObject({ status: response.statusCode });
    }
  });

  test('of our own say nothing of what happened, and are logged whole', async () => {
    const find = api.store.articles.find.bind(api.store.articles);
    api.store.articles.find = () => Promise.reject(new Error('password=hunter2'));
    const response = await api.app.inject({
      url: recommendations(),
      headers: bearer(daily.publishable),
    });
    api.store.articles.find = find;
    expect(response.statusCode).toBe(500);
    expect(response.json()).toEqual({
      type: 'urn:maylike:problem:internal',
      title: 'Something went wrong on our side',
      status: 500,
    });
    expect(lines.some((line) => line.includes('a request failed'))).toBe(true);
  });
});

test.each([
  'LOADING Redis is loading the dataset in memory',
  'CLUSTERDOWN The cluster is down',
  'READONLY You cannot write against a read only replica.',
  "OOM command not allowed when used memory > 'maxmemory'.",
  'Command timed out',
  'Connection is closed.',
])(
  'a Redis that says "%s" makes 503 with Retry-After, and says nothing of itself',
  async (said) => {
    const find = api.store.articles.find.bind(api.store.articles);
    api.store.articles.find = () => Promise.reject(new Error(said));
    const response = await api.app.inject({
      url: recommendations(),
      headers: bearer(daily.publishable),
    });
    api.store.articles.find = find;
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('2');
    expect(response.body).not.toContain('Redis');
  },
);

test('no key and no token is ever in the log, wherever it stands', async () => {
  const secrets = [daily.publishable, daily.secret, operatorToken, 'hunter2-as-a-key'];
  for (const secret of secrets) {
    for (const url of [recommendations(), '/ops', '/nothing?a=b']) {
      const withKey = `${url}${url.includes('?') ? '&' : '?'}`;
      await api.app.inject({ url: `${withKey}key=${secret}`, headers: bearer(secret) });
      await api.app.inject(`${withKey}%6bey=${secret}&token=${secret}`);
    }
    await api.app.inject({
      method: 'POST',
      url: '/ops/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `token=${secret}`,
    });
  }
  const logged = lines.join('\n');
  expect(logged).toContain('/v1/recommendations');
  for (const secret of secrets) expect(logged).not.toContain(secret);
});

describe('a Redis that is away', () => {
  test('makes reads 503 with Retry-After at once, liveness stays, readiness goes, and all comes back', async () => {
    const away = await startTestApi();
    const site = await createSite(away, 'daily');
    const headers = bearer(site.publishable);
    const url = '/v1/recommendations?url=https://daily.example/x';
    expect((await away.app.inject({ url, headers })).statusCode).toBe(200);
    const closed = new Promise((resolve) => away.client.once('close', resolve));
    await away.redis.kill('SIGKILL');
    await closed;
    for (const path of [url, '/v1/articles', '/v1/reindex']) {
      const response = await away.app.inject({ url: path, headers });
      expect(response.statusCode).toBe(503);
      expect(response.headers['retry-after']).toBe('2');
      expect(response.json()).toMatchObject({ type: 'urn:maylike:problem:unavailable' });
    }
    expect((await away.app.inject('/healthz')).statusCode).toBe(200);
    expect((await away.app.inject('/metrics')).statusCode).toBe(200);
    const readiness = await away.app.inject('/readyz');
    expect(readiness.statusCode).toBe(503);
    expect(readiness.json()).toMatchObject({
      checks: { redis: { ok: false, reason: 'Redis does not answer' } },
    });
    const ready = new Promise((resolve) => away.client.once('ready', resolve));
    await away.redis.restart();
    await ready;
    // The test's Redis keeps nothing: the key is gone, but it is looked for.
    expect((await away.app.inject({ url, headers })).statusCode).toBe(401);
    expect((await away.app.inject('/readyz')).statusCode).toBe(200);
    await away.stop();
  });
});

describe('the port', () => {
  test('that is taken is told in one message that says what to do', async () => {
    const [first, second] = [fastify(), fastify()];
    const port = await listen(first, '127.0.0.1', 0);
    const refused = listen(second, '127.0.0.1', port).finally(() =>
      Promise.all([first.close(), second.close()]),
    );
    await expect(refused).rejects.toBeInstanceOf(StartupError);
    await expect(refused).rejects.toMatchObject({
      code: 'port_taken',
      message: `Port ${port} on 127.0.0.1 is taken: set PORT to another one`,
    });
  });

  test('is listened on by the service, which is on the list of processes until it stops', async () => {
    const dependencies: Pick<ServerDependencies, 'metrics' | 'readiness'> = {
      metrics: createMetrics('api'),
      readiness: api.readiness,
    };
    const config = loadConfig({ PORT: '0', OPERATOR_TOKEN: operatorToken, LOG_LEVEL: 'silent' });
    const logger = createLogger({ service: 'api', level: 'silent', format: 'json' });
    const service = await startApi({
      ...dependencies,
      config,
      logger,
      redisTarget: api.redis.target,
      notify: () => undefined,
    });
    const port = Number(service.detail?.['port']);
    const response = await fetch(`http://127.0.0.1:${port}${recommendations()}`, {
      headers: bearer(daily.publishable),
    });
    expect(response.status).toBe(200);
    const own = (await api.store.processes.list(Date.now())).filter(
      ({ pid }) => pid === process.pid,
    );
    expect(own).toMatchObject([{ service: 'api', ready: true }]);
    await service.stop();
    expect(await api.store.processes.list(Date.now())).toEqual([]);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  });

  test('answers bytes that are not HTTP with a problem, and closes', async () => {
    const port = await listen(api.app, '127.0.0.1', 0);
    const received = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('not http\r\n\r\n'));
      socket.on('data', (bytes) => (text += bytes.toString()));
      socket.on('close', () => {
        resolve(text);
      });
      socket.on('error', reject);
    });
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
    expect(received).toContain('application/problem+json');
  });
});
