/** The reasons why a page gives nothing; callers keep the feed's own text then. */
const messages = {
  empty: 'The page has no bytes, or only blanks.',
  not_html: 'The bytes are not an HTML page.',
  too_large: 'The page has more bytes than a page may have.',
  too_complex: 'The page has too many tags or attributes, or nests them too deeply.',
} as const;

/** One of the declared reasons. */
export type PageParseErrorCode = keyof typeof messages;

/** A page that was not parsed. Trying again gives the same. */
export class PageParseError extends Error {
  override readonly name = 'PageParseError';
  /** Which of the declared reasons. */
  readonly code: PageParseErrorCode;

  constructor(code: PageParseErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}
