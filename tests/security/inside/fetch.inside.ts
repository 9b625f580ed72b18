// safe-fetch in a world where every address can be had: what must never be connected to has somebody listening there.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createSafeFetch,
  FetchError,
  type SafeFetch,
  type SafeFetchOptions,
} from '@maylike/safe-fetch';
import { refusedHosts } from '@maylike/safe-fetch/testing';
import { ownPublicAddress } from '../addresses.js';
import { identityOf, openWorld, type World } from './world.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';

let world: World;
const open: SafeFetch[] = [];

beforeAll(async () => {
  world = await openWorld();
});
beforeEach(() => {
  world.forget();
});
afterAll(async () => {
  await Promise.all(open.map(({ close }) => close()));
  await world.close();
});

/**
 * A fetcher as it is by default, but for one thing: all public addresses here are this machine's own, so it is told that
 * only one of them is.
 */
function fetcher(options: Partial<SafeFetchOptions> = {}): SafeFetch {
  const made = createSafeFetch({
    allowPrivate: [],
    userAgent: 'MayLike/0.1 (+https://example.com/bot)',
    ownAddresses: () => ['127.0.0.1', '::1', ownPublicAddress],
    ...options,
  });
  open.push(made);
  return made;
}

/** `fetched`, `INTERNAL` where the body is a canary's, or the code of the error. */
async function outcomeOf(fetching: ReturnType<SafeFetch['get']>): Promise<string> {
  try {
    const result = await fetching;
    const text = result.notModified ? '' : new TextDecoder().decode(result.bytes);
    return text.includes('INTERNAL') ? 'INTERNAL' : 'fetched';
  } catch (error) {
    if (error instanceof FetchError) return error.code;
    throw error;
  }
}

const outlet = ['93.184.216.34', '2606:2800:220:1::34'];

describe('the world', () => {
  it('has a canary on at least forty addresses, and each of them counts who connects', async () => {
    expect(new Set(world.canaries.map(({ address }) => address)).size).toBeGreaterThanOrEqual(40);
    for (const { address, port } of world.canaries) {
      await once(connect(port, address).resume(), 'close');
    }
    expect(world.hits).toHaveLength(world.canaries.length);
  });

  it('has outlets that are fetched over http and https, IPv4 and IPv6, on odd ports too', async () => {
    world.serve('outlet.example.org', (_request, response) => response.end('news'));
    world.serve('six.example.org', (_request, response) => response.end('news'));
    world.name('outlet.example.org', outlet);
    world.name('six.example.org', outlet.slice(1));
    const { get } = fetcher();
    for (const url of [
      'http://outlet.example.org/',
      'https://outlet.example.org/',
      'http://outlet.example.org:8080/',
      'http://six.example.org/',
    ]) {
      expect([url, await outcomeOf(get(url))]).toEqual([url, 'fetched']);
    }
  });
});

describe('A-01 addresses inside', () => {
  it('are refused in every spelling, on every port, as a page and for its robots.txt', async () => {
    const { get, mayFetch } = fetcher();
    let refused = 0;
    for (const host of refusedHosts) {
      for (const url of [`http://${host}/`, `https://${host}/`, `http://${host}:8080/x`]) {
        expect([url, await outcomeOf(get(url))]).toEqual([url, 'address_refused']);
        await expect(mayFetch(url)).rejects.toMatchObject({ code: 'address_refused' });
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThanOrEqual(3 * 66);
    expect(world.hits).toEqual([]);
  });

  it('say nothing of themselves: one text, and no difference in time that tells who listens', async () => {
    const { get } = fetcher();
    const timesMs: number[] = [];
    const texts = new Set<string>();
    for (const host of refusedHosts) {
      const tries: number[] = [];
      for (let i = 0; i < 3; i += 1) {
        const startedMs = performance.now();
        const error: unknown = await get(`http://${host}/`).catch((reason: unknown) => reason);
        tries.push(performance.now() - startedMs);
        if (error instanceof FetchError) texts.add(error.message.replace(/"[^"]+"/, 'HOST'));
      }
      timesMs.push(Math.min(...tries));
    }
    expect([...texts]).toEqual(['The host HOST is not on the public Internet.']);
    expect(Math.max(...timesMs) - Math.min(...timesMs)).toBeLessThan(50);
  });

  it('include this machine’s public ones, which a fetcher finds by itself', async () => {
    world.name('self.example.org', [ownPublicAddress]);
    const byItself = createSafeFetch({ allowPrivate: [], userAgent: 'MayLike/0.1' });
    open.push(byItself);
    expect(await outcomeOf(byItself.get('http://self.example.org/'))).toBe('address_refused');
    expect(await outcomeOf(byItself.get(`http://${ownPublicAddress}/`))).toBe('address_refused');
    expect(await outcomeOf(fetcher().get('http://self.example.org/'))).toBe('address_refused');
    expect(world.hits).toEqual([]);
  });
});

describe('A-04 redirects', () => {
  const targets = [
    'http://127.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    `http://${ownPublicAddress}/`,
    'http://inside.example.org/',
    '//2130706433/',
    'https://10.0.0.1/',
  ];

  it('inside are refused at the first and at the fifth hop, by every status, without another try', async () => {
    world.name('inside.example.org', ['10.0.0.1']);
    world.name('hops.example.org', outlet);
    const { get } = fetcher();
    for (const status of [301, 302, 303, 307, 308]) {
      for (const hops of [1, 5]) {
        for (const target of targets) {
          world.forget();
          world.serve('hops.example.org', (request, response) => {
            const hop = Number(request.url?.slice(1));
            const location = hop < hops ? `/${hop + 1}` : target;
            response.writeHead(status, { location }).end();
          });
          const outcome = await outcomeOf(get('http://hops.example.org/1'));
          expect([target, status, outcome]).toEqual([target, status, 'address_refused']);
          expect(world.requests).toHaveLength(hops);
          expect(world.hits).toEqual([]);
        }
      }
    }
  });

  it('written into a page are not followed', async () => {
    const page = '<meta http-equiv="refresh" content="0; url=http://127.0.0.1/">';
    world.name('meta.example.org', outlet);
    world.serve('meta.example.org', (_request, response) => {
      response.writeHead(200, { refresh: '0; url=http://169.254.169.254/' }).end(page);
    });
    expect(await outcomeOf(fetcher().get('http://meta.example.org/'))).toBe('fetched');
    expect(world.hits).toEqual([]);
  });
});

describe('A-05 name servers that lie', () => {
  const tries = isLong ? 1_000 : 100;

  it(`never lead inside by another answer the second time, in ${tries} tries`, async () => {
    world.serve('rebind.example.org', (_request, response) => {
      response.writeHead(200, { connection: 'close' }).end('public');
    });
    world.name('rebind.example.org', ({ asked, type }) => {
      if (type !== 'A') return {};
      return { addresses: [asked % 2 === 0 ? '93.184.216.34' : '127.0.0.1'] };
    });
    const { get } = fetcher();
    const outcomes: string[] = [];
    for (let i = 0; i < tries; i += 1) {
      outcomes.push(await outcomeOf(get('http://rebind.example.org/')));
    }
    // Each fetch looks once: had it looked a second time to connect, every one of them would be inside.
    expect(outcomes.filter((outcome) => outcome === 'fetched')).toHaveLength(tries / 2);
    expect(outcomes.filter((outcome) => outcome === 'address_refused')).toHaveLength(tries / 2);
    expect(world.hits).toEqual([]);
  });

  it.each<[string, Parameters<World['name']>[1]]>([
    ['a public and an inner address', ['93.184.216.34', '10.0.0.1']],
    ['an inner and a public address', ['127.0.0.1', '93.184.216.34']],
    ['a public IPv4 and an inner IPv6', ['93.184.216.34', '::1']],
    ['a mapped loopback as IPv6', ['::ffff:127.0.0.1']],
    ['a NAT64 loopback beside a public one', ['93.184.216.34', '64:ff9b::7f00:1']],
    [
      'an alias of localhost with its address',
      () => ({ alias: 'localhost', addresses: ['127.0.0.1'] }),
    ],
    ['metadata', ['169.254.169.254']],
    ['the metadata of IPv6', ['fd00:ec2::254']],
    ['nobody’s address', ['0.0.0.0']],
  ])('are refused with %s', async (_what, meaning) => {
    world.name('mixed.example.org', meaning);
    const outcome = await outcomeOf(fetcher().get('http://mixed.example.org/'));
    expect(outcome).toBe('address_refused');
    expect(world.hits).toEqual([]);
  });

  it('reach nothing by an address that comes too late to be looked at', async () => {
    world.serve('late.example.org', (_request, response) => response.end('public'));
    world.name('late.example.org', ({ type }) =>
      type === 'A' ? { addresses: ['93.184.216.34'] } : { addresses: ['::1'], delayMs: 900 },
    );
    expect(await outcomeOf(fetcher().get('http://late.example.org/'))).toBe('fetched');
    expect(world.hits).toEqual([]);
  });
});

describe('A-06 names of what lies inside', () => {
  it.each([
    'localhost',
    'LOCALHOST',
    'localhost.',
    'x.localhost',
    'xn--lcalhost-9ib.example.org',
    'lócalhost.example.org',
    'metadata.google.internal',
    '127.0.0.1.nip.example.org',
    'intranet.example.org',
    'Intranet.Example.ORG.',
  ])('such as %s are refused by their address', async (host) => {
    for (const name of [
      'xn--lcalhost-9ib.example.org',
      new URL('http://lócalhost.example.org/').hostname,
      'metadata.google.internal',
      '127.0.0.1.nip.example.org',
    ]) {
      world.name(name, ['127.0.0.1']);
    }
    // The hosts file has this one, with an address inside; the name server would say otherwise.
    world.name('intranet.example.org', ['93.184.216.34']);
    expect(await outcomeOf(fetcher().get(`http://${host}/`))).toBe('address_refused');
    expect(world.hits).toEqual([]);
  });
});

describe('A-07 the guard', () => {
  it('stands at every hop from http to https and back', async () => {
    world.name('cross.example.org', outlet);
    let end = 'http://cross.example.org/end';
    world.serve('cross.example.org', (request, response) => {
      const next: Record<string, string> = {
        '/a': 'https://cross.example.org/b',
        '/b': 'http://cross.example.org/c',
        '/c': end,
      };
      const location = next[request.url ?? ''];
      if (location === undefined) response.end('arrived');
      else response.writeHead(302, { location }).end();
    });
    const { get } = fetcher();
    expect(await get('http://cross.example.org/a')).toMatchObject({
      redirects: 3,
      httpStatus: 200,
    });
    for (end of ['http://127.0.0.1/', 'https://[::1]/', 'http://169.254.169.254:8080/']) {
      expect(await outcomeOf(get('http://cross.example.org/a'))).toBe('address_refused');
    }
    expect(world.hits).toEqual([]);
  });

  it('stands again when the connections that were kept open are gone and their name has moved inside', async () => {
    world.serve('moved.example.org', (_request, response) => response.end('public'));
    world.name('moved.example.org', ['93.184.216.34']);
    const { get } = fetcher();
    const fetchOnce = (): Promise<string> => outcomeOf(get('http://moved.example.org/'));
    expect(await fetchOnce()).toBe('fetched');
    world.name('moved.example.org', ['127.0.0.1']);
    // Over the connection that was judged, should it still be free: that one is not inside.
    expect(['fetched', 'address_refused']).toContain(await fetchOnce());
    world.hangUp();
    const outcomes = [await fetchOnce(), await fetchOnce(), await fetchOnce()];
    // A fetch may still meet a connection whose end it has not seen.
    expect(new Set(outcomes)).not.toContain('fetched');
    expect(outcomes.at(-1)).toBe('address_refused');
    expect(world.hits).toEqual([]);
  });
});

describe('A-08 redirects without end', () => {
  it.each(['/self', '/grow', '/chain/0', '/two'])('stop after five: %s', async (path) => {
    world.name('loop.example.org', outlet);
    world.name('pool.example.org', outlet);
    const answer: Parameters<World['serve']>[1] = (request, response) => {
      const { url = '', headers } = request;
      const other = headers.host === 'loop.example.org' ? 'pool' : 'loop';
      const next = url.startsWith('/grow')
        ? `${url}${url.includes('?') ? '&' : '?'}a=1`
        : url.startsWith('/chain')
          ? `/chain/${Number(url.split('/').at(-1)) + 1}`
          : url === '/two'
            ? `http://${other}.example.org/two`
            : url;
      response.writeHead(301, { location: next }).end();
    };
    world.serve('loop.example.org', answer);
    world.serve('pool.example.org', answer);
    const outcome = await outcomeOf(fetcher().get(`http://loop.example.org${path}`));
    expect([outcome, world.requests.length]).toEqual(['redirects_exceeded', 6]);
  });
});

describe('A-09 ports and schemes', () => {
  it.each([
    ['http://outlet.example.org:22/', 'port_refused'],
    ['http://outlet.example.org:25/', 'port_refused'],
    ['http://outlet.example.org:6379/', 'port_refused'],
    ['http://outlet.example.org:0/', 'port_refused'],
    ['http://outlet.example.org:65536/', 'url_invalid'],
    ['http://user:secret@outlet.example.org/', 'credentials_refused'],
    ['http://outlet.example.org%2F%23.127.0.0.1/', 'url_invalid'],
    ['http://outlet.example.org\\@127.0.0.1/', 'url_invalid'],
    ['http://127.0.0.1\t.example.org/', 'url_invalid'],
    ['ftp://outlet.example.org/', 'scheme_refused'],
    ['file:///etc/passwd', 'scheme_refused'],
    ['gopher://127.0.0.1:6379/_PING', 'scheme_refused'],
    ['javascript:fetch("//127.0.0.1")', 'scheme_refused'],
    ['data:text/html,INTERNAL', 'scheme_refused'],
    ['blob:http://127.0.0.1/x', 'scheme_refused'],
    ['ws://127.0.0.1/', 'scheme_refused'],
  ])('%j is refused as %s, as a URL and as the target of a redirect', async (url, code) => {
    world.name('outlet.example.org', outlet);
    world.name('redirect.example.org', outlet);
    world.serve('redirect.example.org', (_request, response) => {
      // Not by Node's own hand, which would refuse to send some of them.
      response.socket?.end(`HTTP/1.1 302 Found\r\nlocation: ${url}\r\ncontent-length: 0\r\n\r\n`);
    });
    const { get } = fetcher();
    expect(await outcomeOf(get(url))).toBe(code);
    expect(await outcomeOf(get('http://redirect.example.org/'))).toBe(code);
    expect(world.hits).toEqual([]);
  });
});

describe('A-13 certificates', () => {
  it.each([
    ['good', 'good.example.org', 'fetched'],
    ['good', 'example.net', 'tls_failed'],
    ['expired', 'expired.example.org', 'tls_failed'],
    ['stranger', 'stranger.example.org', 'tls_failed'],
  ] as const)('that are %s for %s: %s', async (kind, host, expected) => {
    const server = createTlsServer(identityOf(kind), (_request, response) => response.end('news'));
    server.on('tlsClientError', () => undefined);
    server.listen(8443, '93.184.216.34');
    await once(server, 'listening');
    world.name(host, ['93.184.216.34']);
    try {
      expect(await outcomeOf(fetcher().get(`https://${host}:8443/`))).toBe(expected);
    } finally {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  });

  it('do not hide an answer without end: what comes through TLS is counted too', async () => {
    world.name('endless.example.org', outlet);
    world.serve('endless.example.org', (_request, response) => {
      const chunk = `1;${'a'.repeat(60_000)}\r\na\r\n`;
      const { socket } = response;
      socket?.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const pump = (): void => {
        while (socket?.destroyed === false) {
          if (socket.write(chunk)) continue;
          socket.once('drain', pump);
          return;
        }
      };
      pump();
    });
    const { get } = fetcher({ limits: { bodyBytesMax: 1_000_000 } });
    const outcome = await outcomeOf(get('https://endless.example.org/'));
    expect(outcome).toBe('body_too_large');
  });
});

describe('E-04 the system’s name servers', () => {
  it.each<[string, Parameters<World['name']>[1] | null]>([
    ['are in trouble', () => ({ failure: 'SERVFAIL' })],
    ['answer after ten seconds', () => ({ addresses: ['93.184.216.34'], delayMs: 10_000 })],
    ['never answer', () => null],
    ['are gone', null],
  ])('%s: the fetch fails in its time, and works again once they do', async (_what, meaning) => {
    const { get } = fetcher({ limits: { dnsTimeoutMs: 400 } });
    world.serve('flaky.example.org', (_request, response) => response.end('news'));
    if (meaning === null) await world.nameServer(false);
    else world.name('flaky.example.org', meaning);
    const startedMs = performance.now();
    const outcome = await outcomeOf(get('http://flaky.example.org/'));
    expect([outcome, performance.now() - startedMs < 2_000]).toEqual(['dns_failed', true]);
    await world.nameServer(true);
    world.name('flaky.example.org', outlet);
    expect(await outcomeOf(get('http://flaky.example.org/'))).toBe('fetched');
  });
});
