// What the service counts, and what it tells of the networks that it writes when its metrics are asked for.
import type { NetworkId } from '@maylike/articles';
import { Counter, Gauge, Histogram, type Metrics } from '@maylike/runtime';
import type { AppliedBatch } from './log-applier.js';
import type { NetworkReport } from './writer-run.js';

/** Series of more networks than this are left out: a scrape stays small. */
const networksMax = 100;

/** The service's own metrics. */
export interface Meters {
  readonly onApplied: (batch: AppliedBatch) => void;
  readonly onRefused: () => void;
}

/** Registers the metrics. */
export function createMeters(
  metrics: Metrics,
  now: () => number,
  reports: () => ReadonlyMap<NetworkId, NetworkReport>,
): Meters {
  const registers = [metrics.registry];
  new Gauge({
    name: 'maylike_indexed_articles',
    help: 'Articles in the indexes that this process holds',
    registers,
    collect() {
      this.set([...reports().values()].reduce((sum, { articles }) => sum + articles, 0));
    },
  });
  networkGauges(metrics, now, reports);
  const applied = appliedMeters(metrics);
  const refused = new Counter({
    name: 'maylike_generations_refused_total',
    help: 'Generations that the quality gate kept out',
    registers,
  });
  return {
    onApplied: (batch) => {
      applied.entries.inc(batch.entries);
      applied.lists.inc(batch.lists);
      applied.seconds.observe(batch.tookMs / 1_000);
      applied.age.observe(batch.ageMs / 1_000);
    },
    onRefused: () => {
      refused.inc();
    },
  };
}

function networkGauges(
  metrics: Metrics,
  now: () => number,
  reports: () => ReadonlyMap<NetworkId, NetworkReport>,
): void {
  const gauge = (
    name: string,
    help: string,
    valueOf: (report: NetworkReport) => number | null,
  ): Gauge<'network'> =>
    new Gauge({
      name,
      help,
      labelNames: ['network'],
      registers: [metrics.registry],
      collect() {
        this.reset();
        const shown = [...reports()].sort(([a], [b]) => a.localeCompare(b)).slice(0, networksMax);
        for (const [network, report] of shown) {
          const value = valueOf(report);
          if (value !== null) this.set({ network }, value);
        }
      },
    });
  gauge(
    'maylike_generation_age_seconds',
    'How long the active generation has been served, by network',
    ({ activatedAt }) => (activatedAt === null ? null : (now() - activatedAt) / 1_000),
  );
  gauge(
    'maylike_list_coverage',
    'Share of articles with at least five neighbours, by network',
    ({ coverage }) => coverage,
  );
  gauge(
    'maylike_idf_drift',
    'Mean difference of the idf of today from the frozen one over all postings, by network',
    ({ drift }) => drift,
  );
  gauge(
    'maylike_build_lists_done',
    'Lists written of the generation that is being built, by network',
    ({ build }) => build?.done ?? null,
  );
  gauge(
    'maylike_build_lists_total',
    'Lists of the generation that is being built, by network',
    ({ build }) => build?.total ?? null,
  );
}

function appliedMeters({ registry }: Metrics) {
  const registers = [registry];
  return {
    entries: new Counter({
      name: 'maylike_log_entries_applied_total',
      help: 'Log entries applied',
      registers,
    }),
    lists: new Counter({
      name: 'maylike_lists_written_total',
      help: 'Neighbour lists written',
      registers,
    }),
    seconds: new Histogram({
      name: 'maylike_apply_batch_seconds',
      help: 'Time to apply one batch of log entries',
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    age: new Histogram({
      name: 'maylike_list_freshness_seconds',
      help: 'Time from stored terms to written lists, of the first entry of each batch',
      buckets: [0.05, 0.2, 0.5, 1, 2, 5, 15, 60, 600],
      registers,
    }),
  };
}
