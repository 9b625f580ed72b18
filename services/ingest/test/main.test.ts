// The process itself, as a supervisor starts it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';

const mainPath = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const timeLimitMs = 15_000;

let redis: TestRedis;

beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(async () => {
  await redis.stop();
});

/** Runs the process to its end; `onReady` is called when it says that it is. */
async function runMain(
  env: Readonly<Record<string, string>>,
  onReady: (stop: () => void) => void = () => undefined,
): Promise<{ exitCode: number | null; message: unknown; output: string }> {
  const child = spawn(process.execPath, [mainPath], {
    env: { PATH: process.env['PATH'] ?? '', LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => output.push(chunk));
  }
  let message: unknown = null;
  child.on('message', (said) => {
    message = said;
    onReady(() => child.kill('SIGTERM'));
  });
  const exitCode = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { exitCode, message, output: Buffer.concat(output).toString() };
}

describe('the process', () => {
  it('says that it is ready, and ends with 0 when it is told to stop', async () => {
    const env = { REDIS_URL: `unix://${redis.socketPath}` };
    const ended = await runMain(env, (stop) => {
      stop();
    });
    expect(ended).toMatchObject({ exitCode: 0, message: { type: 'ready' } });
  });

  it('does not start on a wrong FETCH_ALLOW_PRIVATE, and names it', async () => {
    const ended = await runMain({
      REDIS_URL: `unix://${redis.socketPath}`,
      FETCH_ALLOW_PRIVATE: '10.0.0.0/99',
    });
    expect(ended.exitCode).toBe(78);
    expect(ended.message).toEqual({
      type: 'fatal',
      message: expect.stringMatching(/^FETCH_ALLOW_PRIVATE: .*10\.0\.0\.0\/99/),
    });
  });
});
