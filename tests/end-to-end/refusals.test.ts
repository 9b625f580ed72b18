// What is wrong is said in one clear message, and nothing is half-written.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '@maylike/runtime';
import { startTestRedis } from '@maylike/runtime/testing';
import { Cleanup } from '../support/cleanup.js';
import { apiUrl, problem } from '../support/http.js';
import { Publisher, sampleItems } from '../support/publisher.js';
import { maylike, System } from '../support/system.js';

describe('a system that cannot start', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'maylike-'));
  });
  afterAll(async () => {
    await rm(home, { recursive: true, force: true });
  });

  it('names every fault of its configuration at once', async () => {
    const { code, stderr } = await maylike(
      { MAYLIKE_HOME: home, PORT: 'abc', WINDOW_DAYS: '-1', MAYLIKE_HOMES: 'x' },
      'up',
    );
    expect(code).toBe(78);
    for (const name of ['PORT', 'WINDOW_DAYS', 'MAYLIKE_HOMES']) expect(stderr).toContain(name);
  });

  it('names a Redis that cannot be reached, without its password', async () => {
    const url = `redis://:hunter2hunter2@127.0.0.1:${await findFreePort()}`;
    const { code, stderr } = await maylike({ MAYLIKE_HOME: home, REDIS_URL: url }, 'up');
    expect(code).not.toBe(0);
    expect(stderr).toContain('127.0.0.1');
    expect(stderr).not.toContain('hunter2');
  }, 60_000);

  it('refuses a Redis that evicts', async () => {
    const server = await startTestRedis({
      args: ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'],
    });
    const settings = {
      MAYLIKE_HOME: home,
      REDIS_URL: `unix://${server.socketPath}`,
      PORT: String(await findFreePort()),
    };
    const { code, stderr } = await maylike(settings, 'up');
    await server.stop();
    expect(code).toBe(78);
    expect(stderr).toMatch(/allkeys-lru/);
  }, 60_000);

  it('names a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, stderr } = await maylike({ MAYLIKE_HOME: home, PORT: String(port) }, 'up');
    server.close();
    expect(code).toBe(78);
    expect(stderr).toMatch(new RegExp(`[Pp]ort ${port}.*taken`));
    expect(stderr.match(/taken/g)).toHaveLength(1);
  }, 60_000);
});

describe('a system that is asked for what it cannot give', () => {
  const cleanup = Cleanup.afterAll();
  let system: System;
  let publisher: Publisher;
  let site: { siteId: string; publishableKey: string; secretKey: string };
  beforeAll(async () => {
    publisher = cleanup.of(await Publisher.start());
    publisher.items = sampleItems();
    system = cleanup.of(await System.start());
    site = (await system.json(
      'sites',
      'create',
      'Alder Post',
      '--origin',
      publisher.origin,
    )) as typeof site;
  }, 90_000);

  const feeds = async (): Promise<unknown> => system.json('feeds', 'list', '--site', site.siteId);
  const ask = (query: Record<string, string>): string =>
    apiUrl(system.origin, '/v1/recommendations', query);

  it.each([
    ['a feed address that does not exist', '/missing.xml', /404/],
    ['a page that is no feed', '/', /not a feed|HTML page/],
    ['an address that is no address', 'nonsense', /nonsense/],
  ])(
    'says what is wrong with %s, and keeps nothing of it',
    async (_what, path, message) => {
      const before = JSON.stringify(await feeds());
      const url = path.startsWith('/') ? `${publisher.origin}${path}` : path;
      const { code, stderr } = await system.run('feeds', 'add', url, '--site', site.siteId);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
      expect(JSON.stringify(await feeds())).toBe(before);
    },
    60_000,
  );

  it('says that a site, a feed or an option is unknown', async () => {
    const site404 = await system.run('feeds', 'list', '--site', 'nobody');
    expect([site404.code === 0, site404.stderr.includes('nobody')]).toEqual([false, true]);
    const feed404 = await system.run('feeds', 'poll', 'feed_x', '--wait');
    expect([feed404.code === 0, feed404.stderr.includes('feed_x')]).toEqual([false, true]);
    const usage = await system.run('feeds', 'list', '--nonsense');
    expect([usage.code, usage.stderr.includes('--nonsense')]).toEqual([64, true]);
  }, 60_000);

  it('answers a missing, wrong or revoked key with the same 401', async () => {
    const url = publisher.urlOf('ferry-1');
    const made = await system.json(
      'keys',
      'create',
      '--site',
      site.siteId,
      '--kind',
      'publishable',
    );
    const record = (made['keyId'] ?? made['id']) as string;
    await system.run('keys', 'revoke', record);
    const keys = [undefined, 'pk_wrong', String(made['key'] ?? made['publishableKey'])];
    const answers = await Promise.all(
      keys.map((key) => problem(ask(key === undefined ? { url } : { url, key }))),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  }, 60_000);

  it('names the parameter that is wrong', async () => {
    const key = site.publishableKey;
    const url = publisher.urlOf('ferry-1');
    const bad: [Record<string, string>, string][] = [
      [{ key }, 'url'],
      [{ key, url, limit: '0' }, 'limit'],
      [{ key, url, limit: '21' }, 'limit'],
      [{ key, url, mode: 'sideways' }, 'mode'],
      [{ key, url, colour: 'red' }, 'colour'],
      [{ key, url: 'ftp://x' }, 'url'],
    ];
    for (const [query, field] of bad) {
      const { status, text } = await problem(ask(query));
      expect([status, text.includes(field)]).toEqual([400, true]);
    }
  });

  it('says that an address of another site is not its own', async () => {
    const { status, text } = await problem(
      ask({ key: site.publishableKey, url: 'https://elsewhere.example/a' }),
    );
    expect(status).toBe(404);
    expect(text).toContain('not on one of the site');
  });

  it('keeps operators’ rooms shut', async () => {
    for (const path of ['/ops', '/ops/queues', '/ops/queues/api/queues']) {
      const response = await fetch(`${system.origin}${path}`, { redirect: 'manual' });
      expect([302, 303, 401]).toContain(response.status);
    }
    const { status } = await problem(`${system.origin}/v1/reindex`, { method: 'POST' });
    expect(status).toBe(401);
  });

  it('refuses a second start on the same home, and goes on', async () => {
    const second = await maylike({ ...system.settings, PORT: String(await findFreePort()) }, 'up');
    expect(second.code).not.toBe(0);
    expect(second.stderr).toMatch(/already running/);
    expect((await fetch(`${system.origin}/readyz`)).status).toBe(200);
  }, 60_000);

  it('is watched through /healthz, /readyz and /metrics', async () => {
    expect((await fetch(`${system.origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${system.origin}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${system.origin}/metrics`)).text()).toContain('maylike_');
  });

  it('stops with exit code 0 and leaves no process behind', async () => {
    const pids = [...(await system.pids()).values()];
    expect(pids.length).toBeGreaterThanOrEqual(4);
    expect(await system.stop()).toBe(0);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  }, 60_000);
});

describe('a parent that is killed', () => {
  it('leaves nothing behind, and its data is there at the next start', async () => {
    const home = await mkdtemp(join(tmpdir(), 'maylike-'));
    const first = await System.start({ MAYLIKE_HOME: home });
    await first.json('sites', 'create', 'Survivor', '--origin', 'https://survivor.example');
    const pids = [...(await first.pids()).values()];
    first.process.kill('SIGKILL');
    await Promise.all(
      pids.map(async (pid) => {
        for (let i = 0; i < 300; i++) {
          try {
            process.kill(pid, 0);
          } catch {
            // The process is gone: that is what is waited for.
            return;
          }
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`process ${pid} outlived its parent`);
      }),
    );
    const second = await System.start({ MAYLIKE_HOME: home });
    const { stdout } = await second.run('sites', 'list');
    expect(stdout).toContain('Survivor');
    expect(await second.stop()).toBe(0);
    await rm(home, { recursive: true, force: true });
  }, 120_000);
});
