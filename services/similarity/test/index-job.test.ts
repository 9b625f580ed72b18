// The `index` job: articles are its own while it lives, and one bad text harms no other.
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { IsolatedWorkError, IsolateError } from '@maylike/isolate';
import { pendingLeaseMs } from '../src/index-job.js';
import {
  BoilerplateTables,
  runIndexJob,
  runTextJob,
  TextWork,
  type TextJob,
  type TextJobResult,
} from '../src/index.js';
import { contentOf, network, silent, startOf2026, textWork, withRedis } from './support.js';

describe('an index job', () => {
  const given = withRedis();
  afterEach(() => {
    jest.useRealTimers();
  });

  const write = (name: string, pollNumber = 1) =>
    given.store.articles.upsert(
      { siteId: 'site', networkId: network, feed: { id: 'feed', pollNumber, guid: null } },
      { ...contentOf(name, pollNumber), text: `Text of ${name}` },
      startOf2026,
    );

  const run = (now: () => number, text: TextWork = textWork) => {
    const { store } = given;
    const tables = new BoilerplateTables(store);
    return runIndexJob(network, { store, text, tables, logger: silent, now });
  };

  /** Threads in which a text that says so comes to an end, by `fail`. */
  const dying = (fail: () => Error): { text: TextWork; jobs: string[][] } => {
    const jobs: string[][] = [];
    const answer = (job: TextJob): TextJobResult => {
      const texts = job.kind === 'terms' ? job.texts.map(({ input }) => input.text) : [];
      jobs.push(texts);
      if (texts.some((text) => text.includes('poison'))) throw fail();
      return runTextJob(job);
    };
    const text = new TextWork({ run: (job) => Promise.resolve().then(() => answer(job)) });
    return { text, jobs };
  };

  it('that died leaves its articles to another before its queue would run it again', async () => {
    for (const name of ['a', 'b', 'c']) await write(name);
    await given.store.pending.claim(network, startOf2026, pendingLeaseMs, 50);
    expect(await run(() => startOf2026 + pendingLeaseMs - 1)).toEqual({ stored: 0, setAside: 0 });
    expect(await run(() => startOf2026 + pendingLeaseMs)).toEqual({ stored: 3, setAside: 0 });
  });

  it('that takes its time keeps its articles, but not one that has changed meanwhile', async () => {
    jest.useFakeTimers({
      now: startOf2026,
      doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'],
    });
    for (const name of ['a', 'b', 'c']) await write(name);
    let finish: () => void = () => undefined;
    const slow = new TextWork({
      run: (job) =>
        new Promise((resolve) => {
          finish = () => {
            resolve(runTextJob(job));
          };
        }),
    });
    const working = run(Date.now, slow);
    const waiting = () => given.store.pending.waitingSince(network, Date.now());
    while ((await waiting()) > 0) await new Promise(setImmediate);
    for (let passed = 0; passed < 3 * pendingLeaseMs; passed += 500) {
      jest.advanceTimersByTime(500);
      // The script is on its way: a round trip behind it, it is done.
      await given.redis.ping();
      expect(await waiting()).toBe(0);
    }
    await write('b', 2);
    jest.advanceTimersByTime(2_000);
    await given.redis.ping();
    await given.store.pending.count(network);
    expect(await waiting()).toBe(1);
    finish();
    expect(await working).toEqual({ stored: 2, setAside: 0 });
    expect(await run(() => Date.now() + 60_000)).toEqual({ stored: 1, setAside: 0 });
    expect(await given.store.pending.count(network)).toBe(0);
  });

  it.each([
    ['hangs', () => new IsolateError('timeout', 'did not finish'), 'did not finish'],
    ['exhausts its thread', () => new IsolateError('memory', 'heap limit'), 'heap limit'],
    ['crashes it', () => new IsolateError('crash', 'exited'), 'exited'],
    ['throws', () => new IsolatedWorkError({ name: 'TypeError', message: 'no' }), 'no'],
  ])('sets an article aside that %s, with the reason, after two tries', async (_how, fail, why) => {
    for (let i = 0; i < 49; i++) await write(`a${i}`);
    const { number } = await write('poison');
    const { text, jobs } = dying(fail);
    expect(await run(() => startOf2026, text)).toEqual({ stored: 49, setAside: 1 });
    expect(jobs.filter((texts) => texts.join().includes('poison'))).toHaveLength(2);
    expect((await given.store.articles.get(network, number))?.asideReason).toContain(why);
    expect(await given.store.pending.count(network)).toBe(0);
    expect(await given.store.pending.asideCount(network)).toBe(1);
  });

  it('tries a single article twice too, so that no accident sets it aside', async () => {
    await write('a');
    let accidents = 1;
    const text = new TextWork({
      run: async (job) => {
        await Promise.resolve();
        if (accidents-- > 0) throw new IsolateError('timeout', 'The worker did not start');
        return runTextJob(job);
      },
    });
    expect(await run(() => startOf2026, text)).toEqual({ stored: 1, setAside: 0 });
  });

  it('that is broken off with its service sets nothing aside', async () => {
    await write('poison');
    const { text } = dying(() => new IsolateError('closed', 'the isolate was closed'));
    await expect(run(() => startOf2026, text)).rejects.toThrow('closed');
    expect(await given.store.pending.count(network)).toBe(1);
    expect(await given.store.pending.asideCount(network)).toBe(0);
  });
});
