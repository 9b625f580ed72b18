import type { Queues } from '@maylike/queues';
import type { Logger } from '@maylike/runtime';
import type { SafeFetch } from '@maylike/safe-fetch';
import type { Store } from '@maylike/store';
import type { Epoch } from './epoch.js';
import type { HandOut } from './hand-out.js';
import type { Meters } from './meters.js';
import type { Parsers } from './parsers.js';
import type { Politeness } from './politeness.js';

/** What every job of this service works with. */
export interface Tools {
  readonly store: Store;
  readonly queues: Queues;
  readonly fetch: SafeFetch;
  readonly parsers: Parsers;
  readonly politeness: Politeness;
  readonly handOut: HandOut;
  readonly epoch: Pick<Epoch, 'current'>;
  readonly logger: Logger;
  readonly meters: Meters;
  /** The shortest time between two polls that the service chooses by itself. */
  readonly pollIntervalMinSeconds: number;
  /** Days after publication until an article leaves; 0: never. */
  readonly windowDays: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** A feed's share of luck, from 0 to below 1, always the same: see `jitterOf`. */
  readonly jitter: (feedId: string) => number;
}

/** One try of a job, as far as the work needs to know of it. */
export interface Attempt {
  readonly jobId: string;
  readonly attemptsMade: number;
  /** How long ago the job was added. */
  readonly ageMs: number;
  /** Aborted when the service stops and its grace is over. */
  readonly signal: AbortSignal;
}

const dayMs = 86_400_000;

/** The time before which an article is outside of the window; null without a window. */
export function windowStart({ windowDays, now }: Pick<Tools, 'windowDays' | 'now'>): number | null {
  return windowDays === 0 ? null : now() - windowDays * dayMs;
}
