// What goes wrong outside is a result, not a fault: the feed backs off and says why, the page is left as it is. What
// goes wrong on our side (Redis, a service that stops) is thrown on, so that the job runs again.
import { IsolatedWorkError, IsolateError } from '@maylike/isolate';
import { FetchError } from '@maylike/safe-fetch';

/** Why something outside gave nothing, in a form that is stored, counted and shown. */
export interface Failure {
  /** One word of a bounded set: a code of safe-fetch, of a parser, or one of {@link parserFailures}. */
  readonly code: string;
  /** For people; names what was found, and ends without a full stop. */
  readonly message: string;
  readonly httpStatus: number | null;
  /** How long the server asked to be left alone; null where it said nothing. */
  readonly retryAfterMs: number | null;
}

/** How a parser can end other than by refusing its input; `closed` is ours and is not among them. */
const parserFailures = {
  timeout: 'parser_timeout',
  memory: 'parser_memory',
  crash: 'parser_crash',
} as const;

/** Errors of the parsers that say what is wrong with the bytes. */
const parseErrorNames: ReadonlySet<string> = new Set(['FeedParseError', 'PageParseError']);

const withoutFullStop = (text: string): string => text.replace(/\.$/, '');

/**
 * What an error says of the feed or page.
 *
 * @returns The failure, or null where the error is a fault of ours: throw it on.
 */
export function failureOf(error: unknown): Failure | null {
  if (error instanceof FetchError) return fetchFailureOf(error);
  const none = { httpStatus: null, retryAfterMs: null };
  if (error instanceof IsolatedWorkError) {
    const message = withoutFullStop(error.message);
    return parseErrorNames.has(error.originalName)
      ? { ...none, code: error.code ?? 'malformed', message }
      : { ...none, code: 'parser_fault', message: `the parser failed: ${message}` };
  }
  if (error instanceof IsolateError && error.code !== 'closed') {
    const code = parserFailures[error.code];
    return { ...none, code, message: `parsing was stopped: ${withoutFullStop(error.message)}` };
  }
  return null;
}

function fetchFailureOf(error: FetchError): Failure | null {
  // Only a service that stops aborts its fetches.
  if (error.code === 'aborted') return null;
  const { code, httpStatus, retryAfterMs } = error;
  const message =
    code === 'http_error' && httpStatus !== null
      ? `HTTP ${httpStatus}`
      : withoutFullStop(error.message);
  return { code, message, httpStatus, retryAfterMs };
}
