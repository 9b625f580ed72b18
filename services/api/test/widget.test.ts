// The widget as pages get it.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { queueNames } from '@maylike/queues';
import { StartupError } from '@maylike/runtime';
import { bundleUrl } from '@maylike/widget/bundle';
import { widgetRoutes } from '../src/routes/widget.js';
import { startTestApi, type TestApi } from './harness.js';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const get = (headers: Record<string, string> = {}) =>
  api.app.inject({ url: '/widget.js', headers: { origin: 'https://news.example', ...headers } });

describe('GET /widget.js', () => {
  test('is the built bundle, byte for byte, as a script for pages of any origin', async () => {
    const response = await get();
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.equals(readFileSync(bundleUrl))).toBe(true);
    expect(response.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
    });
  });

  test('is not sent to whom has it already', async () => {
    const first = await get();
    const tag = String(first.headers.etag);
    expect(tag).toMatch(/^"[\w-]{27}"$/);
    for (const named of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const again = await get({ 'if-none-match': named });
      expect([again.statusCode, again.body]).toEqual([304, '']);
      for (const name of ['etag', 'cache-control', 'access-control-allow-origin']) {
        expect(again.headers[name]).toBe(first.headers[name]);
      }
    }
    expect((await get({ 'if-none-match': '"x"' })).statusCode).toBe(200);
  });

  test('HEAD tells the same without the bytes', async () => {
    const whole = await get();
    const head = await api.app.inject({ method: 'HEAD', url: '/widget.js' });
    expect([head.statusCode, head.body]).toEqual([200, '']);
    expect(head.headers.etag).toBe(whole.headers.etag);
    expect(head.headers['content-length']).toBe(whole.headers['content-length']);
  });

  test('needs no Redis', async () => {
    // The queues have said what they say at their start, which would be lost else.
    for (const queue of queueNames) await api.queues.counts(queue);
    const closed = once(api.client, 'close');
    const back = once(api.client, 'ready');
    await api.redis.kill('SIGKILL');
    await closed;
    expect((await api.app.inject('/v1/recommendations')).statusCode).toBe(503);
    expect((await get()).statusCode).toBe(200);
    await api.redis.restart();
    await back;
  });
});

test('a bundle that was not built is named, and the server is not made', () => {
  const missing = new URL('widget-that-was-not-built.js', bundleUrl);
  const make = () => widgetRoutes(missing);
  expect(make).toThrow(StartupError);
  expect(make).toThrow(expect.objectContaining({ code: 'start_failed' }));
  expect(make).toThrow(/widget-that-was-not-built\.js cannot be read: build it/);
});
