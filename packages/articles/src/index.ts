export { ArticleError, type ArticleErrorCode } from './errors.js';
export { readFeedUrl, type FeedUrl } from './feed-url.js';
export * from './model.js';
export { articleIdOf, contentHash, guidKeyOf, isArticleId } from './identity.js';
export { hrefsInProse, linkedUrls, linkedUrlsMax, type LinePiece } from './links.js';
export { twinKeyUrl } from './twins.js';
export { canonicalUrl, isOwnUrl, parseUrl, urlCharactersMax } from './url.js';
