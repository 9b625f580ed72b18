// Starting a Redis server program as a child that cannot outlive its parent.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';

import { StartupError } from './errors.js';

/** How the child is made to end with its parent, even one killed by SIGKILL. */
export type ParentGuard = 'setpriv' | 'shell';

/** A started server program. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** Settles when the process has ended and its output is read: its exit code, or null by a signal. */
  readonly exited: Promise<number | null>;
}

const serverNames = ['redis-server', 'valkey-server'] as const;
/** A server that only starts reading its file answers within milliseconds: -LOADING counts too. */
const pingTimeoutMs = 2_000;
/** Between two looks at a server that starts. */
const pingIntervalMs = 20;

/**
 * The full path of `redis-server` or `valkey-server` on the PATH. The start scripts put a private
 * copy on the PATH where the machine has none. Throws a StartupError `redis_missing`.
 */
export function findRedisBinary(path = process.env['PATH'] ?? ''): string {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const candidates = serverNames.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = candidates.find(isExecutableFile);
  if (found !== undefined) return found;
  throw new StartupError(
    'redis_missing',
    'No redis-server or valkey-server is on the PATH. Start MayLike with `npm start`, which brings one, install one (Debian: apt-get install redis-server, macOS: brew install redis), or set REDIS_URL.',
  );
}

function isExecutableFile(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or not for this user: the next folder of the PATH may have it.
    return false;
  }
}

let guardOfThisMachine: ParentGuard | undefined;

/** The guard that this machine's tools allow: BusyBox and macOS know no `--pdeathsig`. */
export function parentGuard(): ParentGuard {
  const probe = () => spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;
  guardOfThisMachine ??= probe() ? 'setpriv' : 'shell';
  return guardOfThisMachine;
}

// The shell keeps its standard input open to the parent: end of file there is the parent's death.
const shellGuard = `
exec 3<&0
"$@" </dev/null 3<&- & child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM INT
( while read -r _ <&3; do :; done; kill -TERM "$child" 2>/dev/null ) & watch=$!
wait "$child"; code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
kill "$watch" 2>/dev/null
exit "$code"
`;

/**
 * Starts a program in a process group of its own (so that Ctrl-C does not reach it) that is told to
 * end, by SIGTERM, when this process dies in whatever way. Must be called on the main thread:
 * Linux ties the death signal to the thread that forked.
 */
export function spawnGuarded(command: readonly string[], guard = parentGuard()): ServerProcess {
  const prefix =
    guard === 'setpriv'
      ? ['setpriv', '--pdeathsig', 'TERM', '--']
      : ['sh', '-c', shellGuard, 'maylike-guard'];
  const [program = 'sh', ...args] = [...prefix, ...command];
  const child = spawn(program, args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { child, exited };
}

/** What a server makes of one PING: it is `ready`, `loading` its file, or `silent`. Never rejects. */
export function pingServer(address: { path: string } | { port: number; host: string }) {
  return new Promise<'ready' | 'loading' | 'silent'>((resolve) => {
    const socket = createConnection(address);
    const finish = (state: 'ready' | 'loading' | 'silent') => {
      socket.destroy();
      resolve(state);
    };
    socket.setTimeout(pingTimeoutMs, () => {
      finish('silent');
    });
    socket.once('error', () => {
      finish('silent');
    });
    socket.once('data', (reply) => {
      // Any other refusal (-NOAUTH) also comes from a server that is ready.
      finish(reply.toString('latin1').startsWith('-LOADING') ? 'loading' : 'ready');
    });
    socket.write('PING\r\n');
  });
}

/** Resolves true when the server answers PING, false when its process has ended before. */
export async function untilServerAnswers(
  server: ServerProcess,
  address: Parameters<typeof pingServer>[0],
): Promise<boolean> {
  for (;;) {
    if (hasEnded(server.child)) return false;
    if ((await pingServer(address)) === 'ready') return !hasEnded(server.child);
    await new Promise((resolve) => setTimeout(resolve, pingIntervalMs));
  }
}

/** True when the process is gone. */
export function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** Sends SIGTERM, and SIGKILL to the whole group after `timeoutMs`; resolves when it is gone. */
export async function stopServer(server: ServerProcess, timeoutMs: number): Promise<void> {
  const { child, exited } = server;
  if (!hasEnded(child)) child.kill('SIGTERM');
  const timer = setTimeout(() => {
    killGroup(child);
  }, timeoutMs);
  await exited.finally(() => {
    clearTimeout(timer);
  });
}

/** Kills a detached child with everything that it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // ESRCH: the group has ended by itself in the meantime, which is what is wanted.
  }
}
