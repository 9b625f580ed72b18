import { createServer } from 'node:net';
import { createMetrics, loadConfig, Readiness, redisTargetOf } from '@maylike/runtime';
import type { Environment, RunningService } from '@maylike/runtime';
import { describe, expect, it } from '@jest/globals';

import { changesOf } from '../src/edition.js';
import { startNewsroom } from '../src/newsroom.js';
import { sample } from '../src/sample/index.js';
import { silentLogger } from './fixtures.js';

type Notice = Readonly<Record<string, unknown>>;

/** Starts the service as its process does. */
function start(env: Environment, notify: (notice: Notice) => void = () => undefined) {
  const config = loadConfig({ LOG_LEVEL: 'silent', ...env });
  return startNewsroom({
    config,
    notify,
    logger: silentLogger,
    metrics: createMetrics('newsroom'),
    readiness: new Readiness(),
    redisTarget: redisTargetOf(config),
  });
}

const originOf = (service: RunningService) =>
  `http://127.0.0.1:${String(service.detail?.['port'])}`;

describe('the newsroom as a service', () => {
  it('listens on a free port, tells it, and writes it into its addresses', async () => {
    const service = await start({});
    const origin = originOf(service);
    const front = await fetch(origin);
    expect(front.status).toBe(200);
    expect(await front.text()).toContain(`<link rel="canonical" href="${origin}/"`);
    expect(await (await fetch(`${origin}/courier/feed.xml`)).text()).toContain(
      `${origin}/courier/`,
    );
    await service.stop();
    await expect(fetch(origin)).rejects.toThrow();
  });

  it('tells of a release when it can be read, and of none from before its start', async () => {
    const releaseEverySeconds = 1;
    const openedAt = Date.now() - 2_500;
    const ahead = changesOf(sample, openedAt, releaseEverySeconds * 1_000).slice(2);
    let service: RunningService | null = null;
    const heard = new Promise<Notice>((resolve) => {
      const env = {
        NEWSROOM_OPENED_AT: new Date(openedAt).toISOString(),
        NEWSROOM_RELEASE_EVERY_SECONDS: String(releaseEverySeconds),
      };
      void start(env, resolve).then((started) => {
        service = started;
      });
    });
    const notice = await heard;
    const [next] = ahead;
    expect(notice).toEqual({ outlet: next?.outlet, what: next?.what, slug: next?.slug });
    const running = service as RunningService | null;
    const page = await fetch(
      `${originOf(running ?? raise())}/${next?.outlet ?? ''}/${next?.slug ?? ''}`,
    );
    expect(page.status).toBe(200);
    await running?.stop();
  });

  it('refuses a port that is taken, with its address', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(start({ NEWSROOM_PORT: String(port) })).rejects.toMatchObject({
      code: 'port_taken',
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it.each([{ NEWSROOM_KEY: 'pk_x' }, { NEWSROOM_MAYLIKE_URL: 'http://127.0.0.1:8080' }])(
    'has no list with %j alone',
    async (env) => {
      const service = await start(env);
      const path = `/courier/${sample[0]?.articles.find(({ outlet }) => outlet === 'courier')?.slug ?? ''}`;
      const page = await fetch(`${originOf(service)}${path}`);
      expect(page.status).toBe(200);
      expect(await page.text()).not.toContain('articles-you-may-like');
      await service.stop();
    },
  );
});

const raise = (): never => {
  throw new Error('the newsroom has told of a release before it was started');
};
