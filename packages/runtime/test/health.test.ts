import { afterEach, describe, expect, it } from '@jest/globals';

import { StartupError } from '../src/errors.js';
import { Readiness, startHealthServer } from '../src/health.js';
import type { HealthServer } from '../src/health.js';
import { Counter, createMetrics } from '../src/metrics.js';

let server: HealthServer | null = null;

afterEach(async () => {
  await server?.close();
  server = null;
});

async function start(readiness: Readiness) {
  const metrics = createMetrics('fixture');
  server = await startHealthServer({ port: 0, host: '127.0.0.1', metrics, readiness });
  return { metrics, url: `http://127.0.0.1:${server.port}` };
}

describe('Readiness', () => {
  it('is not ready while nothing is known, nor while one thing fails', () => {
    const readiness = new Readiness();
    expect(readiness.report()).toEqual({ ready: false, checks: {} });
    readiness.set('redis', true);
    readiness.set('index', false, 'loading');
    expect(readiness.report()).toEqual({
      ready: false,
      checks: { redis: { ok: true }, index: { ok: false, reason: 'loading' } },
    });
    readiness.set('index', true);
    expect(readiness.report().ready).toBe(true);
  });
});

describe('startHealthServer', () => {
  it('is alive from the start and ready when all checks hold', async () => {
    const readiness = new Readiness();
    const { url } = await start(readiness);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    readiness.set('index', false, 'loading');
    const before = await fetch(`${url}/readyz`);
    expect(before.status).toBe(503);
    expect(await before.json()).toEqual(readiness.report());
    readiness.set('index', true);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('serves the metrics of the process and of the service, labelled with the service', async () => {
    const { metrics, url } = await start(new Readiness());
    const polls = new Counter({
      name: 'polls_total',
      help: 'Polls.',
      registers: [metrics.registry],
    });
    polls.inc(3);
    const answer = await fetch(`${url}/metrics?x=y`);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    expect(text).toContain('polls_total{service="fixture"} 3');
    expect(text).toContain('process_cpu_seconds_total');
  });

  it('answers nothing else', async () => {
    const { url } = await start(new Readiness());
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/healthz`, { method: 'POST' })).status).toBe(405);
  });

  it('says which address is taken', async () => {
    const { url } = await start(new Readiness());
    const port = Number(new URL(url).port);
    const second = startHealthServer({
      port,
      host: '127.0.0.1',
      metrics: createMetrics('second'),
      readiness: new Readiness(),
    });
    await expect(second).rejects.toThrow(StartupError);
    await expect(second).rejects.toThrow(`127.0.0.1:${port} is taken`);
  });
});
