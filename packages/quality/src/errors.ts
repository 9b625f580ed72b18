/** What can be wrong with something that was handed to this package. None of it heals by trying again. */
export type QualityErrorCode = 'document_invalid' | 'pair_invalid' | 'metric_invalid';

/** The one error this package throws: the caller's data breaks a documented promise. The message names the place. */
export class QualityError extends Error {
  override readonly name = 'QualityError';

  constructor(
    readonly code: QualityErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
