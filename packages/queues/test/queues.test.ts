import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import { Redis } from 'ioredis';
import {
  LaterError,
  Queues,
  startWorker,
  type RunningWorker,
  type WorkerOptions,
} from '../src/index.js';

let server: TestRedis;
let redis: Redis;
let blocking: Redis;
let queues: Queues;
let running: RunningWorker[] = [];

beforeAll(async () => {
  server = await startTestRedis();
  redis = new Redis(server.socketPath);
  blocking = new Redis(server.socketPath, { maxRetriesPerRequest: null });
});
beforeEach(async () => {
  await redis.flushall();
  queues = new Queues(redis, (error) => {
    throw error;
  });
});
afterEach(async () => {
  await Promise.all(running.map((worker) => worker.stop(1_000)));
  running = [];
  await queues.close();
});
afterAll(async () => {
  redis.disconnect();
  blocking.disconnect();
  await server.stop();
});

function work<Name extends 'poll' | 'page' | 'visit' | 'index'>(
  options: Pick<WorkerOptions<Name>, 'queue' | 'process'> & Partial<WorkerOptions<Name>>,
): void {
  running.push(
    startWorker<Name>({
      connection: blocking,
      concurrency: 1,
      onFailed: () => undefined,
      onError: () => undefined,
      ...options,
    }),
  );
}

/** The first `count` values that are pushed. */
function collector<T>(count: number): { push(value: T): void; readonly all: Promise<T[]> } {
  const values: T[] = [];
  let done: (all: T[]) => void = () => undefined;
  const all = new Promise<T[]>((resolve) => {
    done = resolve;
  });
  return {
    push: (value) => {
      values.push(value);
      if (values.length === count) done(values);
    },
    all,
  };
}

describe('queues', () => {
  it('bring what was added to the worker of that queue', async () => {
    const polls = collector<number>(2);
    await queues.addPolls([
      { feedId: 'feed_a', pollNumber: 1 },
      { feedId: 'feed_a', pollNumber: 2 },
    ]);
    work({
      queue: 'poll',
      process: ({ pollNumber }) => {
        polls.push(pollNumber);
        return Promise.resolve();
      },
    });
    expect(await polls.all).toEqual([1, 2]);
  });

  it('hold a page once while it waits, and take it again when it is done', async () => {
    const page = { kind: 'check', networkId: 'net', number: 7 } as const;
    await queues.addPages([page, page, { ...page, number: 8 }]);
    expect((await queues.counts('page'))['waiting']).toBe(2);
    const pages = collector<number>(2);
    work({
      queue: 'page',
      process: (job) => {
        pages.push(job.kind === 'check' ? job.number : 0);
        return Promise.resolve();
      },
    });
    expect(await pages.all).toEqual([7, 8]);
    await Promise.all(running.map((worker) => worker.stop(1_000)));
    running = [];
    await queues.addPages([page]);
    expect((await queues.counts('page'))['waiting']).toBe(1);
  });

  it('put a job off that says so: it comes back as if for the first time, and is there once meanwhile', async () => {
    const job = { kind: 'check', networkId: 'n', number: 1 } as const;
    await queues.addPages([job]);
    const tries = collector<{ attemptsMade: number; open: number[] }>(3);
    const failures: Error[] = [];
    let count = 0;
    work({
      queue: 'page',
      onFailed: (error) => failures.push(error),
      process: async (_data, { attemptsMade }) => {
        await queues.addPages([job]);
        tries.push({ attemptsMade, open: await queues.pagesOpen('n', [1]) });
        count += 1;
        if (count < 3) throw new LaterError(20, 'no room');
      },
    });
    expect(await tries.all).toEqual(Array(3).fill({ attemptsMade: 0, open: [1] }));
    await Promise.all(running.splice(0).map((worker) => worker.stop(1_000)));
    expect(failures).toEqual([]);
    expect(await queues.counts('page')).toMatchObject({ waiting: 0, delayed: 0, completed: 1 });
    expect(await queues.pagesOpen('n', [1])).toEqual([]);
  });

  it('get one index job for each fifty articles, within a bound', async () => {
    await queues.addIndex('net', 101);
    expect((await queues.counts('index'))['waiting']).toBe(3);
    await queues.addIndex('net', 0);
    expect((await queues.counts('index'))['waiting']).toBe(3);
    await queues.addIndex('net', 1_000_000);
    expect((await queues.counts('index'))['waiting']).toBe(203);
  });

  it('park a job that does not fit, with what is wrong, and go on with the next', async () => {
    const index = queues.all().find(({ name }) => name === 'index');
    await index?.add('index', { network: 'net' });
    await queues.addIndex('net', 1);
    const worked = collector<string>(1);
    const failed = collector<string>(1);
    work({
      queue: 'index',
      process: ({ networkId }) => {
        worked.push(networkId);
        return Promise.resolve();
      },
      onFailed: (error, { willRetry }) => {
        failed.push(`${error.message} ${willRetry}`);
      },
    });
    expect(await worked.all).toEqual(['net']);
    const [reason] = await failed.all;
    expect(reason).toMatch(/not a job of index.*networkId.* false$/s);
    expect((await queues.failures('index', 10))[0]?.reason).toMatch(/not a job of index/);
  });

  it('answer a person who waits for a visit', async () => {
    work({
      queue: 'visit',
      process: ({ url }) => Promise.resolve({ ok: true, url, title: 'T', format: 'rss', items: 3 }),
    });
    const answer = await queues.visit(
      { kind: 'try-feed', url: 'https://news.example/rss' },
      blocking,
    );
    expect(answer).toEqual({
      ok: true,
      url: 'https://news.example/rss',
      title: 'T',
      format: 'rss',
      items: 3,
    });
  });

  it('answer though the visit is over before anybody listens', async () => {
    const answer = {
      ok: true,
      url: 'https://a.example/',
      title: null,
      format: 'rss',
      items: 0,
    } as const;
    work({ queue: 'visit', process: () => Promise.resolve(answer) });
    /** A connection that reads no event before the job is done; so do its duplicates. */
    const lateReader = (): Redis => {
      const reader = new Redis(server.socketPath, { maxRetriesPerRequest: null });
      const read: unknown = Reflect.get(reader, 'xread');
      if (typeof read !== 'function') throw new Error('ioredis has no xread');
      Reflect.set(reader, 'duplicate', lateReader);
      Reflect.set(reader, 'xread', async (...args: unknown[]): Promise<unknown> => {
        while ((await queues.counts('visit'))['completed'] !== 1) await new Promise(setImmediate);
        return (await Reflect.apply(read, reader, args)) as unknown;
      });
      return reader;
    };
    const late = lateReader();
    try {
      const given = await queues.visit({ kind: 'try-feed', url: 'https://a.example/' }, late);
      expect(given).toEqual(answer);
    } finally {
      late.disconnect();
    }
  });

  it('keep one schedule for a reindex however often it is asked for, and take it away', async () => {
    await queues.scheduleReindex('0 4 * * *', 'UTC');
    const first = await queues.nextReindexAt();
    await queues.scheduleReindex('0 4 * * *', 'UTC');
    expect(first).not.toBeNull();
    expect(await queues.nextReindexAt()).toBe(first);
    expect(new Date(first ?? 0).getUTCHours()).toBe(4);
    await queues.scheduleReindex(null, 'UTC');
    expect(await queues.nextReindexAt()).toBeNull();
    await expect(queues.scheduleReindex('every monday', 'UTC')).rejects.toThrow();
  });
});

describe('a worker', () => {
  it('tells the job to end when the time to finish is over', async () => {
    const begun = collector<boolean>(1);
    const ended = collector<boolean>(1);
    await queues.addIndex('net', 1);
    work({
      queue: 'index',
      process: async (_data, { signal }) => {
        begun.push(true);
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve();
          });
        });
        ended.push(true);
      },
    });
    await begun.all;
    await Promise.all(running.map((worker) => worker.stop(50)));
    running = [];
    expect(await ended.all).toEqual([true]);
  });
});
