// The writer of a network is killed, frozen, or cut off from Redis, in the middle of a batch; another process takes over,
// and what the old one still sends when it comes back changes nothing. All three at once: each takes a lease to pass.
import { describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Cleanup } from '../support/cleanup.js';
import { until } from '../support/system.js';
import { someArticles, type PressArticle } from './articles.js';
import { LateWrites } from './late-writes.js';
import { expectOnce, expectRightLists, listsOf } from './lists.js';
import { Press } from './press.js';
import type { ServiceProcess } from './process.js';
import { StallingProxy } from './proxy.js';
import { failedJobs, rebuilt, Rig, untilSettled, type GivenSite } from './rig.js';
import { expectWithin, isLong, tell } from './table.js';
import { writerOfEach } from './writers.js';

const rounds = isLong ? [1, 2, 3] : [1];
/** How long the frozen and the cut-off process stay away: several lives of a lease in the long run. */
const awayMsMin = isLong ? 60_000 : 0;
const before = isLong ? 400 : 80;
const during = isLong ? 400 : 120;
const after = 40;
const takeoverMsMax = 15_000;

interface Case {
  readonly site: GivenSite;
  readonly victim: ServiceProcess;
  readonly articles: readonly PressArticle[];
  takeoverMs: number;
}

describe('a writer', () => {
  const cleanup = Cleanup.afterEach();

  it.each(rounds)(
    'killed (I8), frozen beyond its lease (C-04) or cut off from Redis (E-03) is replaced within 15 s, and writes nothing when it returns (round %i)',
    async (round) => {
      const press = cleanup.of(await Press.start(3));
      const rig = cleanup.of(await Rig.start({ LOG_LEVEL: 'info' }));
      const proxy = cleanup.of(await StallingProxy.start(rig.redis.socketPath));
      const behindProxy = { REDIS_URL: `redis://127.0.0.1:${proxy.port}` };
      const [killed, frozen, cut] = await Promise.all([
        rig.spawn('similarity'),
        rig.spawn('similarity'),
        rig.spawn('similarity', { settings: behindProxy }),
        rig.spawn('ingest'),
      ]);
      const victims = [killed, frozen, cut];
      const all = someArticles(3 * (before + during + after), 3, round);
      const cases = await Promise.all(
        victims.map(async (victim, outlet): Promise<Case> => {
          const articles = all.filter((article) => article.outlet === outlet);
          const urls = press.feedUrls.slice(outlet, outlet + 1);
          const site = await rig.createSite(`Case ${outlet}`, press.origin, urls);
          return { site, victim, articles, takeoverMs: 0 };
        }),
      );
      const publish = (from: number, to: number): void => {
        for (const { articles } of cases) press.publish(articles.slice(from, to));
      };
      const settled = (articles: number) =>
        Promise.all(cases.map(({ site }) => untilSettled(rig.store, site.networkId, articles)));

      // The processes share the networks among themselves; who got which decides who is the victim of which.
      const ids = cases.map(({ site }) => site.networkId);
      const writers = await until('each process to write a network', () =>
        Promise.resolve(writerOfEach(ids, victims)),
      );
      const standby = await rig.spawn('similarity');
      publish(0, before);
      await settled(before);

      publish(before, before + during);
      await Promise.all(
        cases.map(async (one, place) => {
          const writer = writers[place];
          if (writer === undefined) throw new Error('every case has a writer');
          await untilBehind(rig, one.site.networkId);
          if (writer === killed) await killed.kill('SIGKILL');
          else if (writer === frozen) await frozen.kill('SIGSTOP');
          else proxy.stall();
          const struckAt = performance.now();
          const stoodAt = await rig.store.networks.applied(one.site.networkId);
          await until(
            'another writer to go on',
            async () => (await rig.store.networks.applied(one.site.networkId)) !== stoodAt,
            120_000,
          );
          one.takeoverMs = performance.now() - struckAt;
          await pause(Math.max(0, awayMsMin - one.takeoverMs));
        }),
      );
      await settled(before + during);
      publish(before + during, before + during + after);
      const total = before + during + after;
      await settled(total);

      const epochs = new Map<string, number>();
      for (const { site } of cases) {
        const epoch = await rig.store.redis.get(`ml:{n-${site.networkId}}:epoch`);
        epochs.set(site.networkId, Number(epoch));
      }
      const lists = await Promise.all(cases.map(({ site }) => listsOf(rig.store, site.networkId)));
      const late = cleanup.of(await LateWrites.start(rig.redis.socketPath, epochs));
      await frozen.kill('SIGCONT');
      proxy.heal();
      const lateOf = (process: ServiceProcess): number =>
        late.seen.get(cases[writers.indexOf(process)]?.site.networkId ?? '') ?? 0;
      await until('both to try what they had in hand', () =>
        Promise.resolve(lateOf(frozen) > 0 && lateOf(cut) > 0),
      );
      await settled(total);
      for (const [place, { site }] of cases.entries())
        expect(await listsOf(rig.store, site.networkId)).toEqual(lists[place]);

      for (const [place, id] of (['I8', 'C-04', 'E-03'] as const).entries()) {
        const victim = victims[place];
        if (victim === undefined) throw new Error('three cases, three victims');
        const one = cases[writers.indexOf(victim)];
        tell(id, ['writer killed', 'writer frozen', 'writer cut off from Redis'][place] ?? '', {
          articles: total,
          takeoverMs: one?.takeoverMs ?? 0,
          scriptsTooLate: lateOf(victim),
        });
      }
      for (const { site, articles } of cases) {
        const once = new Map(articles.map(({ slug }) => [slug, 1]));
        await expectOnce(rig.store, site.networkId, once);
        await expectRightLists(rig.store, site.networkId);
      }
      expect(await failedJobs(rig.queues)).toEqual([]);
      expect(standby.isAlive).toBe(true);
      for (const { takeoverMs } of cases) expectWithin('a takeover', takeoverMs, takeoverMsMax);

      // The same articles without any of this.
      const quiet = await Promise.all(
        cases.map((_one, outlet) =>
          rig.createSite(`Quiet ${outlet}`, press.origin, press.archiveUrls(outlet)),
        ),
      );
      await Promise.all(quiet.map((site) => untilSettled(rig.store, site.networkId, total)));
      await rebuilt(rig.store, [...ids, ...quiet.map(({ networkId }) => networkId)], total);
      for (const [place, id] of ids.entries())
        expect(await listsOf(rig.store, id)).toEqual(
          await listsOf(rig.store, quiet[place]?.networkId ?? ''),
        );
    },
    600_000,
  );
});

/** Resolves at a moment when the network's log has entries that are not applied: its writer is at work. */
async function untilBehind({ store }: Rig, networkId: string): Promise<void> {
  for (;;) {
    const [end, applied] = await Promise.all([
      store.networks.logEnd(networkId),
      store.networks.applied(networkId),
    ]);
    if (end !== applied) return;
  }
}
