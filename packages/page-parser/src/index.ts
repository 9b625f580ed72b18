export { PageParseError, type PageParseErrorCode } from './errors.js';
export type { PageFeed, ParsedPage, ParsePageOptions } from './model.js';
export { readParsedPage } from './output-schema.js';
export { pageParserModule, parsePageJob, type ParsePageInput } from './parse-page-job.js';
export { parsePage } from './parse-page.js';
