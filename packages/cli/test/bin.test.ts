import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { startTestRedis } from '@maylike/runtime/testing';
import { siteOf, withGround } from './support.js';

const ground = withGround();
const bin = fileURLToPath(new URL('../bin/maylike.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a process of its own. */
async function spawned(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 15_000,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

describe('bin/maylike.js', () => {
  it('ends by itself after a command, with its result on standard output alone', async () => {
    const { store, env } = ground();
    const site = await siteOf(store);
    const ended = await spawned(['sites', 'list', '--json'], env);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toMatchObject([{ siteId: site.id }]);
  });

  it('says that MayLike is not running', async () => {
    const ended = await spawned(['status'], { MAYLIKE_HOME: ground().folder });
    expect(ended).toMatchObject({ code: 69, stdout: '' });
    expect(ended.stderr).toMatch(
      /^maylike: MayLike is not running: no Redis at .*\. Start it with `npm start`, or set REDIS_URL\.\n$/,
    );
  });

  it('says that a given Redis does not answer, without its password', async () => {
    const ended = await spawned(['status'], { REDIS_URL: 'redis://me:hidden@127.0.0.1:1' });
    expect(ended).toMatchObject({ code: 69, stdout: '' });
    expect(ended.stderr).toMatch(
      /^maylike: No Redis to work with at redis:\/\/127\.0\.0\.1:1 .*\n$/,
    );
    expect(ended.stderr).not.toContain('hidden');
  });
});

describe('maylike up', () => {
  it('names every wrong variable and ends with 78', async () => {
    const ended = await spawned(['up'], { PORT: 'many', REINDEX_TIMEZONE: 'Moon/Base' });
    expect(ended).toMatchObject({ code: 78, stdout: '' });
    expect(ended.stderr).toMatch(/^maylike: PORT: expected .*\nREINDEX_TIMEZONE: expected .*\n$/);
  });

  it('says where a Redis server is to be had when there is none', async () => {
    const ended = await spawned(['up'], { PATH: '/nowhere', MAYLIKE_HOME: ground().folder });
    expect(ended).toMatchObject({ code: 78, stdout: '' });
    expect(ended.stderr).toMatch(/^maylike: No redis-server or valkey-server is on the PATH\./);
  });

  it('refuses a given Redis that evicts', async () => {
    const server = await startTestRedis({ args: ['--maxmemory-policy', 'allkeys-lru'] });
    try {
      const ended = await spawned(['up'], { REDIS_URL: `unix://${server.socketPath}` });
      expect(ended).toMatchObject({ code: 78, stdout: '' });
      expect(ended.stderr).toMatch(/^maylike: The Redis at .* cannot be used: .*allkeys-lru/);
    } finally {
      await server.stop();
    }
  });
});
