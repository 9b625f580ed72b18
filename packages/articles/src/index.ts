export { ArticleError, type ArticleErrorCode } from './errors.js';
export * from './model.js';
export { articleIdOf, contentHash, guidKeyOf, isArticleId } from './identity.js';
export { canonicalUrl, isOwnUrl, parseUrl, urlCharactersMax } from './url.js';
