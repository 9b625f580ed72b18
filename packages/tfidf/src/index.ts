export { TfidfError, type TfidfErrorCode } from './errors.js';
export { type Terms } from './terms.js';
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
export { NeighbourIndex, type IndexedArticle } from './neighbour-index.js';
