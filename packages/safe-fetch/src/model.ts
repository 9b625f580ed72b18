/** The shapes that callers see. */
import type { FetchLimits } from './limits.js';
import type { PrivateRange } from './private-ranges.js';
import type { Resolve } from './resolver.js';

/** Settings of a fetcher. */
export interface SafeFetchOptions {
  /** Private ranges that may be fetched all the same; none: the public Internet only. */
  allowPrivate: readonly PrivateRange[];
  /** `Product/version (+URL)`. The part before the slash is what robots.txt files are searched for. */
  userAgent: string;
  /** Other limits than {@link FetchLimits}' defaults. */
  limits?: Partial<FetchLimits>;
  /** Gives all addresses of a name; by default the hosts file and the system's name servers do. */
  resolve?: Resolve;
  /** The addresses of this machine, which are not fetched from even where they are public; by default those of its interfaces. */
  ownAddresses?: () => readonly string[];
  /** Milliseconds since the epoch; the system's clock by default. Read for Retry-After dates and for the age of robots.txt. */
  now?: () => number;
}

/** One fetch. */
export interface FetchRequest {
  /** The Accept header; anything by default. */
  accept?: string;
  /** Validators of the bytes that the caller has. They are sent to the URL's own origin only. */
  etag?: string | null;
  lastModified?: string | null;
  /** Lower limits than the fetcher's; a higher value is cut to the fetcher's. */
  bodyBytesMax?: number;
  timeoutMs?: number;
  /** Cancels the fetch. */
  signal?: AbortSignal;
  /** Says, before the body is read, whether its Content-Type is of use. */
  acceptTypes?: (contentType: string | null) => boolean;
}

/** What both kinds of result tell. */
interface FetchResultHead {
  /** Where the answer came from, after redirects, without a fragment. */
  finalUrl: string;
  /** How many redirects led there. */
  redirects: number;
  /** Where the unbroken chain of 301 and 308 at the start led; null where there was none. */
  permanentUrl: string | null;
  /** Validators to send the next time; null where there are none or they cannot be sent. */
  etag: string | null;
  lastModified: string | null;
  /** `Cache-Control`, else `Expires`: seconds from 0 to a year; null where nothing is said. */
  cacheMaxAgeSeconds: number | null;
}

/** The server says that the caller's bytes are still right. */
export interface NotModifiedResult extends FetchResultHead {
  notModified: true;
  httpStatus: 304;
}

/** A complete body. */
export interface BodyResult extends FetchResultHead {
  notModified: false;
  /** 200 to 299, never 206. */
  httpStatus: number;
  /** The decoded body, complete; over a buffer of its own, so it may be transferred. */
  bytes: Uint8Array;
  contentType: string | null;
  /** Bytes of the body before decompression. */
  bytesOnWire: number;
}

/** What a fetch gives. */
export type FetchResult = NotModifiedResult | BodyResult;

/** The one HTTP client to the outside. */
export interface SafeFetch {
  /**
   * Fetches a URL by GET, within all limits.
   *
   * @returns the complete body, or that nothing has changed. Never a part of a body.
   * @throws FetchError with one of the declared codes.
   */
  readonly get: (url: string, request?: FetchRequest) => Promise<FetchResult>;
  /**
   * Asks the origin's robots.txt whether the URL may be fetched.
   *
   * As RFC 9309 §2.3.1 says: no file (any 4xx) allows everything; a server that fails (5xx) or
   * cannot be reached allows nothing for the time being. Two answers go beyond it to the polite side:
   * 429 counts as a failing server, and a file too large or too costly to match allows nothing.
   * What was found is kept for an hour, a failure for five minutes, both in a bounded cache.
   *
   * @returns whether the URL may be fetched.
   * @throws FetchError where the URL itself is refused, as {@link SafeFetch.get} would.
   */
  readonly mayFetch: (url: string, signal?: AbortSignal) => Promise<boolean>;
  /**
   * How long the origin's robots.txt asks to wait between two pages: the `Crawl-delay` of our own
   * group, else of that of all. It costs no request of its own after {@link SafeFetch.mayFetch}.
   *
   * @returns milliseconds, more than 0 and at most an hour (after which the file is read anew anyway); null where
   * nothing, or nothing readable, is asked.
   * @throws FetchError where the URL itself is refused, as {@link SafeFetch.get} would.
   */
  readonly crawlDelayMs: (url: string, signal?: AbortSignal) => Promise<number | null>;
  /** Ends every connection; fetches under way fail with `aborted`. */
  readonly close: () => Promise<void>;
}
