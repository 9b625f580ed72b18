// A black-box command as a process of its own, with what it says of its time and memory.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../packages/cli/bin/maylike.js', import.meta.url));
/** A command that hangs is killed, and its test fails. */
const timeoutMs = 240_000;

/** How a run ended. */
export interface BlackBoxRun {
  readonly code: number | null;
  readonly stderr: string;
  /** As the command measured it, in seconds and megabytes; null where it did not come to its end. */
  readonly seconds: number | null;
  readonly megabytes: number | null;
}

/** Runs `maylike` to its end; its output goes to a file, however much it is. */
export async function runBlackBox(
  outputFile: string,
  args: readonly string[],
): Promise<BlackBoxRun> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, [command, ...args], {
    env: { PATH, HOME, TMPDIR },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  await pipeline(child.stdout, createWriteStream(outputFile));
  const code = await ended;
  const figures = /, (\d+\.\d) s, (\d+) MB of memory at most\n$/.exec(stderr);
  return {
    code,
    stderr,
    seconds: figures === null ? null : Number(figures[1]),
    megabytes: figures === null ? null : Number(figures[2]),
  };
}

/** What the runs over the data gave, printed as one table at the end. */
export class Report {
  readonly #rows: string[] = [];

  /** Notes a run. */
  add(what: string, count: string, { seconds, megabytes }: BlackBoxRun): void {
    const time = seconds === null ? '-' : `${seconds.toFixed(1)} s`;
    const memory = megabytes === null ? '-' : `${megabytes} MB`;
    this.#rows.push(
      `${what.padEnd(46)} ${count.padEnd(44)} ${time.padStart(8)} ${memory.padStart(8)}`,
    );
  }

  /** Prints the table. */
  print(): void {
    if (this.#rows.length > 0) process.stdout.write(`\n${this.#rows.join('\n')}\n`);
  }
}
