import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseAllowPrivate } from '../src/index.js';
import { createAddressPolicy } from '../src/address-policy.js';
import { refusedHosts } from '../src/testing/index.js';
import { fetchErrorOf, fetcher, httpServer } from './servers.js';

/** Runs work and says how many sockets were opened meanwhile in this process. */
async function countingSockets(work: () => Promise<void>): Promise<number> {
  let opened = 0;
  const count = (): void => {
    opened += 1;
  };
  subscribe('net.client.socket', count);
  try {
    await work();
  } finally {
    unsubscribe('net.client.socket', count);
  }
  return opened;
}

describe('addresses that are not public', () => {
  it('A-01 are counted in at least sixty spellings', () => {
    expect(new Set(refusedHosts).size).toBeGreaterThanOrEqual(60);
  });

  it('A-01 are refused in every spelling with one text form and without opening a socket', async () => {
    let hits = 0;
    const { port } = await httpServer((_request, response) => {
      hits += 1;
      response.end('inside');
    });
    const publicOnly = fetcher({ allowPrivate: [] });
    const opened = await countingSockets(async () => {
      for (const host of refusedHosts) {
        const error = await fetchErrorOf(publicOnly.get(`http://${host}:${port}/`));
        expect([host, error.code]).toEqual([host, 'address_refused']);
        expect(error.message).toMatch(/^The host "[^"]+" is not on the public Internet\.$/);
        expect([error.cause, error.retryable, error.httpStatus]).toEqual([undefined, false, null]);
      }
    });
    expect(opened).toBe(0);
    expect(hits).toBe(0);
  });

  it('A-05 are refused when a name has them, wherever they stand in its list of addresses', async () => {
    const lists = [
      ['127.0.0.1'],
      ['93.184.216.34', '10.0.0.1'],
      ['169.254.169.254', '93.184.216.34'],
      ['::ffff:127.0.0.1'],
      ['2606:2800:220:1::1', 'fd00::1'],
      ['fe80::1%eth0'],
      ['not an address'],
    ];
    const opened = await countingSockets(async () => {
      for (const list of lists) {
        const { get } = fetcher({
          allowPrivate: [],
          resolve: () =>
            Promise.resolve(
              list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
            ),
        });
        const error = await fetchErrorOf(get('http://feeds.example.org/feed.xml'));
        expect([list, error.code]).toEqual([list, 'address_refused']);
      }
    });
    expect(opened).toBe(0);
  });

  it('A-06 are refused for names of this machine, by their addresses', async () => {
    const { get } = fetcher({ allowPrivate: [] });
    for (const name of [
      'localhost',
      'LOCALHOST',
      'localhost.',
      'feeds.localhost',
      'a.b.LocalHost.',
    ]) {
      expect((await fetchErrorOf(get(`http://${name}/`))).code).toBe('address_refused');
    }
  });

  it('A-05 are never reached by a name that changes its answer between two looks', async () => {
    let looks = 0;
    let hits = 0;
    const { port } = await httpServer((_request, response) => {
      hits += 1;
      response.end('allowed');
    });
    const { get } = fetcher({
      allowPrivate: parseAllowPrivate(`127.0.0.2/32:${port}`),
      resolve: () => {
        looks += 1;
        const address = looks % 2 === 1 ? '127.0.0.2' : '127.0.0.1';
        return Promise.resolve([{ address, family: 4 }]);
      },
    });
    for (let tries = 0; tries < 20; tries += 1) {
      const code = await get(`http://rebind.example.org:${port}/`).then(
        () => 'fetched',
        (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
      );
      // 127.0.0.2 is allowed, but nobody listens there: the guard let it pass and the dial failed.
      expect(code).toBe(tries % 2 === 0 ? 'connect_failed' : 'address_refused');
    }
    expect(hits).toBe(0);
  });

  it('A-04 are refused as a redirect’s target at the first and at the last hop, for every redirect status', async () => {
    let canaryHits = 0;
    const canary = await httpServer((_request, response) => {
      canaryHits += 1;
      response.end();
    });
    for (const status of [301, 302, 303, 307, 308]) {
      for (const hops of [0, 4]) {
        for (const target of [
          `http://127.0.0.1:${canary.port}/`,
          'http://169.254.169.254/latest/meta-data/',
          `http://[::1]:${canary.port}/`,
          `//0x7f000001:${canary.port}/`,
        ]) {
          const { port } = await httpServer((request, response) => {
            const hop = Number(request.url?.slice(1));
            const location = hop < hops ? `/${hop + 1}` : target;
            response.writeHead(status, { location }).end();
          });
          const { get } = fetcher({ allowPrivate: parseAllowPrivate(`127.0.0.1/32:${port}`) });
          const error = await fetchErrorOf(get(`http://127.0.0.1:${port}/0`));
          expect(error.code).toBe('address_refused');
        }
      }
    }
    expect(canaryHits).toBe(0);
  });

  it('are reached only in the allowed range and on its port', async () => {
    const { port } = await httpServer((_request, response) => response.end('ours'));
    const url = `http://127.0.0.1:${port}/`;
    const codeWith = async (allow: string): Promise<string> =>
      fetcher({ allowPrivate: parseAllowPrivate(allow) })
        .get(url)
        .then(
          () => 'fetched',
          async (error: unknown) => (await fetchErrorOf(Promise.reject(error as Error))).code,
        );
    expect(await codeWith(`127.0.0.0/8:${port}`)).toBe('fetched');
    expect(await codeWith('127.0.0.0/8')).toBe('fetched');
    expect(await codeWith(`127.0.0.0/8:${port === 1024 ? 1025 : port - 1}`)).toBe(
      'address_refused',
    );
    expect(await codeWith('10.0.0.0/8')).toBe('address_refused');
    expect(await codeWith('::1/128')).toBe('address_refused');
  });
});

describe('the address policy', () => {
  const publicOnly = createAddressPolicy([], () => []);

  it('lets public unicast addresses pass, also through NAT64', () => {
    for (const address of [
      '1.1.1.1',
      '93.184.216.34',
      '172.15.255.255',
      '172.32.0.1',
      '2606:4700:4700::1111',
      '::ffff:8.8.8.8',
      '64:ff9b::8.8.8.8',
    ]) {
      expect([address, publicOnly.verdict(address, 443)]).toEqual([address, 'allowed']);
    }
  });

  it('lets public hosts serve on 80, 443 and high ports, but not on those of known services', () => {
    const verdict = (port: number): string => publicOnly.verdict('93.184.216.34', port);
    expect([80, 443, 1024, 8080, 8443, 65_535].map(verdict)).toEqual(Array(6).fill('allowed'));
    const refused = [
      0, 1, 21, 22, 25, 53, 81, 110, 445, 1023, 3306, 5432, 6379, 9200, 11211, 27017,
    ];
    expect(refused.map(verdict)).toEqual(refused.map(() => 'port_refused'));
  });

  it('refuses this machine’s own addresses however public they are, unless their range is allowed', () => {
    const own = ['93.184.216.34', '2606:2800:220:1:0:0:0:34', 'fe80::1%eth0', '127.0.0.1'];
    const verdictWith = (allow: string, address: string): string =>
      createAddressPolicy(parseAllowPrivate(allow), () => own).verdict(address, 443);
    for (const address of [
      '93.184.216.34',
      '::ffff:93.184.216.34',
      '64:ff9b::93.184.216.34',
      '2606:2800:220:1::34',
    ]) {
      expect([address, verdictWith('', address)]).toEqual([address, 'address_refused']);
    }
    expect(verdictWith('', '93.184.216.35')).toBe('allowed');
    expect(verdictWith('93.184.216.34/32:443', '93.184.216.34')).toBe('allowed');
    expect(verdictWith('93.184.216.34/32:80', '93.184.216.34')).toBe('address_refused');
  });

  it('agrees with plain integer arithmetic on every IPv4 address in every IPv6 wrapping', () => {
    const blocks: [number, number][] = [
      ['0.0.0.0', 8],
      ['10.0.0.0', 8],
      ['100.64.0.0', 10],
      ['127.0.0.0', 8],
      ['169.254.0.0', 16],
      ['172.16.0.0', 12],
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.31.196.0', 24],
      ['192.52.193.0', 24],
      ['192.88.99.0', 24],
      ['192.168.0.0', 16],
      ['192.175.48.0', 24],
      ['198.18.0.0', 15],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['224.0.0.0', 3],
    ].map(([text, bits]) => [integerOf(String(text)), Number(bits)]);
    const isSpecial = (value: number): boolean =>
      blocks.some(([start, bits]) => Math.floor((value - start) / 2 ** (32 - bits)) === 0);
    const near = fc
      .tuple(fc.constantFrom(...blocks), fc.integer({ min: -2, max: 2 }), fc.boolean())
      .map(([[start, bits], step, atEnd]) =>
        Math.min(Math.max(start + (atEnd ? 2 ** (32 - bits) : 0) + step, 0), 2 ** 32 - 1),
      );
    fc.assert(
      fc.property(fc.oneof(near, fc.nat(2 ** 32 - 1)), (value) => {
        const expected = isSpecial(value) ? 'address_refused' : 'allowed';
        const dotted = [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
        for (const text of [dotted, `::ffff:${dotted}`, `64:ff9b::${dotted}`]) {
          expect([text, publicOnly.verdict(text, 80)]).toEqual([text, expected]);
        }
        for (const text of [`::${dotted}`, `64:ff9b:1::${dotted}`]) {
          expect([text, publicOnly.verdict(text, 80)]).toEqual([text, 'address_refused']);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('FETCH_ALLOW_PRIVATE', () => {
  it('is read as ranges with and without a port, in both families', () => {
    const text = ' 127.0.0.0/8, 10.1.0.0/16:8080,[::1]/128:80,::1/128,fd00::/8:443, ';
    expect(parseAllowPrivate(text)).toEqual([
      { address: '127.0.0.0', prefixLength: 8, port: null },
      { address: '10.1.0.0', prefixLength: 16, port: 8080 },
      { address: '::1', prefixLength: 128, port: 80 },
      { address: '::1', prefixLength: 128, port: null },
      { address: 'fd00::', prefixLength: 8, port: 443 },
    ]);
    expect(parseAllowPrivate('')).toEqual([]);
  });

  it('is refused with the bad part named', () => {
    for (const bad of [
      '127.0.0.1',
      '127.0.0.1:80',
      '127.1/8',
      '0x7f.0.0.0/8',
      '127.0.0.0/33',
      '::1/129',
      '127.0.0.0/8:0',
      '127.0.0.0/8:65536',
      '127.0.0.0/8:http',
      '[::1/128]:80',
      'fe80::1%eth0/128',
      '::ffff:127.0.0.1/128',
      'localhost/8',
    ]) {
      expect(() => parseAllowPrivate(`10.0.0.0/8,${bad}`)).toThrow(
        expect.objectContaining({
          name: 'ConfigError',
          code: 'allow_private_invalid',
          message: expect.stringContaining(`"${bad}"`),
        }),
      );
    }
  });
});

function integerOf(dotted: string): number {
  return dotted.split('.').reduce((value, octet) => value * 256 + Number(octet), 0);
}
