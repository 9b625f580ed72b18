import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach } from '@jest/globals';
import {
  createSafeFetch,
  FetchError,
  parseAllowPrivate,
  type SafeFetch,
  type SafeFetchOptions,
} from '../src/index.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A fetcher that is closed after the test; loopback is allowed unless the options say otherwise. */
export function fetcher(options: Partial<SafeFetchOptions> = {}): SafeFetch {
  const made = createSafeFetch({
    allowPrivate: parseAllowPrivate('127.0.0.0/8,::1/128'),
    userAgent: 'MayLike/0.1 (+https://example.com/bot)',
    ...options,
  });
  closing.push(() => made.close());
  return made;
}

/** An HTTP server on loopback that ends with the test. */
export async function httpServer(
  handler: RequestListener,
): Promise<{ origin: string; port: number }> {
  const server = createHttpServer(handler);
  const port = await listen(server);
  closing.push(() => {
    server.closeAllConnections();
    return closed(server);
  });
  return { origin: `http://127.0.0.1:${port}`, port };
}

/** An HTTPS server on loopback that ends with the test. */
export async function tlsServer(
  identity: { key: string; cert: string },
  handler: RequestListener,
): Promise<{ port: number }> {
  const server = createTlsServer(identity, handler);
  // A client that refuses the certificate hangs up within the handshake.
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  closing.push(() => {
    server.closeAllConnections();
    return closed(server);
  });
  return { port };
}

/** A TCP server on loopback that ends with the test. */
export async function tcpServer(
  onConnection: (socket: Socket) => void,
): Promise<{ origin: string; port: number }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    // A client that hangs up is part of these tests.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  const port = await listen(server);
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return closed(server);
  });
  return { origin: `http://127.0.0.1:${port}`, port };
}

/** A TCP server that answers the first bytes of any client with the given ones. */
export function rawAnswer(
  bytes: string | Buffer,
  end = true,
): Promise<{ origin: string; port: number }> {
  return tcpServer((socket) => {
    socket.once('data', () => {
      if (end) socket.end(bytes);
      else socket.write(bytes);
    });
  });
}

/** The FetchError that a promise rejects with; anything else fails the test. */
export async function fetchErrorOf(promise: Promise<unknown>): Promise<FetchError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof FetchError) return error;
    throw new Error('rejected with something else than a FetchError', { cause: error });
  }
  throw new Error('did not reject');
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
