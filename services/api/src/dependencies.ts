import type { FastifyBaseLogger } from 'fastify';
import type { Queues, VisitAnswer } from '@maylike/queues';
import type { Metrics, Readiness } from '@maylike/runtime';
import type { Asker, Store } from '@maylike/store';
import type { QuotaLimits } from './quotas.js';

/** What the server works with; it owns none of it. */
export interface ServerDependencies {
  readonly store: Store;
  readonly queues: Queues;
  /** Asks the writers about drafts. */
  readonly asker: Pick<Asker, 'ask'>;
  /** Tries an address on the outside, through ingest. Rejects where no answer comes in time. */
  readonly visit: (url: string) => Promise<VisitAnswer>;
  /** Requests to one host that are under way at one time, all processes together. */
  readonly hostRequestsAtOnce: number;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
  /** What is known of this process itself. */
  readonly readiness: Readiness;
  /** Services of which a process must be alive and ready before this one says it is. */
  readonly readyNeeds: readonly string[];
  readonly operatorToken: string;
  /** What may be asked in a minute. */
  readonly quotas: QuotaLimits;
  /** Proxies whose word on who asks is taken, as addresses or CIDR ranges. */
  readonly trustedProxies: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
