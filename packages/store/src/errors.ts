const table = {
  name_taken: 'A site of that name exists already',
  site_unknown: 'There is no such site',
  key_unknown: 'There is no such key',
  feed_unknown: 'There is no such feed',
  feeds_full: 'The site has as many feeds as it may have',
  signals_full: 'The site has as many signals as it may have',
  schema_newer: 'The data in Redis was written by a later release of MayLike',
  data_corrupt: 'A value in Redis cannot be read',
  fenced: 'Another process writes this network now',
  script_reply: 'A script answered in an unexpected form',
} as const;

/** Every way in which the store refuses; see the table for what each means. */
export type StoreErrorCode = keyof typeof table;

/**
 * An error of the store. `fenced` means: stop writing this network, nothing was changed. `schema_newer` means: do not
 * start. The `*_unknown`, `name_taken` and `*_full` codes are answers to a person. The rest are faults.
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    detail?: string,
    options?: ErrorOptions,
  ) {
    super(detail === undefined ? table[code] : `${table[code]}: ${detail}`, options);
  }
}
