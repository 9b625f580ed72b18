// Everything that the command touches of the process it runs in, so that a test can run it inside its own.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '@maylike/runtime';
import { CliError } from './errors.js';

/** A stream that is written to; `isTTY` is true where a person looks on. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** The surroundings of one run of the command. */
export interface CliIo {
  readonly stdin: AsyncIterable<string | Uint8Array>;
  /** The result, and nothing else. */
  readonly stdout: Output;
  /** What is said beside it: errors, warnings, progress. */
  readonly stderr: Output;
  readonly env: Environment;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Calls the listener when the process is told to stop; the function that comes back ends that. */
  readonly onStop: (listener: () => void) => () => void;
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The surroundings of a real process. A reader that closes the pipe early (`| head`) is no error. */
export function processIo(): CliIo {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: Error) => {
      if (!('code' in error) || error.code !== 'EPIPE') throw error;
    });
  }
  return {
    // Opened by whoever reads it: it would keep the process waiting.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    now: () => Date.now(),
    sleep: (ms) => sleep(ms),
    onStop: (listener) => {
      for (const signal of stopSignals) process.on(signal, listener);
      return () => {
        for (const signal of stopSignals) process.off(signal, listener);
      };
    },
  };
}

/** Redis is asked this often while something is waited for: below what a person notices. */
export const lookEveryMs = 100;

/** A point in time after which waiting is given up. */
export interface Deadline {
  readonly at: number;
  readonly seconds: number;
}

/** The deadline that many seconds from now. */
export const deadlineIn = (io: CliIo, seconds: number): Deadline => ({
  at: io.now() + seconds * 1_000,
  seconds,
});

/**
 * Asks again and again until the answer is something else than undefined.
 *
 * @param waitingFor Says in the error what did not come: "for its pages".
 * @throws CliError `timeout` past the deadline.
 */
export async function waitFor<T>(
  io: CliIo,
  deadline: Deadline,
  waitingFor: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (io.now() >= deadline.at)
      throw new CliError('timeout', `Waited ${deadline.seconds} s in vain ${waitingFor}.`);
    await io.sleep(lookEveryMs);
  }
}
