import type { JobData } from '@maylike/queues';
import type { Feed } from '@maylike/store';
import type { Attempt, Tools } from './tools.js';

/** One poll under way. */
export interface PollRun {
  readonly job: JobData<'poll'>;
  /** As it was read when the poll began. */
  readonly feed: Feed;
  /** Which life of Redis it began in. */
  readonly epoch: string;
  /** Why the body is read whole although the last one is known; null where it may turn out to be that one. */
  readonly readAnew: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly attempt: Attempt;
  readonly tools: Tools;
}
