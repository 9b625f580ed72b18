export { baselines, moreLikeThis, plainTfidf, stemmedTfidf, wholeBm25 } from './baselines.js';
export {
  bySources,
  titleAndFirstSentence,
  titled,
  titleOnly,
  wireCopyOf,
  withBoilerplate,
} from './cuts.js';
export { labelValues, readQualityDocument, type QualityDocument } from './document.js';
export { QualityError, type QualityErrorCode } from './errors.js';
export { maylike, maylikeCosine, vectorsOf } from './maylike.js';
export {
  averagePrecision,
  countJoins,
  mean,
  ndcgAt,
  pearson,
  precisionAt,
  recallAt,
  reciprocalRank,
  spearman,
  type JoinCounts,
} from './metrics.js';
export { randomFrom, sampleOf, type Random } from './random.js';
export { qualitySets, type QualitySet, type TaskKind } from './sets.js';
export { readOwnSets, readRatedPairs, type OwnQuestions } from './own-sets.js';
export { readSet, type SetReader } from './read-set.js';
export { measure, questionSet, type Measure, type ReadSet } from './suite.js';
export { listed, placesOf, topOf, type RelatednessSystem, type Scorer } from './system.js';
export {
  agreement,
  linkedArticles,
  linkRecall,
  questionsByLabel,
  questionsByLinks,
  samePrecision,
  sameStory,
  storiesOf,
  storyFigures,
  type Figures,
  type Question,
  type RatedPair,
} from './tasks.js';
