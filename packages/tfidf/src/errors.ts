/**
 * What can be wrong with something that was handed to this package. None of it heals by trying again; after
 * `memory_full` there is room once articles have been removed.
 */
export type TfidfErrorCode =
  | 'terms_invalid'
  | 'idf_table_invalid'
  | 'options_invalid'
  | 'article_invalid'
  | 'memory_full'
  | 'worker_failed';

/**
 * The one error this package throws: the caller's data breaks a documented promise, or a limit is reached.
 * `message` names the field and the value that is wrong.
 */
export class TfidfError extends Error {
  /** Which promise was broken. */
  readonly code: TfidfErrorCode;

  constructor(code: TfidfErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TfidfError';
    this.code = code;
  }
}
