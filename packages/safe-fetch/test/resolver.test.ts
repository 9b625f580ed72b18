import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseHosts } from '../src/hosts-file.js';
import { createResolver, type Resolve, type ResolverOptions } from '../src/resolver.js';
import {
  startNameServer,
  type Answer,
  type NameServer,
  type Question,
} from '../src/testing/index.js';
import { fetchErrorOf, fetcher, httpServer } from './servers.js';

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

async function nameServer(answer: (question: Question) => Answer | null): Promise<NameServer> {
  const server = await startNameServer(answer);
  ends.push(() => server.close());
  return server;
}

async function hostsFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'maylike-hosts-'));
  ends.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'hosts');
  await writeFile(path, text);
  return path;
}

/** A resolver that asks only this server, beside an empty hosts file. */
function resolverOf(server: NameServer, options: Partial<ResolverOptions> = {}): Resolve {
  const nameServers = [server.address];
  return createResolver({ timeoutMs: 5_000, nameServers, hostsPath: '/nowhere/hosts', ...options });
}

describe('a name', () => {
  it('has all its addresses in both families, through an alias too', async () => {
    const addresses = ['93.184.216.34', '93.184.216.35', '2606:2800:220:1::34', '::ffff:127.0.0.1'];
    const server = await nameServer(({ name }) =>
      name === 'www.example.org' ? { alias: 'cdn.example.net', addresses } : { addresses },
    );
    const resolve = resolverOf(server);
    for (const name of ['example.org', 'example.org.', 'www.example.org']) {
      expect(await resolve(name)).toEqual([
        { address: '93.184.216.34', family: 4 },
        { address: '93.184.216.35', family: 4 },
        { address: '2606:2800:220:1::34', family: 6 },
        { address: '::ffff:127.0.0.1', family: 6 },
      ]);
    }
  });

  it('that is wanted several times at once is looked up once, and anew the next time', async () => {
    const server = await nameServer(({ asked }) => ({
      addresses: [`93.184.216.${asked + 1}`],
    }));
    const resolve = resolverOf(server);
    const together = await Promise.all([1, 2, 3].map(() => resolve('example.org')));
    expect(together.flat().map(({ address }) => address)).toEqual(Array(3).fill('93.184.216.1'));
    expect(await resolve('example.org')).toEqual([{ address: '93.184.216.2', family: 4 }]);
    expect(server.questions).toHaveLength(4);
  });

  it.each<[string, Answer]>([
    ['does not exist', { failure: 'NXDOMAIN' }],
    ['has no address', {}],
    ['is an alias of one without an address', { alias: 'localhost' }],
  ])('that %s has none, and is fetched as dns_failed', async (_what, answer) => {
    const resolve = resolverOf(await nameServer(() => answer));
    expect(await resolve('example.org')).toEqual([]);
    const error = await fetchErrorOf(fetcher({ resolve }).get('http://example.org/'));
    expect([error.code, error.message]).toEqual([
      'dns_failed',
      'The name "example.org" has no address.',
    ]);
  });

  it('that nobody could say anything of is an error, unless one family has addresses', async () => {
    const failing = resolverOf(await nameServer(() => ({ failure: 'SERVFAIL' })));
    await expect(failing('example.org')).rejects.toMatchObject({ cause: { code: 'ESERVFAIL' } });
    const half = await nameServer(({ type }) =>
      type === 'A' ? { addresses: ['93.184.216.34'] } : { failure: 'SERVFAIL' },
    );
    expect(await resolverOf(half)('example.org')).toEqual([
      { address: '93.184.216.34', family: 4 },
    ]);
    const none = await nameServer(({ type }) => (type === 'A' ? {} : { failure: 'SERVFAIL' }));
    await expect(resolverOf(none)('example.org')).rejects.toThrow('no name server could say');
  });

  it('with a server that is silent about one family has the addresses of the other', async () => {
    for (const silent of ['A', 'AAAA']) {
      const server = await nameServer(({ type }) =>
        type === silent ? null : { addresses: ['93.184.216.34', '2606:2800:220:1::34'] },
      );
      const startedMs = performance.now();
      expect(await resolverOf(server)('example.org')).toHaveLength(1);
      expect(performance.now() - startedMs).toBeLessThan(4_000);
    }
  });

  it('with a server that never answers is given up at the deadline, and no other name with it', async () => {
    const server = await nameServer(({ name }) =>
      name.startsWith('slow') ? null : { addresses: ['93.184.216.34'], delayMs: 150 },
    );
    const resolve = resolverOf(server, { timeoutMs: 100 });
    const patient = resolverOf(server);
    const [slow, good] = await Promise.allSettled([
      resolve('slow.example'),
      patient('good.example'),
    ]);
    expect(slow.status).toBe('rejected');
    expect(good.status).toBe('fulfilled');
  });
});

describe('the hosts file', () => {
  it('goes before the name servers, and a change of it counts at once', async () => {
    const hostsPath = await hostsFile('10.0.0.7 Intranet.example alias # comment\n::1 six\n');
    const server = await nameServer(() => ({ addresses: ['93.184.216.34'] }));
    const resolve = resolverOf(server, { hostsPath });
    expect(await resolve('intranet.example')).toEqual([{ address: '10.0.0.7', family: 4 }]);
    expect(await resolve('six')).toEqual([{ address: '::1', family: 6 }]);
    expect(server.questions).toEqual([]);
    await writeFile(hostsPath, '10.0.0.8 intranet.example\n');
    await utimes(hostsPath, 1, 1);
    expect(await resolve('intranet.example')).toEqual([{ address: '10.0.0.8', family: 4 }]);
    expect(await resolve('alias')).toEqual([{ address: '93.184.216.34', family: 4 }]);
  });

  it('says nothing in lines that are none', () => {
    const names = parseHosts(
      '# 1.2.3.4 a\nfe80::1%lo0 b\nnot-an-address c\n\n1.2.3.4\n1.2.3.4 d d.\r\n',
    );
    expect([...names]).toEqual([
      [
        'd',
        [
          { address: '1.2.3.4', family: 4 },
          { address: '1.2.3.4', family: 4 },
        ],
      ],
    ]);
  });

  it('need not name localhost for it to be this machine: no server is asked', async () => {
    const server = await nameServer(() => ({ addresses: ['93.184.216.34'] }));
    const resolve = resolverOf(server);
    for (const name of ['localhost', 'localhost.', 'feeds.localhost']) {
      expect((await resolve(name)).map(({ address }) => address)).toEqual(['127.0.0.1', '::1']);
    }
    expect(server.questions).toEqual([]);
  });
});

describe('E-04 dead name servers', () => {
  it('cost the fetch that asked its own time only: files, decompression and other fetches go on', async () => {
    const server = await nameServer(({ name }) => {
      if (name.endsWith('.dead.example')) return null;
      if (name.endsWith('.slow.example')) return { addresses: ['93.184.216.34'], delayMs: 10_000 };
      return { failure: 'SERVFAIL' };
    });
    const { origin, port } = await httpServer((_request, response) => response.end('alive'));
    const hostsPath = await hostsFile('127.0.0.1 alive.example');
    const { get } = fetcher({ resolve: resolverOf(server, { timeoutMs: 3_000, hostsPath }) });
    const kinds = ['dead', 'slow', 'failing'];
    const hopeless = Array.from({ length: 60 }, (_, i) =>
      fetchErrorOf(get(`http://n${i}.${kinds[i % 3] ?? ''}.example/`)),
    );
    const started = performance.now();
    for (let round = 0; round < 5; round += 1) {
      const one = await get(`http://alive.example:${port}/`);
      const other = await get(origin);
      expect([one.httpStatus, other.httpStatus]).toEqual([200, 200]);
      await readFile(new URL('../package.json', import.meta.url));
      await promisify(gunzip)(gzipSync('text'));
    }
    const besideMs = performance.now() - started;
    const errors = await Promise.all(hopeless);
    const allMs = performance.now() - started;
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['dns_failed']));
    expect(new Set(errors.map(({ retryable }) => retryable))).toEqual(new Set([true]));
    // All of them wait side by side, and what is beside them does not wait at all.
    expect(besideMs).toBeLessThan(2_700);
    expect(allMs).toBeLessThan(12_000);
  });
});
