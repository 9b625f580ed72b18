export { startSimilarity, type Similarity, type SimilarityOptions } from './similarity.js';
export { Writers, leaseMs, type WriterRole, type WritersOptions } from './writers.js';
export { NetworkNews } from './network-news.js';
export {
  WriterRun,
  type IndexSize,
  type NetworkReport,
  type WriterRunOptions,
} from './writer-run.js';
export { runIndexJob, type IndexJobOptions } from './index-job.js';
export { draftsInHandMax, type FinishedAsk } from './draft-answers.js';
export { createMeters, type Meters, type MetersOptions } from './meters.js';
export { BoilerplateTables } from './boilerplate-tables.js';
export { runTextJob } from './isolated.js';
export { TextWork, type TextJob, type TextJobResult } from './text-work.js';
