/**
 * Each hostile server ends within its limit, with its own error and bounded memory, while an honest
 * one beside it is fetched on time. Limits are milliseconds here; what they are by default, limits.ts says.
 */
import { readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createSafeFetch, parseAllowPrivate, type SafeFetch } from '../src/index.js';
import { createAuthority, startHostileServer, type HostileServer } from '../src/testing/index.js';
import { fetchErrorOf, fetcher, httpServer, tlsServer } from './servers.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';

const limits = {
  timeoutMs: 10_000,
  firstByteTimeoutMs: 300,
  idleTimeoutMs: 300,
  connectTimeoutMs: 300,
  dnsTimeoutMs: 300,
};
/** Ten megabytes are kept twice at the end of a body; the rest is what a heap needs to breathe. */
const growthMbMax = 50;
/** Ten times what a slow machine needs, and less than any of the servers would take if it were waited for. */
const besideMsMax = 5_000;
const besideEveryMs = 10;

/** So that what is compared is what is kept, without a flag for the whole run. */
const collectGarbage = ((): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

const figures: string[] = [];
let server: HostileServer | null = null;
let hostile = '';

beforeAll(async () => {
  server = await startHostileServer();
  hostile = server.origin;
  // The heap grows to its usual size before anything is measured.
  for (let i = 0; i < 3; i += 1) await fetchErrorOf(fetcher().get(`${hostile}/body-endless`));
});

afterAll(async () => {
  process.stdout.write(`\n${figures.join('\n')}\n\n`);
  await server?.stop();
});

describe('a server that', () => {
  it.each<[string, string, string, RegExp]>([
    ['never answers', '/silent', 'timeout', /too long to answer/],
    ['A-14 resets the connection', '/reset', 'protocol_error', /broke off/],
    ['sends its headers a byte at a time', '/headers-drip', 'timeout', /too long to answer/],
    ['sends its body a byte at a time', '/body-drip', 'timeout', /longer than 1000 ms/],
    ['stops within its body', '/body-stops', 'timeout', /silent for too long within/],
    ['A-10 sends a body without end', '/body-endless', 'body_too_large', /^The body has/],
    ['A-10 sends chunks of a byte without end', '/chunks-of-one-byte', 'protocol_error', /crumbs/],
    ['A-10 sends small chunks in long wrappings', '/chunks-wrapped', 'body_too_large', /wire/],
    ['A-10 sends a chunk’s extension without end', '/chunk-extension', 'body_too_large', /wire/],
    ['A-10 sends interim answers without end', '/interim-answers', 'protocol_error', /interim/],
    ['A-10 sends trailers without end', '/trailers', 'protocol_error', /too large/],
    ['A-11 sends 10 GB as a gzip of 10 MB', '/gzip-bomb', 'body_too_large', /^The body has/],
    ['A-11 sends a gzip without end', '/gzip-endless', 'body_too_large', /^The body has/],
    ['A-08 redirects to itself', '/loop', 'redirects_exceeded', /5 times/],
    ['A-08 redirects with endless bodies', '/loop-with-bodies', 'redirects_exceeded', /5 times/],
    ['A-04 redirects inside', '/inside', 'address_refused', /public/],
    ['A-13 promises more than it sends', '/too-short', 'protocol_error', /broke off/],
    ['A-13 promises more than anybody takes', '/length-of-nobody', 'protocol_error', /proper/],
    ['A-13 sends a film', '/film', 'type_refused', /Content-Type/],
    ['A-14 resets within its body', '/half', 'protocol_error', /broke off/],
  ])(
    '%s (%s) ends as %s within its limit and memory, and delays nobody beside it',
    async (what, path, code, message) => {
      const honest = await httpServer((_request, response) => response.end('honest'));
      const { get } = fetcher({ limits });
      const memory = watchMemory();
      const beside = honestFetches(get, honest.origin);
      const startedMs = performance.now();
      const acceptTypes = (type: string | null): boolean => type === null;
      // Only a total ends what drips on; it need not be long to do so.
      const total = path === '/body-drip' ? { timeoutMs: 1_000 } : {};
      const error = await fetchErrorOf(get(`${hostile}${path}`, { acceptTypes, ...total }));
      const tookMs = performance.now() - startedMs;
      const { fetches, slowestMs } = await beside.end();
      const grownMb = memory.end();
      figures.push(
        `${what}: ${code} after ${tookMs.toFixed(0)} ms, memory +${grownMb.toFixed(0)} MB, beside it ${fetches} fetches, the slowest ${slowestMs.toFixed(0)} ms`,
      );
      expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
      expect(tookMs).toBeLessThan(limits.timeoutMs + 1_000);
      expect(grownMb).toBeLessThan(growthMbMax);
      expect(slowestMs).toBeLessThan(besideMsMax);
    },
  );

  it('A-13 sends more than it promised gives what was promised', async () => {
    const result = await fetcher().get(`${hostile}/too-long`);
    expect(result.notModified ? '' : new TextDecoder().decode(result.bytes)).toBe('ok');
  });

  it('sends a feed in many small chunks is read as any other', async () => {
    const parts = Array.from({ length: 3_000 }, (_, i) => Buffer.alloc(1 + (i % 97), i % 251));
    const { origin } = await httpServer((_request, response) => {
      for (const part of parts) response.write(part);
      response.end();
    });
    const result = await fetcher().get(origin);
    if (result.notModified) throw new Error('expected a body');
    expect(Buffer.concat(parts).equals(result.bytes)).toBe(true);
  });
});

describe('A-13 TLS', () => {
  it('with a certificate that nobody trusts is tls_failed, whatever the environment says', async () => {
    const identity = createAuthority().issue({ names: ['localhost'] });
    const { port } = await tlsServer(identity, (_request, response) => response.end('secret'));
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const error = await fetchErrorOf(fetcher().get(`https://127.0.0.1:${port}/`));
      expect([error.code, error.retryable]).toEqual(['tls_failed', false]);
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });
});

describe('A-16 servers that hang, drip, reset and lie', () => {
  const fetches = isLong ? 2_000 : 200;

  it(`leave no socket and no memory behind after ${fetches} fetches`, async () => {
    const identity = createAuthority().issue({ names: ['nobody.example'] });
    const untrusted = await tlsServer(identity, (_request, response) => response.end());
    const urls = [
      `${hostile}/silent`,
      `${hostile}/body-drip`,
      `${hostile}/headers-drip`,
      `${hostile}/reset`,
      `${hostile}/half`,
      `${hostile}/chunk-extension`,
      `https://127.0.0.1:${untrusted.port}/`,
      'http://127.0.0.1:1/',
      'http://silent.example/',
    ];
    const made = createSafeFetch({
      allowPrivate: parseAllowPrivate('127.0.0.0/8'),
      userAgent: 'MayLike/0.1',
      limits: { ...limits, timeoutMs: 40 },
      resolve: async () => {
        await wait(limits.dnsTimeoutMs);
        throw new Error('no name server answered');
      },
    });
    const round = async (count: number): Promise<void> => {
      for (let done = 0; done < count; done += 20) {
        const batch = Array.from({ length: 20 }, (_, i) => urls[(done + i) % urls.length] ?? '');
        await Promise.all(batch.map((url) => fetchErrorOf(made.get(url))));
      }
    };
    await round(40);
    await settled();
    const before = { sockets: openFiles(), heapMb: heapMb() };
    await round(fetches);
    await settled();
    const after = { sockets: openFiles(), heapMb: heapMb() };
    await made.close();
    figures.push(
      `${fetches} fetches of bad hosts: open files ${before.sockets} → ${after.sockets}, heap ${before.heapMb.toFixed(1)} → ${after.heapMb.toFixed(1)} MB`,
    );
    expect(Math.abs(after.sockets - before.sockets)).toBeLessThanOrEqual(10);
    expect(after.heapMb - before.heapMb).toBeLessThan(1 + fetches / 1_000);
  }, 60_000);
});

/** Sockets that were given up are closed a moment later: by their connect timeout at the latest. */
async function settled(): Promise<void> {
  await wait(limits.connectTimeoutMs + 200);
}

/** Open files of this process, sockets among them; 0 where the system does not say. */
function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    // Only Linux has this folder; elsewhere the heap alone is compared.
    return 0;
  }
}

function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

/** The most that this process grew while it was watched, in MB. */
function watchMemory(): { end: () => number } {
  collectGarbage();
  const beforeBytes = process.memoryUsage.rss();
  let mostBytes = beforeBytes;
  const look = (): void => {
    mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 10);
  return {
    end: () => {
      clearInterval(timer);
      look();
      return (mostBytes - beforeBytes) / 1e6;
    },
  };
}

/** Fetches an honest page again and again until told to end. */
function honestFetches(
  get: SafeFetch['get'],
  origin: string,
): { end: () => Promise<{ fetches: number; slowestMs: number }> } {
  let isOver = false;
  let fetches = 0;
  let slowestMs = 0;
  const isDone = (): boolean => isOver;
  const running = (async () => {
    do {
      const startedMs = performance.now();
      await get(`${origin}/`);
      slowestMs = Math.max(slowestMs, performance.now() - startedMs);
      fetches += 1;
      await wait(besideEveryMs);
    } while (!isDone());
  })();
  return {
    end: async () => {
      isOver = true;
      await running;
      return { fetches, slowestMs };
    },
  };
}
