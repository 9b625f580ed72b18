// What a call can end with instead of an answer.

/** What is wrong with one field of a request. */
export interface FieldFault {
  /** A parameter's name, or a path in the body. */
  readonly field: string;
  readonly message: string;
}

/**
 * What the client itself finds wrong.
 *
 * - `options_invalid`: the client was made with something that cannot work;
 * - `unreachable`: no answer, or only the beginning of one; `cause` says what the platform told;
 * - `timeout`: no whole answer in time;
 * - `redirected`: an answer from elsewhere was offered; it is not followed, for the key would go along;
 * - `answer_unreadable`: a good status, and a body that is not what the API's document promises;
 * - `answer_too_large`: a body beyond `answerBytesMax`.
 */
export type ClientErrorCode =
  | 'options_invalid'
  | 'unreachable'
  | 'timeout'
  | 'redirected'
  | 'answer_unreadable'
  | 'answer_too_large';

/**
 * Every error of this package. `code` is for programs: a {@link ClientErrorCode}, or, for a {@link RefusedError}, the
 * API's own. A call that its caller aborts rejects with the signal's reason instead, as `fetch` does.
 */
export class MayLikeError extends Error {
  override readonly name: string = 'MayLikeError';

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What {@link RefusedError} is made of. */
export interface Refusal {
  /** The HTTP status. */
  readonly status: number;
  /** The problem's type without what all types begin with, as `article_unknown`; `http_error` for another body. */
  readonly code: string;
  /** One line for a person, the same for every problem of a type. */
  readonly title: string;
  /** What is wrong this time. */
  readonly detail: string | null;
  readonly faults: readonly FieldFault[];
  /** How long the API asks to be left alone, in milliseconds; null where it does not say. */
  readonly retryAfterMs: number | null;
}

/** The API, or something on the way to it, answered with another status than 2xx: a problem as in RFC 9457. */
export class RefusedError extends MayLikeError {
  override readonly name: string = 'RefusedError';
  /** The HTTP status. */
  readonly status: number;
  /** What is wrong this time, in words; null where nothing is said. */
  readonly detail: string | null;
  /** Every field that is wrong. */
  readonly faults: readonly FieldFault[];
  /** How long the API asks to be left alone, in milliseconds; null where it does not say. */
  readonly retryAfterMs: number | null;

  constructor({ status, code, title, detail, faults, retryAfterMs }: Refusal) {
    super(code, `${status} ${title}${detail === null ? '' : `: ${detail}`}`);
    this.status = status;
    this.detail = detail;
    this.faults = faults;
    this.retryAfterMs = retryAfterMs;
  }

  /** The first field that is wrong; null where none is named. */
  get field(): string | null {
    return this.faults[0]?.field ?? null;
  }
}
