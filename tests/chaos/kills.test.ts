// `kill -9` of every kind of process at random moments, under load and while generations are built, as `npm start`
// runs them: nothing accepted is lost, nothing is there twice, and in the end nothing can be told from a quiet day.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Queues } from '@maylike/queues';
import { createLogger, loadConfig, redisTargetOf } from '@maylike/runtime';
import { openStore, type Store } from '@maylike/store';
import { Cleanup } from '../support/cleanup.js';
import { randomOf } from '../support/scale-articles.js';
import { System, until } from '../support/system.js';
import { edited, someArticles, type PressArticle } from './articles.js';
import { expectOnce, expectRightLists, listsOf } from './lists.js';
import { Press } from './press.js';
import { Questioner } from './questioner.js';
import { addFeed, failedJobs, operatorToken, rebuilt, untilSettled } from './rig.js';
import { expectWithin, isLong, tell } from './table.js';

const articles = isLong ? 5_000 : 300;
const kills = isLong ? 50 : 4;
const outlets = isLong ? 10 : 2;
/** A feed shows its newest: most of what a run publishes has left it before the run ends. */
const feedItems = isLong ? 200 : 100;
const killsApartMs = isLong ? 6_000 : 2_500;
const wavesApartMs = 250;
const recoveryMsMax = 15_000;
/** How long the publisher waits to see that something was accepted, with every process killed meanwhile. */
const acceptedMsMax = 300_000;
const seed = 20_261_123;
const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

describe('a running MayLike', () => {
  const cleanup = Cleanup.afterAll();
  const random = randomOf(seed);
  let press: Press;
  let system: System;
  let store: Store;
  let queues: Queues;

  beforeAll(async () => {
    press = cleanup.of(await Press.start(outlets, feedItems));
    system = cleanup.of(
      await System.start({
        POLL_INTERVAL_MIN_SECONDS: '1',
        OPERATOR_TOKEN: operatorToken,
      }),
    );
    const home = system.settings['MAYLIKE_HOME'] ?? '';
    const target = redisTargetOf(loadConfig({ MAYLIKE_HOME: home }));
    store = await openStore(target, { logger, connectionName: 'test' });
    queues = new Queues(store.redis, () => undefined);
  }, 90_000);

  afterAll(async () => {
    await queues.close();
    store.redis.disconnect();
  });

  const createSite = async (name: string, feedUrls: readonly string[]) => {
    const { site, publishable } = await store.sites.create(
      { name, origins: [press.origin] },
      Date.now(),
    );
    for (const url of feedUrls) await addFeed(store, site.id, url);
    return { networkId: site.networkId, key: publishable.key };
  };

  /** Publishes everything in waves, with an edit here and there, over about `durationMs`. */
  async function publishAll(all: readonly PressArticle[], durationMs: number): Promise<void> {
    const waves = Math.max(1, Math.floor(durationMs / wavesApartMs));
    const perWave = Math.ceil(all.length / waves);
    const newest = new Map<string, PressArticle>();
    for (let from = 0; from < all.length; from += perWave) {
      const wave = all.slice(from, from + perWave);
      const old = [...newest.values()].at(-1 - Math.floor(random() * 20));
      const edit = old === undefined || random() < 0.5 ? [] : [edited(old)];
      press.publish([...wave, ...edit]);
      for (const article of [...wave, ...edit]) newest.set(article.slug, article);
      await pause(wavesApartMs);
      // Nothing leaves a feed before it is accepted, so that every run ends with the same articles.
      await until(
        'the last waves to be accepted',
        () => Promise.resolve(press.backlog < feedItems / 2),
        acceptedMsMax,
      );
    }
  }

  async function killOneOf(victims: readonly string[]): Promise<string> {
    const running = await until('a victim to run', async () => {
      const pids = [...(await system.pids())].filter(([name]) => victims.includes(name));
      return pids.length > 0 ? pids : null;
    });
    const chosen = running[Math.floor(random() * running.length)];
    if (chosen === undefined) throw new Error('there is no victim');
    const [victim, pid] = chosen;
    process.kill(pid, 'SIGKILL');
    return victim;
  }

  async function killAtRandom(): Promise<Map<string, number>> {
    const killed = new Map<string, number>();
    let bag: string[] = [];
    for (let i = 0; i < kills; i++) {
      await pause(2 * killsApartMs * random());
      if (bag.length === 0) bag = ['ingest', 'similarity', 'api'];
      const victim = await killOneOf(bag);
      bag = bag.filter((name) => name !== victim);
      killed.set(victim, (killed.get(victim) ?? 0) + 1);
    }
    return killed;
  }

  it(`C-01: ${kills} × kill -9 under load and during reindexes lose nothing, double nothing, and end like no kill at all`, async () => {
    const { networkId, key } = await createSite('Storm', press.feedUrls);
    const all = someArticles(articles, outlets, seed);
    const reader = Questioner.start({
      ...{ origin: system.origin, key, store, networkId, random: randomOf(seed + 1) },
      urls: () => [...press.ledger().keys()].map((slug) => press.urlOf({ slug })),
    });
    const storm = new AbortController();
    const reindexing = (async () => {
      for (let i = 0; !storm.signal.aborted; i++) {
        await store.networks.requestReindex(networkId, `storm ${i}`, Date.now());
        await pause(1_000);
      }
    })();
    const publishing = publishAll(all, kills * killsApartMs);
    const killed = await killAtRandom();
    await publishing;
    storm.abort();
    await reindexing;
    // The last kill comes with work in everybody's hands.
    const lastVictim = await killOneOf(['ingest', 'similarity']);
    const lastKillAt = performance.now();
    await until('the processes to be ready again', async () => {
      const response = await fetch(`${system.origin}/readyz`).catch(() => null);
      return response?.status === 200;
    });
    await until(
      'the publisher to see everything accepted',
      () => Promise.resolve(press.backlog === 0),
      acceptedMsMax,
    );
    const acceptedMs = performance.now() - lastKillAt;
    const ledger = press.ledger();
    await untilSettled(store, networkId, ledger.size);
    const recoveryMs = performance.now() - lastKillAt;
    await reader.stop();
    tell('C-01', `kill -9 × ${kills} and of ${lastVictim}, at work`, {
      articles: ledger.size,
      ...Object.fromEntries(killed),
      answers: reader.counts.good,
      unavailable: reader.counts.unavailable,
      unanswered: reader.counts.none,
      slowestAnswerMs: reader.slowestMs,
      acceptedMs,
      recoveryMs,
    });
    expect(reader.faults).toEqual([]);
    expect(reader.counts.good).toBeGreaterThan(0);
    expect(await failedJobs(queues)).toEqual([]);
    await expectOnce(store, networkId, ledger);
    await expectRightLists(store, networkId);
    expectNoUncaught();
    if (isLong) expectWithin('recovery', recoveryMs, recoveryMsMax);
    const quiet = await createSite('Quiet', press.archiveUrls());
    await untilSettled(store, quiet.networkId, ledger.size);
    await rebuilt(store, [networkId, quiet.networkId], ledger.size);
    expect(await listsOf(store, networkId)).toEqual(await listsOf(store, quiet.networkId));
  }, 1_200_000);

  it('C-05: a process whose event loop stands still is killed within 10 s, and no job of another fails', async () => {
    const { networkId } = await createSite('Blocked', press.feedUrls);
    const pid = await until('similarity to run', async () =>
      (await system.pids()).get('similarity'),
    );
    const articlesNow = Math.min(articles, outlets * feedItems);
    await until('work to be in hand', async () => (await queues.counts('index'))['active']);
    process.kill(pid, 'SIGSTOP');
    const frozenAt = performance.now();
    const another = await until('another similarity', async () => {
      const now = (await system.pids()).get('similarity');
      return now === pid ? null : now;
    });
    const killedMs = performance.now() - frozenAt;
    await untilSettled(store, networkId, articlesNow);
    tell('C-05', 'event loop stands still', {
      killedMs,
      recoveryMs: performance.now() - frozenAt,
    });
    expect(another).not.toBe(pid);
    expect(await failedJobs(queues)).toEqual([]);
    expectNoUncaught();
    expectWithin('the kill', killedMs, 10_000);
  }, 300_000);

  /** Nothing was thrown that nobody caught. */
  function expectNoUncaught(): void {
    const lines = system.errors.filter((line) => /uncaughtException|unhandledRejection/.test(line));
    expect(lines).toEqual([]);
  }
});
