import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { createSafeFetch, fetchErrorCodes } from '../src/index.js';
import { parseCacheMaxAge, parseExpires, parseRetryAfter } from '../src/headers.js';
import { fetchErrorOf, fetcher, httpServer, tcpServer } from './servers.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('A-09 URLs', () => {
  it.each([
    ['', 'url_invalid'],
    ['feed.xml', 'url_invalid'],
    ['http://', 'url_invalid'],
    ['http://exa mple.com/', 'url_invalid'],
    ['http://a%2F%23b.example/', 'url_invalid'],
    ['http://example.com:65536/', 'url_invalid'],
    ['http://example.com\\@127.0.0.1/', 'url_invalid'],
    ['http://exam\tple.com/', 'url_invalid'],
    ['http://example.com/\r\nx', 'url_invalid'],
    [`http://example.com/${'a'.repeat(4_096)}`, 'url_invalid'],
    ['http://[fe80::1%25eth0]/', 'url_invalid'],
    ['file:///etc/passwd', 'scheme_refused'],
    ['ftp://example.com/', 'scheme_refused'],
    ['gopher://example.com/', 'scheme_refused'],
    ['data:text/html,x', 'scheme_refused'],
    ['javascript:alert(1)', 'scheme_refused'],
    ['ws://example.com/', 'scheme_refused'],
    ['blob:https://example.com/1', 'scheme_refused'],
    ['http://user@example.com/', 'credentials_refused'],
    ['http://:password@example.com/', 'credentials_refused'],
    ['http://example.com:22/', 'port_refused'],
    ['https://example.com:25/', 'port_refused'],
    ['http://example.com:6379/', 'port_refused'],
    ['http://example.com:0/', 'port_refused'],
  ])('such as %j are refused as %s before any name is resolved', async (url, code) => {
    let looks = 0;
    const { get, mayFetch } = fetcher({
      allowPrivate: [],
      resolve: () => {
        looks += 1;
        return Promise.resolve([]);
      },
    });
    expect((await fetchErrorOf(get(url))).code).toBe(code);
    expect((await fetchErrorOf(mayFetch(url))).code).toBe(code);
    expect(looks).toBe(0);
  });

  it('of names without an address fail as dns_failed, which may heal', async () => {
    for (const resolve of [
      () => Promise.resolve([]),
      () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
    ]) {
      const error = await fetchErrorOf(fetcher({ resolve }).get('http://nowhere.example/'));
      expect([error.code, error.retryable]).toEqual(['dns_failed', true]);
    }
  });
});

describe('an answer', () => {
  it('comes back whole with what its headers say, and was asked for as this fetcher does', async () => {
    let seen: IncomingHttpHeaders = {};
    const { origin } = await httpServer((request, response) => {
      seen = request.headers;
      response.writeHead(200, {
        'content-type': 'application/rss+xml; charset=utf-8',
        etag: 'W/"1"',
        'last-modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
        'cache-control': 'public, max-age=600',
      });
      response.end('<rss/>');
    });
    const result = await fetcher().get(`${origin}/feed?a=1#top`, { accept: 'text/xml' });
    if (result.notModified) throw new Error('expected a body');
    expect(text(result.bytes)).toBe('<rss/>');
    expect(result.bytes.byteLength).toBe(result.bytes.buffer.byteLength);
    expect({ ...result, bytes: null }).toEqual({
      notModified: false,
      httpStatus: 200,
      finalUrl: `${origin}/feed?a=1`,
      redirects: 0,
      permanentUrl: null,
      bytes: null,
      contentType: 'application/rss+xml; charset=utf-8',
      etag: 'W/"1"',
      lastModified: 'Sun, 06 Nov 1994 08:49:37 GMT',
      cacheMaxAgeSeconds: 600,
      bytesOnWire: 6,
    });
    expect(seen).toMatchObject({
      accept: 'text/xml',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': 'MayLike/0.1 (+https://example.com/bot)',
    });
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['if-none-match', 'cookie']));
  });

  it('A-17 of 304 means unchanged when validators were sent, and is an error when none were', async () => {
    const { origin } = await httpServer((request, response) => {
      const isKnown =
        request.headers['if-none-match'] === '"1"' ||
        request.headers['if-modified-since'] !== undefined;
      response.writeHead(isKnown || request.url === '/always' ? 304 : 200, { etag: '"1"' }).end();
    });
    const { get } = fetcher();
    const unchanged = { notModified: true, httpStatus: 304, etag: '"1"', finalUrl: `${origin}/` };
    expect(await get(`${origin}/`, { etag: '"1"' })).toMatchObject(unchanged);
    const lastModified = 'Sun, 06 Nov 1994 08:49:37 GMT';
    expect(await get(`${origin}/`, { lastModified })).toMatchObject(unchanged);
    expect(await get(`${origin}/`, { etag: '"2"' })).toMatchObject({ notModified: false });
    expect((await fetchErrorOf(get(`${origin}/always`))).code).toBe('protocol_error');
  });

  it('never fails for a validator that cannot be sent: it is asked for without', async () => {
    const { origin } = await httpServer((request, response) => {
      response.end(String(request.headers['if-none-match']));
    });
    for (const etag of ['"a"\r\nx: y', '"ü"', `"${'a'.repeat(600)}"`, '']) {
      const result = await fetcher().get(origin, { etag });
      expect(result.notModified ? '' : text(result.bytes)).toBe('undefined');
    }
  });

  it('of 206 is refused, since a part must never look like the whole', async () => {
    const { origin } = await httpServer((_request, response) =>
      response.writeHead(206).end('part'),
    );
    expect((await fetchErrorOf(fetcher().get(origin))).code).toBe('protocol_error');
  });

  it('with a type that the caller does not want is dropped before its body', async () => {
    const { origin } = await httpServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'video/mp4' });
      response.write('x');
    });
    const acceptTypes = (type: string | null): boolean => type?.startsWith('text/') === true;
    expect((await fetchErrorOf(fetcher().get(origin, { acceptTypes }))).code).toBe('type_refused');
  });

  it.each([
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [410, false],
    [408, true],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
  ])('A-14 of %i is an http_error with its status, retryable: %s', async (status, retryable) => {
    const { origin } = await httpServer((_request, response) => {
      response.writeHead(status, { 'retry-after': '120' }).end('no');
    });
    const error = await fetchErrorOf(fetcher().get(origin));
    expect(error).toMatchObject({ code: 'http_error', httpStatus: status, retryable });
    expect(error.retryAfterMs).toBe(120_000);
  });
});

describe('redirects', () => {
  it('are followed, and only the unbroken permanent chain at the start is reported as permanent', async () => {
    const { origin } = await httpServer((request, response) => {
      const next: Record<string, [number, string]> = {
        '/a': [301, '/b'],
        '/b': [308, 'c?x=1#part'],
        '/c?x=1': [302, '/d'],
        '/d': [301, '/end'],
        '/temporary': [307, '/d'],
      };
      const hop = next[request.url ?? ''];
      if (hop === undefined) response.end('arrived');
      else response.writeHead(hop[0], { location: hop[1] }).end();
    });
    const { get } = fetcher();
    expect(await get(`${origin}/a`)).toMatchObject({
      finalUrl: `${origin}/end`,
      redirects: 4,
      permanentUrl: `${origin}/c?x=1`,
    });
    expect(await get(`${origin}/temporary`)).toMatchObject({ redirects: 2, permanentUrl: null });
    expect(await get(`${origin}/end`)).toMatchObject({ redirects: 0, permanentUrl: null });
  });

  it('A-08 end after five, however long the chain is', async () => {
    let hits = 0;
    const { origin } = await httpServer((request, response) => {
      hits += 1;
      response.writeHead(302, { location: `${request.url ?? ''}a` }).end();
    });
    expect((await fetchErrorOf(fetcher().get(`${origin}/`))).code).toBe('redirects_exceeded');
    expect(hits).toBe(6);
  });

  it('carry validators within the origin and never to another one, nor back', async () => {
    const seen: [string, boolean][] = [];
    const other = await httpServer((request, response) => {
      seen.push(['other', request.headers['if-none-match'] !== undefined]);
      response.writeHead(302, { location: `${home.origin}/back` }).end();
    });
    const home = await httpServer((request, response) => {
      seen.push([request.url ?? '', request.headers['if-none-match'] !== undefined]);
      const next: Record<string, string> = { '/': '/here', '/here': other.origin };
      const location = next[request.url ?? ''];
      if (location === undefined) response.end('body');
      else response.writeHead(302, { location }).end();
    });
    const result = await fetcher().get(home.origin, { etag: '"1"', lastModified: 'x' });
    expect(result.notModified).toBe(false);
    expect(seen).toEqual([
      ['/', true],
      ['/here', true],
      ['other', false],
      ['/back', false],
    ]);
  });

  it.each([
    ['file:///etc/passwd', 'scheme_refused'],
    ['http://user:password@127.0.0.1/', 'credentials_refused'],
    ['http://exa mple/', 'url_invalid'],
    ['http://93.184.216.34:22/', 'address_or_port'],
  ])('A-09 to %s are refused', async (location, code) => {
    const { origin, port } = await httpServer((_request, response) => {
      response.writeHead(302, { location }).end();
    });
    const allowPrivate = [{ address: '127.0.0.1', prefixLength: 32, port }];
    const error = await fetchErrorOf(fetcher({ allowPrivate }).get(origin));
    expect(error.code).toBe(code === 'address_or_port' ? 'port_refused' : code);
  });

  it('to nowhere are a protocol_error', async () => {
    const { origin } = await httpServer((_request, response) => response.writeHead(301).end());
    expect((await fetchErrorOf(fetcher().get(origin))).code).toBe('protocol_error');
  });

  it('with letters beyond ASCII arrive at the same page', async () => {
    const { origin } = await httpServer((request, response) => {
      if (request.url === '/caf%C3%A9') response.end('found');
      else response.writeHead(301, { location: Buffer.from('/café').toString('latin1') }).end();
    });
    expect(await fetcher().get(`${origin}/`)).toMatchObject({ finalUrl: `${origin}/caf%C3%A9` });
  });
});

describe('the deadline', () => {
  it.each<[string, (port: number) => string]>([
    ['a server that never answers', (port) => `http://127.0.0.1:${port}/silent`],
    ['a server that drips headers', (port) => `http://127.0.0.1:${port}/headers`],
    ['a server that drips its body', (port) => `http://127.0.0.1:${port}/body`],
  ])('ends %s', async (_what, urlOf) => {
    const { port } = await tcpServer((socket) => {
      let timer: NodeJS.Timeout | undefined;
      socket.once('data', (request) => {
        const path = String(request).split(' ')[1];
        if (path === '/silent') return;
        socket.write('HTTP/1.1 200 OK\r\n');
        if (path === '/body') socket.write('content-length: 1000\r\n\r\n');
        timer = setInterval(() => socket.write(path === '/body' ? 'x' : 'a: b\r\n'), 20);
      });
      socket.once('close', () => {
        clearInterval(timer);
      });
    });
    const startedMs = performance.now();
    const error = await fetchErrorOf(fetcher().get(urlOf(port), { timeoutMs: 250 }));
    expect([error.code, error.retryable]).toEqual(['timeout', true]);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });

  it('covers a name server that never answers', async () => {
    const { get } = fetcher({ resolve: () => new Promise<never>(() => undefined) });
    const error = await fetchErrorOf(get('http://slow.example/', { timeoutMs: 50 }));
    expect(error.code).toBe('timeout');
  });

  it('cannot be raised by a request', async () => {
    const { origin } = await tcpServer(() => undefined);
    const { get } = fetcher({ limits: { timeoutMs: 50 } });
    expect((await fetchErrorOf(get(origin, { timeoutMs: 60_000 }))).code).toBe('timeout');
  });

  it('leaves the caller’s own signal its say, before and during a fetch', async () => {
    const { get } = fetcher();
    const controller = new AbortController();
    const { origin } = await tcpServer(() => {
      controller.abort();
    });
    expect((await fetchErrorOf(get(origin, { signal: controller.signal }))).code).toBe('aborted');
    expect((await fetchErrorOf(get(origin, { signal: AbortSignal.abort() }))).code).toBe('aborted');
  });
});

describe('close', () => {
  it('ends fetches under way as aborted and refuses later ones', async () => {
    const made = createSafeFetch({
      allowPrivate: [{ address: '127.0.0.1', prefixLength: 32, port: null }],
      userAgent: 'MayLike',
    });
    let closing = Promise.resolve();
    const { origin } = await tcpServer(() => {
      closing = made.close();
    });
    expect((await fetchErrorOf(made.get(origin))).code).toBe('aborted');
    await closing;
    expect((await fetchErrorOf(made.get(origin))).code).toBe('aborted');
  });
});

describe('headers', () => {
  const now = Date.UTC(2026, 0, 1);

  it.each([
    [null, null],
    ['', null],
    ['soon', null],
    ['3 months', null],
    ['120', 120_000],
    ['0', 60_000],
    ['-5', 60_000],
    ['90.5', 90_500],
    ['99999999999999999999', 86_400_000],
    ['Thu, 01 Jan 2026 00:10:00 GMT', 600_000],
    ['Thursday, 01-Jan-26 00:10:00 GMT', 600_000],
    ['Thu Jan  1 00:10:00 2026', 600_000],
    ['Wed, 01 Jan 2025 00:00:00 GMT', 60_000],
    ['Fri, 01 Jan 2036 00:00:00 GMT', 86_400_000],
  ])('A-14 Retry-After %j is %j ms', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });

  it.each([
    [[], null],
    [['public'], null],
    [['max-age=60', 'public'], 60],
    [['Max-Age="60"'], 60],
    [['s-maxage=9', 'max-age=5'], 5],
    [['max-age=-1'], null],
    [['max-age=999999999999'], 31_536_000],
    [['max-age=60', 'no-cache'], 0],
    [['No-Store'], 0],
  ])('Cache-Control %j is %j s', (directives, expected) => {
    expect(parseCacheMaxAge(directives)).toBe(expected);
  });

  const newYear = Date.UTC(2026, 0, 1);
  it.each([
    ['Thu, 01 Jan 2026 01:00:00 GMT', 'Thu, 01 Jan 2026 00:30:00 GMT', 1_800],
    ['Thu, 01 Jan 2026 01:00:00 GMT', null, 3_600],
    ['Thu, 01 Jan 2026 01:00:00 GMT', 'yesterday', 3_600],
    ['Wed, 31 Dec 2025 00:00:00 GMT', null, 0],
    ['0', 'Thu, 01 Jan 2026 00:30:00 GMT', 0],
    ['-1', null, 0],
    ['3000', null, 0],
    ['Thu, 01 Jan 2099 00:00:00 GMT', null, 31_536_000],
    [null, null, null],
  ])('Expires %j, sent at %j, is read as %j', (expires, date, expected) => {
    expect(parseExpires(expires, date, newYear)).toBe(expected);
  });
});

it('every code is declared once', () => {
  expect(new Set(fetchErrorCodes).size).toBe(16);
});
