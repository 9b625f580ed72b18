// A bad answer as what it means. Anything may stand between a client and the API, so every field is looked at, and a
// body that is no problem (RFC 9457) is none of the API's.
import type { FieldFault, Refusal } from './errors.js';

const typePrefix = 'urn:maylike:problem:';
/** The API names twenty faults at most. */
const faultsMax = 20;

/** What a status, its headers and its body say. */
export function refusalOf(status: number, headers: Headers, body: string, now: number): Refusal {
  const problem = headers.get('content-type')?.startsWith('application/problem+json') === true;
  const said = problem ? parsed(body) : null;
  const type = textOf(said, 'type');
  return {
    status,
    code: type?.startsWith(typePrefix)
      ? type.slice(typePrefix.length).replaceAll('-', '_')
      : 'http_error',
    title: textOf(said, 'title') ?? 'The answer is an error that says nothing of itself',
    detail: textOf(said, 'detail'),
    faults: faultsOf(fieldOf(said, 'errors')),
    retryAfterMs: retryAfterMsOf(headers.get('retry-after'), now),
  };
}

/** `Retry-After` in milliseconds from now: a number of seconds or a date (RFC 9110 §10.2.3); null for anything else. */
export function retryAfterMsOf(text: string | null, now: number): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return 1_000 * Number(text);
  // A date begins with the name of its day; left to itself, the parser takes almost any number for one.
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** The value of a JSON text; null for what is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: it says nothing that could be read.
    return null;
  }
}

function faultsOf(value: unknown): FieldFault[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, faultsMax).flatMap((fault) => {
    const field = textOf(fault, 'field');
    const message = textOf(fault, 'message');
    return field === null || message === null ? [] : [{ field, message }];
  });
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown, name: string): string | null {
  const text = fieldOf(value, name);
  return typeof text === 'string' ? text : null;
}
