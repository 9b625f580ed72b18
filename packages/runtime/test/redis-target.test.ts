import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { loadConfig } from '../src/config.js';
import {
  describeRedisTarget,
  privateRedisSocketPath,
  redisTargetOf,
  usesPrivateRedis,
} from '../src/redis-target.js';

describe('redisTargetOf', () => {
  it('prefers the cluster, then the URL, then the socket of the home', () => {
    const home = { MAYLIKE_HOME: '/home/m' };
    const url = { ...home, REDIS_URL: 'redis://host:1234/3' };
    const cluster = { ...url, REDIS_CLUSTER_NODES: 'one:7000' };
    expect(redisTargetOf(loadConfig(home))).toEqual({
      kind: 'socket',
      path: '/home/m/redis/redis.sock',
    });
    expect(redisTargetOf(loadConfig(url))).toEqual({
      kind: 'tcp',
      host: 'host',
      port: 1234,
      db: 3,
      tls: false,
    });
    expect(redisTargetOf(loadConfig(cluster))).toEqual({
      kind: 'cluster',
      nodes: [{ host: 'one', port: 7000 }],
      tls: false,
    });
    expect([home, url, cluster].map((env) => usesPrivateRedis(loadConfig(env)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('takes credentials and TLS from the URL, for a cluster too', () => {
    const url = { REDIS_URL: 'rediss://me:p%40ss@[::1]' };
    expect(redisTargetOf(loadConfig(url))).toEqual({
      kind: 'tcp',
      host: '::1',
      port: 6379,
      db: 0,
      tls: true,
      username: 'me',
      password: 'p@ss',
    });
    expect(redisTargetOf(loadConfig({ ...url, REDIS_CLUSTER_NODES: 'one:7000' }))).toMatchObject({
      kind: 'cluster',
      tls: true,
      username: 'me',
      password: 'p@ss',
    });
  });

  it('reads a unix socket with its password and database', () => {
    expect(redisTargetOf(loadConfig({ REDIS_URL: 'unix:///run/a%20b.sock?db=2' }))).toEqual({
      kind: 'socket',
      path: '/run/a b.sock',
      db: 2,
    });
  });
});

describe('describeRedisTarget', () => {
  it('names the address and never the credentials', () => {
    const access = { username: 'me', password: 'hunter2' };
    expect(describeRedisTarget({ kind: 'socket', path: '/r.sock', ...access })).toBe(
      'unix:///r.sock',
    );
    expect(describeRedisTarget({ kind: 'tcp', host: '::1', port: 1, tls: true, ...access })).toBe(
      'rediss://[::1]:1',
    );
    const nodes = [
      { host: 'a', port: 1 },
      { host: 'b', port: 2 },
    ];
    expect(describeRedisTarget({ kind: 'cluster', nodes, ...access })).toBe(
      'Redis Cluster a:1, b:2',
    );
  });
});

describe('privateRedisSocketPath', () => {
  it('lies in the home where the path is short enough for a socket', () => {
    expect(privateRedisSocketPath('/home/m')).toBe('/home/m/redis/redis.sock');
  });

  it('is short, the same for one home and different for two, where the home lies deep', () => {
    const deep = join('/home', 'x'.repeat(90));
    const path = privateRedisSocketPath(deep);
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(100);
    expect(privateRedisSocketPath(`${deep}/`)).toBe(path);
    expect(privateRedisSocketPath(`${deep}y`)).not.toBe(path);
  });
});
