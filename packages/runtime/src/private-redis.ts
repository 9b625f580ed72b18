// The Redis of a home that was given none: own process, unix socket only, nothing lost.
//
//   HOME/redis/redis.conf        written anew at every start
//   HOME/redis/redis.sock        mode 700 (or a short path under /tmp where this one is too long)
//   HOME/redis/appendonlydir/…   the data
//   HOME/redis/lock              held by the server itself, so one server a home
//
// Two servers on one folder would start without a word and share one append-only file; the lock is
// taken by `flock`, which turns into the server and lets go only with its last breath.
import { spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { StartupError } from './errors.js';
import type { Logger } from './logger.js';
import { findRedisBinary, pingServer, spawnGuarded } from './redis-server.js';
import { hasEnded, stopServer, untilServerAnswers } from './redis-server.js';
import type { ParentGuard, ServerProcess } from './redis-server.js';
import { privateRedisSocketPath } from './redis-target.js';

/** What {@link startPrivateRedis} needs. */
export interface PrivateRedisOptions {
  /** The home folder; created where missing. */
  readonly home: string;
  /** The server program; that of {@link findRedisBinary} unless told. */
  readonly binary?: string;
  readonly logger: Logger;
  /** How long a predecessor that still holds the home is waited for; 10 s unless told. */
  readonly lockTimeoutSeconds?: number;
  /** How the server is tied to this process; what the machine allows unless told. */
  readonly guard?: ParentGuard;
}

/** A running private Redis. */
export interface PrivateRedis {
  readonly socketPath: string;
  readonly process: ChildProcess;
  /** Settles when it has ended, by whatever cause. */
  readonly exited: Promise<number | null>;
  /** Stops it, its data on disk; resolves when it is gone. Can be called again. */
  stop(): Promise<void>;
}

/** A predecessor that is still writing its last bytes is waited for. */
const lockTimeoutSecondsDefault = 10;
/** What `flock` exits with when the wait was in vain. */
const lockTakenExitCode = 75;
/** Writing the rest of the append-only file takes milliseconds; a disk may be slow. */
const stopTimeoutMs = 10_000;
/** The last lines of a server that does not start are its reason. */
const reasonLinesMax = 8;

/**
 * Starts the home's Redis with the data of the last time. Resolves when it answers (its file is
 * loaded). Throws a StartupError: `redis_missing`, `already_running` when another process holds the
 * home for longer than 10 s (`lockTimeoutSeconds`), `start_failed` with the server's own words.
 */
export async function startPrivateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  const home = resolve(options.home);
  const folder = join(home, 'redis');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const socketPath = privateRedisSocketPath(home);
  makeOwnFolder(dirname(socketPath));
  const settingsFile = join(folder, 'redis.conf');
  writeFileSync(settingsFile, redisSettings(folder, socketPath), { mode: 0o600 });

  const binary = options.binary ?? findRedisBinary();
  const lock = await lockCommand({ ...options, home }, folder, socketPath);
  const server = spawnGuarded([...lock, binary, settingsFile], options.guard);
  const lastLines = forwardOutput(server, options.logger);
  await untilLockIsHeld(server);
  if (await untilServerAnswers(server, { path: socketPath })) {
    return privateRedisOf(server, socketPath);
  }
  if ((await server.exited) === lockTakenExitCode) throw alreadyRunning(home);
  throw new StartupError(
    'start_failed',
    `The private Redis in ${folder} did not start: ${lastLines.join(' | ') || 'it said nothing'}`,
  );
}

/**
 * Resolves when the server has said its first word (or ended): it only runs once it has the lock.
 * Before that, what answers on the socket is the predecessor.
 */
async function untilLockIsHeld(server: ServerProcess): Promise<void> {
  const spoken = new Promise<void>((resolve) => {
    server.child.stdout?.once('data', () => {
      resolve();
    });
  });
  await Promise.race([spoken, server.exited]);
}

function privateRedisOf(server: ServerProcess, socketPath: string): PrivateRedis {
  return {
    socketPath,
    process: server.child,
    exited: server.exited,
    stop: () => stopServer(server, stopTimeoutMs),
  };
}

function redisSettings(folder: string, socketPath: string): string {
  const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, (mark) => `\\${mark}`)}"`;
  return [
    '# Written at every start of MayLike: changes are lost.',
    'port 0',
    `unixsocket ${quoted(socketPath)}`,
    'unixsocketperm 700',
    `dir ${quoted(folder)}`,
    'daemonize no',
    'logfile ""',
    '# An answered write is on disk, and nothing is ever thrown away to make room.',
    'appendonly yes',
    'appendfsync always',
    'save ""',
    'maxmemory-policy noeviction',
    '# An article is a hash of twenty fields, one of them its card: packed, it takes half the memory.',
    '# (Names of Redis 6.2, which later servers know as well.)',
    'hash-max-ziplist-entries 64',
    'hash-max-ziplist-value 4096',
    '',
  ].join('\n');
}

/** The folder of the socket must be this user's alone: /tmp is everybody's. */
function makeOwnFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const uid = process.getuid?.();
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    const message = `${folder} belongs to somebody else; remove it or choose another MAYLIKE_HOME`;
    throw new StartupError('start_failed', message);
  }
  chmodSync(folder, 0o700);
}

/** The command that holds the home's lock as long as what follows it runs. */
async function lockCommand(
  { home, lockTimeoutSeconds = lockTimeoutSecondsDefault }: PrivateRedisOptions,
  folder: string,
  socketPath: string,
): Promise<string[]> {
  const lockFile = join(folder, 'lock');
  const options = ['--no-fork', '--timeout', String(lockTimeoutSeconds)];
  const command = ['flock', ...options, '--conflict-exit-code', String(lockTakenExitCode)];
  const probe = spawnSync('flock', ['--no-fork', '--timeout', '1', '/dev/null', 'true']);
  if (probe.status === 0) return [...command, lockFile];
  // Without util-linux the socket itself is asked: a server that answers there holds the home.
  if ((await pingServer({ path: socketPath })) !== 'silent') throw alreadyRunning(home);
  return [];
}

function alreadyRunning(home: string): StartupError {
  return new StartupError(
    'already_running',
    `MayLike is already running in ${home}. Stop it first, or set MAYLIKE_HOME to another folder.`,
  );
}

/** Passes the server's lines to the logger; returns the array that holds the last of them. */
function forwardOutput(server: ServerProcess, logger: Logger): string[] {
  const lastLines: string[] = [];
  for (const stream of [server.child.stdout, server.child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() === '') return;
      lastLines.push(line.trim());
      if (lastLines.length > reasonLinesMax) lastLines.shift();
      logger.debug({ pid: server.child.pid }, line);
    });
  }
  server.child.once('exit', (code, signal) => {
    logger.debug({ pid: server.child.pid, code, signal }, 'private Redis ended');
  });
  return lastLines;
}

/** True while the private Redis is alive. */
export function isAlive(redis: PrivateRedis): boolean {
  return !hasEnded(redis.process);
}
