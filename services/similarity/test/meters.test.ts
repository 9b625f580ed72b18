// What the service tells of itself when its metrics are asked for.
import { afterAll, describe, expect, it } from '@jest/globals';
import { createMetrics, type Metrics } from '@maylike/runtime';
import {
  createMeters,
  NetworkNews,
  Writers,
  type Meters,
  type MetersOptions,
  type WriterRun,
} from '../src/index.js';
import { Newsroom, randomOf } from './newsroom.js';
import { network, runToEnd, silent, startOf2026, textWork, withRedis } from './support.js';

describe('the metrics', () => {
  const given = withRedis();
  const ends: (() => void | Promise<void>)[] = [];
  afterAll(async () => {
    for (const end of ends) await end();
  });

  interface Metered {
    readonly metrics: Metrics;
    readonly meters: Meters;
    /** The value of a series, by its name with labels, without that of the service. */
    readonly valueOf: (series: string) => Promise<number | undefined>;
  }

  function metered(more: Partial<MetersOptions> = {}): Metered {
    const metrics = createMetrics('test');
    const meters = createMeters({
      metrics,
      store: given.store,
      logger: silent,
      now: () => startOf2026,
      reports: () => new Map(),
      roles: () => new Map(),
      ...more,
    });
    const valueOf = async (series: string): Promise<number | undefined> => {
      const lines = (await metrics.render()).replaceAll(/,?service="test"/g, '').split('\n');
      const line = lines.find((one) => one.startsWith(`${series} `));
      return line === undefined ? undefined : Number(line.slice(series.length + 1));
    };
    return { metrics, meters, valueOf };
  }

  it('tell how fresh lists are: from stored content to lists, each article, adds and edits alike', async () => {
    const { meters, valueOf } = metered();
    const newsroom = new Newsroom(given.store, randomOf(1));
    const freshness = 'maylike_list_freshness_seconds';
    for (const name of ['a', 'b', 'a']) await newsroom.write(name);
    await runToEnd(given.store, undefined, startOf2026 + 1_800, { onApplied: meters.onApplied });
    expect(await valueOf(`${freshness}_count{}`)).toBe(3);
    expect(await valueOf(`${freshness}_bucket{le="1.5"}`)).toBe(0);
    expect(await valueOf(`${freshness}_bucket{le="2"}`)).toBe(3);
    await newsroom.remove(2);
    await runToEnd(given.store, undefined, startOf2026 + 9_000, { onApplied: meters.onApplied });
    expect(await valueOf(`${freshness}_count{}`)).toBe(3);
    expect(await valueOf('maylike_log_entries_applied_total{}')).toBe(4);
  });

  it('tell what waits in the log, how large the index is, and how many of its lists are long', async () => {
    const newsroom = new Newsroom(given.store, randomOf(2));
    for (let i = 0; i < 10; i++) await newsroom.write(`n${i}`);
    const run: WriterRun = await runToEnd(given.store);
    const { report } = run;
    if (report === null) throw new Error('the network is not loaded');
    const appended = Number((await given.store.networks.logEnd(network)).split('-')[0]);
    const { valueOf } = metered({
      reports: () => new Map([[network, report]]),
      now: () => appended + 60_000,
    });
    const of = (name: string) => valueOf(`maylike_${name}{network="${network}"}`);
    expect(await of('indexed_articles')).toBe(10);
    expect(await of('index_posting_lists')).toBeGreaterThan(10);
    expect(await of('index_used_bytes')).toBeGreaterThan(0);
    expect(await of('index_held_bytes')).toBeGreaterThanOrEqual(
      (await of('index_used_bytes')) ?? 0,
    );
    expect(await of('list_coverage')).toBe(report.coverage);
    expect(await of('build_lists_total')).toBeUndefined();
    expect([await of('log_waiting_entries'), await of('log_lag_seconds')]).toEqual([0, 0]);
    for (let i = 0; i < 3; i++) await newsroom.write(`late ${i}`);
    expect(await of('log_waiting_entries')).toBe(3);
    expect(await of('log_lag_seconds')).toBeGreaterThan(0);
    expect(await of('log_lag_seconds')).toBeLessThanOrEqual(60);
  });

  it('tell which process writes a network, and which stand by', async () => {
    const { site } = await given.store.sites.create({ name: 'a', origins: [] }, startOf2026);
    const roleOf = async (): Promise<{ writers: Writers; role: () => Promise<unknown> }> => {
      const subscriber = given.redis.duplicate();
      const news = new NetworkNews(subscriber);
      await news.listen();
      const writers = await new Promise<Writers>((resolve) => {
        const starting = new Writers({
          store: given.store,
          news,
          logger: silent,
          now: Date.now,
          text: textWork,
          onSettled: (isSettled) => {
            if (isSettled) resolve(starting);
          },
        });
        starting.start();
      });
      ends.push(async () => {
        await writers.stop();
        subscriber.disconnect();
      });
      const { valueOf } = metered({ roles: () => writers.roles() });
      return {
        writers,
        role: () => valueOf(`maylike_network_writer{network="${site.networkId}"}`),
      };
    };
    const [first, second] = [await roleOf(), await roleOf()];
    expect([await first.role(), await second.role()]).toEqual([1, 0]);
    await first.writers.stop();
    second.writers.lookFor(site.networkId);
    while ((await second.role()) !== 1) await new Promise(setImmediate);
  });

  it('tell what became of questions about drafts', async () => {
    const { meters, valueOf } = metered();
    meters.onAsk({ outcome: 'answered', tookMs: 20 });
    meters.onAsk({ outcome: 'late', tookMs: null });
    expect(await valueOf('maylike_asks_total{outcome="answered"}')).toBe(1);
    expect(await valueOf('maylike_asks_total{outcome="late"}')).toBe(1);
    expect(await valueOf('maylike_ask_seconds_bucket{le="0.025"}')).toBe(1);
    expect(await valueOf('maylike_ask_seconds_count{}')).toBe(1);
  });
});
