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
export { readParsedFeed } from './output-schema.js';
export { feedParserVersion } from './version.js';
export type { FeedFormat, FeedItem, FeedSchedule, ParsedFeed } from './types.js';
