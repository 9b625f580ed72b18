// Where the Redis is. Services, the command line and the supervisor all find it by the same
// functions, so that a private Redis needs no address to be told: it follows from the home folder.
import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Config } from './config.js';
import type { HostPort } from './settings.js';

/** How a Redis is entered. */
export interface RedisAccess {
  readonly username?: string;
  readonly password?: string;
}

/** A Redis behind a unix socket. */
export interface RedisSocketTarget extends RedisAccess {
  readonly kind: 'socket';
  readonly path: string;
  readonly db?: number;
}

/** A Redis behind a TCP port. */
export interface RedisTcpTarget extends RedisAccess, HostPort {
  readonly kind: 'tcp';
  readonly tls?: boolean;
  readonly db?: number;
}

/** A Redis Cluster, found through some of its nodes. */
export interface RedisClusterTarget extends RedisAccess {
  readonly kind: 'cluster';
  readonly nodes: readonly HostPort[];
  readonly tls?: boolean;
}

/** Where a Redis is, and how it is entered. */
export type RedisTarget = RedisSocketTarget | RedisTcpTarget | RedisClusterTarget;

/** Redis listens there unless told otherwise. */
const redisPortDefault = 6379;
/**
 * A unix socket's path has at most 107 bytes on Linux and 103 on macOS; Redis and its tools may
 * append to it.
 */
const socketPathBytesMax = 100;

/** The Redis that the configuration names: a cluster, else `REDIS_URL`, else the home's own. */
export function redisTargetOf(config: Config): RedisTarget {
  const given = config.redisUrl === null ? null : parseRedisUrl(config.redisUrl);
  if (config.redisClusterNodes.length > 0) {
    return {
      kind: 'cluster',
      nodes: config.redisClusterNodes,
      tls: given?.kind === 'tcp' && given.tls === true,
      ...(given?.username === undefined ? {} : { username: given.username }),
      ...(given?.password === undefined ? {} : { password: given.password }),
    };
  }
  return given ?? { kind: 'socket', path: privateRedisSocketPath(config.home) };
}

/** True when the configuration names no Redis, so that a private one has to be there. */
export function usesPrivateRedis(config: Config): boolean {
  return config.redisUrl === null && config.redisClusterNodes.length === 0;
}

/**
 * The socket of a home's private Redis: inside the home, or, where that path is too long for a
 * socket, in a folder under `/tmp` named by user and home. It follows from the home alone (and not
 * from TMPDIR, which differs between a person's shells).
 */
export function privateRedisSocketPath(home: string): string {
  const inside = join(resolve(home), 'redis', 'redis.sock');
  if (Buffer.byteLength(inside) <= socketPathBytesMax) return inside;
  const real = existsSync(home) ? realpathSync(home) : resolve(home);
  const digest = createHash('sha256').update(real).digest('hex').slice(0, 16);
  return join('/tmp', `maylike-${process.getuid?.() ?? 0}-${digest}`, 'redis.sock');
}

/** The target in words for messages and logs: an address, never a user name or a password. */
export function describeRedisTarget(target: RedisTarget): string {
  switch (target.kind) {
    case 'socket':
      return `unix://${target.path}`;
    case 'tcp':
      return `${target.tls === true ? 'rediss' : 'redis'}://${hostPortText(target)}`;
    case 'cluster':
      return `Redis Cluster ${target.nodes.map(hostPortText).join(', ')}`;
  }
}

/** Reads a URL that {@link redisUrl} of the settings has let through. */
function parseRedisUrl(text: string): RedisSocketTarget | RedisTcpTarget {
  const url = new URL(text);
  const access: RedisAccess = {
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
  };
  if (url.protocol === 'unix:') {
    const db = Number(url.searchParams.get('db') ?? 0);
    return { kind: 'socket', path: decodeURIComponent(url.pathname), db, ...access };
  }
  return {
    kind: 'tcp',
    host: url.hostname.replaceAll(/^\[|\]$/g, ''),
    port: url.port === '' ? redisPortDefault : Number(url.port),
    db: Number(url.pathname.slice(1)),
    tls: url.protocol === 'rediss:',
    ...access,
  };
}

function hostPortText({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
