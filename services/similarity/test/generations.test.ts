// Generations: built beside the active one, resumed, refused, gone back from, swept.
import { describe, expect, it } from '@jest/globals';
import type { Redis } from 'ioredis';
import { buildIdfTable } from '@maylike/tfidf';
import type { Store } from '@maylike/store';
import type { WriterRun, WriterRunOptions } from '../src/index.js';
import { dyingAt, expectRightLists, Newsroom, randomOf, watching } from './newsroom.js';
import {
  eachList,
  network,
  runToEnd,
  startOf2026,
  takeLease,
  termsOf,
  withRedis,
} from './support.js';

/** Follows until there is nothing left to do. */
async function followToEnd(
  store: Store,
  through?: Redis,
  more: Partial<WriterRunOptions> & { readonly at?: number } = {},
): Promise<WriterRun> {
  const run: WriterRun = await runToEnd(store, through, more.at ?? startOf2026, {
    waitForNews: () => {
      run.stop();
      return Promise.resolve();
    },
    ...more,
  });
  await run.follow();
  return run;
}

describe('generations', () => {
  const given = withRedis();

  const filled = async (seed: number, acts: number): Promise<Newsroom> => {
    const newsroom = new Newsroom(given.store, randomOf(seed));
    for (let i = 0; i < acts; i++) await newsroom.act();
    await runToEnd(given.store);
    return newsroom;
  };
  const request = (how = {}) =>
    given.store.networks.requestReindex(network, 'test', startOf2026, how);
  const progress = () => given.store.networks.reindexProgress(network);
  const active = () => given.store.networks.generation(network);
  const all = () => given.store.networks.generations(network);
  const keptTerms = () => given.redis.hkeys(`ml:{n-${network}}:terms`);
  const wantedTerms = (newsroom: Newsroom) =>
    Array.from(newsroom.live, ([number, { version }]) => `${number}:${version}`).sort();

  it('are frozen anew with each doubling while a network is young', async () => {
    const newsroom = new Newsroom(given.store, randomOf(40));
    for (let i = 0; i < 30; i++) {
      await newsroom.write(`n${i}`);
      await runToEnd(given.store);
    }
    const writer = await takeLease(given.store);
    expect((await writer.generations.active())?.documentCount).toBe(16);
    const counts = (await writer.generations.all()).map(({ documentCount }) => documentCount);
    expect(counts.sort((a, b) => a - b)).toEqual([0, 1, 2, 4, 8, 16]);
  });

  it('are built on request, with the lists that are computed from scratch', async () => {
    const newsroom = await filled(50, 150);
    await request();
    await followToEnd(given.store);
    const ended = await progress();
    const { size } = newsroom.live;
    expect(ended).toMatchObject({ state: 'done', done: size, total: size });
    expect(await active()).toBe(ended?.generation);
    const newest = (await all()).find(({ id }) => id === ended?.generation);
    expect(newest).toMatchObject({
      state: 'active',
      documentCount: size,
      reason: 'reindex by test',
    });
    await expectRightLists(given.store, newsroom);
    expect((await keptTerms()).sort()).toEqual(wantedTerms(newsroom));
  });

  it('are built while articles keep arriving: the active lists stay fresh, the new ones catch up', async () => {
    const newsroom = await filled(51, 300);
    const before = await active();
    await request();
    let [scripts, appliedMeanwhile, isBuilding] = [0, 0, false];
    const busy = watching(given.redis, async () => {
      isBuilding = (await all()).some(({ state }) => state === 'building');
      if (++scripts % 2 === 0 && scripts < 60) for (let i = 0; i < 3; i++) await newsroom.act();
    });
    await followToEnd(given.store, busy, {
      onApplied: ({ entries }) => {
        if (isBuilding) appliedMeanwhile += entries;
      },
    });
    expect(appliedMeanwhile).toBeGreaterThan(10);
    expect(await active()).not.toBe(before);
    await expectRightLists(given.store, newsroom);
    expect((await keptTerms()).sort()).toEqual(wantedTerms(newsroom));
  });

  it('are built once for two requests at once', async () => {
    await filled(52, 60);
    const before = (await all()).length;
    const [first, second] = await Promise.all([request(), request()]);
    expect(second).toBe(first);
    await followToEnd(given.store);
    expect(await all()).toHaveLength(before + 1);
    expect((await progress())?.id).toBe(first);
  });

  it('go on where a killed writer stopped: what is written is not computed again', async () => {
    const newsroom = await filled(60, 0);
    for (let i = 0; i < 200; i++) await newsroom.write(`w${i}`);
    await runToEnd(given.store);
    const before = await active();
    await request();
    const written: string[][] = [];
    const spying = (dieAfter: number) => {
      written.push([]);
      return watching(given.redis, (args) => {
        const lists = String(args[3]);
        // write-lists: sha, 3 keys, then epoch, prefix, count and the lists, three arguments each.
        if (args[1] !== 3 || !lists.includes(':lists:') || lists.endsWith(`:${before}`)) return;
        if (dieAfter > 0 && written.at(-1)?.length === dieAfter) throw new Error('killed');
        const numbers = args.slice(8).filter((_argument, i) => i % 3 === 0);
        written.at(-1)?.push(numbers.slice(0, Number(args[7])).join());
      });
    };
    await expect(followToEnd(given.store, spying(2))).rejects.toThrow('killed');
    expect(await active()).toBe(before);
    await expectRightLists(given.store, newsroom);
    const half = (await all()).find(({ state }) => state === 'building');
    await followToEnd(given.store, spying(0));
    expect(await active()).toBe(half?.id);
    const [first, second] = written.map((slices) => slices.flatMap((slice) => slice.split(',')));
    expect(first).toHaveLength(128);
    expect([...(first ?? []), ...(second ?? [])].sort()).toEqual(
      [...newsroom.live.keys()].map(String).sort(),
    );
    await expectRightLists(given.store, newsroom);
  });

  it.each([
    [
      'of another text version',
      async (id: string) => {
        const key = `ml:{n-${network}}:generations`;
        const record = JSON.parse((await given.redis.hget(key, id)) ?? '') as object;
        await given.redis.hset(key, id, JSON.stringify({ ...record, textVersion: 0 }));
      },
    ],
    [
      'behind which the log is gone',
      async () => {
        await given.redis.xtrim(`ml:{n-${network}}:log`, 'MAXLEN', 0);
      },
    ],
  ])('%s are cleared away and begun anew', async (_which, spoil) => {
    const newsroom = await filled(61, 200);
    await request();
    await expect(followToEnd(given.store, dyingAt(given.redis, 3))).rejects.toThrow('killed');
    const half = (await all()).find(({ state }) => state === 'building')?.id ?? '';
    expect(half).not.toBe('');
    for (let i = 0; i < 30; i++) await newsroom.act();
    await spoil(half);
    // What the trimmed log had still to bring is lost to the lists: here it is brought again.
    for (const { terms, name } of newsroom.all()) await newsroom.write(name, terms);
    await followToEnd(given.store);
    expect((await all()).map(({ id }) => id)).not.toContain(half);
    expect(await given.redis.keys(`*${half}*`)).toEqual([]);
    expect(await progress()).toMatchObject({ state: 'done' });
    await expectRightLists(given.store, newsroom);
    expect((await keptTerms()).sort()).toEqual(wantedTerms(newsroom));
  });

  it('keep the log and the terms that they have still to read', async () => {
    const newsroom = await filled(62, 100);
    await request();
    await expect(followToEnd(given.store, dyingAt(given.redis, 3))).rejects.toThrow('killed');
    const before = wantedTerms(newsroom);
    const position = (await all()).find(({ state }) => state === 'building')?.position ?? '';
    for (let i = 0; i < 60; i++) await newsroom.act();
    await runToEnd(given.store);
    expect(await keptTerms()).toEqual(expect.arrayContaining(before));
    expect(await given.redis.xrange(`ml:{n-${network}}:log`, position, position)).toHaveLength(1);
    await followToEnd(given.store);
    await expectRightLists(given.store, newsroom);
    expect((await keptTerms()).sort()).toEqual(wantedTerms(newsroom));
  });

  it.each([70, 71, 72, 73, 74, 75])(
    'are never served half, and end like undisturbed ones, when killed at random moments (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      const newsroom = await filled(seed, 120);
      let deaths = 0;
      for (let round = 0; round < 12; round++) {
        for (let i = 0; i < 12; i++) await newsroom.act();
        if (round % 2 === 0) await request({ force: random() < 0.5 });
        const listed = await numbersListed(given.store);
        await followToEnd(given.store, dyingAt(given.redis, 1 + Math.floor(random() * 12))).catch(
          (error: unknown) => {
            expect(String(error)).toContain('killed');
            deaths++;
          },
        );
        const now = await numbersListed(given.store);
        expect(
          listed.filter((number) => newsroom.live.has(number) && !now.includes(number)),
        ).toEqual([]);
        const served = await active();
        expect((await all()).find(({ id }) => id === served)?.state).toBe('active');
      }
      expect(deaths).toBeGreaterThan(2);
      await followToEnd(given.store);
      await expectRightLists(given.store, newsroom);
      expect((await keptTerms()).sort()).toEqual(wantedTerms(newsroom));
      expect(
        (await all()).filter(({ state }) => state === 'building' || state === 'abandoned'),
      ).toEqual([]);
      expect(await progress()).not.toMatchObject({ state: 'running' });
    },
  );
});

async function numbersListed(store: Store): Promise<number[]> {
  const id = (await store.networks.generation(network)) ?? '';
  const numbers: number[] = [];
  await eachList(await takeLease(store), id, (number) => numbers.push(number));
  return numbers;
}

describe('the quality gate', () => {
  const given = withRedis();
  const own = (from: number) => [0, 1, 2, 3, 4, 5].map((i) => [from + i, 1] as const);

  /**
   * Sixty articles share nothing but a word that was new when the tables were frozen, and so weighs much; under the
   * tables of today it is common, and they are no neighbours any longer.
   */
  async function givenLists(old = 64, recent = 60): Promise<Newsroom> {
    const newsroom = new Newsroom(given.store, randomOf(1));
    for (let i = 0; i < old; i++) await newsroom.write(`old${i}`, termsOf(own(1_000 + 10 * i)));
    await runToEnd(given.store);
    for (let i = 0; i < recent; i++)
      await newsroom.write(`new${i}`, termsOf([[1, 1], ...own(5_000 + 10 * i)]));
    await runToEnd(given.store);
    return newsroom;
  }
  const request = (how = {}) =>
    given.store.networks.requestReindex(network, 'test', startOf2026, how);
  const networks = { now: () => given.store.networks };

  it('keeps a generation out whose coverage falls, says why, and the old one stays', async () => {
    const newsroom = await givenLists();
    const before = await networks.now().generation(network);
    await request();
    let refusals = 0;
    await followToEnd(given.store, undefined, { onRefused: () => refusals++ });
    const message =
      'Only 0.0 % of the articles would have 5 neighbours or more, where 48.4 % have them now.';
    expect(await networks.now().reindexProgress(network)).toMatchObject({
      state: 'failed',
      message,
    });
    expect(await networks.now().generation(network)).toBe(before);
    expect(refusals).toBe(1);
    const refused = (await networks.now().generations(network)).find(
      ({ state }) => state === 'refused',
    );
    expect(refused).toMatchObject({ refusal: message, coverage: 0, coverageBefore: 60 / 124 });
    expect(await given.redis.keys(`*:${refused?.id ?? ''}`)).toEqual([]);
    await expectRightLists(given.store, newsroom);
  });

  it('does not judge networks of fewer than a hundred articles', async () => {
    await givenLists(32, 30);
    const before = await networks.now().generation(network);
    await request();
    await followToEnd(given.store);
    const after = await networks.now().generation(network);
    expect(after).not.toBe(before);
    const served = (await networks.now().generations(network)).find(({ id }) => id === after);
    expect((served?.coverageBefore ?? 0) - (served?.coverage ?? 1)).toBeGreaterThan(0.3);
  });

  it('is overruled by force', async () => {
    const newsroom = await givenLists();
    const before = await networks.now().generation(network);
    await request({ force: true });
    await followToEnd(given.store);
    const after = await networks.now().generation(network);
    expect(after).not.toBe(before);
    const forced = (await networks.now().generations(network)).find(({ id }) => id === after);
    expect(forced).toMatchObject({ isForced: true, coverage: 0, coverageBefore: 60 / 124 });
    await expectRightLists(given.store, newsroom);
  });

  it('going back gives the lists of the earlier tables', async () => {
    const newsroom = await givenLists();
    const first = (await networks.now().generation(network)) ?? '';
    await request({ force: true });
    await followToEnd(given.store);
    await request({ tablesOf: first });
    await followToEnd(given.store);
    const writer = await takeLease(given.store);
    const back = await writer.generations.active();
    expect(back).toMatchObject({
      tablesOf: first,
      reason: `back to ${first} by test`,
      coverage: 60 / 124,
    });
    expect(back?.id).not.toBe(first);
    const entries = async (id: string) => [...(await writer.generations.idf(id)).entries()];
    expect(await entries(back?.id ?? '')).toEqual(await entries(first));
    await expectRightLists(given.store, newsroom);
  });

  it('going back to what is not kept fails with the reason', async () => {
    await givenLists();
    const before = await networks.now().generation(network);
    await request({ tablesOf: 'gen_never' });
    await followToEnd(given.store);
    expect(await networks.now().reindexProgress(network)).toMatchObject({
      state: 'failed',
      message: 'The tables of generation gen_never are not kept.',
    });
    expect(await networks.now().generation(network)).toBe(before);
  });
});

describe('what is swept', () => {
  const given = withRedis();

  it('lists ten minutes after their swap, tables beyond the last five; nothing that is in use', async () => {
    const newsroom = new Newsroom(given.store, randomOf(90));
    for (let i = 0; i < 40; i++) await newsroom.act();
    let now = startOf2026;
    const follow = () => followToEnd(given.store, undefined, { at: now });
    for (let i = 0; i < 7; i++) {
      now += 3_600_000;
      await given.store.networks.requestReindex(network, 'test', now);
      await follow();
    }
    const keysOf = async (part: string) => (await given.redis.keys(`*:${part}:*`)).length;
    // The active one's, and those of the one before, which was retired a moment ago.
    expect([await keysOf('lists'), await keysOf('idf')]).toEqual([2, 6]);
    now += 11 * 60_000;
    await follow();
    expect([await keysOf('lists'), await keysOf('idf')]).toEqual([1, 6]);
    expect((await given.store.networks.generations(network)).length).toBe(6);
    await expectRightLists(given.store, newsroom);
  });
});

describe('drift', () => {
  const given = withRedis();
  const hours = 3_600_000;

  it('asks for a generation once today’s words are far from the frozen ones, at most every six hours', async () => {
    const newsroom = new Newsroom(given.store, randomOf(95));
    const wordsOf = (season: number, i: number) =>
      termsOf(
        [...Array(8).keys()].map((k) => [1_000 * season + ((i * 7 + k * k) % 40), 1] as const),
      );
    for (let i = 0; i < 64; i++) await newsroom.write(`a${i}`, wordsOf(1, i));
    const followAt = (at: number) => followToEnd(given.store, undefined, { at });
    const calm = await followAt(startOf2026 + 7 * hours);
    expect(calm.report?.drift).toBe(0);
    for (let i = 0; i < 40; i++) await newsroom.write(`b${i}`, wordsOf(2, i));
    const tooSoon = await followAt(startOf2026 + 8 * hours);
    expect(tooSoon.report?.drift).toBeGreaterThan(0.25);
    expect(await given.store.networks.reindexProgress(network)).toBeNull();
    await followAt(startOf2026 + 15 * hours);
    expect(await given.store.networks.reindexProgress(network)).toMatchObject({
      state: 'requested',
      by: expect.stringMatching(/^a drift of \d\.\d\d$/),
    });
    const built = await followAt(startOf2026 + 15 * hours);
    expect(built.report?.drift).toBe(0);
    await expectRightLists(given.store, newsroom);
    const writer = await takeLease(given.store);
    const idf = await writer.generations.idf((await writer.generations.active())?.id ?? '');
    const wanted = buildIdfTable([...newsroom.live.values()].map(({ terms }) => terms));
    expect([...idf.entries()]).toEqual([...wanted.entries()]);
  });
});
