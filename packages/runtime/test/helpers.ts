import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { systemCodeOf } from '../src/errors.js';
import { createLogger } from '../src/logger.js';

/** Writes nothing. */
export const silentLogger = createLogger({ service: 'test', level: 'silent', format: 'json' });

/** The path of a file in fixtures/. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
}

/** Runs `work` with a folder that is gone afterwards. */
export async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp('/tmp/maylike-test-');
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A started fixture with all that it says. */
export interface FixtureProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** The next IPC message. */
  message(): Promise<unknown>;
  /** Exit code, or the signal that ended it, when its output is read. */
  readonly ended: Promise<number | string | null>;
}

/** Starts a fixture script as a Node process with IPC. */
export function startFixture(
  name: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): FixtureProcess {
  const child = fork(fixture(name), args, {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env['PATH'], ...env },
  });
  const read = { stdout: '', stderr: '' };
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.on('data', (chunk: Buffer) => {
      read[stream] += chunk.toString();
    });
  }
  const ended = untilEnded(child);
  return {
    child,
    output: () => read.stdout,
    errors: () => read.stderr,
    message: async () => {
      if (messages.length === 0) await Promise.race([once(child, 'message'), ended]);
      if (messages.length === 0) throw new Error(`${name} ended: ${read.stdout}${read.stderr}`);
      return messages.shift();
    },
    ended,
  };
}

/** Node emits no `close` after `disconnect()`, so exit and output are waited for one by one. */
async function untilEnded(child: ChildProcess): Promise<number | string | null> {
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  await Promise.all([once(child, 'exit'), ...streams.map((stream) => once(stream, 'end'))]);
  return child.exitCode ?? child.signalCode;
}

/** False for a process that has ended, also one that nobody has buried yet. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const [, state] = /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return state !== 'Z';
  } catch (error) {
    if (process.platform !== 'linux') return systemCodeOf(error) !== 'ESRCH';
    return false;
  }
}

/** Resolves when no process of the list runs any more; the test's own time is the bound. */
export async function untilGone(...pids: readonly number[]): Promise<void> {
  await until(() => !pids.some(isRunning));
}

/** Resolves when a condition holds that no event announces; the test's own time is the bound. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}
