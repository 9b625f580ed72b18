/**
 * What can go wrong with a fetch, declared once.
 *
 * Every failure of this package is a {@link FetchError} with one code of the table below, so that a
 * job can map it to retry, park or skip without reading texts. The texts may be shown to a
 * publisher: they name the host that the publisher gave and never say what lies behind it.
 */

/** The codes, each with whether trying the same URL again soon can help. `http_error` decides by status. */
const retryableByCode = {
  /** The text is no absolute URL, is too long, or hides control characters or backslashes. */
  url_invalid: false,
  /** Anything but http and https. */
  scheme_refused: false,
  /** The URL carries a user name or a password. */
  credentials_refused: false,
  /** The host is, or resolves to, an address outside the public Internet that nobody allowed. */
  address_refused: false,
  /** The port is not one that public hosts serve pages on. */
  port_refused: false,
  /** The name has no address, or no name server answered. */
  dns_failed: true,
  /** No connection: refused, unreachable, or not in time. */
  connect_failed: true,
  /** The TLS handshake failed, most often because of the certificate. */
  tls_failed: false,
  /** The deadline over name, connection, redirects and body has passed. */
  timeout: true,
  /** More redirects than allowed; loops end here as well. */
  redirects_exceeded: false,
  /** More bytes than allowed, on the wire or after decompression. */
  body_too_large: false,
  /** A Content-Encoding that was not asked for, or more than one. */
  encoding_unknown: false,
  /** The caller does not want this Content-Type. */
  type_refused: false,
  /** An answer of another status than 2xx, 304 or a redirect. */
  http_error: false,
  /** What came is not proper HTTP, or broke off. */
  protocol_error: true,
  /** The caller's signal, or `close()`. */
  aborted: true,
} as const;

/** One of the declared reasons why a fetch failed. */
export type FetchErrorCode = keyof typeof retryableByCode;

/** All codes, for callers that must handle each of them. */
export const fetchErrorCodes: readonly string[] = Object.keys(retryableByCode);

/** What a {@link FetchError} carries besides code and text. */
export interface FetchErrorDetails {
  httpStatus?: number;
  retryAfterMs?: number | null;
  retryable?: boolean;
  cause?: unknown;
}

/** A fetch that gave no result. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  /** Which of the declared reasons. */
  readonly code: FetchErrorCode;
  /** The status of the answer, where there was one. */
  readonly httpStatus: number | null;
  /** What `Retry-After` asked for, in milliseconds from now within [60 s, 24 h]; null where it said nothing. */
  readonly retryAfterMs: number | null;
  /** Whether trying the same URL again, later, can help. */
  readonly retryable: boolean;

  constructor(code: FetchErrorCode, message: string, details: FetchErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.httpStatus = details.httpStatus ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.retryable = details.retryable ?? retryableByCode[code];
  }
}

/** A setting of this package that cannot be used; the message names the bad part. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** Which setting. */
  readonly code: 'allow_private_invalid' | 'user_agent_invalid';

  constructor(code: ConfigError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** The `code` that Node and its libraries give their errors; null where there is none. */
export function systemCodeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
