export { answer, answerDraft } from './answer.js';
export { answerArticle, becauseMax } from './cards.js';
export { type Draft, type DraftFindings } from './draft.js';
export {
  boostFactorMax,
  boostFactorMin,
  buryFactorMax,
  buryFactorMin,
  editorialFor,
  noEditorial,
  type Editorial,
  type Signal,
  type SignalScope,
  type SignalWord,
} from './editorial.js';
export { RankingError, type RankingErrorCode } from './errors.js';
export {
  evidence,
  evidenceDepth,
  evidenceWeight,
  relatedness,
  type OwnScores,
} from './evidence.js';
export {
  explainEvidence,
  explainRelated,
  hiddenReasons,
  type EvidenceExplained,
  type EvidenceShare,
  type HiddenReason,
  type RelatedExplained,
  type RelatedKnown,
} from './explain.js';
export { fallbackScanMax, trendingMax } from './fallback.js';
export {
  limitDefault,
  limitMax,
  diversityDefault,
  minScoreDefault,
  modes,
  plainQuestion,
  strategies,
  type Answer,
  type AnswerArticle,
  type AnswerItem,
  type AnswerReader,
  type ArticleReference,
  type ArticleWithCard,
  type CardFields,
  type FoundArticle,
  type ItemExplanation,
  type Mode,
  type NeighbourEntry,
  type Question,
  type RankingArticle,
  type StoryCopy,
  type Strategy,
} from './model.js';
export { recencyFloor, recencyHalfLifeHours, recencyWeight } from './recency.js';
