import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { Backoff } from '../src/child.js';
import { StartupError } from '../src/errors.js';
import { openRedis } from '../src/redis-client.js';
import { supervise } from '../src/supervise.js';
import type { SuperviseOptions } from '../src/supervise.js';
import { fixture, isRunning, silentLogger, startFixture, until } from './helpers.js';
import { untilGone, withFolder } from './helpers.js';

const modulePath = fixture('service.mjs');
const restartPolicy = {
  delayMinMs: 5,
  delayMaxMs: 20,
  resetAfterMs: 60_000,
  deathsBeforeReadyMax: 3,
};

function start(options: Partial<SuperviseOptions>) {
  return supervise({
    children: [{ name: 'one', modulePath, env: { LOG_LEVEL: 'silent' } }],
    logger: silentLogger,
    restartPolicy,
    ...options,
  });
}

describe('supervise', () => {
  it('is ready when Redis and every service are, and tells what they say of themselves', () =>
    withFolder(async (home) => {
      const children = ['one', 'two'].map((name) => ({
        name,
        modulePath,
        env: { LOG_LEVEL: 'silent' },
      }));
      const supervisor = start({ children, redis: { home } });
      const details = await supervisor.ready;
      expect(details).toMatchObject({ one: { port: 4711 }, two: { port: 4711 } });
      const pids = supervisor.pids();
      expect(Object.keys(pids).sort()).toEqual(['one', 'redis', 'two']);
      await supervisor.stop();
      await supervisor.done;
      expect(Object.values(pids).some(isRunning)).toBe(false);
      expect(supervisor.pids()).toEqual({});
    }));

  it('hands on what a service notifies of, to the listener of that service only', async () => {
    const heard: Record<string, unknown>[] = [];
    const env = { LOG_LEVEL: 'silent', FIXTURE: 'notifies' };
    const onNotice = (notice: Readonly<Record<string, unknown>>) => heard.push(notice);
    const supervisor = start({
      children: [
        { name: 'talks', modulePath, env, onNotice },
        { name: 'talks-to-nobody', modulePath, env },
      ],
    });
    await supervisor.ready;
    expect(heard).toEqual([
      { what: 'opened', number: 1 },
      { what: 'released', number: 2 },
    ]);
    await supervisor.stop();
  });

  it('starts a service again that was killed', async () => {
    const supervisor = start({});
    await supervisor.ready;
    const first = supervisor.pids()['one'] ?? 0;
    process.kill(first, 'SIGKILL');
    await untilGone(first);
    await until(() => (supervisor.pids()['one'] ?? first) !== first);
    await supervisor.stop();
  });

  it.each([
    ['whose event loop stands still', 'SIGUSR2'],
    ['that is frozen', 'SIGSTOP'],
  ] as const)('kills a service %s, and starts it again; others go on', async (_how, signal) => {
    const env = { LOG_LEVEL: 'silent', FIXTURE: 'blocks' };
    const supervisor = start({
      children: ['one', 'two'].map((name) => ({ name, modulePath, env })),
      watchPolicy: { lookEveryMs: 200, silentLooksMax: 15 },
    });
    await supervisor.ready;
    const { one: first = 0, two } = supervisor.pids();
    process.kill(first, signal);
    await untilGone(first);
    await until(() => (supervisor.pids()['one'] ?? first) !== first);
    expect(supervisor.pids()['two']).toBe(two);
    await supervisor.stop();
  });

  it('starts the private Redis again, with its data, when it was killed', () =>
    withFolder(async (home) => {
      const supervisor = start({ redis: { home } });
      await supervisor.ready;
      const path = `${home}/redis/redis.sock`;
      const client = openRedis({ kind: 'socket', path }, { purpose: 'commands' });
      await client.set('a', '1');
      process.kill(supervisor.pids()['redis'] ?? 0, 'SIGKILL');
      expect(await client.get('a')).toBe('1');
      client.disconnect();
      await supervisor.stop();
    }));

  it('starts a service again that says it is no use, once it has been ready', () =>
    withFolder(async (folder) => {
      const file = `${folder}/starts`;
      const env = { LOG_LEVEL: 'silent', FIXTURE: 'fatal-the-second-time', FIXTURE_FILE: file };
      const supervisor = start({ children: [{ name: 'one', modulePath, env }] });
      await supervisor.ready;
      process.kill(supervisor.pids()['one'] ?? 0, 'SIGKILL');
      await until(() => readFileSync(file, 'utf8').length === 3);
      await supervisor.stop();
      await supervisor.done;
    }));

  it('gives up, and stops the others, when a service says that starting again is no use', async () => {
    const children = [
      { name: 'good', modulePath, env: { LOG_LEVEL: 'silent' } },
      { name: 'bad', modulePath, env: { LOG_LEVEL: 'silent', FIXTURE: 'fatal' } },
    ];
    const supervisor = start({ children });
    await expect(supervisor.ready).rejects.toThrow('127.0.0.1:1 is taken');
    await expect(supervisor.done).rejects.toThrow(StartupError);
    expect(supervisor.pids()).toEqual({});
  });

  it('gives up a service that dies again and again before it is ready', async () => {
    const env = { LOG_LEVEL: 'silent', FIXTURE: 'broken' };
    const supervisor = start({ children: [{ name: 'bad', modulePath, env }] });
    await expect(supervisor.ready).rejects.toThrow('bad ended 3 times before it was ready');
  });

  it('gives up when the home is taken', () =>
    withFolder(async (home) => {
      const first = start({ redis: { home } });
      await first.ready;
      const second = start({ redis: { home, lockTimeoutSeconds: 1 } });
      await expect(second.ready).rejects.toMatchObject({ code: 'already_running' });
      await first.stop();
    }));

  it('kills a service that does not stop, and ends all the same', async () => {
    const env = { LOG_LEVEL: 'silent', FIXTURE: 'hangs' };
    const supervisor = start({ children: [{ name: 'one', modulePath, env }], stopTimeoutMs: 100 });
    await supervisor.ready;
    const pids = Object.values(supervisor.pids());
    await supervisor.stop();
    expect(pids.some(isRunning)).toBe(false);
  });

  it('stops Redis after the services', () =>
    withFolder(async (home) => {
      const supervisor = start({ redis: { home } });
      await supervisor.ready;
      const { one = 0, redis = 0 } = supervisor.pids();
      const stopped = supervisor.stop();
      await untilGone(one);
      await stopped;
      expect(isRunning(redis)).toBe(false);
    }));

  it('can be stopped before it is ready', async () => {
    const supervisor = start({});
    await supervisor.stop();
    await expect(supervisor.ready).rejects.toThrow('stopped before it was ready');
    await supervisor.done;
    expect(supervisor.pids()).toEqual({});
  });

  it('leaves nothing behind when its process is killed', () =>
    withFolder(async (home) => {
      const parent = startFixture('supervisor.mjs', [home], { SHUTDOWN_TIMEOUT_MS: '500' });
      const said = z.object({ pids: z.record(z.string(), z.number()) });
      const { pids } = said.parse(await parent.message());
      expect(Object.keys(pids).sort()).toEqual(['one', 'redis', 'two']);
      parent.child.kill('SIGKILL');
      await untilGone(...Object.values(pids));
    }));
});

describe('Backoff', () => {
  it('doubles up to its bound and begins anew after a long life', () => {
    const backoff = new Backoff({ ...restartPolicy, delayMinMs: 500, delayMaxMs: 10_000 });
    const delays = Array.from({ length: 7 }, () => backoff.after(100));
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(backoff.after(60_000)).toBe(500);
  });
});
