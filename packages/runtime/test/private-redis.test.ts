import { statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { startPrivateRedis } from '../src/private-redis.js';
import { openRedis } from '../src/redis-client.js';
import type { RedisClient } from '../src/redis-client.js';
import { connectOrExplain } from '../src/redis-connect.js';
import { findRedisBinary } from '../src/redis-server.js';
import { silentLogger, startFixture, untilGone, withFolder } from './helpers.js';

const started = z.object({ pid: z.number(), socketPath: z.string() });

async function withClient<T>(path: string, work: (client: RedisClient) => Promise<T>): Promise<T> {
  const client = openRedis({ kind: 'socket', path }, { purpose: 'commands' });
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

describe('startPrivateRedis', () => {
  it('listens on a socket of this user alone, writes every answer to disk first, evicts nothing', () =>
    withFolder(async (home) => {
      const redis = await startPrivateRedis({ home, logger: silentLogger });
      expect(statSync(redis.socketPath).mode & 0o777).toBe(0o700);
      await withClient(redis.socketPath, async (client) => {
        const wanted = {
          port: '0',
          appendonly: 'yes',
          appendfsync: 'always',
          'maxmemory-policy': 'noeviction',
        };
        for (const [name, value] of Object.entries(wanted)) {
          expect(await client.config('GET', name)).toEqual([name, value]);
        }
      });
      await redis.stop();
    }));

  it('keeps its data over a stop and over a kill', () =>
    withFolder(async (home) => {
      const first = await startPrivateRedis({ home, logger: silentLogger });
      await withClient(first.socketPath, (client) => client.set('a', '1'));
      await first.stop();
      const second = await startPrivateRedis({ home, logger: silentLogger });
      await withClient(second.socketPath, (client) => client.set('b', '2'));
      second.process.kill('SIGKILL');
      await second.exited;
      const third = await startPrivateRedis({ home, logger: silentLogger });
      const values = await withClient(third.socketPath, (client) => client.mget('a', 'b'));
      expect(values).toEqual(['1', '2']);
      await third.stop();
    }));

  it('is one a home: a second one is refused with a message that names the home', () =>
    withFolder(async (home) => {
      const first = await startPrivateRedis({ home, logger: silentLogger });
      const second = startPrivateRedis({ home, lockTimeoutSeconds: 1, logger: silentLogger });
      await expect(second).rejects.toMatchObject({ code: 'already_running' });
      await expect(second).rejects.toThrow(`MayLike is already running in ${home}`);
      await withClient(first.socketPath, async (client) => {
        expect(await client.ping()).toBe('PONG');
      });
      await first.stop();
    }));

  it('waits for a predecessor that is just ending', () =>
    withFolder(async (home) => {
      const first = await startPrivateRedis({ home, logger: silentLogger });
      const [second] = await Promise.all([
        startPrivateRedis({ home, logger: silentLogger }),
        first.stop(),
      ]);
      await withClient(second.socketPath, async (client) => {
        expect(await client.ping()).toBe('PONG');
      });
      await second.stop();
    }));

  it('has a short socket path where the home lies deep', () =>
    withFolder(async (folder) => {
      const home = join(folder, 'x'.repeat(120));
      const redis = await startPrivateRedis({ home, logger: silentLogger });
      const target = { kind: 'socket', path: redis.socketPath } as const;
      const { client, inspection } = await connectOrExplain(target);
      client.disconnect();
      expect(inspection).toMatchObject({ problems: [], warnings: [] });
      await redis.stop();
    }));

  it('tells in the words of the server why it does not start', () =>
    withFolder(async (home) => {
      const options = { home, binary: '/bin/false', logger: silentLogger };
      await expect(startPrivateRedis(options)).rejects.toMatchObject({ code: 'start_failed' });
    }));

  it.each(['setpriv', 'shell'])('dies with a parent that was killed (by %s)', (guard) =>
    withFolder(async (home) => {
      const parent = startFixture('redis-parent.mjs', [home, guard]);
      const { pid, socketPath } = started.parse(await parent.message());
      await withClient(socketPath, (client) => client.set('kept', 'yes'));
      parent.child.kill('SIGKILL');
      await untilGone(pid);
      const next = await startPrivateRedis({ home, logger: silentLogger });
      expect(await withClient(next.socketPath, (client) => client.get('kept'))).toBe('yes');
      await next.stop();
    }),
  );
});

describe('findRedisBinary', () => {
  it('says how to get one where the PATH has none', () => {
    expect(() => findRedisBinary('/nowhere')).toThrow('npm start');
  });
});
