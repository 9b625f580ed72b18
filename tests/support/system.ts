// The whole system for tests, as a user has it: the command starts it, the command and HTTP use it.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findFreePort } from '@maylike/runtime';

const command = fileURLToPath(new URL('../../packages/cli/bin/maylike.js', import.meta.url));
const startTimeoutMs = 60_000;
const commandTimeoutMs = 90_000;

/** What a finished command said. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment of a test's processes: nothing of the developer's own settings reaches them. */
function environment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, LOG_LEVEL: 'warn', MAYLIKE_DEMO: '0', ...settings };
}

/** Runs `maylike` to its end. */
export async function maylike(
  settings: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Finished> {
  return await new Promise((resolve, reject) => {
    const options = {
      env: environment(settings),
      timeout: commandTimeoutMs,
      maxBuffer: 64 * 1024 * 1024,
    };
    execFile(process.execPath, [command, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
      else
        reject(new Error(`maylike ${args.join(' ')} was broken off: ${stderr}`, { cause: error }));
    });
  });
}

/** A system that runs. */
export class System {
  private constructor(
    readonly process: ChildProcess,
    readonly settings: Readonly<Record<string, string>>,
    readonly origin: string,
    /** What it printed until it was ready. */
    readonly greeting: readonly string[],
    readonly errors: readonly string[],
    private readonly ownHome: string | null,
  ) {}

  /** Starts `maylike up` and waits for its ready line. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<System> {
    const ownHome =
      settings['MAYLIKE_HOME'] === undefined ? await mkdtemp(join(tmpdir(), 'maylike-')) : null;
    const all: Record<string, string> = {
      PORT: String(await findFreePort()),
      FETCH_ALLOW_PRIVATE: '127.0.0.0/8',
      ...(ownHome === null ? {} : { MAYLIKE_HOME: ownHome }),
      ...settings,
    };
    const child = spawn(process.execPath, [command, 'up'], {
      env: environment(all),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const greeting: string[] = [];
    const errors: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
    const origin = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => {
        child.kill('SIGTERM');
        reject(new Error(`not ready in time:\n${greeting.join('\n')}\n${errors.join('\n')}`));
      }, startTimeoutMs);
      createInterface({ input: child.stdout }).on('line', (line) => {
        greeting.push(line);
        const ready = /^MayLike is ready: (http\S+)$/.exec(line)?.[1];
        if (ready !== undefined) {
          clearTimeout(timer);
          resolve(ready.replace(/\/$/, ''));
        }
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`ended with ${code} before it was ready:\n${errors.join('\n')}`));
      });
    });
    return new System(child, all, origin, greeting, errors, ownHome);
  }

  /** Runs a command on this system. */
  async run(...args: readonly string[]): Promise<Finished> {
    return await maylike(this.settings, ...args);
  }

  /** Runs a command that has to succeed, and returns its `--json`. */
  async json(...args: readonly string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.run(...args, '--json');
    if (code !== 0) throw new Error(`maylike ${args.join(' ')} ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** The pids of its services, and of its private Redis where it has one. */
  async pids(): Promise<Map<string, number>> {
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid,ppid,args']);
    const rows = stdout.split('\n').flatMap((line) => {
      const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
      return match === null
        ? []
        : [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3] ?? '' }];
    });
    const mine = new Set([this.process.pid]);
    for (let grown = -1; grown !== mine.size;) {
      grown = mine.size;
      for (const row of rows) if (mine.has(row.parent)) mine.add(row.pid);
    }
    const named = new Map<string, number>();
    for (const { pid, args } of rows) {
      if (!mine.has(pid) || pid === this.process.pid) continue;
      const service = /services\/(\w+)\/dist\/main\.js/.exec(args)?.[1];
      if (service !== undefined) named.set(service, pid);
      else if (/^\S*(redis|valkey)-server\b/.test(args)) named.set('redis', pid);
    }
    return named;
  }

  /** Stops it as Ctrl-C does, and removes its home. @returns Its exit code. */
  async stop(): Promise<number | null> {
    const code =
      this.process.exitCode ??
      (await new Promise<number | null>((resolve) => {
        this.process.once('exit', resolve);
        this.process.kill('SIGTERM');
      }));
    if (this.ownHome !== null) await rm(this.ownHome, { recursive: true, force: true });
    return code;
  }
}

/** Looks until a condition holds; what is waited for has no event of its own in another process. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  timeoutMs = 30_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
