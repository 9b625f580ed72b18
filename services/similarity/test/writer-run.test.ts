import { describe, expect, it } from '@jest/globals';
import type { Terms } from '@maylike/tfidf';
import type { Redis } from 'ioredis';
import type { Store } from '@maylike/store';
import {
  contentOf,
  modelOf,
  network,
  runToEnd,
  startOf2026,
  takeLease,
  termsOf,
  withRedis,
} from './support.js';

/** A small generator of our own choice of numbers: a failing run can be repeated from its seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Few words, so that nearly everything is related and lists are cut. */
function randomTerms(random: () => number): Terms {
  const count = 3 + Math.floor(random() * 6);
  return termsOf(
    Array.from({ length: count }, () => [
      1 + Math.floor(random() * 25),
      1 + Math.floor(random() * 3),
    ]),
  );
}

/** What a newsroom does to its articles, with the terms that stand in for its texts. */
class Newsroom {
  readonly live = new Map<number, { version: number; terms: Terms }>();
  private poll = 0;
  private names = 0;

  constructor(
    private readonly store: Store,
    private readonly random: () => number,
  ) {}

  async act(): Promise<void> {
    const choice = this.random();
    const numbers = [...this.live.keys()];
    const some = numbers[Math.floor(this.random() * numbers.length)];
    if (some === undefined || choice < 0.6) await this.write(`a${++this.names}`);
    else if (choice < 0.8) await this.write(this.nameOf(some));
    else await this.remove(some);
  }

  async write(name: string, terms = randomTerms(this.random)): Promise<number> {
    const pollNumber = ++this.poll;
    const origin = {
      siteId: 'site',
      networkId: network,
      feed: { id: 'feed', pollNumber, guid: null },
    };
    const { number, version } = await this.store.articles.upsert(
      origin,
      contentOf(name, pollNumber),
      startOf2026,
    );
    const stored = { terms, textVersion: 1, publishedAt: startOf2026 };
    await this.store.pending.storeTerms(network, number, version, stored, {
      labels: [],
      language: null,
    });
    this.live.set(number, { version, terms });
    this.byNumber.set(number, name);
    return number;
  }

  async remove(number: number): Promise<void> {
    await this.store.articles.remove(network, 'site', number, 'missing');
    this.live.delete(number);
  }

  private readonly byNumber = new Map<number, string>();
  private nameOf(number: number): string {
    return this.byNumber.get(number) ?? '';
  }
}

/** Every list is the beginning of the one computed from scratch, complete or at least 48 long. */
async function expectRightLists(store: Store, newsroom: Newsroom): Promise<void> {
  const writer = await takeLease(store);
  const generation = await writer.activeGeneration();
  if (generation === null) throw new Error('there is no generation');
  const model = modelOf(newsroom.live, await writer.idf(generation.id));
  const lists = await writer.lists(generation.id, [...model.keys()]);
  for (const [number, wanted] of model) {
    const stored = lists.get(number)?.entries.map((entry) => [entry.number, entry.scoreE6]);
    const full = wanted.entries.map((entry) => [entry.number, entry.scoreE6]);
    expect(stored).toEqual(full.slice(0, stored?.length ?? 0));
    if ((stored?.length ?? 0) < full.length) expect(stored?.length).toBeGreaterThanOrEqual(48);
  }
  const all = new Set<number>();
  await writer.eachBound(generation.id, (number) => all.add(number));
  expect([...all].sort((a, b) => a - b)).toEqual([...newsroom.live.keys()].sort((a, b) => a - b));
}

/** A connection that breaks for good at its n-th script, as a killed process does. */
function dyingAt(redis: Redis, scripts: number): Redis {
  let left = scripts;
  return new Proxy(redis, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver);
      if (property !== 'evalsha' || typeof value !== 'function') {
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      }
      return async (...args: unknown[]) => {
        if (--left < 0) throw new Error('killed');
        return (await Reflect.apply(value, target, args)) as unknown;
      };
    },
  });
}

describe('the lists of a network', () => {
  const given = withRedis();

  it('are those computed from scratch, after any arrivals, edits and removals', async () => {
    const newsroom = new Newsroom(given.store, randomOf(1));
    for (let round = 0; round < 8; round++) {
      for (let i = 0; i < 40; i++) await newsroom.act();
      await runToEnd(given.store);
      await expectRightLists(given.store, newsroom);
    }
    expect(newsroom.live.size).toBeGreaterThan(64);
  });

  it.each([2, 3, 4, 5, 6, 7, 8, 9])(
    'are right after the writer was killed at random moments (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      const newsroom = new Newsroom(given.store, random);
      let deaths = 0;
      for (let round = 0; round < 10; round++) {
        for (let i = 0; i < 25; i++) await newsroom.act();
        const mortal = dyingAt(given.redis, 1 + Math.floor(random() * 4));
        await runToEnd(given.store, mortal).catch((error: unknown) => {
          expect(String(error)).toContain('killed');
          deaths++;
        });
      }
      expect(deaths).toBeGreaterThan(0);
      await runToEnd(given.store);
      await expectRightLists(given.store, newsroom);
    },
  );

  it('keep no terms but those of the versions that count', async () => {
    const newsroom = new Newsroom(given.store, randomOf(20));
    for (let i = 0; i < 120; i++) await newsroom.act();
    await runToEnd(given.store);
    const fields = await given.redis.hkeys(`ml:{n-${network}}:terms`);
    const wanted = Array.from(newsroom.live, ([number, { version }]) => `${number}:${version}`);
    expect(fields.sort()).toEqual(wanted.sort());
  });

  it('gain a newcomer on both sides, and lose one who leaves', async () => {
    const newsroom = new Newsroom(given.store, randomOf(30));
    const a = await newsroom.write(
      'a',
      termsOf([
        [1, 1],
        [2, 1],
        [3, 1],
      ]),
    );
    await runToEnd(given.store);
    const b = await newsroom.write(
      'b',
      termsOf([
        [1, 1],
        [2, 1],
        [4, 1],
      ]),
    );
    await runToEnd(given.store);
    const neighbours = async (name: string) => {
      const found = await given.store.articles.find(network, {
        siteId: 'site',
        url: `https://news.example/${name}`,
      });
      return found?.list?.entries.map(({ number }) => number);
    };
    expect([await neighbours('a'), await neighbours('b')]).toEqual([[b], [a]]);
    await newsroom.remove(b);
    await runToEnd(given.store);
    expect(await neighbours('a')).toEqual([]);
  });
});

describe('generations', () => {
  const given = withRedis();

  it('are frozen anew with each doubling while a network is young, and swept when retired', async () => {
    const newsroom = new Newsroom(given.store, randomOf(40));
    for (let i = 0; i < 30; i++) {
      await newsroom.write(`n${i}`);
      await runToEnd(given.store);
    }
    const writer = await takeLease(given.store);
    const active = await writer.activeGeneration();
    expect(active?.documentCount).toBe(16);
    const all = await writer.generations();
    expect(all.map(({ documentCount }) => documentCount).sort((a, b) => a - b)).toEqual([
      0, 1, 2, 4, 8, 16,
    ]);
  });

  it('are built on request, with lists equal to those computed from scratch', async () => {
    const newsroom = new Newsroom(given.store, randomOf(50));
    for (let i = 0; i < 150; i++) await newsroom.act();
    await runToEnd(given.store);
    const { networks } = given.store;
    await networks.requestReindex(network, 'test', startOf2026);
    const run = await runToEnd(given.store);
    const followed = run.follow();
    for (;;) {
      const progress = await networks.reindexProgress(network);
      if (progress?.state === 'done') break;
    }
    run.stop();
    await followed;
    const progress = await networks.reindexProgress(network);
    expect(progress).toMatchObject({ done: newsroom.live.size, total: newsroom.live.size });
    expect(await networks.generation(network)).toBe(progress?.generation);
    const writer = await takeLease(given.store);
    const active = await writer.activeGeneration();
    expect(active?.documentCount).toBe(newsroom.live.size);
    await expectRightLists(given.store, newsroom);
  });

  it('are never served half: a writer killed while building leaves the one before', async () => {
    const newsroom = new Newsroom(given.store, randomOf(60));
    for (let i = 0; i < 100; i++) await newsroom.act();
    await runToEnd(given.store);
    const before = await given.store.networks.generation(network);
    await given.store.networks.requestReindex(network, 'test', startOf2026);
    const run = await runToEnd(given.store, dyingAt(given.redis, 1));
    await expect(run.follow()).rejects.toThrow('killed');
    expect(await given.store.networks.generation(network)).toBe(before);
    await expectRightLists(given.store, newsroom);
    const resumed = await runToEnd(given.store);
    const followed = resumed.follow();
    for (;;) if ((await given.store.networks.reindexProgress(network))?.state === 'done') break;
    resumed.stop();
    await followed;
    expect(await given.store.networks.generation(network)).not.toBe(before);
    const writer = await takeLease(given.store);
    expect(
      (await writer.generations()).filter(({ state }) => state === 'building').length,
    ).toBeLessThanOrEqual(1);
  });
});

describe('stories', () => {
  const given = withRedis();
  const wire = [
    [1, 1],
    [2, 1],
    [3, 1],
    [4, 1],
    [5, 1],
    [6, 1],
  ] as const;

  it('join copies under their founder, and keep look-alikes apart', async () => {
    const newsroom = new Newsroom(given.store, randomOf(70));
    const founder = await newsroom.write('a', termsOf(wire));
    const copy = await newsroom.write('b', termsOf(wire));
    const alike = await newsroom.write(
      'c',
      termsOf([
        [1, 1],
        [2, 1],
        [3, 1],
        [7, 1],
        [8, 1],
        [9, 1],
      ]),
    );
    await runToEnd(given.store);
    const story = async (number: number) =>
      (await given.store.articles.get(network, number))?.story;
    expect(await Promise.all([founder, copy, alike].map(story))).toEqual([founder, founder, alike]);
  });

  it('outlive their founder’s edit', async () => {
    const newsroom = new Newsroom(given.store, randomOf(80));
    const founder = await newsroom.write('a', termsOf(wire));
    const copy = await newsroom.write('b', termsOf(wire));
    await runToEnd(given.store);
    await newsroom.write('a', termsOf([...wire, [10, 1]]));
    await runToEnd(given.store);
    expect((await given.store.articles.get(network, founder))?.story).toBe(founder);
    expect((await given.store.articles.get(network, copy))?.story).toBe(founder);
  });
});
