/** One request and its answer's head; redirects and bodies are the callers'. */
import type { Readable } from 'node:stream';
import { errors, type Dispatcher } from 'undici';
import { acceptEncoding } from './body.js';
import { wasKeptTooLong } from './connector.js';
import { FetchError } from './errors.js';
import { readHeaders, type ResponseHeaders } from './headers.js';

/** Answers of 1xx before the one that counts; servers send one of them, if any. */
const interimAnswersMax = 10;

/** Of several connections that were kept each may be given up by now. */
const attemptsMax = 3;

/** What is asked. */
export interface HopRequest {
  url: URL;
  accept: string;
  userAgent: string;
  /** Sent as If-None-Match; null: not sent. */
  etag: string | null;
  /** Sent as If-Modified-Since; null: not sent. */
  lastModified: string | null;
  signal: AbortSignal;
}

/** What is answered. The body is open: read it or `discard` it. */
export interface HopAnswer {
  httpStatus: number;
  headers: ResponseHeaders;
  body: Readable;
}

/**
 * Sends one GET; again where the server closed the connection, kept from a request before, without a word on this one
 * (RFC 9110 §9.2.2).
 *
 * @throws FetchError `dns_failed`, `address_refused`, `connect_failed`, `tls_failed`, `protocol_error` …
 */
export async function requestHop(dispatcher: Dispatcher, request: HopRequest): Promise<HopAnswer> {
  for (let asked = 1; ; asked += 1) {
    try {
      return await sendRequest(dispatcher, request);
    } catch (error) {
      if (asked === attemptsMax || !wasKeptTooLong(error)) throw toFetchError(error);
    }
  }
}

async function sendRequest(dispatcher: Dispatcher, request: HopRequest): Promise<HopAnswer> {
  const { url, etag, lastModified } = request;
  const headers: Record<string, string> = {
    accept: request.accept,
    'accept-encoding': acceptEncoding,
    'user-agent': request.userAgent,
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
  };
  let interimAnswers = 0;
  const response = await dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'GET',
    headers,
    signal: request.signal,
    responseHeaders: 'raw',
    onInfo: () => {
      interimAnswers += 1;
      if (interimAnswers > interimAnswersMax) {
        throw new FetchError('protocol_error', 'The server sent too many interim answers.');
      }
    },
  });
  return {
    httpStatus: response.statusCode,
    headers: readHeaders(response.headers),
    body: response.body,
  };
}

/** Closes a body that nobody wants; its connection goes with it. */
export function discard(body: Readable): void {
  // Destroying before the end makes the stream report an abort, which is what was asked for.
  body.on('error', () => undefined);
  body.destroy();
}

/**
 * Any failure as a FetchError; one that is one already stays as it is. What undici and zlib report of
 * a connection that was made is `protocol_error`: the peer spoke wrongly or broke off.
 */
export function toFetchError(error: unknown): FetchError {
  if (error instanceof FetchError) return error;
  if (error instanceof errors.ClientDestroyedError || error instanceof errors.ClientClosedError) {
    return new FetchError('aborted', 'The fetcher was closed.', { cause: error });
  }
  if (error instanceof errors.HeadersTimeoutError) {
    return new FetchError('timeout', 'The server took too long to answer.', { cause: error });
  }
  if (error instanceof errors.BodyTimeoutError) {
    const text = 'The server kept silent for too long within its answer.';
    return new FetchError('timeout', text, { cause: error });
  }
  if (error instanceof errors.HeadersOverflowError) {
    return new FetchError('protocol_error', 'The headers are too large.', {
      cause: error,
      retryable: false,
    });
  }
  return new FetchError('protocol_error', 'The server broke off or did not speak proper HTTP.', {
    cause: error,
  });
}
