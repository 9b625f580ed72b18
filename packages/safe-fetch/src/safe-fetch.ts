/**
 * The one HTTP client to the outside.
 *
 * A feed's URL, an article's URL and every redirect come from strangers, so each hop passes the same
 * gates: the URL's form, its port and literal address, then (in the connector) every address its
 * name has. Redirects are followed by hand for that reason. The body is read last, counted on the
 * wire and after decompression, and one deadline covers all of it.
 */
import { Agent, type Dispatcher } from 'undici';
import { createAddressPolicy, type AddressPolicy } from './address-policy.js';
import { bodyTooLarge, parseContentEncoding, readBody } from './body.js';
import { createGuardedConnector } from './connector.js';
import { withDeadline } from './deadline.js';
import { ConfigError, FetchError } from './errors.js';
import { parseCacheMaxAge, parseExpires, parseRetryAfter, usableValidator } from './headers.js';
import { discard, requestHop, toFetchError, type HopAnswer } from './hop.js';
import { answerBytesMax, defaultFetchLimits, type FetchLimits } from './limits.js';
import type { FetchRequest, FetchResult, SafeFetch, SafeFetchOptions } from './model.js';
import { createOwnAddresses } from './own-addresses.js';
import { createResolver } from './resolver.js';
import { createRobots, type RobotsRules } from './robots.js';
import { checkUrlTarget, parseUrl } from './url-policy.js';

/** Idle sockets serve robots.txt followed by a page; longer they only meet the server's own timeout. */
const keepAliveMs = 2_000;
/** Sockets to one origin; politeness is decided where work is handed out, this is only a bound. */
const connectionsPerOriginMax = 8;

const permanentRedirects: ReadonlySet<number> = new Set([301, 308]);
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Statuses of 4xx that pass by themselves. */
const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

/** What every fetch of one fetcher shares. */
interface FetchContext {
  dispatcher: Dispatcher;
  policy: AddressPolicy;
  limits: FetchLimits;
  userAgent: string;
  now: () => number;
}

/** An answer that is no redirect, and the way to it. */
interface Arrival {
  answer: HopAnswer;
  url: URL;
  redirects: number;
  permanentUrl: string | null;
  validatorsSent: boolean;
}

/**
 * Makes a fetcher with its own small pool of connections.
 *
 * @throws ConfigError where the user agent cannot be sent as a header.
 */
export function createSafeFetch(options: SafeFetchOptions): SafeFetch {
  if (!/^[\x21-\x7e][\x20-\x7e]{0,255}$/.test(options.userAgent)) {
    throw new ConfigError('user_agent_invalid', 'the user agent is not 1 to 256 ASCII characters');
  }
  const limits = { ...defaultFetchLimits, ...options.limits };
  const ownAddresses = options.ownAddresses ?? createOwnAddresses();
  const policy = createAddressPolicy(options.allowPrivate, ownAddresses);
  const now = options.now ?? Date.now;
  const dispatcher = createDispatcher(options, policy, limits);
  const context: FetchContext = { dispatcher, policy, limits, userAgent: options.userAgent, now };
  const get = (url: string, request: FetchRequest = {}): Promise<FetchResult> =>
    fetchWithin(context, url, request);
  const robots = createRobots({ get, userAgent: options.userAgent, now });
  const robotsOf = async (rawUrl: string, signal?: AbortSignal): Promise<RobotsRules> => {
    const url = parseUrl(rawUrl);
    checkUrlTarget(url, policy);
    return await robots.rulesOf(url, signal);
  };
  return {
    get,
    mayFetch: async (url, signal) => (await robotsOf(url, signal)).mayFetch,
    crawlDelayMs: async (url, signal) => (await robotsOf(url, signal)).crawlDelayMs,
    close: () => dispatcher.destroy(new FetchError('aborted', 'The fetcher was closed.')),
  };
}

function createDispatcher(
  options: SafeFetchOptions,
  policy: AddressPolicy,
  limits: FetchLimits,
): Dispatcher {
  return new Agent({
    connect: createGuardedConnector({
      policy,
      resolve: options.resolve ?? createResolver({ timeoutMs: limits.dnsTimeoutMs }),
      connectTimeoutMs: limits.connectTimeoutMs,
      answerBytesMax: answerBytesMax(limits),
    }),
    connections: connectionsPerOriginMax,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    keepAliveMaxTimeout: keepAliveMs,
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.firstByteTimeoutMs,
    bodyTimeout: limits.idleTimeoutMs,
  });
}

async function fetchWithin(
  context: FetchContext,
  rawUrl: string,
  request: FetchRequest,
): Promise<FetchResult> {
  const { limits } = context;
  const timeoutMs = Math.max(1, Math.min(request.timeoutMs ?? Infinity, limits.timeoutMs));
  try {
    return await withDeadline(timeoutMs, request.signal, async (signal) => {
      const arrival = await followRedirects(context, rawUrl, request, signal);
      return resultOf(context, arrival, request, signal);
    });
  } catch (error) {
    throw toFetchError(error);
  }
}

async function followRedirects(
  context: FetchContext,
  rawUrl: string,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<Arrival> {
  const { dispatcher, policy, limits, userAgent } = context;
  const accept = request.accept ?? '*/*';
  let url = parseUrl(rawUrl);
  let etag = usableValidator(request.etag);
  let lastModified = usableValidator(request.lastModified);
  let permanentUrl: string | null = null;
  let isPermanentSoFar = true;
  for (let redirects = 0; ; redirects += 1) {
    checkUrlTarget(url, policy);
    const hop = { url, accept, userAgent, etag, lastModified, signal };
    const answer = await requestHop(dispatcher, hop);
    if (!redirectStatuses.has(answer.httpStatus)) {
      const validatorsSent = etag !== null || lastModified !== null;
      return { answer, url, redirects, permanentUrl, validatorsSent };
    }
    discard(answer.body);
    if (redirects >= limits.redirectsMax) {
      const text = `The URL redirects more than ${limits.redirectsMax} times.`;
      throw new FetchError('redirects_exceeded', text);
    }
    const next = redirectTarget(answer, url);
    isPermanentSoFar &&= permanentRedirects.has(answer.httpStatus);
    if (isPermanentSoFar) permanentUrl = next.href;
    if (next.origin !== url.origin) {
      // Validators are about one origin's bytes, and are nobody else's to see.
      etag = null;
      lastModified = null;
    }
    url = next;
  }
}

function redirectTarget(answer: HopAnswer, base: URL): URL {
  const location = answer.headers.first('location');
  if (location === null) {
    const details = { httpStatus: answer.httpStatus, retryable: false };
    throw new FetchError('protocol_error', 'A redirect names no target.', details);
  }
  // Headers arrive as Latin-1; a Location with other letters is UTF-8 everywhere it is seen.
  return parseUrl(Buffer.from(location, 'latin1').toString('utf8'), base);
}

async function resultOf(
  context: FetchContext,
  arrival: Arrival,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<FetchResult> {
  const { answer, url, redirects, permanentUrl } = arrival;
  const { headers, httpStatus, body } = answer;
  const head = {
    finalUrl: url.href,
    redirects,
    permanentUrl,
    etag: usableValidator(headers.first('etag')),
    lastModified: usableValidator(headers.first('last-modified')),
    cacheMaxAgeSeconds:
      parseCacheMaxAge(headers.list('cache-control')) ??
      parseExpires(headers.first('expires'), headers.first('date'), context.now()),
  };
  try {
    if (httpStatus === 304 && arrival.validatorsSent) {
      discard(body);
      return { ...head, notModified: true, httpStatus: 304 };
    }
    refuseStatus(answer, context.now());
    const contentType = headers.first('content-type');
    if (request.acceptTypes !== undefined && !request.acceptTypes(contentType)) {
      throw new FetchError('type_refused', 'The Content-Type is not one that is of use here.');
    }
    const limitBytes = context.limits.bodyBytesMax;
    const bytesMax = Math.max(0, Math.min(request.bodyBytesMax ?? Infinity, limitBytes));
    const encoding = parseContentEncoding(headers.list('content-encoding'));
    if (Number(headers.first('content-length') ?? 0) > bytesMax) throw bodyTooLarge(bytesMax);
    const read = await readBody(body, encoding, bytesMax, signal);
    return { ...head, notModified: false, httpStatus, contentType, ...read };
  } catch (error) {
    discard(body);
    throw error;
  }
}

/** Passes complete 2xx answers only: a part of a body must never look like the whole. */
function refuseStatus({ httpStatus, headers }: HopAnswer, nowMs: number): void {
  if (httpStatus === 304 || httpStatus === 206) {
    const text = `The server answered ${httpStatus} to a request that did not ask for it.`;
    throw new FetchError('protocol_error', text, { httpStatus });
  }
  if (httpStatus >= 200 && httpStatus < 300) return;
  throw new FetchError('http_error', `The server answered ${httpStatus}.`, {
    httpStatus,
    retryAfterMs: parseRetryAfter(headers.first('retry-after'), nowMs),
    retryable: httpStatus >= 500 || passingStatuses.has(httpStatus),
  });
}
