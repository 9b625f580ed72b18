export { PageParseError, type PageParseErrorCode } from './errors.js';
export type { PageFeed, ParsedPage, ParsePageOptions } from './model.js';
export { parsePage } from './parse-page.js';
