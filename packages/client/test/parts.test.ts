// What a call is made of, without a network.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressOf } from '../src/address.js';
import { MayLikeError, RefusedError } from '../src/errors.js';
import { refusalOf, retryAfterMsOf } from '../src/refusal.js';
import { isPassing, wait, waitMs } from '../src/retries.js';

const now = Date.UTC(2026, 10, 22, 12);
const refusal = { code: 'x', title: 'No', detail: null, faults: [], retryAfterMs: null };
const problemType = { 'content-type': 'application/problem+json; charset=utf-8' };

describe('an address', () => {
  it('has the base with its path, the filled-in path, and the parameters in alphabetical order', () => {
    const query = {
      url: 'https://a.example/ü?b=1&c=2',
      exclude: ['x', 'y'],
      limit: 3,
      tag: undefined,
    };
    const url = addressOf(
      new URL('https://b.example/api/?z#z'),
      '/v1/a/{id}',
      { id: 'q/../w' },
      query,
    );
    expect(url.origin + url.pathname).toBe('https://b.example/api/v1/a/q%2F..%2Fw');
    expect([...url.searchParams]).toEqual([
      ['exclude', 'x'],
      ['exclude', 'y'],
      ['limit', '3'],
      ['url', 'https://a.example/ü?b=1&c=2'],
    ]);
    expect(url.hash).toBe('');
  });

  it('gives back every text that goes in, whatever its characters', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, (url, tag) => {
        const address = addressOf(new URL('https://b.example'), '/v1', {}, { url, tag });
        expect([...new URL(address.href).searchParams]).toEqual([
          ['tag', tag],
          ['url', url],
        ]);
      }),
    );
  });
});

describe('a refusal', () => {
  it('is the problem that the API tells: its code, its fields, when to come again', () => {
    const errors = [{ field: 'limit', message: 'is too large' }, { field: 1, message: 'no' }, null];
    const body = JSON.stringify({
      type: 'urn:maylike:problem:request-invalid',
      title: 'The request is not valid',
      status: 400,
      detail: 'limit: is too large',
      errors,
    });
    const headers = new Headers({ ...problemType, 'retry-after': '7' });
    const error = new RefusedError(refusalOf(400, headers, body, now));
    expect(error).toMatchObject({
      name: 'RefusedError',
      status: 400,
      code: 'request_invalid',
      field: 'limit',
      faults: [{ field: 'limit', message: 'is too large' }],
      retryAfterMs: 7_000,
      message: '400 The request is not valid: limit: is too large',
    });
    expect(error).toBeInstanceOf(MayLikeError);
  });

  it('is told by its status alone where the body is none of the API', () => {
    const page = refusalOf(502, new Headers({ 'content-type': 'text/html' }), '<h1>Bad</h1>', now);
    expect(page).toMatchObject({ status: 502, code: 'http_error', detail: null, faults: [] });
    for (const body of ['', '{', 'null', '[]', '{"type":1,"errors":{"field":2}}']) {
      const said = refusalOf(500, new Headers(problemType), body, now);
      expect(said).toMatchObject({ code: 'http_error', faults: [], retryAfterMs: null });
    }
  });

  it.each([
    ['0', 0],
    ['120', 120_000],
    [new Date(now + 30_000).toUTCString(), 30_000],
    [new Date(now - 30_000).toUTCString(), 0],
    ['soon', null],
    ['-1', null],
    ['1e9', null],
    ['', null],
  ])('reads Retry-After: %s', (text, expected) => {
    expect(retryAfterMsOf(text, now)).toBe(expected);
  });
});

describe('a wait', () => {
  it('grows from try to try, is random in its whole span, and never shorter than what is asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, random) => {
          const plain = waitMs(tries, new MayLikeError('unreachable', ''), random);
          expect(plain).toBeGreaterThanOrEqual(0);
          expect(plain).toBeLessThanOrEqual(Math.min(5_000, 200 * 2 ** (tries - 1)));
          const asked = waitMs(
            tries,
            new RefusedError({ ...refusal, status: 429, retryAfterMs: 800 }),
            random,
          );
          expect(asked).toBe(800 + plain);
        },
      ),
    );
    expect(waitMs(1, null, 0)).toBe(0);
    expect(waitMs(3, null, 0.5)).toBe(400);
  });

  it('ends with the reason of the signal, at once', async () => {
    const reason = new Error('left the page');
    const abort = new AbortController();
    const waiting = wait(600_000, abort.signal);
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(wait(600_000, abort.signal)).rejects.toBe(reason);
  });

  it('is for what passes, and for nothing else', () => {
    const passing = [408, 429, 502, 503, 504];
    for (let status = 400; status < 600; status += 1) {
      expect(isPassing(new RefusedError({ ...refusal, status }))).toBe(passing.includes(status));
    }
    expect(isPassing(new MayLikeError('timeout', ''))).toBe(true);
    expect(isPassing(new MayLikeError('unreachable', ''))).toBe(true);
    expect(isPassing(new MayLikeError('redirected', ''))).toBe(false);
    expect(isPassing(new TypeError('a fault of the program'))).toBe(false);
  });
});
