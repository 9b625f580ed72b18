// Everything that a request can be answered with instead of what it asked for, once, with its HTTP status. The table
// is the list of problem types (RFC 9457) of the HTTP contract.

const table = {
  request_invalid: [400, 'The request is not valid'],
  key_in_query: [400, 'A secret key does not belong into an address'],
  unauthorized: [401, 'A valid key is needed'],
  secret_key_needed: [403, 'A secret key is needed'],
  other_site: [403, 'The article belongs to another site'],
  origin_refused: [403, 'Pages of this origin may not use this key'],
  cross_site: [403, 'Another site may not do this for you'],
  route_unknown: [404, 'There is nothing here'],
  article_unknown: [404, 'There is no such article'],
  signal_unknown: [404, 'There is no such signal'],
  url_foreign: [404, "The address is not on one of the site's own domains"],
  feed_unknown: [404, 'There is no such feed'],
  network_unknown: [404, 'There is no such network'],
  generation_unknown: [404, 'There is no such generation'],
  request_timeout: [408, 'The request did not arrive in time'],
  feeds_full: [409, 'The site has as many feeds as it may have'],
  signals_full: [409, 'The site has as many signals as it may have'],
  article_gone: [410, 'The article was taken down'],
  body_too_large: [413, 'The body of the request is too large'],
  url_too_long: [414, 'The address is too long'],
  media_type_unsupported: [415, 'The body of the request has a type that is not read here'],
  feed_refused: [422, 'There is no feed at the address'],
  quota_exceeded: [429, 'Too many requests'],
  too_many_tries: [429, 'Too many wrong tries'],
  headers_too_large: [431, 'The headers of the request are too large'],
  internal: [500, 'Something went wrong on our side'],
  unavailable: [503, 'The service cannot answer now'],
  outside_silent: [504, 'The outside did not answer in time'],
} as const satisfies Record<string, readonly [number, string]>;

/** The problem types of the HTTP contract. */
export type ProblemCode = keyof typeof table;

const isCode = (text: string): text is ProblemCode => Object.hasOwn(table, text);

/** All of them. */
export const problemCodes: readonly ProblemCode[] = Object.keys(table).filter(isCode);

/** The HTTP status of a problem type. */
export const problemStatus = (code: ProblemCode): number => table[code][0];
/** One line for a person, the same for every problem of a type. */
export const problemTitle = (code: ProblemCode): string => table[code][1];

/** What is wrong with one field of a request. */
export interface FieldFault {
  /** A parameter's name, or a path in the body. */
  readonly field: string;
  readonly message: string;
}

/** What a problem says beside its type. */
export interface ProblemDetails {
  /** What is wrong this time. Reaches the caller: never an inside message. */
  readonly detail?: string;
  readonly faults?: readonly FieldFault[];
  readonly retryAfterSeconds?: number;
}

/** Thrown by a route: answered as `application/problem+json`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(
    readonly code: ProblemCode,
    readonly details: ProblemDetails = {},
  ) {
    super(details.detail ?? problemTitle(code));
  }
}

/** A request whose one field is wrong. */
export function fieldProblem(code: ProblemCode, field: string, message: string): ProblemError {
  return new ProblemError(code, { detail: `${field}: ${message}`, faults: [{ field, message }] });
}
