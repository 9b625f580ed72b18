// Too many requests, too many connections, and the end while there are many: who is let in is served, the rest is told so
// in time, and nobody is left hanging.
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import type { VisitAnswer } from '@maylike/queues';
import { deafWay, idleWays, isLong, quantile, tell } from '@maylike/runtime/testing';
import { Admission } from '../src/hot/admission.js';
import { servingLimits } from '../src/index.js';
import {
  bearer,
  createSite,
  publish,
  serve,
  startTestApi,
  until,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';
import { answersIn, raw } from './raw-http.js';

const connectionsMax = 24;
const impatient = {
  requestTimeoutMs: 900,
  headersTimeoutMs: 600,
  silenceTimeoutMs: 600,
  keepAliveTimeoutMs: 600,
  checkEveryMs: 50,
  connectionsMax,
  safeMs: 200,
  atOnceMax: 16,
};
const limits = {
  ...servingLimits,
  requests: { atOnce: 2, waiting: 8, waitMs: 60 },
  drafts: { atOnce: 1, waiting: 1, waitMs: 60 },
};

let api: TestApi;
let origin: string;
let daily: TestSite;
let page: TestArticle;

beforeAll(async () => {
  api = await startTestApi({}, { limits });
  daily = await createSite(api, 'daily');
  page = await publish(api, daily, { path: 'page' });
  await publish(api, daily, { path: 'other' });
  origin = await serve(api);
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(() => api.stop());

/** A question that nobody has asked before. */
let asked = 0;
function freshTarget(): string {
  asked += 1;
  const query = { url: page.url, minScore: String(asked / 100_000), key: daily.publishable };
  return `/v1/recommendations?${new URLSearchParams(query).toString()}`;
}

describe('admission', () => {
  const settle = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 0));
  };

  test('lets in so many at once, the others in their order, and gives every place back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          atOnce: fc.integer({ min: 1, max: 4 }),
          waiting: fc.integer({ min: 0, max: 5 }),
        }),
        fc.array(fc.constantFrom('enter', 'leave'), { maxLength: 60 }),
        async ({ atOnce, waiting }, steps) => {
          const admission = new Admission({ atOnce, waiting, waitMs: 60_000 });
          const said: boolean[] = [];
          const admitted: number[] = [];
          let [inside, queue, refused]: [number, number[], number] = [0, [], 0];
          for (const [at, step] of steps.entries()) {
            if (step === 'enter') {
              admission.enter((isAdmitted) => {
                said.push(isAdmitted);
                if (isAdmitted) admitted.push(at);
              });
              if (inside < atOnce) inside += 1;
              else if (queue.length < waiting) queue = [...queue, at];
              else refused += 1;
            } else if (inside > 0) {
              admission.leave();
              if (queue.length > 0) queue = queue.slice(1);
              else inside -= 1;
            }
            expect([admission.underWay, admission.waiting]).toEqual([inside, queue.length]);
            expect(said.filter((isAdmitted) => !isAdmitted)).toHaveLength(refused);
            expect(admitted).toEqual([...admitted].sort((a, b) => a - b));
          }
          while (admission.underWay > 0) admission.leave();
          expect(said).toHaveLength(steps.filter((step) => step === 'enter').length);
          await settle();
        },
      ),
    );
  });

  test('refuses who has waited in vain, and nobody else', async () => {
    const admission = new Admission({ atOnce: 1, waiting: 5, waitMs: 30 });
    expect(await admission.entered()).toBe(true);
    expect(await Promise.all([admission.entered(), admission.entered()])).toEqual([false, false]);
    expect(admission.waiting).toBe(0);
    admission.leave();
    expect(await admission.entered()).toBe(true);
  });
});

/** Holds back every look for an article until it is let go. */
function holdBack(): { letGo: () => void; readonly held: () => number } {
  let letGo: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let held = 0;
  const find = api.store.articles.find.bind(api.store.articles);
  jest.spyOn(api.store.articles, 'find').mockImplementation(async (...args) => {
    held += 1;
    await gate;
    return await find(...args);
  });
  return { letGo, held: () => held };
}

describe('too many requests', () => {
  test('are told to come again, with the reason, while those let in are answered', async () => {
    const known = freshTarget();
    await (await fetch(`${origin}${known}`)).arrayBuffer();
    const { letGo, held } = holdBack();
    const inside = [1, 2].map(() => fetch(`${origin}${freshTarget()}`));
    await until('two are inside', () => Promise.resolve(held() === 2));
    const refused = await Promise.all(
      Array.from({ length: 5 }, () => fetch(`${origin}${freshTarget()}`)),
    );
    for (const response of refused) {
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(await response.json()).toMatchObject({ type: 'urn:maylike:problem:unavailable' });
    }
    expect(held()).toBe(2);
    expect((await fetch(`${origin}${known}`)).status).toBe(200);
    expect((await fetch(`${origin}/healthz`)).status).toBe(200);
    const write = await fetch(`${origin}/v1/articles/${page.id}`, {
      method: 'DELETE',
      headers: bearer(daily.secret),
    });
    expect(write.status).toBe(503);
    letGo();
    expect((await Promise.all(inside)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await fetch(`${origin}${freshTarget()}`)).status).toBe(200);
  });

  test('take the places that others leave while they wait, and leave those of who has hung up', async () => {
    const { letGo, held } = holdBack();
    const inside = [1, 2].map(() => fetch(`${origin}${freshTarget()}`));
    await until('two are inside', () => Promise.resolve(held() === 2));
    const gone = connect(Number(new URL(origin).port), '127.0.0.1');
    gone.write(`GET ${freshTarget()} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await until('it waits', () => Promise.resolve(api.app.serving.requests.waiting === 1));
    gone.destroy();
    const next = fetch(`${origin}${freshTarget()}`);
    await until('another waits', () => Promise.resolve(api.app.serving.requests.waiting >= 1));
    letGo();
    expect((await Promise.all(inside)).map(({ status }) => status)).toEqual([200, 200]);
    expect([200, 503]).toContain((await next).status);
    await until('all have left', () => Promise.resolve(api.app.serving.requests.underWay === 0));
  });

  test('that are drafts have places of their own: readers do not notice', async () => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<null>((resolve) => {
      letGo = () => {
        resolve(null);
      };
    });
    jest.spyOn(api.store.asks, 'append').mockImplementation(async () => {
      await gate;
      return 'ask_none';
    });
    const draft = (): Promise<Response> =>
      fetch(`${origin}/v1/recommendations?fallback=none`, {
        method: 'POST',
        headers: { ...bearer(daily.publishable), 'content-type': 'application/json' },
        body: JSON.stringify({ title: 'A draft', text: 'Of some text.' }),
      });
    const inside = draft();
    await until('one is inside', () => Promise.resolve(api.app.serving.drafts.underWay === 1));
    const refused = await Promise.all([draft(), draft(), draft()]);
    expect(refused.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(refused[0].headers.get('retry-after')).toBe('1');
    expect((await fetch(`${origin}${freshTarget()}`)).status).toBe(200);
    letGo();
    expect((await inside).status).toBe(200);
  });

  test('at ten times what is let in take little from those who are served, and none waits in vain for long', async () => {
    interface Load {
      /** Good answers a second. */
      readonly rate: number;
      /** How long answers took, by status. */
      readonly tookMs: ReadonlyMap<number, readonly number[]>;
    }
    /** Asks on so many connections at once, until there have been enough good answers for long enough. */
    const load = async (callers: number, forMs: number): Promise<Load> => {
      const tookMs = new Map<number, number[]>();
      const startedAt = performance.now();
      const isOver = (): boolean =>
        (tookMs.get(200)?.length ?? 0) >= 60 && performance.now() - startedAt >= forMs;
      await Promise.all(
        Array.from({ length: callers }, async () => {
          while (!isOver()) {
            const askedAt = performance.now();
            const response = await fetch(`${origin}${freshTarget()}`);
            await response.arrayBuffer();
            const times = tookMs.get(response.status) ?? [];
            times.push(performance.now() - askedAt);
            tookMs.set(response.status, times);
          }
        }),
      );
      const seconds = (performance.now() - startedAt) / 1_000;
      return { rate: (tookMs.get(200)?.length ?? 0) / seconds, tookMs };
    };
    await load(2, 0);
    const peak = await load(2, isLong ? 10_000 : 0);
    const overloaded = await load(20, isLong ? 60_000 : 0);
    const overAt = performance.now();
    expect((await fetch(`${origin}${freshTarget()}`)).status).toBe(200);
    tell('D-10', 'ten times what is let in', {
      'good a second': overloaded.rate.toFixed(0),
      'of its peak': (overloaded.rate / peak.rate).toFixed(2),
      ...Object.fromEntries(
        [...overloaded.tookMs].map(([status, times]) => [
          `p99 of ${status}`,
          `${quantile(times, 0.99).toFixed(0)} ms of ${times.length}`,
        ]),
      ),
      'good again after': `${(performance.now() - overAt).toFixed(0)} ms`,
    });
    expect([...peak.tookMs.keys()]).toEqual([200]);
    expect([200, 503]).toEqual(expect.arrayContaining([...overloaded.tookMs.keys()]));
    // The callers share this process, so that refusing costs more here than it does alone: `tests/bench` judges that.
    expect(overloaded.rate / peak.rate).toBeGreaterThan(isLong ? 0.2 : 0.05);
  }, 300_000);
});

describe('clients that hold connections', () => {
  let server: TestApi;
  let key: string;
  let secret: string;
  let port: number;

  beforeAll(async () => {
    const slowly = (url: string): Promise<VisitAnswer> =>
      wait(3 * impatient.silenceTimeoutMs, {
        ok: true,
        url,
        title: 'The Daily',
        format: 'rss',
        items: 3,
      });
    server = await startTestApi(
      { visit: slowly },
      { limits: { ...limits, connections: impatient } },
    );
    ({ publishable: key, secret } = await createSite(server, 'daily'));
    port = Number(new URL(await serve(server)).port);
  });

  afterAll(() => server.stop());

  const open = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    // Whoever is cut off may hear of it as an error, and hears of it at all only while it reads.
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    return socket;
  };
  test.each([...idleWays, deafWay])(
    'where one sends $sends are cut off in time',
    async ({ hold }) => {
      const socket = await open();
      // Whoever is cut off while he sends hears of it as an error first.
      const closed = new Promise((resolve) => socket.once('close', resolve));
      hold(socket, key);
      // Who reads nothing does not hear of the end.
      if (socket.isPaused()) {
        await until('it is cut off', () =>
          Promise.resolve(server.app.serving.connectionCount === 0),
        );
        socket.destroy();
      }
      await closed;
    },
  );

  test('while an address is tried for them that answers slowly are not cut off', async () => {
    const { now } = server;
    const ingest = { service: 'ingest', id: 'one', pid: 1, at: now, ready: true, detail: '' };
    await server.store.processes.beat(ingest);
    const trial = fetch(`http://127.0.0.1:${port}/v1/feeds/try`, {
      method: 'POST',
      headers: { ...bearer(secret), 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'https://daily.example/feed' }),
    });
    // Nor is it the one that goes when there are too many.
    await wait(2 * impatient.safeMs);
    const others = await Promise.all(Array.from({ length: 2 * connectionsMax }, open));
    expect((await trial).status).toBe(200);
    for (const socket of others) socket.destroy();
  });

  test('by sending more requests at once than anybody does who waits for answers are cut off', async () => {
    const request = (more = '') => `GET /healthz HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
    const last = request('Connection: close\r\n');
    const some = await raw(port, request().repeat(impatient.atOnceMax - 1) + last);
    expect([answersIn(some.text), some.isClosed]).toEqual([impatient.atOnceMax, true]);
    const many = await raw(port, request().repeat(1_000) + last);
    expect(answersIn(many.text)).toBeLessThanOrEqual(impatient.atOnceMax);
    expect(many.isClosed).toBe(true);
  });

  test('beyond the number of connections make room for who asks, who is answered', async () => {
    const sockets = await Promise.all(Array.from({ length: 3 * connectionsMax }, open));
    for (const [at, socket] of sockets.entries()) idleWays[at % idleWays.length]?.hold(socket, key);
    await until('it is answered', async () => {
      const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
      return response?.status === 200;
    });
    expect(server.app.serving.connectionCount).toBeLessThanOrEqual(connectionsMax);
    await Promise.all(
      sockets.filter(({ closed }) => !closed).map((socket) => once(socket, 'close')),
    );
  });
});

// Last: it ends the server.
test('the end comes after the last answer: none is lost, and each tells its caller to ask elsewhere', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const get = async (path: string): Promise<IncomingMessage> =>
    await new Promise((resolve, reject) => {
      const sent = httpRequest(`${origin}${path}`, { agent }, (response) => {
        response.resume().once('end', () => {
          resolve(response);
        });
      });
      sent.once('error', reject).end();
    });
  const known = freshTarget();
  await get(known);
  let isEnding = false;
  const failures: unknown[] = [];
  const seen = new Set<string | undefined>();
  const statuses = new Set<number | undefined>();
  const caller = async (): Promise<void> => {
    for (;;) {
      try {
        const response = await get(asked % 2 === 0 ? known : freshTarget());
        statuses.add(response.statusCode);
        if (isEnding) seen.add(response.headers.connection);
        if (isEnding && response.headers.connection === 'close') return;
      } catch (error) {
        failures.push(error);
        return;
      }
    }
  };
  const callers = Array.from({ length: 8 }, caller);
  await until('they are asking', () => Promise.resolve(statuses.has(200)));
  isEnding = true;
  await api.app.serving.drain(10_000);
  await api.app.close();
  await Promise.all(callers);
  agent.destroy();
  expect(failures).toEqual([]);
  expect(seen.has('close')).toBe(true);
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
});
