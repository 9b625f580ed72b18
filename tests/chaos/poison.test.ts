// One article in four hundred that crashes, hangs or exhausts the thread that reads it, or makes it throw: it is set aside
// with its reason, all others get their lists, and the queue never stops.
//
// No text is known that does any of this (the slowest found takes three seconds), so the deed is injected into the threads
// of a real process from outside, by a module of this folder that is loaded before the service.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Cleanup } from '../support/cleanup.js';
import { until } from '../support/system.js';
import { someArticles, type PressArticle } from './articles.js';
import { expectRightLists, liveArticles } from './lists.js';
import { Press } from './press.js';
import { failedJobs, Rig, untilSettled, type GivenSite } from './rig.js';
import { isLong, tell } from './table.js';
import type { ServiceProcess } from './process.js';

const kinds = [
  ['throw', 'Cannot read'],
  ['crash', 'nobody catches this'],
  ['hang', 'did not finish within'],
  ['exhaust', 'heap limit'],
] as const;
/** Articles of each network, one of them poisoned. */
const articles = 400;
const poisonedAt = isLong ? [0, 57, 199, 398] : [57];
const later = 20;

interface Case {
  readonly site: GivenSite;
  readonly normal: readonly PressArticle[];
  readonly poison: readonly PressArticle[];
  listedMs: number;
  asideMs: number;
}

describe('E-02: a network of 400 articles', () => {
  const cleanup = Cleanup.afterAll();
  const cases = new Map<string, Case>();
  let rig: Rig;
  let similarity: ServiceProcess;

  beforeAll(async () => {
    const press = cleanup.of(await Press.start(kinds.length, articles + later));
    rig = cleanup.of(await Rig.start({ LOG_LEVEL: 'warn' }));
    const preload = [new URL('faults/poison.mjs', import.meta.url)];
    [similarity] = await Promise.all([rig.spawn('similarity', { preload }), rig.spawn('ingest')]);
    const all = someArticles(kinds.length * (articles + later), kinds.length, 7);
    for (const [outlet, [kind]] of kinds.entries()) {
      const own = all
        .filter((article) => article.outlet === outlet)
        .map((article, i) =>
          poisonedAt.includes(i) ? { ...article, text: `${article.text} poison-${kind}` } : article,
        );
      press.publish(own.slice(0, articles));
      const site = await rig.createSite(
        kind,
        press.origin,
        press.feedUrls.slice(outlet, outlet + 1),
      );
      cases.set(kind, {
        site,
        normal: own.filter((_article, i) => !poisonedAt.includes(i)),
        poison: own.filter((_article, i) => poisonedAt.includes(i)),
        listedMs: 0,
        asideMs: 0,
      });
    }
    const startedAt = performance.now();
    await Promise.all(
      [...cases.values()].map(async (one) => {
        const { networkId } = one.site;
        const good = articles - poisonedAt.length;
        await until(
          'the good articles to have their lists',
          async () => (await rig.store.networks.listCount(networkId)) === good,
          240_000,
        );
        one.listedMs = performance.now() - startedAt;
        await untilSettled(rig.store, networkId, articles);
        one.asideMs = performance.now() - startedAt;
      }),
    );
    for (const outlet of kinds.keys())
      press.publish(all.filter((article) => article.outlet === outlet).slice(articles));
    await Promise.all(
      [...cases.values()].map(({ site }) =>
        untilSettled(rig.store, site.networkId, articles + later),
      ),
    );
    const failed = await failedJobs(rig.queues);
    for (const [kind, { listedMs, asideMs }] of cases)
      tell('E-02', `${poisonedAt.length} of ${articles} texts: ${kind}`, {
        lists: articles - poisonedAt.length,
        setAside: poisonedAt.length,
        listedMs,
        asideMs,
        failedJobs: failed.length,
      });
  }, 600_000);

  it.each(kinds)(
    'one of which makes its thread %s has the lists of all others, then and later',
    async (kind, reason) => {
      const one = cases.get(kind);
      if (one === undefined) throw new Error('there is a case of each kind');
      const live = await liveArticles(rig.store, one.site.networkId);
      const whole = await Promise.all(
        live.map(({ number }) => rig.store.articles.get(one.site.networkId, number)),
      );
      const aside = whole.filter((article) => article !== null && article.asideReason !== null);
      expect(aside.map((article) => article?.card?.title).toSorted()).toEqual(
        one.poison.map(({ title }) => title).toSorted(),
      );
      for (const article of aside) expect(article?.asideReason).toContain(reason);
      const numbers = new Set(aside.flatMap((article) => article?.number ?? []));
      expect(await expectRightLists(rig.store, one.site.networkId, numbers)).toBe(
        one.normal.length,
      );
    },
    60_000,
  );

  it('is worked by a process that lives on, without a failed job', async () => {
    expect(similarity.isAlive).toBe(true);
    expect(await failedJobs(rig.queues)).toEqual([]);
    expect(similarity.lines.filter((line) => /uncaughtException|unhandledRej/.test(line))).toEqual(
      [],
    );
  });
});
