// only safe-fetch opens a connection to the outside. Lint says the same while one writes; this reads what lint
// does not look at (imports made while running, ways around an import) and has the list of all who may, with the reason.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { waysOut } from './way-out.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Exception {
  /** A file, or a folder and all below it. */
  readonly path: string;
  readonly what: RegExp;
  readonly why: string;
}

/** Who may have what, and what for. */
const exceptions: readonly Exception[] = [
  { path: 'packages/safe-fetch/src/', what: /./, why: 'the one way out' },
  {
    path: 'packages/widget/src/',
    what: /^(fetch|sendBeacon)$/,
    why: 'a reader’s browser asks the API, and tells it what was seen',
  },
  { path: 'packages/client/src/', what: /^fetch$/, why: 'a publisher’s program asks the API' },
  { path: 'packages/runtime/src/health.ts', what: /^node:http$/, why: 'listens: health, metrics' },
  { path: 'packages/runtime/src/free-port.ts', what: /^node:net$/, why: 'listens: finds a port' },
  { path: 'packages/runtime/src/redis-server.ts', what: /^node:net$/, why: 'looks at its socket' },
  { path: 'packages/runtime/src/testing.ts', what: /^node:net$/, why: 'listens: finds ports' },
  { path: 'packages/runtime/src/', what: /^ioredis$/, why: 'Redis, as configured' },
  { path: 'packages/runtime/src/', what: /^node:child_process$/, why: 'starts services, Redis' },
  { path: 'packages/store/src/', what: /^ioredis$/, why: 'Redis, as configured' },
  { path: 'packages/queues/src/', what: /^bullmq$/, why: 'Redis, as configured' },
  { path: 'packages/isolate/src/host.ts', what: /^import\(…\)$/, why: 'the work it was given' },
  { path: 'packages/quality/src/tokens.ts', what: /^node:module$/, why: 'reads a JSON package' },
  { path: 'packages/text/src/stop-words.ts', what: /^node:module$/, why: 'reads a JSON package' },
  {
    path: 'packages/feed-parser/src/read-xml.ts',
    what: /^rss-parser$/,
    why: 'parses strings only',
  },
  { path: 'services/api/src/', what: /^@?fastify$/, why: 'listens: the API' },
  { path: 'services/api/src/http-server.ts', what: /^node:http$/, why: 'listens: the API' },
  { path: 'services/newsroom/src/', what: /^fastify$/, why: 'listens: the sample publisher' },
];

interface Found {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

/** The sources of all packages and services: what is shipped, without tests. */
async function sources(): Promise<string[]> {
  const folders = (await rooms()).flatMap((room) => [join(room, 'src'), join(room, 'bin')]);
  const files = (await Promise.all(folders.map(filesBelow))).flat();
  return files.filter((path) => /(?<!\.d)\.(ts|mts|js|mjs)$/.test(path));
}

async function rooms(): Promise<string[]> {
  const lists = ['packages', 'services'].map(async (kind) => {
    const entries = await readdir(join(root, kind), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, kind, name));
  });
  return (await Promise.all(lists)).flat();
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function everyWayOut(): Promise<Found[]> {
  const found = await Promise.all(
    (await sources()).map(async (file) => {
      const path = relative(root, file);
      return waysOut(path, await readFile(file, 'utf8')).map((way) => ({ path, ...way }));
    }),
  );
  return found.flat();
}

const fits = ({ path, what }: Exception, found: Found): boolean =>
  found.path.startsWith(path) && what.test(found.what);

describe('A-02 the way out', () => {
  let found: readonly Found[] = [];
  beforeAll(async () => {
    found = await everyWayOut();
  });

  it('is safe-fetch’s alone, but for what is named here with its reason', () => {
    const others = found.filter((one) => !exceptions.some((exception) => fits(exception, one)));
    expect(others.map(({ path, line, what }) => `${path}:${line} ${what}`)).toEqual([]);
  });

  it('has no exception that nobody needs any more', () => {
    const unused = exceptions.filter((exception) => !found.some((one) => fits(exception, one)));
    expect(unused).toEqual([]);
  });

  it('is not taken through the parser of feeds, which could fetch them itself', async () => {
    const texts = await Promise.all((await sources()).map((file) => readFile(file, 'utf8')));
    expect(texts.filter((text) => text.includes('parseURL'))).toEqual([]);
  });

  it('is not among the libraries of anybody else', async () => {
    const clients = [
      'undici',
      'axios',
      'got',
      'ky',
      'needle',
      'node-fetch',
      'request',
      'superagent',
    ];
    const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });
    for (const room of await rooms()) {
      const text = await readFile(join(room, 'package.json'), 'utf8');
      const { dependencies } = manifest.parse(JSON.parse(text));
      const has = clients.filter((name) => name in dependencies);
      expect([relative(root, room), has]).toEqual([
        relative(root, room),
        room.endsWith('/safe-fetch') ? ['undici'] : [],
      ]);
    }
  });
});

describe('the reader of sources', () => {
  it.each([
    ["import { connect } from 'node:net';", 'node:net'],
    ["import http from 'http';", 'http'],
    ["import * as tls from 'node:tls';", 'node:tls'],
    ["import 'node:dgram';", 'node:dgram'],
    ["import { isIP, connect } from 'node:net';", 'node:net'],
    ["import { connect as isIP } from 'node:net';", 'node:net'],
    ["export { request } from 'undici';", 'undici'],
    ["export * from 'node:https';", 'node:https'],
    ["const dns = await import('node:dns/promises');", 'node:dns/promises'],
    ['const net = await import(`node:net`);', 'node:net'],
    ['const any = await import(name);', 'import(…)'],
    ["const https = require('https');", 'https'],
    ['const any = require(name);', 'require(…)'],
    ["import { createRequire } from 'node:module';", 'node:module'],
    ["process.getBuiltinModule('net').connect(80);", 'net'],
    ["import got from 'got';", 'got'],
    ["import { x } from 'undici/lib/api';", 'undici/lib/api'],
    ["await fetch('http://a');", 'fetch'],
    ["await globalThis.fetch('http://a');", 'fetch'],
    ["await globalThis['fetch']('http://a');", 'fetch'],
    ['const f = globalThis.fetch;', 'fetch'],
    ['globalThis[name]();', 'globalThis[…]'],
    ["new WebSocket('ws://a');", 'WebSocket'],
    ["new EventSource('http://a');", 'EventSource'],
    ["navigator.sendBeacon('http://a');", 'sendBeacon'],
  ])('sees the way out in %j', (text, what) => {
    expect(waysOut('x.ts', text)).toEqual([{ line: 1, what }]);
  });

  it.each([
    "import { isIP, isIPv6 } from 'node:net';",
    "import type { Server } from 'node:http';",
    "import { type Socket } from 'node:net';",
    "export type { Agent } from 'undici';",
    "import { readFile } from 'node:fs/promises';",
    "const { fetch } = tools; await fetch.get('http://a'); await fetch('x');",
    "await tools.fetch.get('http://a');",
    "const text = 'node:net and fetch()';",
    "await import('./net.js');",
    '// fetch("http://a")',
  ])('sees none in %j', (text) => {
    expect(waysOut('x.ts', text)).toEqual([]);
  });
});
