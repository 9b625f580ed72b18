/** The limits of one fetch. A request may lower them, never raise them. */
export interface FetchLimits {
  /** Bytes of a body, counted on the wire and again after decompression. */
  bodyBytesMax: number;
  /** Milliseconds for everything: name, connection, TLS, redirects, body. */
  timeoutMs: number;
  /** Milliseconds for a name's addresses. */
  dnsTimeoutMs: number;
  /** Milliseconds for one connection including TLS, so that a dead address leaves time for the next. */
  connectTimeoutMs: number;
  /** Milliseconds from a request to the end of its answer's headers. */
  firstByteTimeoutMs: number;
  /** Milliseconds of silence within a body. */
  idleTimeoutMs: number;
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
  // A name server has answered within two tries, or is down.
  dnsTimeoutMs: 5_000,
  connectTimeoutMs: 10_000,
  // Pages made on the spot by a busy server take ten; later there would be no time for the body.
  firstByteTimeoutMs: 15_000,
  // Servers that pause for longer within a body do not come back.
  idleTimeoutMs: 10_000,
  // http → https → www → slug → slash is four; five leaves one.
  redirectsMax: 5,
  // Pages with large cookies and policies stay below 20 kB.
  headerBytesMax: 32_768,
};

/**
 * Bytes that one answer may take on the wire with all that is not its body: headers, interim answers,
 * trailers, the frames of chunks. Frames of honest servers add a few percent.
 */
export function answerBytesMax({ bodyBytesMax, headerBytesMax }: FetchLimits): number {
  return Math.ceil(bodyBytesMax * 1.25) + 2 * headerBytesMax;
}

/** Characters of a URL: servers refuse longer ones, and no real feed comes near. */
export const urlCharsMax = 4_096;

/** Characters of a validator (ETag, Last-Modified) that is worth keeping; a longer one is as good as none. */
export const validatorCharsMax = 512;
