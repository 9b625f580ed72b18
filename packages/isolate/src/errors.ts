/** What can go wrong with the worker itself, and what each code means. */
export const isolateErrorCodes = {
  timeout: 'The run took longer than its bound and its worker was killed.',
  memory: 'The worker reached its heap limit and was ended by the runtime.',
  crash:
    'The worker ended by itself, its module could not be loaded or used, or its answer was none.',
  closed: 'The isolate was closed before the run could finish.',
} as const;

/** One of the declared reasons why a run gave no answer. */
export type IsolateErrorCode = keyof typeof isolateErrorCodes;

/** The worker failed: nothing is known of the work, it may be tried again alone. */
export class IsolateError extends Error {
  readonly code: IsolateErrorCode;

  constructor(code: IsolateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IsolateError';
    this.code = code;
  }
}

/**
 * The work itself threw, inside a worker that stays healthy. `message` is the thrown error's own;
 * `originalName` is its name (`TypeError`, `FeedParseError`, …), `code` its string code if it had one.
 */
export class IsolatedWorkError extends Error {
  readonly originalName: string;
  readonly code?: string;

  constructor(failure: { name: string; message: string; code?: string }) {
    super(failure.message);
    this.name = 'IsolatedWorkError';
    this.originalName = failure.name;
    if (failure.code !== undefined) this.code = failure.code;
  }
}
