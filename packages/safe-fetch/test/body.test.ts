import { constants, brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { fetchErrorOf, fetcher, httpServer } from './servers.js';

/** A server that answers everything with these bytes under this Content-Encoding. */
async function serve(body: Uint8Array, encoding?: string): Promise<string> {
  const { origin } = await httpServer((_request, response) => {
    response.writeHead(200, encoding === undefined ? {} : { 'content-encoding': encoding });
    response.end(body);
  });
  return origin;
}

const story = Buffer.from('Storm Shadow, Kyiv, and the rest of the story. '.repeat(500));

describe('A-12 encodings', () => {
  it.each<[string, string, Uint8Array]>([
    ['gzip', 'gzip', gzipSync(story)],
    ['x-gzip', 'X-GZip', gzipSync(story)],
    [
      'two gzip members',
      'gzip',
      Buffer.concat([gzipSync(story.subarray(0, 99)), gzipSync(story.subarray(99))]),
    ],
    ['deflate', 'deflate', deflateSync(story)],
    ['deflate without its header', 'deflate', deflateRawSync(story)],
    ['brotli', 'br', brotliCompressSync(story)],
    ['identity', 'identity', story],
    ['identity beside gzip', 'identity, gzip', gzipSync(story)],
  ])('%s comes back as the text that was sent', async (_name, encoding, body) => {
    const result = await fetcher().get(await serve(body, encoding));
    if (result.notModified) throw new Error('expected a body');
    expect(Buffer.from(result.bytes).equals(story)).toBe(true);
    expect(result.bytesOnWire).toBe(body.length);
  });

  it.each([
    'gzip, gzip',
    'br, gzip',
    Array(6).fill('gzip').join(', '),
    Array(40).fill('gzip').join(','),
    'zstd',
    'compress',
    'made-up',
  ])('a chain or an unknown one is refused: %s', async (encoding) => {
    const error = await fetchErrorOf(fetcher().get(await serve(story, encoding)));
    expect(error.code).toBe('encoding_unknown');
  });

  it.each<[string, string, Uint8Array]>([
    ['plain text under gzip', 'gzip', story],
    ['plain text under br', 'br', story],
    ['plain text under deflate', 'deflate', story],
    ['gzip that is cut', 'gzip', gzipSync(story).subarray(0, 60)],
    [
      'gzip with a wrong check sum',
      'gzip',
      Buffer.concat([gzipSync(story).subarray(0, -8), Buffer.alloc(8)]),
    ],
    ['br that is cut', 'br', brotliCompressSync(story).subarray(0, 20)],
    ['deflate that is cut', 'deflate', deflateSync(story).subarray(0, 60)],
  ])('%s is an error, never a part of the text', async (_name, encoding, body) => {
    const error = await fetchErrorOf(fetcher().get(await serve(body, encoding)));
    expect(error.code).toBe('protocol_error');
  });
});

describe('the limit of a body', () => {
  it.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    [
      'br',
      (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    ],
  ])('A-11 stops a bomb of 100 MB in %s at the limit', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(100_000_000));
    const origin = await serve(bomb, encoding);
    const startedMs = performance.now();
    const error = await fetchErrorOf(fetcher().get(origin));
    expect([error.code, error.retryable]).toEqual(['body_too_large', false]);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
  });

  it('A-10 stops an endless body near the limit', async () => {
    let written = 0;
    const chunk = Buffer.alloc(65_536, 'x');
    const { origin } = await httpServer((_request, response) => {
      const pump = (): void => {
        while (!response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', pump);
            return;
          }
        }
      };
      pump();
    });
    const error = await fetchErrorOf(fetcher().get(origin, { bodyBytesMax: 1_000_000 }));
    expect(error.code).toBe('body_too_large');
    // The socket's own buffers hold what was written beyond.
    expect(written).toBeLessThan(20_000_000);
  });

  it('is exact: the limit passes and a byte more does not, announced or not', async () => {
    const origin = await serve(Buffer.alloc(1_000));
    const chunked = await httpServer((_request, response) => {
      response.write(Buffer.alloc(600));
      response.end(Buffer.alloc(400));
    });
    for (const url of [origin, chunked.origin]) {
      const { get } = fetcher();
      expect(await get(url, { bodyBytesMax: 1_000 })).toMatchObject({ bytesOnWire: 1_000 });
      expect((await fetchErrorOf(get(url, { bodyBytesMax: 999 }))).code).toBe('body_too_large');
    }
  });

  it('cannot be raised by a request', async () => {
    const { get } = fetcher({ limits: { bodyBytesMax: 10 } });
    const error = await fetchErrorOf(get(await serve(Buffer.alloc(11)), { bodyBytesMax: 100 }));
    expect(error.code).toBe('body_too_large');
  });

  it('lets an empty body through as empty', async () => {
    expect(await fetcher().get(await serve(Buffer.alloc(0)))).toMatchObject({ bytesOnWire: 0 });
  });
});
