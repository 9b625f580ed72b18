export {
  MayLikeClient,
  type Article,
  type ArticleContent,
  type ArticleReference,
  type CallOptions,
  type ClientOptions,
  type Draft,
  type DraftWishes,
  type PushedArticle,
  type Recommendations,
  type RecommendationsQuery,
  type RecommendedItem,
} from './client.js';
export {
  MayLikeError,
  RefusedError,
  type ClientErrorCode,
  type FieldFault,
  type Refusal,
} from './errors.js';
export type { Input, OperationId, Output } from './operations.js';
