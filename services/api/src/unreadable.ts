// Bytes that are not HTTP, or too slow or too large to become a request: there is no request to answer through.
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify';
import { problemStatus, ProblemError, type ProblemCode } from './errors.js';
import { problemContentType, problemOf } from './problem.js';

const codes: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** Answers on the bare connection, and closes it: what follows on it cannot be told apart from what was wrong. */
export const refuseUnreadable: NonNullable<FastifyServerOptions['clientErrorHandler']> = (
  error,
  socket,
) => {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const code = codes[error.code] ?? 'request_invalid';
  const body = JSON.stringify(problemOf(new ProblemError(code)));
  if (socket.writable) {
    const head = [
      `HTTP/1.1 ${problemStatus(code)} Refused`,
      `Content-Type: ${problemContentType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'Connection: close',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroy(error);
};

/**
 * Whether a request names two hosts (RFC 9112, 3.2, refuses it). Node takes the first and drops the other; what stands
 * before this server may have taken the other one. O(headers).
 */
export function namesTwoHosts({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1;
}

/** An `onRequest` hook: refuses a request with two hosts. */
export function refuseTwoHosts(
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
): void {
  if (!namesTwoHosts(request.raw)) {
    done();
    return;
  }
  reply.header('connection', 'close');
  done(new ProblemError('request_invalid', { detail: 'The request names two hosts.' }));
}
