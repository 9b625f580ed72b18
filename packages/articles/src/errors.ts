const messages = {
  url_invalid: 'not an absolute http or https address',
  url_too_long: 'longer than an address may be',
} as const;

/** Every way in which this package refuses its input. */
export type ArticleErrorCode = keyof typeof messages;

/** A value from outside that cannot become part of an article. The message shows the value, cut short. */
export class ArticleError extends Error {
  override readonly name = 'ArticleError';

  constructor(
    readonly code: ArticleErrorCode,
    value: string,
  ) {
    const shown = value.length > 200 ? `${value.slice(0, 200)}…` : value;
    super(`"${shown}" is ${messages[code]}`);
  }
}
