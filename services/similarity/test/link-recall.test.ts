// Links in articles' own bodies: which are asked, how many lists show them, and what the gate makes of it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Generation } from '@maylike/store';
import { idfTableFrom } from '@maylike/tfidf';
import { linkRecall, sampleLinks, spread } from '../src/link-recall.js';
import { refusalOf, type GateFigures } from '../src/quality-gate.js';
import { expectRightLists, Newsroom, randomOf } from './newsroom.js';
import { network, runToEnd, startOf2026, takeLease, termsOf, withRedis } from './support.js';

describe('the gate', () => {
  const good: GateFigures = {
    articles: 1_000,
    coverage: 0.9,
    coverageBefore: 0.9,
    links: 100,
    linkRecall: 0.8,
    linkRecallBefore: 0.8,
  };

  it.each<[string, Partial<GateFigures>]>([
    ['both stay', {}],
    ['both fall by five points', { coverage: 0.85, linkRecall: 0.75 }],
    ['there are no links', { links: 0, linkRecall: null, linkRecallBefore: null }],
    ['there are too few links to tell', { links: 99, linkRecall: 0 }],
    ['there are too few articles to tell', { articles: 99, coverage: 0, linkRecall: 0 }],
    ['both rise', { coverage: 1, linkRecall: 1 }],
  ])('opens where %s', (_where, figures) => {
    expect(refusalOf({ ...good, ...figures })).toBeNull();
  });

  it('names each figure that falls by more, with what it was', () => {
    const links =
      "Only 74.9 % of what articles' own texts link to would be in their lists, where 80.0 % is now (of 100 links).";
    const coverage =
      'Only 84.9 % of the articles would have 5 neighbours or more, where 90.0 % have them now.';
    expect(refusalOf({ ...good, linkRecall: 0.749 })).toBe(links);
    expect(refusalOf({ ...good, coverage: 0.849, linkRecall: 0.749 })).toBe(`${coverage} ${links}`);
  });
});

describe('a sample of numbers', () => {
  it('is bounded, depends on the numbers alone, and is spread over all of them', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 32 - 1 }), { maxLength: 200 });
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 50 }), (given, max) => {
        const sample = spread(given, max);
        expect(sample.length).toBeLessThanOrEqual(max);
        expect(spread(given.toReversed(), max)).toEqual(sample);
        expect(given).toEqual(expect.arrayContaining(sample));
        if (given.length <= max) expect(sample).toHaveLength(given.length);
      }),
    );
    const tenths = new Map<number, number>();
    for (const number of spread(
      Array.from({ length: 50_000 }, (_, i) => i + 1),
      1_000,
    ))
      tenths.set(Math.ceil(number / 5_000), (tenths.get(Math.ceil(number / 5_000)) ?? 0) + 1);
    for (const count of tenths.values()) expect(Math.abs(count - 100)).toBeLessThanOrEqual(3);
  });
});

describe('links in bodies', () => {
  const given = withRedis();
  const topics = 12;
  const nameOf = (i: number): string => `n${i}`;
  const peer = (i: number, k: number): string => nameOf((i + topics * k) % 120);

  /** Ten articles a topic, which link to each other; a word of no matter joins twenty-four. */
  async function givenNews(linksEach: number, linking = 120): Promise<Newsroom> {
    const newsroom = new Newsroom(given.store, randomOf(1));
    for (let i = 0; i < 120; i++) {
      const terms = termsOf([
        [100 + (i % topics), 1],
        [200 + (i % 5), 1],
        [1_000 + i, 1],
      ]);
      const links = i < linking ? linksEach : 0;
      const linked = Array.from({ length: links }, (_, k) => peer(i, k + 1));
      await newsroom.write(nameOf(i), terms, linked);
    }
    await runToEnd(given.store);
    return newsroom;
  }

  /** An earlier generation whose tables have the words of topics for common and those of no matter for rare. */
  async function brokenTables(): Promise<string> {
    const { generations } = await takeLease(given.store);
    const [earlier] = (await generations.all()).filter(({ state }) => state === 'retired');
    if (earlier === undefined) throw new Error('no earlier generation');
    const frequencies = new Map([...Array(topics).keys()].map((topic) => [100 + topic, 120]));
    await generations.begin(earlier, idfTableFrom(120, frequencies), null);
    return earlier.id;
  }

  async function reindexWith(tablesOf: string, force = false): Promise<Generation> {
    const { networks } = given.store;
    await networks.requestReindex(network, 'test', startOf2026, { tablesOf, force });
    const run = await runToEnd(given.store, undefined, startOf2026, {
      waitForNews: () => {
        run.stop();
        return Promise.resolve();
      },
    });
    await run.follow();
    const [newest] = (await networks.generations(network)).filter(
      (one) => one.tablesOf === tablesOf && one.isForced === force,
    );
    if (newest === undefined) throw new Error('nothing was built');
    return newest;
  }

  it('keep a generation out that no longer shows them, with both figures, unless it is forced', async () => {
    const newsroom = await givenNews(2);
    const before = await given.store.networks.generation(network);
    const broken = await brokenTables();
    const refused = await reindexWith(broken);
    const { linkRecall: recall, linkRecallBefore, coverage, refusal } = refused;
    expect(refused).toMatchObject({ state: 'refused', linksMeasured: 240 });
    expect([coverage, refused.coverageBefore, linkRecallBefore]).toEqual([1, 1, 1]);
    expect(recall).toBeLessThan(0.5);
    expect(refusal).toBe(
      `Only ${(100 * (recall ?? 0)).toFixed(1)} % of what articles' own texts link to would be in their lists, where 100.0 % is now (of 240 links).`,
    );
    expect(await given.store.networks.reindexProgress(network)).toMatchObject({
      state: 'failed',
      message: refusal,
    });
    expect(await given.store.networks.generation(network)).toBe(before);
    await expectRightLists(given.store, newsroom);
    const forced = await reindexWith(broken, true);
    expect(forced).toMatchObject({ state: 'active', linkRecall: recall, linkRecallBefore: 1 });
  });

  it('say nothing where they are few', async () => {
    await givenNews(1, 99);
    const served = await reindexWith(await brokenTables());
    expect(served).toMatchObject({ state: 'active', linksMeasured: 99, linkRecallBefore: 1 });
    expect(served.linkRecall).toBeLessThan(0.5);
  });

  it('count five an article, the first ones, and only where both articles are in the index', async () => {
    const newsroom = await givenNews(8);
    const writer = await takeLease(given.store);
    const live = new Set(newsroom.live.keys());
    const pairs = await sampleLinks(given.store, writer, live);
    expect(pairs).toHaveLength(600);
    const first = pairs.filter(({ article }) => article === 1).map(({ linked }) => linked);
    expect(first).toEqual([13, 25, 37, 49, 61]);
    // Taken down, and the log not applied yet: the index has it still.
    await newsroom.remove(25);
    live.delete(37);
    const later = await sampleLinks(given.store, writer, live);
    expect(later.filter(({ article }) => article === 1).map(({ linked }) => linked)).toEqual([
      13, 49, 61, 73, 85,
    ]);
    expect(later.some(({ article }) => article === 37 || article === 25)).toBe(false);
  });

  it('are in a list that has them among its first twenty', async () => {
    await givenNews(1);
    const writer = await takeLease(given.store);
    const generation = (await given.store.networks.generation(network)) ?? '';
    const entries = (await writer.lists(generation, [1])).get(1)?.entries ?? [];
    const at = (place: number) => ({ article: 1, linked: entries[place]?.number ?? 0 });
    expect(entries.length).toBeGreaterThan(20);
    expect(await linkRecall(writer, generation, [at(0), at(19), at(20)])).toBe(2 / 3);
    expect(await linkRecall(writer, generation, [{ article: 999, linked: 1 }])).toBe(0);
    expect(await linkRecall(writer, generation, [])).toBeNull();
  });
});
