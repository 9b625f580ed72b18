import { describe, expect, it } from '@jest/globals';
import { dyingAt, expectRightLists, Newsroom, randomOf } from './newsroom.js';
import { network, runToEnd, termsOf, withRedis } from './support.js';

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
