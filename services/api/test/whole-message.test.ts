// Known answers past Node's own way of sending them: the same bytes on the wire, and the same life of the connection.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { HotAnswer } from '../src/hot/hot-answer.js';
import { WholeMessages } from '../src/hot/whole-message.js';

const keepAliveTimeoutMs = 5_000;
const answerOf = (body: string): HotAnswer =>
  new HotAnswer({
    key: '/known',
    keyId: 'key_1',
    body,
    tag: '"tag"',
    headers: {
      'cache-control': 'public, max-age=60',
      'content-type': 'application/json; charset=utf-8',
      etag: '"tag"',
      link: ['<a>; rel=next', '<b>; rel=prev'],
      vary: 'Origin',
    },
    origins: new Set(['https://daily.example']),
    strategy: 'related',
    madeAt: 0,
    freshMs: 60_000,
    madeOf: { siteId: 'daily', numbers: new Set(), isOpen: false },
  });
const answer = answerOf(JSON.stringify({ title: 'Cómo está el naïve café — ☕' }));
/** Two thousand of them are more than any system takes for a client that does not read. */
const largeAnswer = answerOf('x'.repeat(20_000));

/** Never takes part, so that everything goes the common way. */
class NoMessages extends WholeMessages {
  protected override write(): boolean {
    return false;
  }
}

type WholeWrite = [IncomingMessage, ServerResponse, head: string, body: string];

/** Counts which answers were written whole. */
class CountedMessages extends WholeMessages {
  count = 0;
  protected override write(...given: WholeWrite): boolean {
    const isWritten = super.write(...given);
    if (isWritten) this.count += 1;
    return isWritten;
  }
}

/** Sends the answer to who asks for `/known`, and something of its own to everybody else, a moment later. */
function serverOf(messages: WholeMessages): Server {
  return createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
    if (request.url === '/known') {
      const { origin } = request.headers;
      const more = origin === undefined ? [] : ['access-control-allow-origin', origin];
      answer.send(request, response, more, messages);
    } else if (request.url === '/last') {
      response.setHeader('connection', 'close');
      answer.send(request, response, [], messages);
    } else if (request.url === '/large') {
      largeAnswer.send(request, response, [], messages);
    } else {
      setImmediate(() => response.end('made'));
    }
  });
}

const whole = new CountedMessages(keepAliveTimeoutMs);
const servers = [serverOf(whole), serverOf(new NoMessages(keepAliveTimeoutMs))] as const;

beforeAll(async () => {
  for (const server of servers) await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

async function open(server: Server): Promise<Socket> {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  return socket;
}

/** What comes back for what is sent in these pieces on one connection, until the other side ends it. */
async function said(server: Server, pieces: readonly string[]): Promise<string> {
  const socket = await open(server);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(socket, 'close');
  for (const piece of pieces) {
    socket.write(piece, 'latin1');
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ended;
  return Buffer.concat(chunks)
    .toString('latin1')
    .replaceAll(/Date: [^\r]*/g, 'Date: -');
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly version: string;
  readonly lines: readonly string[];
}

const withBody = 'Content-Length: 4';
const anyOf = (asked: {
  readonly path: readonly string[];
  readonly version: readonly string[];
  readonly lines: readonly string[];
}): fc.Arbitrary<Asked> =>
  fc.record({
    method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST'),
    path: fc.constantFrom(...asked.path),
    version: fc.constantFrom(...asked.version),
    lines: fc
      .subarray(['If-None-Match: "tag"', 'Origin: https://daily.example', withBody])
      .map((lines) => [...lines, ...asked.lines]),
  });
const anyRequest = fc.oneof(
  { weight: 4, arbitrary: anyOf({ path: ['/known', '/other'], version: ['1.1'], lines: [] }) },
  anyOf({ path: ['/known', '/other'], version: ['1.0', '1.1'], lines: ['Connection: keep-alive'] }),
);
/** What ends its connection; whatever came behind it would not be heard. */
const anyLast = fc.oneof(
  anyOf({ path: ['/last'], version: ['1.1'], lines: [] }),
  anyOf({ path: ['/known', '/other'], version: ['1.0'], lines: [] }),
  anyOf({ path: ['/known', '/other'], version: ['1.0', '1.1'], lines: ['Connection: close'] }),
);
const textOf = ({ method, path, version, lines }: Asked): string =>
  [
    `${method} ${path} HTTP/${version}`,
    'Host: api.example',
    ...lines,
    '',
    lines.includes(withBody) ? 'body' : '',
  ].join('\r\n');
const known = textOf({ method: 'GET', path: '/known', version: '1.1', lines: [] });
const start = 'HTTP/1.1 200 OK';

describe('a known answer written whole', () => {
  it('is the same bytes as one that Node writes, in whatever order requests come, and in whatever pieces', async () => {
    const [fast, common] = servers;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRequest, { maxLength: 12 }),
        anyLast,
        fc.array(fc.nat(2_000), { maxLength: 6 }),
        async (asked, last, cuts) => {
          const text = [...asked, last].map(textOf).join('');
          const ends = [...cuts.map((cut) => cut % text.length), text.length].sort((a, b) => a - b);
          const pieces = ends.map((end, at) => text.slice(ends[at - 1] ?? 0, end));
          expect(await said(fast, pieces)).toBe(await said(common, [text]));
        },
      ),
      { numRuns: 150 },
    );
    expect(whole.count).toBeGreaterThan(50);
  });

  it('leaves the connection open for the next request, and lets it end when none comes', async () => {
    const server = createServer({ keepAliveTimeout: 200 }, (request, response) => {
      answer.send(request, response, [], whole);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = await open(server);
    const before = whole.count;
    for (let asked = 1; asked <= 50; asked += 1) {
      const heard = once(socket, 'data');
      socket.write(known);
      await heard;
      expect(whole.count - before).toBe(asked);
    }
    await once(socket, 'close');
    const closed = once(server, 'close');
    server.close();
    await closed;
  });

  it('is not written on top of what a client has not read yet', async () => {
    const [fast] = servers;
    const socket = await open(fast);
    const before = whole.count;
    const asked = 2_000;
    const accepted = new Promise<Socket>((resolve) => {
      fast.once('request', (request) => {
        resolve(request.socket);
      });
    });
    socket.pause();
    socket.write(known.replace('/known', '/large').repeat(asked));
    const held = await accepted;
    while (held.writableLength === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 100));
    // What the system takes is written whole; then Node holds the rest of the requests back.
    expect(held.writableLength).toBeLessThan(1_000_000);
    let answers = 0;
    let rest = '';
    socket.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString('latin1')).split(start);
      answers += parts.length - 1;
      rest = parts.at(-1)?.slice(-start.length) ?? '';
      if (answers === asked) socket.destroy();
    });
    socket.resume();
    await once(socket, 'close');
    expect(whole.count - before).toBeGreaterThan(0);
  });

  it('that nobody takes any more holds nothing', async () => {
    const [fast] = servers;
    for (let round = 0; round < 50; round += 1) {
      const socket = await open(fast);
      socket.write(known.repeat(20));
      socket.destroy();
    }
    const connections = (): Promise<number> =>
      new Promise((resolve, reject) => {
        fast.getConnections((error, count) => {
          if (error === null) resolve(count);
          else reject(error);
        });
      });
    while ((await connections()) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });
});
