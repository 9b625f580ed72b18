import type { FastifyBaseLogger } from 'fastify';
import type { Queues } from '@maylike/queues';
import type { Metrics, Readiness } from '@maylike/runtime';
import type { Asker, Store } from '@maylike/store';

/** What the server works with; it owns none of it. */
export interface ServerDependencies {
  readonly store: Store;
  readonly queues: Queues;
  /** Asks the writers about drafts. */
  readonly asker: Pick<Asker, 'ask'>;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** What is known of this process itself. */
  readonly readiness: Readiness;
  /** Services of which a process must be alive and ready before this one says it is. */
  readonly readyNeeds: readonly string[];
  readonly operatorToken: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
