// What one connection may cost, and the server that holds it to that.
import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';

/** What HTTP calls a status, by its number. */
export const reasonPhrases: Readonly<Record<number, string | undefined>> = STATUS_CODES;

/** The limits of a server. */
export interface ConnectionLimits {
  /** All of a request, headers and body, is there by then. */
  readonly requestTimeoutMs: number;
  readonly headersTimeoutMs: number;
  /** A connection on which nothing moves, as where nobody reads the answer; `connections.ts` looks for them. */
  readonly silenceTimeoutMs: number;
  /** A connection on which no further request comes. */
  readonly keepAliveTimeoutMs: number;
  /** How often Node looks for connections that have overrun their time. */
  readonly checkEveryMs: number;
  /** Newcomers beyond these take the place of another, or are cut off where nobody's may be taken. */
  readonly connectionsMax: number;
  /** For so long after a request nobody's may be taken: no answer takes longer. */
  readonly safeMs: number;
  /** Requests that came in one piece; a connection with more is cut off. */
  readonly atOnceMax: number;
}

/** A slow or silent client is cut off well before it can hold anything up. */
export const connectionLimits: ConnectionLimits = {
  requestTimeoutMs: 10_000,
  headersTimeoutMs: 8_000,
  silenceTimeoutMs: 12_000,
  keepAliveTimeoutMs: 5_000,
  checkEveryMs: 1_000,
  // Far below the usual limit of a thousand open files for the whole process and its connections to Redis.
  connectionsMax: 800,
  safeMs: 3_000,
  // Browsers and proxies wait for each answer. One piece could hold more than a thousand short requests, and nobody else
  // is answered until all that came in one turn are worked on.
  atOnceMax: 8,
};
const headersMax = 100;

/** Makes a server that listens nowhere yet. */
export function createHttpServer(limits: ConnectionLimits, listener: RequestListener): Server {
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveTimeoutMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      noDelay: true,
    },
    listener,
  );
  server.maxHeadersCount = headersMax;
  return server;
}
