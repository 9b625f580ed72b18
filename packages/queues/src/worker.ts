import { DelayedError, UnrecoverableError, Worker } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import { jobSchemas, type JobData, type QueueName } from './jobs.js';
import { lockDurationMs, prefixOf, stalledCountMax, stalledIntervalMs } from './policy.js';

/** What a processor gets beside the job's data. */
export interface JobContext {
  readonly jobId: string;
  /** How often the job was begun before. */
  readonly attemptsMade: number;
  /** How long ago the job was added. */
  readonly ageMs: number;
  /** Aborted when the worker is told to stop and the time to finish is over. */
  readonly signal: AbortSignal;
  /** Shows how far the job is, 0 to 100. */
  progress(percent: number): Promise<void>;
}

/** Works one job; its return value is the job's result. A thrown error is tried again, a {@link ParkError} is not. */
export type Processor<Name extends QueueName> = (
  data: JobData<Name>,
  context: JobContext,
) => Promise<unknown>;

/** Thrown by a processor: trying again would do no good. The job is kept as failed with its message. */
export class ParkError extends UnrecoverableError {
  override readonly name = 'ParkError';
}

/** Thrown by a processor: not now. The job runs again after the time, which is neither a failure nor a try. */
export class LaterError extends Error {
  override readonly name = 'LaterError';

  constructor(
    readonly delayMs: number,
    message: string,
  ) {
    super(message);
  }
}

export interface WorkerOptions<Name extends QueueName> {
  readonly queue: Name;
  /** A connection with `maxRetriesPerRequest: null`; it may be shared and stays open. */
  readonly connection: Redis | Cluster;
  readonly concurrency: number;
  readonly process: Processor<Name>;
  /** A job that failed for good, or for now. */
  readonly onFailed: (
    error: Error,
    job: { readonly id: string; readonly willRetry: boolean },
  ) => void;
  readonly onError: (error: Error) => void;
}

/** A running worker. */
export interface RunningWorker {
  /**
   * Takes no further job and waits for those in hand; after `graceMs` their signals are aborted, and what still does
   * not end is left to be run again elsewhere.
   */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a worker. A job whose data does not fit its schema is parked with what is wrong: it was added by another
 * release or by hand, and no number of tries makes it fit.
 */
export function startWorker<Name extends QueueName>(options: WorkerOptions<Name>): RunningWorker {
  const schema = jobSchemas[options.queue];
  const worker = new Worker<unknown>(
    options.queue,
    async (job, token, signal) => {
      const parsed = schema.safeParse(job.data);
      if (!parsed.success)
        throw new ParkError(`not a job of ${options.queue}: ${parsed.error.message}`);
      try {
        return await options.process(parsed.data as JobData<Name>, {
          jobId: job.id ?? '',
          attemptsMade: job.attemptsMade,
          ageMs: Date.now() - job.timestamp,
          signal: signal ?? new AbortController().signal,
          progress: (percent) => job.updateProgress(percent),
        });
      } catch (error) {
        if (!(error instanceof LaterError)) throw error;
        await job.moveToDelayed(Date.now() + error.delayMs, token);
        throw new DelayedError();
      }
    },
    {
      connection: options.connection,
      prefix: prefixOf(options.queue),
      concurrency: options.concurrency,
      lockDuration: lockDurationMs,
      stalledInterval: stalledIntervalMs,
      maxStalledCount: stalledCountMax,
      // Two weeks of minutes: what the dashboard's charts and the counters are drawn from.
      metrics: { maxDataPoints: 20_160 },
    },
  );
  worker.on('error', options.onError);
  worker.on('failed', (job, error) => {
    const willRetry = job !== undefined && job.finishedOn === undefined;
    options.onFailed(error, { id: job?.id ?? '', willRetry });
  });
  return { stop: (graceMs) => stopWorker(worker, graceMs) };
}

async function stopWorker(worker: Worker<unknown>, graceMs: number): Promise<void> {
  const abort = setTimeout(() => {
    worker.cancelAllJobs('the service stops');
  }, graceMs);
  try {
    await worker.close();
  } finally {
    clearTimeout(abort);
  }
}
