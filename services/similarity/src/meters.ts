// What the service counts, and what it tells of its networks when its metrics are asked for.
import type { NetworkId } from '@maylike/articles';
import { Counter, Gauge, Histogram, type Logger, type Metrics } from '@maylike/runtime';
import type { LogWaiting, Store } from '@maylike/store';
import type { FinishedAsk } from './draft-answers.js';
import type { AppliedBatch } from './log-applier.js';
import type { NetworkReport } from './writer-run.js';
import type { WriterRole } from './writers.js';

/** Series of more networks than this are left out: a scrape stays small. */
const networksMax = 100;
/** Waiting log entries that a scrape counts of a network, some 60 KB: a writer that is further behind is simply behind. */
const waitingCountedMax = 1_000;

/** The service's own metrics. */
export interface Meters {
  readonly onApplied: (batch: AppliedBatch) => void;
  readonly onRefused: () => void;
  readonly onAsk: (ask: FinishedAsk) => void;
}

/** Where the gauges read. */
export interface MetersOptions {
  readonly metrics: Metrics;
  readonly store: Store;
  readonly logger: Logger;
  readonly now: () => number;
  /** The networks that are loaded here. */
  readonly reports: () => ReadonlyMap<NetworkId, NetworkReport>;
  /** What this process is to each network. */
  readonly roles: () => ReadonlyMap<NetworkId, WriterRole>;
}

/** Registers the metrics. */
export function createMeters(options: MetersOptions): Meters {
  const { metrics } = options;
  reportGauges(options);
  roleGauge(options);
  waitingGauges(options);
  const applied = appliedMeters(metrics);
  const asks = askMeters(metrics);
  const refused = new Counter({
    name: 'maylike_generations_refused_total',
    help: 'Generations that the quality gate kept out',
    registers: [metrics.registry],
  });
  return {
    onApplied: (batch) => {
      applied.entries.inc(batch.entries);
      applied.lists.inc(batch.lists);
      applied.seconds.observe(batch.tookMs / 1_000);
      applied.age.observe(batch.ageMs / 1_000);
      for (const ms of batch.freshnessMs) applied.freshness.observe(ms / 1_000);
    },
    onRefused: () => {
      refused.inc();
    },
    onAsk: ({ outcome, tookMs }) => {
      asks.total.inc({ outcome });
      if (outcome === 'answered' && tookMs !== null) asks.seconds.observe(tookMs / 1_000);
    },
  };
}

/** Networks in a fixed order, so that it is always the same ones that are left out. */
const shown = <T>(networks: ReadonlyMap<NetworkId, T>): [NetworkId, T][] =>
  [...networks].sort(([a], [b]) => a.localeCompare(b)).slice(0, networksMax);

function reportGauges({ metrics, now, reports }: MetersOptions): void {
  const gauge = (
    name: string,
    help: string,
    valueOf: (report: NetworkReport) => number | null,
  ): void => {
    new Gauge({
      name,
      help,
      labelNames: ['network'],
      registers: [metrics.registry],
      collect() {
        this.reset();
        for (const [network, report] of shown(reports())) {
          const value = valueOf(report);
          if (value !== null) this.set({ network }, value);
        }
      },
    });
  };
  gauge(
    'maylike_indexed_articles',
    'Articles in the index that this process holds, by network',
    ({ articles }) => articles,
  );
  gauge(
    'maylike_index_posting_lists',
    'Posting lists of the indexes that this process holds, by network; two indexes while a generation is built',
    ({ memory }) => memory.postingLists,
  );
  gauge(
    'maylike_index_used_bytes',
    'Memory of those indexes that is in use, by network',
    ({ memory }) => memory.used,
  );
  gauge(
    'maylike_index_held_bytes',
    'Memory of those indexes with what is free to be used again, by network',
    ({ memory }) => memory.held,
  );
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

function roleGauge({ metrics, roles }: MetersOptions): void {
  new Gauge({
    name: 'maylike_network_writer',
    help: '1 where this process writes the network, 0 where it stands by for another that does',
    labelNames: ['network'],
    registers: [metrics.registry],
    collect() {
      this.reset();
      for (const [network, role] of shown(roles()))
        this.set({ network }, role === 'writer' ? 1 : 0);
    },
  });
}

/** Told by whoever writes the network, so that the sum over all processes is that of all networks. */
function waitingGauges(options: MetersOptions): void {
  const { now } = options;
  waitingGauge(options, {
    name: 'maylike_log_waiting_entries',
    help: `Log entries whose lists are not written, by network, counted up to ${waitingCountedMax}`,
    entriesMax: waitingCountedMax,
    valueOf: ({ entries }) => entries,
  });
  waitingGauge(options, {
    name: 'maylike_log_lag_seconds',
    help: 'How long the oldest of those entries has waited, by network; 0 where none waits',
    entriesMax: 1,
    valueOf: ({ oldestAt }) => (oldestAt === null ? 0 : Math.max(0, now() - oldestAt) / 1_000),
  });
}

function waitingGauge(
  { metrics, store, logger, reports }: MetersOptions,
  gauge: {
    readonly name: string;
    readonly help: string;
    readonly entriesMax: number;
    readonly valueOf: (waiting: LogWaiting) => number;
  },
): void {
  const { name, help, entriesMax, valueOf } = gauge;
  new Gauge({
    name,
    help,
    labelNames: ['network'],
    registers: [metrics.registry],
    async collect() {
      this.reset();
      if (store.redis.status !== 'ready') return;
      try {
        for (const [network] of shown(reports()))
          this.set({ network }, valueOf(await store.networks.logWaiting(network, entriesMax)));
      } catch (error) {
        logger.warn({ err: error, metric: name }, 'a metric cannot be looked up now');
      }
    },
  });
}

function askMeters({ registry }: Metrics) {
  const registers = [registry];
  return {
    total: new Counter({
      name: 'maylike_asks_total',
      help: 'Questions about drafts, by outcome: answered, unanswerable, late (its asker had gone)',
      labelNames: ['outcome'],
      registers,
    }),
    seconds: new Histogram({
      name: 'maylike_ask_seconds',
      help: 'Time from a question about a draft to its answer',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    }),
  };
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
      name: 'maylike_log_entry_age_seconds',
      help: 'Time from stored terms to written lists, of the first entry of each batch',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 600],
      registers,
    }),
    freshness: new Histogram({
      name: 'maylike_list_freshness_seconds',
      help: "Time from an article's content being stored to its lists being servable, of each article added or edited",
      buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 15, 60, 600],
      registers,
    }),
  };
}
