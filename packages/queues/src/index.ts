export { findFeed, type FoundFeed, type NoFeed } from './find-feed.js';
export {
  jobSchemas,
  queueNames,
  visitAnswerSchema,
  type JobData,
  type QueueName,
  type VisitAnswer,
} from './jobs.js';
export { lockDurationMs, prefixOf } from './policy.js';
export { indexBatchMax, Queues, visitTimeoutMs } from './queues.js';
export {
  LaterError,
  ParkError,
  startWorker,
  type JobContext,
  type Processor,
  type RunningWorker,
  type WorkerOptions,
} from './worker.js';
