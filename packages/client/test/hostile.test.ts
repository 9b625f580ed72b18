// Calls to a server that does not behave.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MayLikeClient, type ClientOptions } from '../src/index.js';
import {
  emptyAnswer,
  good,
  HostileServer,
  problem,
  silent,
  truncated,
  type Answer,
} from './support/hostile-server.js';

const article = { url: 'https://news.example/a' };

describe('a call', () => {
  let server: HostileServer;
  beforeAll(async () => {
    server = await HostileServer.start();
  });
  afterAll(() => {
    server.stop();
  });
  const client = (options: Partial<ClientOptions> = {}) =>
    new MayLikeClient({ baseUrl: server.origin, key: 'pk_1', ...options });
  const requests = () => server.seen.length;

  describe('is tried again', () => {
    it.each<readonly [string, Answer]>([
      ['a 503', problem(503)],
      ['a 429', problem(429)],
      [
        "a proxy's 502",
        (_request, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'),
      ],
      ['an answer that is cut off', truncated],
      ['a connection that is hung up', (request) => request.socket.destroy()],
    ])('after %s', async (_what, answer) => {
      server.answerWith(answer, good);
      expect(await client().recommendations(article)).toEqual(emptyAnswer);
      expect(requests()).toBe(2);
    });

    it('after a try that was too slow, while the call has time', async () => {
      server.answerWith(silent, good);
      const patient = client({ attemptTimeoutMs: 200 });
      expect(await patient.recommendations(article)).toEqual(emptyAnswer);
      expect(requests()).toBe(2);
    });

    it('no sooner than Retry-After says', async () => {
      server.answerWith(problem(503, { 'retry-after': '1' }), good);
      await client().recommendations(article);
      const [first, second] = server.seen.map(({ at }) => at);
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(990);
    });

    it('as often as it is allowed, and ends with the last error', async () => {
      server.answerWith(problem(503));
      const refused = { name: 'RefusedError', status: 503, code: 'unavailable' };
      await expect(client({ retries: 3 }).recommendations(article)).rejects.toMatchObject(refused);
      expect(requests()).toBe(4);
      server.answerWith(problem(503));
      await expect(client().recommendations(article, { retries: 0 })).rejects.toMatchObject(
        refused,
      );
      expect(requests()).toBe(1);
    });
  });

  describe('is not tried again', () => {
    it('when Retry-After is beyond the time of the call: the error says when', async () => {
      server.answerWith(problem(429, { 'retry-after': '3600' }));
      await expect(client().recommendations(article)).rejects.toMatchObject({
        status: 429,
        retryAfterMs: 3_600_000,
      });
      expect(requests()).toBe(1);
    });

    it.each([400, 401, 403, 404, 410, 500])('after a %i, which will not pass', async (status) => {
      server.answerWith(problem(status));
      await expect(client().recommendations(article)).rejects.toMatchObject({ status });
      expect(requests()).toBe(1);
    });

    it('when it changes something: nobody knows whether it has done so', async () => {
      server.answerWith(problem(503));
      await expect(client({ key: 'sk_1' }).takeDownArticle(article)).rejects.toMatchObject({
        status: 503,
      });
      expect(server.seen.map(({ method }) => method)).toEqual(['DELETE']);
      server.answerWith((request) => request.socket.destroy());
      const draft = { title: 'T', text: 'Text' };
      await expect(client().recommendationsForDraft(draft)).rejects.toMatchObject({
        code: 'unreachable',
      });
      expect(requests()).toBe(1);
    });
  });

  describe('ends', () => {
    it('when its time is up, all tries together', async () => {
      server.answerWith(silent);
      const hasty = client({ timeoutMs: 150, attemptTimeoutMs: 100 });
      await expect(hasty.recommendations(article)).rejects.toMatchObject({ code: 'timeout' });
      expect(requests()).toBeLessThanOrEqual(2);
    });

    it('when a body drips beyond its time', async () => {
      server.answerWith((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
      });
      await expect(client().recommendations(article, { timeoutMs: 150 })).rejects.toMatchObject({
        code: 'timeout',
      });
    });

    it('with the reason of its signal, while it asks and before', async () => {
      const reason = new Error('the reader has left');
      const abort = new AbortController();
      server.answerWith(() => {
        abort.abort(reason);
      });
      const { signal } = abort;
      await expect(client().recommendations(article, { signal })).rejects.toBe(reason);
      await expect(client().recommendations(article, { signal })).rejects.toBe(reason);
      expect(requests()).toBe(1);
    });

    it('while it waits for its next try', async () => {
      const reason = new Error('the reader has left');
      const abort = new AbortController();
      server.answerWith((request, response) => {
        problem(503, { 'retry-after': '5' })(request, response);
        response.on('close', () => {
          abort.abort(reason);
        });
      });
      const calling = client().recommendations(article, { signal: abort.signal });
      await expect(calling).rejects.toBe(reason);
      expect(requests()).toBe(1);
    });
  });

  describe('does not take for an answer', () => {
    it('what is no JSON', async () => {
      server.answerWith((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('<html>');
      });
      await expect(client().recommendations(article)).rejects.toMatchObject({
        name: 'MayLikeError',
        code: 'answer_unreadable',
      });
    });

    it('what never ends: it is read so far and no further', async () => {
      let sent = 0;
      const block = 'x'.repeat(50_000);
      server.answerWith((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const send = (): void => {
          while (!response.destroyed && response.write(block)) sent += block.length;
          sent += block.length;
        };
        response.on('drain', send);
        send();
      });
      await expect(
        client({ answerBytesMax: 100_000 }).recommendations(article),
      ).rejects.toMatchObject({
        code: 'answer_too_large',
      });
      expect(sent).toBeLessThan(20_000_000);
    });

    it.each([301, 302, 307, 308])('a %i: the key goes nowhere else', async (status) => {
      const elsewhere = await HostileServer.start();
      elsewhere.answerWith(good);
      try {
        server.answerWith((_request, response) => {
          response.writeHead(status, { location: `${elsewhere.origin}/v1/recommendations` }).end();
        });
        await expect(client({ key: 'sk_1' }).recommendations(article)).rejects.toMatchObject({
          code: 'redirected',
        });
        expect(elsewhere.seen).toEqual([]);
        expect(requests()).toBe(1);
      } finally {
        elsewhere.stop();
      }
    });

    it('silence of a port that nobody listens on', async () => {
      const gone = await HostileServer.start();
      const { origin } = gone;
      gone.stop();
      const calling = client({ baseUrl: origin, retries: 1 }).recommendations(article);
      await expect(calling).rejects.toMatchObject({
        code: 'unreachable',
        message: `No whole answer from ${origin}`,
      });
    });
  });

  describe('carries its key', () => {
    it('in the query where it is publishable, so that caches may keep the answer, and no cookie', async () => {
      server.answerWith(good);
      await client().recommendations(article);
      const [{ url, headers } = { url: '', headers: {} }] = server.seen;
      expect(new URL(url, server.origin).searchParams.get('key')).toBe('pk_1');
      expect(headers.authorization).toBeUndefined();
      expect(headers.cookie).toBeUndefined();
    });

    it.each([
      ['sk_1', 'query'],
      ['pk_1', 'header'],
    ] as const)('in a header: %s with keyIn %s', async (key, keyIn) => {
      server.answerWith(good);
      await client({ key, keyIn }).recommendations(article);
      const [{ url, headers } = { url: '', headers: {} }] = server.seen;
      expect(url).not.toContain(key);
      expect(headers.authorization).toBe(`Bearer ${key}`);
    });

    it('never into an error', async () => {
      server.answerWith(problem(401), silent);
      const keyed = client({ key: 'sk_secret', timeoutMs: 100 });
      for (let call = 0; call < 2; call += 1) {
        const error: unknown = await keyed
          .recommendations(article)
          .catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(Error);
        expect(error instanceof Error ? [error.message, error.stack].join() : '').not.toContain(
          'sk_secret',
        );
      }
    });
  });

  it.each([
    [{ baseUrl: 'maylike.example' }, /baseUrl/],
    [{ baseUrl: 'ftp://maylike.example' }, /baseUrl/],
    [{ key: '' }, /key/],
    [{ key: 'pk_1\r\nx: y' }, /key/],
  ])('is not made of %j', (options, message) => {
    const make = () => client(options);
    expect(make).toThrow(expect.objectContaining({ code: 'options_invalid' }));
    expect(make).toThrow(message);
  });
});
