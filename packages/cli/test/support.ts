import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { ArticleContent, Site } from '@maylike/articles';
import { Queues } from '@maylike/queues';
import { openRedis, type RedisClient } from '@maylike/runtime';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import { Store } from '@maylike/store';
import type { ExitCode } from '../src/exit-codes.js';
import { main, type CliIo } from '../src/main.js';

/** 1st January 2026, 00:00 UTC. */
export const startOf2026 = 1_767_225_600_000;

/** What one run of the command did. */
export interface Run {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** The standard output, read as JSON. */
  json(): unknown;
}

class Collected extends Writable {
  text = '';
  constructor(readonly isTTY: boolean) {
    super();
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** How a test's run differs from the usual. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called instead of every waiting look's pause: the world moves on here. */
  readonly whileWaiting?: () => Promise<void> | void;
  /** What comes in on standard input. */
  readonly stdin?: string;
  /** A terminal on standard error. */
  readonly isTTY?: boolean;
}

/** Runs the command in this process; time stands at {@link startOf2026} and moves by its pauses alone. */
export async function runMain(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const [stdout, stderr] = [new Collected(false), new Collected(options.isTTY === true)];
  let now = startOf2026;
  const io: CliIo = {
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    stdout,
    stderr,
    env: options.env ?? {},
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      await options.whileWaiting?.();
    },
    onStop: () => () => undefined,
  };
  const code = await main(args, io);
  return {
    code,
    stdout: stdout.text,
    stderr: stderr.text,
    json: (): unknown => JSON.parse(stdout.text),
  };
}

/** A MayLike without processes: a real Redis for a test file, emptied before each test. */
export interface Ground {
  readonly store: Store;
  readonly queues: Queues;
  readonly redis: RedisClient;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Runs the command against this Redis. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Run>;
  /** Opens a connection whose reads wait. */
  readonly openBlocking: () => RedisClient;
  /** Makes processes of these services appear to be alive. */
  readonly alive: (...services: readonly string[]) => Promise<void>;
}

export function withGround(): () => Ground {
  let server: TestRedis | undefined;
  let ground: Ground | undefined;
  const clients: RedisClient[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'maylike-cli-'));
  beforeAll(async () => {
    server = await startTestRedis();
    ground = groundOf(server, folder, clients);
  });
  beforeEach(async () => {
    await ground?.redis.flushall();
  });
  afterAll(async () => {
    await ground?.queues.close();
    for (const client of clients) client.disconnect();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (ground === undefined) throw new Error('there is no Redis outside of a test');
    return ground;
  };
}

function groundOf(
  { target, socketPath }: TestRedis,
  folder: string,
  clients: RedisClient[],
): Ground {
  const open = (purpose: 'commands' | 'blocking'): RedisClient => {
    const client = openRedis(target, { purpose });
    clients.push(client);
    return client;
  };
  const redis = open('commands');
  const store = new Store(redis);
  const env = { REDIS_URL: `unix://${socketPath}`, MAYLIKE_HOME: folder };
  return {
    store,
    redis,
    env,
    folder,
    queues: new Queues(redis, () => undefined),
    run: (args, options = {}) => runMain(args, { ...options, env: { ...env, ...options.env } }),
    openBlocking: () => open('blocking'),
    alive: async (...services) => {
      for (const service of services)
        await store.processes.beat({
          service,
          id: `${service}-1`,
          pid: 1,
          at: startOf2026,
          ready: true,
          detail: '',
        });
    },
  };
}

/** A site that exists. */
export async function siteOf(store: Store, name = 'Alder Post'): Promise<Site> {
  const wished = { name, origins: ['https://news.example'] };
  return (await store.sites.create(wished, startOf2026)).site;
}

/** Content with a title and an address of its own. */
export function contentOf(name: string): ArticleContent {
  return {
    url: `https://news.example/${name}`,
    title: `Title of ${name}`,
    summary: `Summary of ${name}`,
    text: `Text of ${name}`,
    publishedAt: startOf2026 - 3_600_000,
    updatedAt: null,
    authors: [],
    tags: [],
    section: null,
    language: 'en',
    image: null,
    source: null,
  };
}
