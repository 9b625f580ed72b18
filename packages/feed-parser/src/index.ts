export {
  feedParserModule,
  parseFeed,
  parseFeedJob,
  type ParseFeedInput,
  type ParseFeedOptions,
} from './parse-feed.js';
export { FeedParseError, feedParseErrorCodes, type FeedParseErrorCode } from './errors.js';
export { htmlToText } from './html-text.js';
export { parseFeedDate } from './dates.js';
export type { FeedFormat, FeedItem, ParsedFeed } from './types.js';
