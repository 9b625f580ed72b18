/**
 * The only place where a connection is opened.
 *
 * undici calls this for every new socket. The name is resolved here, once; all of its addresses are
 * judged; and the very list that was judged is what the socket dials, so nothing can change between
 * the look and the step (DNS rebinding). After connecting, the peer's address is judged again: a
 * wall behind the wall, should any layer below choose an address of its own.
 *
 * What comes over a connection is counted here as well, once more than in body.ts: interim answers
 * and the extensions of chunks are no part of any body, and a server may send them without end.
 */
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { buildConnector, errors } from 'undici';
import type { AddressPolicy } from './address-policy.js';
import { FetchError, systemCodeOf } from './errors.js';
import type { Resolve, ResolvedAddress } from './resolver.js';
import { checkAddresses, withoutBrackets } from './url-policy.js';

/** What the connector needs. */
export interface ConnectorOptions {
  policy: AddressPolicy;
  resolve: Resolve;
  connectTimeoutMs: number;
  /** Bytes that may come between one request and the next; see `answerBytesMax`. */
  answerBytesMax: number;
}

/** Errors of the TCP connection itself; what else fails under https is TLS. */
const socketErrorCode =
  /^(ECONN|EHOST|ENET|EADDR|EPIPE$|ETIMEDOUT$|EMFILE$|ENFILE$|EACCES$|EPERM$)/;

const brokenCode = /^(ECONNRESET|EPIPE)$/;

/** Makes undici's `connect` function. Its errors are FetchErrors. */
export function createGuardedConnector(options: ConnectorOptions): buildConnector.connector {
  return (target, callback) => {
    connectGuarded(target, options).then(
      (socket) => {
        callback(null, socket);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), null);
      },
    );
  };
}

async function connectGuarded(
  target: buildConnector.Options,
  { policy, resolve, connectTimeoutMs, answerBytesMax }: ConnectorOptions,
): Promise<Socket> {
  const host = withoutBrackets(target.hostname);
  const port = target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : Number(target.port);
  const addresses = await resolveHost(host, resolve);
  const texts = addresses.map(({ address }) => address);
  checkAddresses(texts, host, port, policy);

  const socket = await dial({ ...target, hostname: host }, addresses, connectTimeoutMs);
  try {
    checkAddresses([socket.remoteAddress ?? ''], host, port, policy);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  watchAnswers(socket, answerBytesMax);
  return socket;
}

/** What ended connections that had answered a request before, and nothing of the last one. */
const brokenWhenKept = new WeakSet<object>();

/**
 * Whether a request failed because its connection, which had answered another one, was closed or reset without a word:
 * the server had given it up while the request was on its way.
 */
export function wasKeptTooLong(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !brokenWhenKept.has(error)) return false;
  return error instanceof errors.SocketError || brokenCode.test(systemCodeOf(error) ?? '');
}

/**
 * Ends a connection whose answer takes more bytes than allowed, and notes what ends one that was kept. Requests follow
 * one another here, never overlap.
 */
function watchAnswers(socket: Socket, bytesMax: number): void {
  let bytesWritten = 0;
  let bytesBefore = 0;
  let bytesSeen = 0;
  // Nothing is read here: undici's own listener does that.
  socket.on('readable', () => {
    if (socket.bytesWritten !== bytesWritten) {
      // Another request was sent since the last look; what comes now is its answer.
      bytesWritten = socket.bytesWritten;
      bytesBefore = bytesSeen;
    }
    bytesSeen = socket.bytesRead;
    if (bytesSeen - bytesBefore <= bytesMax) return;
    const text = `The answer has more than ${bytesMax} bytes on the wire.`;
    socket.destroy(new FetchError('body_too_large', text));
  });
  socket.on('error', (error) => {
    const isAsked = socket.bytesWritten !== bytesWritten;
    const hasAnswered = isAsked ? socket.bytesRead > bytesSeen : bytesSeen > bytesBefore;
    if (bytesSeen > 0 && !hasAnswered) brokenWhenKept.add(error);
  });
}

async function resolveHost(host: string, resolve: Resolve): Promise<readonly ResolvedAddress[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  let addresses: readonly ResolvedAddress[];
  try {
    addresses = await resolve(host);
  } catch (cause) {
    throw new FetchError('dns_failed', `The name "${host}" could not be resolved.`, { cause });
  }
  if (addresses.length === 0) {
    throw new FetchError('dns_failed', `The name "${host}" has no address.`);
  }
  return addresses;
}

function dial(
  target: buildConnector.Options,
  addresses: readonly ResolvedAddress[],
  connectTimeoutMs: number,
): Promise<Socket> {
  const connect = buildConnector({
    lookup: lookupAmong(addresses),
    timeout: connectTimeoutMs,
    allowH2: false,
    // A connector lives for one socket, so a session cache would never be read.
    maxCachedSessions: 0,
    // Said here so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off.
    rejectUnauthorized: true,
  });
  return new Promise((resolve, reject) => {
    connect(target, (error, socket) => {
      if (error === null) resolve(socket);
      else reject(connectError(error, target));
    });
  });
}

/** A lookup that answers from a list that was judged already, in both shapes that Node asks for. */
function lookupAmong(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (hostname, options, callback) => {
    const wanted =
      options.family === 4 || options.family === 6
        ? addresses.filter(({ family }) => family === options.family)
        : addresses;
    const first = wanted[0];
    process.nextTick(() => {
      if (first === undefined) {
        callback(Object.assign(new Error(`no address of ${hostname}`), { code: 'ENOTFOUND' }), '');
      } else if (options.all === true) {
        callback(
          null,
          wanted.map(({ address, family }) => ({ address, family })),
        );
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

function connectError(cause: Error, target: buildConnector.Options): FetchError {
  const code = systemCodeOf(cause) ?? '';
  const isSocketError =
    cause instanceof AggregateError ||
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    socketErrorCode.test(code);
  if (target.protocol === 'https:' && !isSocketError) {
    const reason = code === '' ? '' : ` (${code})`;
    return new FetchError('tls_failed', `TLS with "${target.hostname}" failed${reason}.`, {
      cause,
    });
  }
  return new FetchError('connect_failed', `No connection to "${target.hostname}".`, { cause });
}
