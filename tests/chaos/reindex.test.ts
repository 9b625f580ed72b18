// Reindexing under fire: asked for by everybody at once, killed by cron's side half-way, and nothing left lying about.
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Generation } from '@maylike/store';
import { Cleanup } from '../support/cleanup.js';
import { randomOf } from '../support/scale-articles.js';
import { maylike, until } from '../support/system.js';
import { someArticles } from './articles.js';
import { cronRuns, mostBuildsAtOnce, untilIdle, untilShare } from './builds.js';
import { documentedKeys } from './documented-keys.js';
import { expectRightLists, listsOf } from './lists.js';
import { Press } from './press.js';
import type { ServiceProcess } from './process.js';
import { Questioner } from './questioner.js';
import { failedJobs, operatorToken, reindexed, rebuilt, Rig, untilSettled } from './rig.js';
import { expectWithin, isLong, starvation, tell } from './table.js';
import { writerOfEach } from './writers.js';

/** Of each of three networks; 64 lists are written in one step of a build. */
const articles = isLong ? 5_000 : 320;
/** How far a build is when its process is killed: one network each. */
const killedAt = [0.1, 0.5, 0.9];
const cronRounds = isLong ? 3 : 1;
/** Longer than a takeover: what a run was killed at is done before the next one. */
const cronEverySeconds = isLong ? 30 : 20;
const hourMs = 3_600_000;

describe('a reindex', () => {
  const cleanup = Cleanup.afterAll();
  let rig: Rig;
  let press: Press;
  let similarities: ServiceProcess[];
  let sites: { networkId: string; siteId: string; publishableKey: string }[];
  let ids: string[];

  const spawnSimilarities = async (settings: Record<string, string> = {}): Promise<void> => {
    similarities = await Promise.all(
      killedAt.map(() => rig.spawn('similarity', { settings: { ...settings, LOG_LEVEL: 'info' } })),
    );
  };
  /** The processes share the networks out among themselves. */
  const writers = () =>
    until(
      'each process to write a network',
      () => Promise.resolve(writerOfEach(ids, similarities)),
      120_000,
    );

  beforeAll(async () => {
    press = cleanup.of(await Press.start(killedAt.length));
    rig = cleanup.of(await Rig.start());
    const [ingest] = await Promise.all([
      rig.spawn('ingest'),
      rig.spawn('api'),
      spawnSimilarities(),
    ]);
    press.publish(someArticles(killedAt.length * articles, killedAt.length, 12));
    sites = await Promise.all(
      killedAt.map((_at, outlet) => {
        const urls = press.archiveUrls(outlet);
        return rig.createSite(`Outlet ${outlet}`, press.origin, urls);
      }),
    );
    ids = sites.map(({ networkId }) => networkId);
    await Promise.all(ids.map((id) => untilSettled(rig.store, id, articles, 600_000)));
    // Nothing is published any more.
    await ingest.stop();
    await rebuilt(rig.store, ids, articles);
    await writers();
  }, 900_000);

  const generationsOf = async (id: string): Promise<Generation[]> =>
    await rig.store.networks.generations(id);

  it('C-11: asked for by the command, the API and cron at once is done once, under one id, with the lists of a single one', async () => {
    const [id = '', site] = [ids[0], sites[0]];
    const before = await generationsOf(id);
    // Nobody can begin before everybody has asked.
    await Promise.all(similarities.map((one) => one.kill('SIGSTOP')));
    const stillThere = { service: 'similarity', id: 'frozen' };
    const at = Date.now() + hourMs;
    await rig.store.processes.beat({ ...stillThere, pid: 0, at, ready: true, detail: '' });
    for (let i = 0; i < 2; i++)
      await rig.queues.addReindex({ kind: 'network', networkId: id, by: 'schedule' });
    const askApi = async (): Promise<unknown> => {
      const response = await fetch(`${rig.origin}/v1/reindex`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${operatorToken}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ network: id }),
      });
      return { status: response.status, body: await response.json() };
    };
    const [first, second, command] = await Promise.all([
      askApi(),
      askApi(),
      maylike(rig.settings, 'reindex', '--site', site?.siteId ?? '', '--json'),
    ]);
    const standing = await rig.store.networks.reindexProgress(id);
    const told = { status: 202, body: { networks: [{ network: id, request: standing?.id }] } };
    expect(first).toMatchObject(told);
    expect(second).toMatchObject(told);
    expect(command).toMatchObject({ code: 0 });
    expect(JSON.parse(command.stdout)).toMatchObject([{ requestId: standing?.id }]);
    await Promise.all(similarities.map((one) => one.kill('SIGCONT')));
    await rig.store.processes.leave(stillThere);
    await until(
      'all jobs to be done',
      async () => {
        const { waiting, active, delayed } = await rig.queues.counts('reindex');
        const isDone = (await rig.store.networks.reindexProgress(id))?.state === 'done';
        // Cron's next run is always waiting for its time.
        return isDone && waiting === 0 && active === 0 && (delayed ?? 0) <= 1;
      },
      120_000,
    );
    const made = (await generationsOf(id)).filter(
      (one) => !before.some((old) => old.id === one.id),
    );
    const lists = await listsOf(rig.store, id);
    tell('C-11', 'five requests at once, three processes', {
      generations: made.length,
      lists: lists.size,
    });
    expect(made).toMatchObject([{ requestId: standing?.id, state: 'active' }]);
    await reindexed(rig.store, id);
    expect(lists).toEqual(await listsOf(rig.store, id));
    expect(await failedJobs(rig.queues)).toEqual([]);
  }, 300_000);

  it('C-08, C-12: killed at 10, 50 and 90 % of a run of cron goes on, the old index is served until the swap, and the next run is on time', async () => {
    const firstAt = Math.ceil(Date.now() / 1_000) + Math.ceil(2 * starvation());
    const seconds = Array.from(
      { length: 60 / cronEverySeconds },
      (_none, i) => (firstAt + i * cronEverySeconds) % 60,
    );
    const cron = { REINDEX_CRON: `${seconds.join(',')} * * * * *` };
    const before = new Map(
      await Promise.all(ids.map(async (id) => [id, await generationsOf(id)] as const)),
    );
    const readers = await Promise.all(
      sites.map(async ({ networkId, publishableKey: key }, i) => {
        const urls = [...(await listsOf(rig.store, networkId)).keys()];
        return Questioner.start({
          ...{ origin: rig.origin, key, store: rig.store, networkId, random: randomOf(i) },
          urls: () => urls,
        });
      }),
    );
    await writers();
    await rig.queues.scheduleReindex(cron.REINDEX_CRON, 'UTC');
    let isOver = false;
    const mostAtOnce = mostBuildsAtOnce(rig.store, ids, () => isOver);

    const struck: string[] = [];
    let recoveryMs = 0;
    for (let round = 0; round < cronRounds; round++) {
      const held = await writers();
      const lastKills = await Promise.all(
        ids.map(async (id, place) => {
          const request = (await rig.store.networks.reindexProgress(id))?.id;
          const share = await untilShare(rig.store, id, request, killedAt[place] ?? 0);
          const writer = held[place];
          await writer?.kill('SIGKILL');
          struck.push(`${Math.round(100 * share)} %`);
          return { id, at: performance.now() };
        }),
      );
      await spawnSimilarities(cron);
      for (const { id, at } of lastKills) {
        await until(
          'the build to be done',
          async () => (await rig.store.networks.reindexProgress(id))?.state === 'done',
          240_000,
        );
        recoveryMs = Math.max(recoveryMs, performance.now() - at);
      }
    }
    const runsBefore = (await cronRuns(rig)).length;
    const lateMs = await until(
      'the next run of cron',
      async () => {
        const runs = await cronRuns(rig);
        return runs.length > runsBefore ? Math.max(...runs.slice(-1)) : null;
      },
      120_000,
    );
    await rig.queues.scheduleReindex(null, 'UTC');
    for (const id of ids) await untilIdle(rig, id);
    isOver = true;
    const atOnce = await mostAtOnce;
    for (const reader of readers) await reader.stop();
    const runs = (await cronRuns(rig)).length;
    const made = await Promise.all(
      ids.map(
        async (id) =>
          (await generationsOf(id)).filter(
            (one) => !(before.get(id) ?? []).some((old) => old.id === one.id),
          ).length,
      ),
    );
    tell('C-08', 'processes of a cron run killed', {
      kills: struck.length,
      runs,
      nextRunLateMs: lateMs,
      generations: made.join('+'),
      mostAtOnce: atOnce,
    });
    tell('C-12', `killed at ${struck.join(', ')}`, {
      lists: articles,
      recoveryMs,
      answers: readers.reduce((sum, { counts }) => sum + counts.good, 0),
    });
    expect(readers.flatMap(({ faults }) => faults)).toEqual([]);
    expect(atOnce).toBe(1);
    // As many generations as runs, or fewer where a run came while another was still at it.
    for (const count of made) {
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count).toBeLessThanOrEqual(runs);
    }
    expect(await failedJobs(rig.queues)).toEqual([]);
    for (const id of ids) {
      expect(await expectRightLists(rig.store, id)).toBe(articles);
      const states = (await generationsOf(id)).map(({ state }) => state);
      expect(states.filter((state) => state === 'building' || state === 'abandoned')).toEqual([]);
    }
    expectWithin('the next run', Math.abs(lateMs), 2_000);
    expectWithin('recovery', recoveryMs, 30_000);
  }, 600_000);

  it('C-12: leaves no key behind that is not in the documented table, an hour later', async () => {
    await Promise.all(similarities.map((one) => one.stop()));
    await rig.spawn('similarity', {
      preload: [new URL('faults/clock-ahead.mjs', import.meta.url)],
      settings: { CLOCK_AHEAD_MS: String(hourMs) },
    });
    const allKeys = async (): Promise<string[]> =>
      (await Promise.all(ids.map((id) => rig.store.redis.keys(`ml:{n-${id}}:*`)))).flat();
    const listKeys = (keys: readonly string[]) => keys.filter((key) => key.includes(':lists:'));
    const keys = await until('the sweep', async () => {
      const found = await allKeys();
      return listKeys(found).length === ids.length ? found : null;
    });
    const everything = await rig.store.redis.keys('*');
    const documented = documentedKeys();
    expect(documented.length).toBeGreaterThan(30);
    const orphans = everything.filter(
      (key) => !key.startsWith('{ml-') && !documented.some((pattern) => pattern.test(key)),
    );
    for (const id of ids) {
      const known = await generationsOf(id);
      const active = await rig.store.networks.generation(id);
      for (const key of keys.filter((one) => one.startsWith(`ml:{n-${id}}:`))) {
        const [, part = '', generation] = /\}:(lists|best|idf|boilerplate):(.+)$/.exec(key) ?? [];
        if (generation === undefined) continue;
        if (part === 'lists' || part === 'best') {
          if (generation !== active) orphans.push(key);
        } else if (!known.some((one) => one.id === generation)) orphans.push(key);
      }
      // The active one and the five before it.
      expect(known.length).toBeLessThanOrEqual(6);
    }
    tell('C-12', 'an hour later', { keys: everything.length, orphans: orphans.length });
    expect(orphans).toEqual([]);
  }, 120_000);
});
