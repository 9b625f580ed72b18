/**
 * A server that is hostile in a way its path names, in a process of its own: what it spends, and what
 * waits in its buffers, is not counted as the fetcher's. Prints its port; ends when its input does.
 */
import { createServer, type Socket } from 'node:net';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { hostileFeeds } from './hostile-feeds.js';

type Act = (socket: Socket) => void;

const ok = 'HTTP/1.1 200 OK\r\n';
const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`;
const mebibyte = Buffer.alloc(1_048_576);
const letters = repeated('a');

function repeated(text: string): Buffer {
  return Buffer.from(text.repeat(Math.ceil(65_536 / text.length)));
}

/** Sends pieces one after the other, as they are taken, then hangs up. */
function sendAll(socket: Socket, pieces: Iterator<string | Buffer>): void {
  const pump = (): void => {
    while (!socket.destroyed) {
      const next = pieces.next();
      if (next.done === true) {
        socket.end();
        return;
      }
      if (!socket.write(next.value)) {
        socket.once('drain', pump);
        return;
      }
    }
  };
  pump();
}

/** Sends a head, then the same bytes as long as they are taken, at most so many times. */
function flood(head: string | Buffer, chunk: Buffer, timesMax = Infinity): Act {
  function* pieces(): Generator<string | Buffer> {
    yield head;
    for (let times = 0; times < timesMax; times += 1) yield chunk;
  }
  return (socket) => {
    sendAll(socket, pieces());
  };
}

function drip(head: string, everyMs: number): Act {
  return (socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write('a'), everyMs);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };
}

function redirect(location: string, chunk: Buffer | null): Act {
  const head = `HTTP/1.1 302 Found\r\nlocation: ${location}\r\n`;
  return chunk === null
    ? (socket) => socket.end(`${head}content-length: 0\r\n\r\n`)
    : flood(`${head}\r\n`, chunk);
}

function feed(pieces: Iterable<string>): Act {
  return (socket) => {
    socket.write(`${ok}content-type: application/rss+xml; charset=utf-8\r\n\r\n`);
    sendAll(socket, pieces[Symbol.iterator]());
  };
}

const metadata = 'http://169.254.169.254/latest/meta-data/';

const acts: Readonly<Record<string, Act>> = {
  '/silent': () => undefined,
  '/reset': (socket) => socket.resetAndDestroy(),
  '/headers-drip': drip(`${ok}x: `, 20),
  '/body-drip': drip(`${ok}content-length: 9000000\r\n\r\n`, 20),
  '/body-stops': drip(`${ok}content-length: 9000000\r\n\r\n`, 3_600_000),
  '/body-endless': flood(`${ok}\r\n`, letters),
  '/chunks-of-one-byte': flood(chunked, repeated('1\r\na\r\n')),
  '/chunks-wrapped': flood(chunked, repeated(`20;${'a'.repeat(9_000)}\r\n${'a'.repeat(32)}\r\n`)),
  '/chunk-extension': flood(`${chunked}1;`, letters),
  '/interim-answers': flood('', repeated('HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\n')),
  '/trailers': flood(`${chunked}1\r\na\r\n0\r\n`, repeated(`x: ${'a'.repeat(999)}\r\n`)),
  // Ten thousand members of a mebibyte of zeros each: 10 GB in 10 MB.
  '/gzip-bomb': flood(
    `${ok}content-encoding: gzip\r\n\r\n`,
    Buffer.concat(Array.from({ length: 100 }, () => gzipSync(mebibyte))),
    100,
  ),
  // One member without an end: each block is complete in itself.
  '/gzip-endless': flood(
    Buffer.concat([
      Buffer.from(`${ok}content-encoding: gzip\r\n\r\n`),
      Buffer.from('1f8b0800000000000003', 'hex'),
    ]),
    deflateRawSync(mebibyte, { finishFlush: constants.Z_FULL_FLUSH }),
  ),
  '/loop': redirect('/loop', null),
  '/loop-with-bodies': redirect('/loop-with-bodies', letters),
  '/inside': redirect(metadata, null),
  '/chain-inside': redirect('/chain-inside/2', null),
  '/chain-inside/2': redirect('/chain-inside/3', null),
  '/chain-inside/3': redirect(metadata, null),
  '/too-short': (socket) => socket.end(`${ok}content-length: 1000\r\n\r\nshort`),
  '/too-long': (socket) => socket.end(`${ok}content-length: 2\r\n\r\nok and more`),
  '/length-of-nobody': flood(`${ok}content-length: 99999999999999999999\r\n\r\n`, letters),
  '/film': flood(`${ok}content-type: video/mp4\r\n\r\n`, letters),
  '/half': (socket) =>
    socket.write(`${ok}content-length: 1000\r\n\r\nhalf`, () => socket.resetAndDestroy()),
};

function actOf(path: string): Act {
  const pieces = hostileFeeds[path];
  if (pieces !== undefined) return feed(pieces());
  const missing: Act = (socket) =>
    socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
  return acts[path] ?? missing;
}

const server = createServer((socket) => {
  // A client that hangs up is the point of all this.
  socket.on('error', () => undefined);
  socket.once('data', (request) => {
    // What is not read would hide the client's end.
    socket.resume();
    actOf(/^GET ([^ ?]+)/.exec(String(request))?.[1] ?? '')(socket);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') process.stdout.write(`${address?.port ?? 0}\n`);
});
process.stdin.on('end', () => process.exit()).resume();
