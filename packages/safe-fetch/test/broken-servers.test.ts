import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { fetchErrorOf, fetcher, rawAnswer, tcpServer } from './servers.js';

describe('A-13 a broken server', () => {
  it.each<[string, string]>([
    ['HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort', 'a body shorter than its length'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab', 'a chunk that is cut'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nab\r\n', 'a bad chunk size'],
    [
      'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
      'a length and chunks',
    ],
    ['HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 'two lengths'],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'another protocol'],
    ['<html>no status line</html>', 'HTTP/0.9'],
    [`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`, 'headers without end'],
    ['', 'nothing at all'],
  ])('is a protocol_error and no part of a body: %#', async (answer) => {
    const { origin } = await rawAnswer(answer);
    expect((await fetchErrorOf(fetcher().get(origin))).code).toBe('protocol_error');
  });

  /** Answers so many requests of a connection, and ends it when the next one comes. */
  async function breaksOff(
    answers: number,
    end: (socket: Socket) => void,
  ): Promise<{ origin: string; asked: () => number }> {
    let asked = 0;
    const { origin } = await tcpServer((socket) => {
      let answered = 0;
      socket.on('data', () => {
        asked += 1;
        answered += 1;
        if (answered > answers) end(socket);
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    return { origin, asked: () => asked };
  }
  const ends: [string, (socket: Socket) => void][] = [
    ['ends', (socket) => socket.end()],
    ['resets', (socket) => socket.resetAndDestroy()],
  ];

  it.each(ends)(
    'that %s a kept connection as the next request comes is asked again on another',
    async (_how, end) => {
      const { origin, asked } = await breaksOff(1, end);
      const { get } = fetcher();
      for (const wanted of [1, 3, 5]) {
        expect(await get(origin)).toMatchObject({ httpStatus: 200, bytesOnWire: 2 });
        expect(asked()).toBe(wanted);
        // A connection is kept once its answer's last event is through.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  );

  it.each(ends)('that %s a new connection is asked once', async (_how, end) => {
    const { origin, asked } = await breaksOff(0, end);
    expect((await fetchErrorOf(fetcher().get(origin))).code).toBe('protocol_error');
    expect(asked()).toBe(1);
  });

  it('that refuses connections is connect_failed, and one without TLS under https is tls_failed', async () => {
    const { port } = await rawAnswer('HTTP/1.1 400 Bad Request\r\n\r\n');
    const { get } = fetcher();
    expect((await fetchErrorOf(get(`https://127.0.0.1:${port}/`))).code).toBe('tls_failed');
    // Port 1 of loopback: nobody listens there.
    expect((await fetchErrorOf(get('http://127.0.0.1:1/'))).code).toBe('connect_failed');
  });

  it('that names a header __proto__ changes nothing', async () => {
    const { origin } = await rawAnswer(
      'HTTP/1.1 200 OK\r\n__proto__: x\r\nconstructor: y\r\ncontent-length: 2\r\n\r\nok',
    );
    expect(await fetcher().get(origin)).toMatchObject({ httpStatus: 200, etag: null });
  });
});
