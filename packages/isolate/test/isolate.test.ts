import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Isolate, IsolatedWorkError, IsolateError, type IsolateOptions } from '../src/index.js';

interface Job {
  kind: string;
  value?: unknown;
}
interface Echo {
  value: unknown;
  threadId: number;
  isMainThread: boolean;
}

const fixture = (name: string): string => new URL(`./fixtures/${name}`, import.meta.url).href;
const open: Pick<Isolate<Job, unknown>, 'close'>[] = [];

function isolate(overrides: Partial<IsolateOptions> = {}): Isolate<Job, unknown> {
  const made = new Isolate<Job, unknown>({
    module: fixture('work.mjs'),
    exportName: 'work',
    workersMax: 1,
    timeoutMs: 10_000,
    heapMbMax: 64,
    ...overrides,
  });
  open.push(made);
  return made;
}

async function echo(from: Isolate<Job, unknown>, value: unknown = 'hello'): Promise<Echo> {
  return (await from.run({ kind: 'echo', value })) as Echo;
}

async function failureOf(run: Promise<unknown>): Promise<unknown> {
  return run.then(
    () => {
      throw new Error('The run was expected to fail.');
    },
    (error: unknown) => error,
  );
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((made) => made.close()));
});

describe('a run that goes well', () => {
  it('answers from another thread and keeps that thread for the next run', async () => {
    const warm = isolate();
    const first = await echo(warm, { nested: ['a', 1, null] });
    const second = await echo(warm);
    expect(first.value).toEqual({ nested: ['a', 1, null] });
    expect(first.isMainThread).toBe(false);
    expect(second.threadId).toBe(first.threadId);
  });

  it('copies bytes in and out and leaves the sender its own', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const answer = await isolate().run({ kind: 'bytes', value: bytes });
    expect(answer).toEqual({ length: 3, doubled: new Uint8Array([2, 4, 6]) });
    expect([...bytes]).toEqual([1, 2, 3]);
  });
});

describe('work that overruns', () => {
  it.each(['loop', 'regex', 'never'])(
    'is killed within its bound (%s), and the next run gets a new worker',
    async (kind) => {
      const one = isolate();
      const before = await echo(one);
      const started = performance.now();
      const error = await failureOf(one.run({ kind }, { timeoutMs: 200 }));
      const tookMs = performance.now() - started;
      expect(error).toBeInstanceOf(IsolateError);
      expect(error).toMatchObject({ code: 'timeout' });
      expect(tookMs).toBeGreaterThanOrEqual(195);
      expect(tookMs).toBeLessThan(15_000);
      const after = await echo(one);
      expect(after.threadId).not.toBe(before.threadId);
    },
  );

  it('does not disturb a run in another worker', async () => {
    const two = isolate({ workersMax: 2 });
    const endless = failureOf(two.run({ kind: 'loop' }, { timeoutMs: 300 }));
    const others = await Promise.all([echo(two, 1), echo(two, 2), echo(two, 3)]);
    expect(others.map((answer) => answer.value)).toEqual([1, 2, 3]);
    expect(await endless).toMatchObject({ code: 'timeout' });
  });

  it('is not charged for the time it waited in the queue', async () => {
    const one = isolate();
    const first = failureOf(one.run({ kind: 'loop' }, { timeoutMs: 500 }));
    const second = one.run({ kind: 'echo', value: 'late' }, { timeoutMs: 450 });
    expect(await first).toMatchObject({ code: 'timeout' });
    expect(await second).toMatchObject({ value: 'late' });
  });
});

describe('work that takes its worker down', () => {
  it('gets code memory when the heap limit is reached, and only that run fails', async () => {
    const two = isolate({ workersMax: 2, heapMbMax: 24 });
    const hog = failureOf(two.run({ kind: 'memory' }));
    expect((await echo(two, 'neighbour')).value).toBe('neighbour');
    expect(await hog).toMatchObject({ name: 'IsolateError', code: 'memory' });
    expect((await echo(two, 'after')).value).toBe('after');
  });

  it.each([0, 3])('gets code crash for process.exit(%i)', async (exitCode) => {
    const one = isolate();
    const error = await failureOf(one.run({ kind: 'exit', value: exitCode }));
    expect(error).toMatchObject({ name: 'IsolateError', code: 'crash' });
    expect(String(error)).toContain(`code ${exitCode}`);
    expect((await echo(one)).value).toBe('hello');
  });

  it.each([
    ['throw-later', 'Nobody waits for this.'],
    ['reject-unheard', 'Nobody hears this.'],
  ])('gets code crash for an error outside of the call (%s)', async (kind, message) => {
    const one = isolate();
    const error = await failureOf(one.run({ kind }));
    expect(error).toMatchObject({ name: 'IsolateError', code: 'crash' });
    expect(String(error)).toContain(message);
    expect((await echo(one)).value).toBe('hello');
  });

  it('gets code crash naming the reason when the module cannot be loaded', async () => {
    const error = await failureOf(isolate({ module: fixture('broken.mjs') }).run({ kind: 'echo' }));
    expect(error).toMatchObject({ name: 'IsolateError', code: 'crash' });
    expect(String(error)).toContain('This module cannot be loaded.');
  });

  it('gets code crash naming the export when it is not a function', async () => {
    const error = await failureOf(isolate({ exportName: 'notAFunction' }).run({ kind: 'echo' }));
    expect(error).toMatchObject({ code: 'crash' });
    expect(String(error)).toContain('notAFunction');
  });
});

describe('a check of the output', () => {
  const checked = (): Isolate<Job, number> => {
    const made = new Isolate<Job, number>({
      module: fixture('work.mjs'),
      exportName: 'work',
      workersMax: 1,
      timeoutMs: 10_000,
      heapMbMax: 64,
      checkOutput: (answer) => {
        if (typeof answer === 'object' && answer !== null && 'value' in answer)
          if (typeof answer.value === 'number') return answer.value;
        throw new TypeError('Not a number.');
      },
    });
    open.push(made);
    return made;
  };

  it('decides what a run resolves to', async () => {
    expect(await checked().run({ kind: 'echo', value: 7 })).toBe(7);
  });

  it('turns an answer that is none into code crash, and its worker away', async () => {
    const one = checked();
    const error = await failureOf(one.run({ kind: 'echo', value: 'seven' }));
    expect(error).toMatchObject({ name: 'IsolateError', code: 'crash' });
    expect(error).toHaveProperty('cause.message', 'Not a number.');
    expect(await one.run({ kind: 'echo', value: 8 })).toBe(8);
  });
});

describe('work that throws', () => {
  it('arrives with its name, message and string code, and its worker stays', async () => {
    const one = isolate();
    const { threadId } = await echo(one);
    const error = await failureOf(one.run({ kind: 'throw', value: 'not_a_feed' }));
    expect(error).toBeInstanceOf(IsolatedWorkError);
    expect(error).toMatchObject({
      originalName: 'TypeError',
      message: 'The feed is odd.',
      code: 'not_a_feed',
    });
    expect((await echo(one)).threadId).toBe(threadId);
  });

  it('has no code when its code was not a string', async () => {
    const error = await failureOf(isolate().run({ kind: 'throw', value: 42 }));
    expect(error).toBeInstanceOf(IsolatedWorkError);
    expect(error).toMatchObject({ code: undefined });
  });

  it('arrives even when it threw no error at all', async () => {
    const error = await failureOf(isolate().run({ kind: 'throw-text' }));
    expect(error).toMatchObject({ name: 'IsolatedWorkError', message: 'only text' });
  });

  it('fails one run and not its worker when the output or the input cannot be cloned', async () => {
    const one = isolate();
    const { threadId } = await echo(one);
    expect(await failureOf(one.run({ kind: 'function' }))).toMatchObject({
      originalName: 'DataCloneError',
    });
    expect(await failureOf(one.run({ kind: 'echo', value: () => 1 }))).toMatchObject({
      name: 'DataCloneError',
    });
    expect((await echo(one)).threadId).toBe(threadId);
  });
});

describe('the pool', () => {
  it('never has more workers than its bound and starts runs in order of arrival', async () => {
    const two = isolate({ workersMax: 2 });
    const finished: unknown[] = [];
    const runs = Array.from({ length: 12 }, async (_, index) => {
      const answer = await echo(two, index);
      finished.push(answer.value);
      return answer.threadId;
    });
    const threads = await Promise.all(runs);
    expect(new Set(threads).size).toBeLessThanOrEqual(2);
    expect(finished).toHaveLength(12);

    const one = isolate();
    const order: unknown[] = [];
    const values = [0, 1, 2, 3, 4, 5];
    await Promise.all(values.map((value) => echo(one, value).then(() => order.push(value))));
    expect(order).toEqual(values);
  });

  it('rejects what runs, what waits and what comes later with code closed', async () => {
    const one = isolate();
    const running = failureOf(one.run({ kind: 'loop' }));
    const waiting = failureOf(one.run({ kind: 'echo' }));
    await one.close();
    expect(await running).toMatchObject({ code: 'closed' });
    expect(await waiting).toMatchObject({ code: 'closed' });
    expect(await failureOf(one.run({ kind: 'echo' }))).toMatchObject({ code: 'closed' });
    await expect(one.close()).resolves.toBeUndefined();
  });

  it.each([
    ['workersMax', 0],
    ['timeoutMs', -1],
    ['heapMbMax', Number.NaN],
  ])('refuses %s = %d', (name, value) => {
    expect(() => isolate({ [name]: value })).toThrow(RangeError);
  });

  it('lets a process end that never closed it', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        fileURLToPath(fixture('idle-program.mjs')),
        new URL('../dist/index.js', import.meta.url).href,
        fixture('work.mjs'),
      ],
      { timeout: 15_000 },
    );
    expect(stdout.trim()).toBe('hello');
  });
});
