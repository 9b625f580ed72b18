/** What the headers of an answer say, read with suspicion: every value comes from a stranger. */
import { FetchError } from './errors.js';
import { validatorCharsMax } from './limits.js';

/** Names with their values in order of arrival, as undici gives them raw: name, value, name, value. */
export interface ResponseHeaders {
  /** The first value of a header, null where it is missing. */
  first(name: string): string | null;
  /** All values of a header, joined as one list. */
  list(name: string): string[];
}

const retryAfterMsMin = 60_000;
const retryAfterMsMax = 24 * 3_600_000;
/** A year, as far as any cache is asked to go (RFC 9111 §1.2.2 allows less than that is useful). */
const cacheMaxAgeSecondsMax = 31_536_000;

/**
 * Reads raw headers. They are kept in a Map, so a header named `__proto__` is only a header.
 *
 * @throws FetchError `protocol_error` where the list is not one.
 */
export function readHeaders(raw: unknown): ResponseHeaders {
  if (!Array.isArray(raw)) throw new FetchError('protocol_error', 'The answer has no headers.');
  const values = new Map<string, string[]>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase();
    const value = String(raw[i + 1]).trim();
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return {
    first: (name) => values.get(name)?.[0] ?? null,
    list: (name) =>
      (values.get(name) ?? [])
        .flatMap((value) => value.split(','))
        .map((value) => value.trim())
        .filter((value) => value !== ''),
  };
}

/**
 * A validator that can be sent back as it came, else null: without one the next poll is complete,
 * which costs bytes and loses nothing.
 */
export function usableValidator(value: string | null | undefined): string | null {
  if (value === null || value === undefined || value === '') return null;
  return value.length <= validatorCharsMax && /^[\x20-\x7e]+$/.test(value) ? value : null;
}

/**
 * `Retry-After` as seconds or as a date (RFC 9110 §10.2.3), in milliseconds from `nowMs`.
 *
 * @returns a value within [60 s, 24 h]: a negative or a past one becomes the least, one of years the
 * most; null where there is none or it cannot be read.
 */
export function parseRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  let waitMs = Number.NaN;
  if (/^-?\d+(\.\d+)?$/.test(value)) waitMs = Number(value) * 1_000;
  // Only dates that begin with a day's name: Date.parse reads a date into almost any text.
  else if (/^[A-Za-z]{3,9}, .{8,40}$/.test(value)) waitMs = Date.parse(value) - nowMs;
  // The oldest form, asctime's, names no zone and means GMT (RFC 9110 §5.6.7).
  else if (/^[A-Za-z]{3} [A-Za-z]{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(value)) {
    waitMs = Date.parse(`${value} GMT`) - nowMs;
  }
  if (Number.isNaN(waitMs)) return null;
  return Math.min(Math.max(waitMs, retryAfterMsMin), retryAfterMsMax);
}

/**
 * How long the answer may be kept, from `Cache-Control`.
 *
 * @returns seconds from 0 to a year; 0 for `no-store` and `no-cache`; null where nothing is said.
 */
export function parseCacheMaxAge(directives: readonly string[]): number | null {
  const lower = directives.map((directive) => directive.toLowerCase());
  if (lower.includes('no-store') || lower.includes('no-cache')) return 0;
  for (const directive of lower) {
    const match = /^max-age\s*=\s*"?(\d{1,15})"?$/.exec(directive);
    if (match !== null) return Math.min(Number(match[1]), cacheMaxAgeSecondsMax);
  }
  return null;
}

/**
 * How long the answer may be kept, from `Expires` (RFC 9111 §5.3): counted from the server's own `Date`, whose clock may
 * differ from ours, else from `nowMs`.
 *
 * @returns seconds from 0 to a year: 0 for what has expired, and for what is no date, which means the same; null where
 * nothing is said.
 */
export function parseExpires(
  expires: string | null,
  date: string | null,
  nowMs: number,
): number | null {
  if (expires === null) return null;
  // Servers send 0 and -1; Date.parse would read a year into such.
  if (!/^[A-Za-z]{3,9}, /.test(expires)) return 0;
  const sentMs = date === null ? Number.NaN : Date.parse(date);
  const seconds = (Date.parse(expires) - (Number.isNaN(sentMs) ? nowMs : sentMs)) / 1_000;
  return seconds > 0 ? Math.min(Math.round(seconds), cacheMaxAgeSecondsMax) : 0;
}
