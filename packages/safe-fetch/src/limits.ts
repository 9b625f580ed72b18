/** The limits of one fetch. A request may lower them, never raise them. */
export interface FetchLimits {
  /** Bytes of a body, counted on the wire and again after decompression. */
  bodyBytesMax: number;
  /** Milliseconds for everything: name, connection, TLS, redirects, body. */
  timeoutMs: number;
  /** Milliseconds for one connection including TLS, so that a dead address leaves time for the next. */
  connectTimeoutMs: number;
  /** Redirects followed before giving up. */
  redirectsMax: number;
  /** Bytes of one answer's headers. */
  headerBytesMax: number;
}

/** What holds where the options name nothing else. */
export const defaultFetchLimits: Readonly<FetchLimits> = {
  // The largest honest feeds and article pages are near 5 MB.
  bodyBytesMax: 10_000_000,
  // A feed that needs longer holds a place that other feeds wait for.
  timeoutMs: 20_000,
  connectTimeoutMs: 10_000,
  // http → https → www → slug → slash is four; five leaves one.
  redirectsMax: 5,
  // Pages with large cookies and policies stay below 20 kB.
  headerBytesMax: 32_768,
};

/** Characters of a URL: servers refuse longer ones, and no real feed comes near. */
export const urlCharsMax = 4_096;

/** Characters of a validator (ETag, Last-Modified) that is worth keeping; a longer one is as good as none. */
export const validatorCharsMax = 512;
