export { TfidfError, type TfidfErrorCode } from './errors.js';
export { explainCosine, type CosineExplained, type SharedTerm } from './explain.js';
export { type Terms } from './terms.js';
export { TermCounts } from './term-counts.js';
export { buildIdfTable, idfTableFrom, inverseDocumentFrequency, type IdfTable } from './idf.js';
export {
  canonicalScore,
  canonicalScoreE6,
  dampenedFrequency,
  SCORE_SCALE,
  scoreE6Of,
  weigh,
  type Vector,
} from './vector.js';
export {
  comesBefore,
  compareEntries,
  EMPTY_LIST,
  insertEntry,
  LIST_LENGTH_MAX,
  LIST_REFILL_BELOW,
  needsRefill,
  NEIGHBOUR_FLOOR,
  NO_BOUND,
  removeEntry,
  selectTop,
  type Bound,
  type Entry,
  type EntryKey,
  type NeighbourList,
} from './neighbour-list.js';
export { type IndexedArticle } from './indexed-article.js';
export {
  NEAREST_MAX,
  NeighbourIndex,
  SEGMENT_SLOTS,
  type ArticleKey,
  type IndexMemory,
  type Neighbourhood,
  type NeighbourIndexOptions,
} from './neighbour-index.js';
export { ReferenceIndex } from './reference-index.js';
export {
  BULK_THREADS_MAX,
  BULK_TOP_MAX,
  bulkNeighbours,
  type BulkNeighbour,
  type BulkOptions,
} from './bulk.js';
export {
  areDuplicates,
  DUPLICATE_SCORE,
  nearDuplicates,
  storiesAfterPut,
  type StoryArticle,
  type StoryOf,
  type VectorOf,
} from './stories.js';
