// How often a job is tried, how long it may be held, how long its record is kept.
import type { DefaultJobOptions } from 'bullmq';
import type { QueueName } from './jobs.js';

/** Names of jobs and queues in Redis. A tag a queue: in a cluster the queues spread over its nodes. */
export const prefixOf = (name: QueueName): string => `{ml-${name}}`;

/**
 * A worker that dies leaves its jobs locked for this long; within the next look they run again elsewhere: ten seconds
 * after a death everything goes on. Heavy work runs in threads of its own, so that a living worker always renews in time
 * (every half of this).
 */
export const lockDurationMs = 8_000;
export const stalledIntervalMs = 2_000;
/** A job outlives this many deaths of its worker: restarts during one long job are no fault of the job. */
export const stalledCountMax = 5;

const keptCompleted = { age: 3_600, count: 1_000 };
const keptFailed = { age: 7 * 86_400, count: 5_000 };

const retrying = (attempts: number): DefaultJobOptions => ({
  attempts,
  backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
  removeOnComplete: keptCompleted,
  removeOnFail: keptFailed,
  sizeLimit: 16_384,
});

/**
 * The options of every job of a queue. Failures of feeds and pages are results, not failures of jobs: what is tried
 * again here is what Redis or a dying process broke off.
 */
export const jobOptions: Readonly<Record<QueueName, DefaultJobOptions>> = {
  // The next second brings another one.
  tick: { ...retrying(1), removeOnComplete: { age: 60, count: 60 } },
  poll: retrying(3),
  page: retrying(3),
  // A person waits for it: they try again themselves.
  visit: retrying(1),
  index: retrying(10),
  reindex: retrying(3),
};
