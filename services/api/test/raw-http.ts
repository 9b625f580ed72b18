// HTTP byte for byte: requests that no client would send, and what comes back for them.
import { connect } from 'node:net';

/** What came back on one connection. */
export interface RawAnswer {
  readonly text: string;
  readonly isClosed: boolean;
}

/**
 * Sends bytes, and gives all that came until the other side closed, or nothing came for a while.
 *
 * @param port On 127.0.0.1.
 */
export async function raw(
  port: number,
  sent: string | Buffer,
  quietMs = 5_000,
): Promise<RawAnswer> {
  return await new Promise((resolve, reject) => {
    let text = '';
    let isClosed = false;
    const socket = connect(port, '127.0.0.1', () => socket.write(sent));
    const end = (): void => {
      isClosed = true;
      resolve({ text, isClosed });
    };
    socket.setTimeout(quietMs, () => {
      socket.destroy();
      resolve({ text, isClosed });
    });
    socket.on('data', (bytes) => (text += bytes.toString('latin1')));
    socket.on('end', end);
    socket.on('close', end);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The other side has had enough before all was sent.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') end();
      else reject(error);
    });
  });
}

/** The status of the first answer; 0 for none. */
export const statusOf = (text: string): number =>
  Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);

/** How many answers came. */
export const answersIn = (text: string): number => text.split('HTTP/1.1 ').length - 1;

/** What every request in a request asks for: it is open, and its answer is easy to know. */
const innerTarget = '/openapi.json';

/** Whether the answer to the request in a request is there. */
export const hasInnerAnswer = (text: string): boolean => text.includes('"openapi":"');

/** Lines and an end of a request that asks for what is open. */
export const openRequest = (...headers: readonly string[]): string =>
  [`GET ${innerTarget} HTTP/1.1`, ...headers].join('\r\n') + '\r\n\r\n';

const inner = openRequest('Host: inner');
const post = (...headers: readonly string[]): string =>
  ['POST /v1/events HTTP/1.1', 'Host: x', 'Content-Type: application/json', ...headers].join(
    '\r\n',
  ) + '\r\n\r\n';

/**
 * D-09: what is ambiguous, and the bytes. Whoever reads one differently from who stands behind him takes what follows
 * for a request of its own, or does not.
 */
export const ambiguousRequests: readonly (readonly [what: string, sent: string])[] = [
  [
    'length and encoding',
    `${post('Content-Length: 6', 'Transfer-Encoding: chunked')}0\r\n\r\n${inner}`,
  ],
  [
    'encoding and length',
    `${post('Transfer-Encoding: chunked', 'Content-Length: 6')}0\r\n\r\n${inner}`,
  ],
  ['two lengths', `${post('Content-Length: 0', `Content-Length: ${inner.length}`)}${inner}`],
  ['a list of lengths', `${post(`Content-Length: 0, ${inner.length}`)}${inner}`],
  ['a length with a sign', `${post('Content-Length: +0')}${inner}`],
  ['a negative length', `${post('Content-Length: -1')}${inner}`],
  ['a length in hexadecimal', `${post('Content-Length: 0x0')}${inner}`],
  ['a length with a space', `${post('Content-Length: 0 0')}${inner}`],
  ['a length beyond all', `${post('Content-Length: 99999999999999999999999')}${inner}`],
  ['an empty length', `${post('Content-Length:')}${inner}`],
  ['an unknown encoding', `${post('Transfer-Encoding: xchunked')}0\r\n\r\n${inner}`],
  [
    'an encoding that is not last',
    `${post('Transfer-Encoding: chunked, identity')}0\r\n\r\n${inner}`,
  ],
  ['an encoding after a tab', `${post('Transfer-Encoding:\tx chunked')}0\r\n\r\n${inner}`],
  ['an encoding in quotes', `${post('Transfer-Encoding: "chunked"')}0\r\n\r\n${inner}`],
  ['a space before the colon', `${post('Content-Length : 0')}${inner}`],
  ['a tab before the colon', `${post('Transfer-Encoding\t: chunked')}0\r\n\r\n${inner}`],
  ['a folded header', `${post('X: a', ' Transfer-Encoding: chunked')}${inner}`],
  ['a header without a colon', `${post('Transfer-Encoding')}${inner}`],
  ['a zero byte in a header', `${post('X: a\u0000b')}${inner}`],
  ['a bare return in a header', `${post('X: a\rTransfer-Encoding: chunked')}${inner}`],
  ['a chunk size with a sign', `${post('Transfer-Encoding: chunked')}+0\r\n\r\n${inner}`],
  ['a chunk size that is none', `${post('Transfer-Encoding: chunked')}zz\r\n\r\n${inner}`],
  [
    'a chunk size beyond all',
    `${post('Transfer-Encoding: chunked')}fffffffffffffffff\r\n\r\n${inner}`,
  ],
  ['a chunk with a bare line feed', `${post('Transfer-Encoding: chunked')}1\nX\n0\r\n\r\n${inner}`],
  [
    'a chunk longer than it says',
    `${post('Transfer-Encoding: chunked')}1\r\nXX\r\n0\r\n\r\n${inner}`,
  ],
  ['two hosts', openRequest('Host: a', 'Host: b')],
  ['no host', openRequest('X: a')],
  ['another version', openRequest('Host: x').replace('HTTP/1.1', 'HTTP/9.9')],
];
