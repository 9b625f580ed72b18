// What the server counts, and what it looks up when its metrics are asked for.
import { queueNames } from '@maylike/queues';
import { Counter, Gauge, Histogram } from '@maylike/runtime';
import type { ServerDependencies } from './dependencies.js';

/** Series of more networks than this are left out: a scrape stays small, the dashboard shows all. */
const networksMax = 100;

/** The server's own metrics. */
export interface Meters {
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly answers: Counter<'strategy'>;
  readonly drafts: Counter<'outcome'>;
  readonly events: Counter<'type'>;
}

/** Registers the metrics. Gauges ask Redis when they are scraped; while it is away they have no series. */
export function createMeters(dependencies: ServerDependencies): Meters {
  const { queues, store, metrics } = dependencies;
  const registers = [metrics.registry];
  lookedUpGauge(dependencies, {
    name: 'maylike_queue_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'],
    collectInto: async (gauge) => {
      for (const queue of queueNames) {
        const counts = await queues.counts(queue);
        for (const [state, jobs] of Object.entries(counts)) gauge.set({ queue, state }, jobs);
      }
    },
  });
  lookedUpGauge(dependencies, {
    name: 'maylike_pending_articles',
    help: 'Articles that wait for their terms, by network',
    labelNames: ['network'],
    collectInto: async (gauge) => {
      const networkIds = (await store.sites.networkIds()).sort().slice(0, networksMax);
      for (const network of networkIds) gauge.set({ network }, await store.pending.count(network));
    },
  });
  return {
    requests: new Histogram({
      name: 'maylike_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    answers: new Counter({
      name: 'maylike_answers_total',
      help: 'Answers by the strategy of their first item; none: empty answers',
      labelNames: ['strategy'],
      registers,
    }),
    drafts: new Counter({
      name: 'maylike_drafts_total',
      help: 'Questions about drafts: answered, unanswerable, or unanswered in time',
      labelNames: ['outcome'],
      registers,
    }),
    events: new Counter({
      name: 'maylike_events_total',
      help: 'What readers saw and opened, by type',
      labelNames: ['type'],
      registers,
    }),
  };
}

function lookedUpGauge(
  { store, metrics, logger }: ServerDependencies,
  definition: {
    readonly name: string;
    readonly help: string;
    readonly labelNames: string[];
    readonly collectInto: (gauge: Gauge) => Promise<void>;
  },
): void {
  const { collectInto, ...rest } = definition;
  new Gauge({
    ...rest,
    registers: [metrics.registry],
    async collect() {
      this.reset();
      if (store.redis.status !== 'ready') return;
      try {
        await collectInto(this);
      } catch (error) {
        logger.warn({ err: error, metric: rest.name }, 'a metric cannot be looked up now');
      }
    },
  });
}
