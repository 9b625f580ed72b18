// Requests that mean harm, by the cases of the list of faults: origins (D-05), bodies (D-07), smuggling (D-09), headers of
// every answer (D-12), what errors tell (D-13), paths that lead out (D-14). Real connections, byte for byte.
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isLong, tell } from '@maylike/runtime/testing';
import { operationsOf } from './contract-document.js';
import {
  bearer,
  createSite,
  publish,
  serve,
  startTestApi,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';
import {
  ambiguousRequests,
  answersIn,
  hasInnerAnswer,
  openRequest,
  raw,
  statusOf,
} from './raw-http.js';

let api: TestApi;
let daily: TestSite;
let article: TestArticle;
let port: number;

beforeAll(async () => {
  api = await startTestApi();
  daily = await createSite(api, 'daily');
  article = await publish(api, daily, { path: 'article' });
  port = Number(new URL(await serve(api)).port);
});

afterAll(() => api.stop());

describe('D-05: pages of other origins', () => {
  const list = () => `/v1/recommendations?id=${article.id}`;
  const asked = (
    origin: string | null,
    options: { method?: 'GET' | 'POST' | 'OPTIONS'; url?: string } = {},
  ) =>
    api.app.inject({
      method: options.method ?? 'GET',
      url: options.url ?? list(),
      headers: { ...bearer(daily.publishable), ...(origin === null ? {} : { origin }) },
    });

  test('may read nothing: only exactly the origins of the site may, and none with credentials', async () => {
    const own = await asked('https://daily.example');
    expect(own.statusCode).toBe(200);
    expect(own.headers['access-control-allow-origin']).toBe('https://daily.example');
    expect(own.headers.vary).toContain('Origin');
    expect(own.headers['access-control-allow-credentials']).toBeUndefined();
    for (const origin of [
      'null',
      '*',
      'https://evil.example',
      'https://evil-daily.example',
      'https://daily.example.evil.example',
      'https://daily.exampleevil.example',
      'https://sub.daily.example',
      'http://daily.example',
      'https://daily.example:443',
      'https://daily.example:8443',
      'https://DAILY.example',
      'https://daily.example/',
      'https://daily.example, https://evil.example',
      'file://',
    ])
      for (const options of [
        {},
        { method: 'POST' as const, url: '/v1/recommendations' },
        { method: 'OPTIONS' as const },
        { method: 'OPTIONS' as const, url: '/v1/events' },
      ]) {
        const refused = await asked(origin, options);
        expect([origin, options, refused.statusCode]).toEqual([origin, options, 403]);
        expect(refused.headers['access-control-allow-origin']).toBeUndefined();
        expect(refused.headers.vary).toContain('Origin');
      }
  });

  test('may send beacons, whose answers a browser hands on to them: they say nothing', async () => {
    const { statusCode, headers, body } = await api.app.inject({
      method: 'POST',
      url: '/v1/events',
      headers: { origin: 'https://daily.example', 'content-type': 'text/plain;charset=UTF-8' },
      payload: JSON.stringify({
        key: daily.publishable,
        events: [{ type: 'click', id: article.id, position: 1, strategy: 'related' }],
      }),
    });
    expect([statusCode, body]).toEqual([204, '']);
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
  });
});

describe('D-07: bodies', () => {
  const put = (payload: string | Buffer, headers: Readonly<Record<string, string>> = {}) =>
    api.app.inject({
      method: 'PUT',
      url: '/v1/signals',
      headers: { ...bearer(daily.secret), 'content-type': 'application/json', ...headers },
      payload,
    });
  const sized = (bytes: number): string => `{"kind":"${'x'.repeat(bytes - 11)}"}`;

  test('of one byte too many are refused for their size, those below for what they say', async () => {
    const bodyBytesMax = 256 * 1024;
    expect((await put(sized(bodyBytesMax))).statusCode).toBe(400);
    expect((await put(sized(bodyBytesMax + 1))).statusCode).toBe(413);
  });

  test('that are packed, deep, wide or of another kind are refused with a short answer', async () => {
    const cases: [string, string | Buffer, Readonly<Record<string, string>>, number[]][] = [
      [
        'a bomb',
        gzipSync(Buffer.alloc(50_000_000, 'a')),
        { 'content-encoding': 'gzip' },
        [400, 415],
      ],
      ['deep lists', '['.repeat(10_000) + ']'.repeat(10_000), {}, [400]],
      ['deep objects', '{"article":'.repeat(10_000) + '1' + '}'.repeat(10_000), {}, [400]],
      [
        'many fields',
        JSON.stringify(
          Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`field-${i}`, i])),
        ),
        {},
        [400],
      ],
      ['a large number', '{"slot":1e400,"kind":"pin"}', {}, [400]],
      ['a prototype', '{"__proto__":{"kind":"pin"}}', {}, [400]],
      ['a constructor', '{"constructor":{"prototype":{"x":1}}}', {}, [400]],
      ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, [415]],
      ['XML', '<a/>', { 'content-type': 'application/xml' }, [415]],
      ['nothing', '', {}, [400]],
    ];
    for (const [what, body, headers, statuses] of cases) {
      const response = await put(body, headers);
      expect([what, statuses.includes(response.statusCode)]).toEqual([what, true]);
      expect([what, response.body.length < 4_096]).toEqual([what, true]);
    }
    expect(Object.hasOwn({}, 'kind')).toBe(false);
  });

  test('without an end are cut off at their limit, and kept nowhere', async () => {
    const head = `PUT /v1/signals HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${daily.secret}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const chunksMax = isLong ? 16_384 : 256;
    const before = process.memoryUsage().rss;
    let [mostBytes, chunks, text] = [before, 0, ''];
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => (text += piece));
    // Whoever is cut off while he sends hears of it as an error.
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(head);
    while (chunks < chunksMax && !socket.closed && socket.writable) {
      chunks += 1;
      if (!socket.write(chunk))
        await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
      mostBytes = Math.max(mostBytes, process.memoryUsage().rss);
    }
    await closed;
    expect([413, 0]).toContain(statusOf(text));
    expect(answersIn(text)).toBeLessThanOrEqual(1);
    const grownMb = (mostBytes - before) / 1e6;
    const sentMb = (chunks * chunk.length) / 1e6;
    tell('D-07', 'a body without an end', {
      'MB sent when it is cut off': sentMb.toFixed(1),
      'MB to send': ((chunksMax * chunk.length) / 1e6).toFixed(0),
      'MB more in memory': grownMb.toFixed(1),
    });
    // What systems keep on their way between the two counts as sent.
    if (isLong) expect(sentMb).toBeLessThan(64);
    expect(grownMb).toBeLessThan(400);
  });
});

describe('D-09: requests in requests', () => {
  test.each(ambiguousRequests)(
    'with %s are refused, and nothing behind them is read',
    async (_what, sent) => {
      const { text, isClosed } = await raw(port, sent);
      expect(answersIn(text)).toBeLessThanOrEqual(1);
      expect(hasInnerAnswer(text)).toBe(false);
      expect(text === '' ? 400 : statusOf(text)).toBe(400);
      expect(isClosed).toBe(true);
    },
  );

  test('with two hosts are refused for an answer that is known by heart, too', async () => {
    const target = `/v1/recommendations?id=${article.id}&key=${daily.publishable}`;
    const ask = (...hosts: readonly string[]) =>
      raw(port, [`GET ${target} HTTP/1.1`, ...hosts, 'Connection: close', '', ''].join('\r\n'));
    expect(statusOf((await ask('Host: a')).text)).toBe(200);
    const { text, isClosed } = await ask('Host: a', 'Host: b');
    expect([statusOf(text), isClosed]).toEqual([400, true]);
  });

  test('a header that is called __proto__ is a header like others', async () => {
    const { text } = await raw(port, openRequest('Host: x', '__proto__: x', 'Connection: close'));
    expect([statusOf(text), hasInnerAnswer(text)]).toEqual([200, true]);
  });
});

/** What every answer says to browsers, whatever it is. */
const securityHeaders = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'SAMEORIGIN',
  'x-permitted-cross-domain-policies': 'none',
};

describe('D-12: every answer', () => {
  test('has the same security headers: of each route, and of what is refused or not there', async () => {
    const requests = (await operationsOf(api.app)).map(({ method, path }) => ({
      method,
      url: path.replace('{id}', article.id),
    }));
    const large = { method: 'PUT' as const, url: '/v1/signals', payload: 'x'.repeat(300_000) };
    for (const request of [
      ...requests,
      { ...large, headers: { ...bearer(daily.secret), 'content-type': 'application/json' } },
      { url: '/nothing', method: 'GET' as const },
      { url: '/openapi.json', method: 'GET' as const },
    ]) {
      const { headers } = await api.app.inject(request);
      expect([request.url, headers]).toMatchObject([request.url, securityHeaders]);
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
    }
  });

  test('that is a page runs nothing from elsewhere, and stands in no frame', async () => {
    for (const url of ['/docs', '/ops/login']) {
      const { headers, body } = await api.app.inject(url);
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/default-src 'none'/);
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(policy).not.toMatch(/https?:|unsafe-eval|\*/);
      expect(body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    }
  });

  test('of the documentation is drawn whole, with every route and every problem', async () => {
    const page = await api.app.inject('/docs');
    expect(page.statusCode).toBe(200);
    expect(String(page.headers['content-security-policy'])).not.toContain('unsafe-inline');
    expect(page.body).not.toMatch(/<script|\son\w+=|style="/i);
    for (const { id, path } of await operationsOf(api.app)) {
      expect(page.body).toContain(`id="${id}"`);
      expect(page.body).toContain(path);
    }
    expect(page.body).toContain('urn:maylike:problem:quota-exceeded');
    const again = await api.app.inject({
      url: '/docs',
      headers: { 'if-none-match': String(page.headers.etag) },
    });
    expect(again.statusCode).toBe(304);
  });
});

describe('D-13: what is wrong', () => {
  test('is told as JSON without markup that runs, and without anything from inside', async () => {
    const evil = '"><script>alert(1)</script>';
    for (const url of [
      `/v1/recommendations?url=${encodeURIComponent(evil)}`,
      `/v1/recommendations?${encodeURIComponent(evil)}=1&id=${article.id}`,
      `/v1/articles/${encodeURIComponent(evil)}`,
      `/v1/feeds/${encodeURIComponent(evil)}`,
      `/v1/events/summary?from=${encodeURIComponent(evil)}`,
      `/${encodeURIComponent(evil)}`,
    ]) {
      const response = await api.app.inject({ url, headers: bearer(daily.secret) });
      expect(response.statusCode).toBeGreaterThanOrEqual(400);
      expect(response.statusCode).toBeLessThan(500);
      expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(response.headers['x-content-type-options']).toBe('nosniff');
      expect(response.body).not.toMatch(
        /\n\s+at |node_modules|\/work\/|redis|ioredis|127\.0\.0\.1/i,
      );
    }
  });
});

describe('D-14: paths that lead out', () => {
  test.each([
    '/../../etc/passwd',
    '/widget.js/../../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%252e%252e%252fetc%252fpasswd',
    '/..\\..\\windows\\win.ini',
    '/%c0%ae%c0%ae/etc/passwd',
    '/\u2024\u2024/etc/passwd',
    '/widget.js%00',
    '/%00',
    '/ops/queues/static/..%2f..%2f..%2fpackage.json',
    '/ops/queues/static/%2e%2e/%2e%2e/package.json',
    '//evil.example',
    '//evil.example/%2e%2e',
    '/\\evil.example',
    '/https:/evil.example/',
    '/docs/../ops',
    '/docs%2f..%2fops',
  ])('%s leads nowhere', async (path) => {
    const target = Buffer.from(path, 'utf8').toString('latin1');
    const { text } = await raw(
      port,
      `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect([400, 401, 404]).toContain(statusOf(text));
    expect(text).not.toMatch(/^location:/im);
    expect(text).not.toMatch(/root:|"dependencies"/);
  });
});
