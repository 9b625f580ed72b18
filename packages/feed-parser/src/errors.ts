/** What a body that is refused can be, and what each code means. */
export const feedParseErrorCodes = {
  empty: 'The body has no bytes, or only white space.',
  not_a_feed: 'The body is something else: an HTML page, an OPML list, other XML or JSON, a PDF.',
  malformed: 'The body means to be a feed, but is broken or built beyond what can be repaired.',
  too_large: 'The body has more bytes than a feed may have.',
} as const;

/** One of the declared reasons why a body is refused. */
export type FeedParseErrorCode = keyof typeof feedParseErrorCodes;

/** What a list of feeds that is refused can be. */
export const opmlErrorCodes = {
  not_opml: 'The text is something else.',
  no_feed: 'It is a list that names no feed.',
  too_many_feeds: 'It names more feeds than are taken at once.',
} as const;

/** One of the declared reasons why a list of feeds is refused. */
export type OpmlErrorCode = keyof typeof opmlErrorCodes;

/** A text that gave no list of feeds. The message goes on from the text's name: "is not an OPML file". */
export class OpmlError extends Error {
  override readonly name = 'OpmlError';

  constructor(
    readonly code: OpmlErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Why an item of a feed is missing from its list, in the words that are counted and shown. */
export const itemDropReasons = {
  cut: 'cut off with the body',
  empty: 'empty',
  notAnObject: 'not an object',
} as const;

/** A body that gave no feed. `code` is for programs; `message` says what was found, for people. */
export class FeedParseError extends Error {
  readonly code: FeedParseErrorCode;

  constructor(code: FeedParseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'FeedParseError';
    this.code = code;
  }
}
