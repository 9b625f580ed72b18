/** What can be wrong with something that was handed to this package. None of it heals by trying again. */
export type TfidfErrorCode = 'terms_invalid' | 'idf_table_invalid' | 'options_invalid';

/**
 * The one error this package throws: the caller's data breaks a documented promise.
 * `message` names the field and the value that is wrong.
 */
export class TfidfError extends Error {
  /** Which promise was broken. */
  readonly code: TfidfErrorCode;

  constructor(code: TfidfErrorCode, message: string) {
    super(message);
    this.name = 'TfidfError';
    this.code = code;
  }
}
