import { describe, expect, test } from '@jest/globals';
import { answer, RankingError, type RankingErrorCode } from '../src/index.js';
import {
  articleOf,
  dayMs,
  entryOf,
  hourMs,
  idOf,
  now,
  question,
  readerOf,
  urlOf,
  type World,
} from './world.js';

const asked = { id: idOf(1) };
const withList = (list: World['list'], ...articles: Parameters<typeof articleOf>[0][]): World => ({
  articles: articles.map(articleOf),
  list,
});

const idsOf = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id);
const ids = (...numbers: number[]): string[] => numbers.map(idOf);

async function codeOf(work: Promise<unknown>): Promise<RankingErrorCode | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof RankingError) return error.code;
    throw error;
  }
}

describe('related items', () => {
  const old = now - 365 * dayMs;

  test('recency orders near-equals and does not lift the hardly related over the related', async () => {
    const world = withList(
      [entryOf(2, 0.5), entryOf(3, 0.49), entryOf(4, 0.2)],
      { number: 1 },
      { number: 2, publishedAt: old },
      { number: 3, publishedAt: now - dayMs },
      { number: 4, publishedAt: now },
    );
    const { items } = await answer(readerOf(world), asked, question({ fallback: false }), now);
    expect(idsOf(items)).toEqual(ids(3, 2, 4));
  });

  test('the bytes stay the same within an hour of age', async () => {
    const world = withList(
      [entryOf(2, 0.5)],
      { number: 1 },
      { number: 2, publishedAt: now - dayMs },
    );
    const at = async (time: number): Promise<string> =>
      JSON.stringify(await answer(readerOf(world), asked, question(), time));
    expect(await at(now + hourMs - 1)).toBe(await at(now));
    expect(await at(now + hourMs)).not.toBe(await at(now));
  });

  test('an entry that was scored for other content of its article is not shown', async () => {
    const world = withList(
      [entryOf(2, 0.9, 1), entryOf(3, 0.8, 2)],
      { number: 1 },
      { number: 2, version: 2 },
      { number: 3, version: 2 },
    );
    const { items } = await answer(readerOf(world), asked, question({ fallback: false }), now);
    expect(idsOf(items)).toEqual(ids(3));
  });

  test('content that is only read anew keeps its places, and the list of its own', async () => {
    const world = {
      ...withList(
        [entryOf(2, 0.9, 4), entryOf(3, 0.8, 2)],
        { number: 1, version: 3, contentVersion: 2 },
        { number: 2, version: 5, contentVersion: 4 },
        { number: 3, version: 5, contentVersion: 3 },
      ),
      listVersion: 2,
    };
    const given = await answer(readerOf(world), asked, question({ fallback: false }), now);
    expect(given.complete).toBe(true);
    expect(idsOf(given.items)).toEqual(ids(2));
  });

  test('a version is compared modulo 4096, as lists keep it', async () => {
    const world = withList([entryOf(2, 0.9, 5000)], { number: 1 }, { number: 2, version: 5000 });
    const { items } = await answer(readerOf(world), asked, question({ fallback: false }), now);
    expect(idsOf(items)).toEqual(ids(2));
  });

  test('what scores below the default of minScore is not called related, what is on it is', async () => {
    const world = withList(
      [entryOf(2, 0.03), entryOf(3, 0.029999)],
      { number: 1 },
      { number: 2 },
      { number: 3 },
    );
    const { items } = await answer(readerOf(world), asked, question({ fallback: false }), now);
    expect(idsOf(items)).toEqual(ids(2));
  });

  test('an article among common neighbours comes before one with more common words', async () => {
    const world = {
      ...withList(
        [entryOf(2, 0.4), entryOf(3, 0.3), entryOf(4, 0.3)],
        { number: 1 },
        { number: 2 },
        { number: 3 },
        { number: 4 },
      ),
      // Articles 1, 3 and 4 have each other; 2 is at home elsewhere.
      best: new Map([
        [2, [7, 8, 9]],
        [3, [4, 1]],
        [4, [3, 1]],
      ]),
    };
    const { items } = await answer(readerOf(world), asked, question({ fallback: false }), now);
    expect(idsOf(items)).toEqual(ids(3, 4, 2));
  });

  test('of a story the own copy is shown although another scores better, and the others are named', async () => {
    const world = withList(
      [entryOf(2, 0.9), entryOf(3, 0.85), entryOf(4, 0.6)],
      { number: 1 },
      { number: 2, story: 2, siteId: 'site-b', source: 'The Wire' },
      { number: 3, story: 2 },
      { number: 4 },
    );
    const { items } = await answer(readerOf(world), asked, question({ fallback: false }), now);
    expect(idsOf(items)).toEqual(ids(3, 4));
    expect(items[0]?.alsoIn).toEqual([{ id: idOf(2), url: urlOf(2), source: 'The Wire' }]);
  });

  test('of a story without an own copy the best is shown, and the others are named in order', async () => {
    const world = withList(
      [entryOf(2, 0.7), entryOf(3, 0.9), entryOf(4, 0.8)],
      { number: 1 },
      ...[2, 3, 4].map((number) => ({ number, story: 2, siteId: 'site-b', publishedAt: now })),
    );
    const { items } = await answer(readerOf(world), asked, question(), now);
    expect(idsOf(items)).toEqual(ids(3));
    expect(idsOf(items[0]?.alsoIn ?? [])).toEqual(ids(4, 2));
  });

  test('copies of the article itself are not shown, whether it founded the story or joined it', async () => {
    const founder = withList([entryOf(2, 1)], { number: 1, story: 1 }, { number: 2, story: 1 });
    const joined = withList([entryOf(2, 1)], { number: 1, story: 2 }, { number: 2 });
    for (const world of [founder, joined]) {
      expect((await answer(readerOf(world), asked, question(), now)).items).toEqual([]);
    }
  });

  test('the reasons are the first three labels that both articles have', async () => {
    const label = (id: number, text: string) => ({ id, label: text });
    const own = [
      label(1, 'Storm Shadow'),
      label(2, 'Kyiv'),
      label(3, 'missile'),
      label(4, 'army'),
      label(5, 'weapon'),
    ];
    const world = withList(
      [entryOf(2, 0.5)],
      { number: 1, labels: own },
      {
        number: 2,
        labels: [
          label(5, 'weapons'),
          label(4, 'army'),
          label(3, 'missile'),
          label(1, 'Storm Shadow'),
        ],
      },
    );
    const { items } = await answer(readerOf(world), asked, question(), now);
    expect(items[0]?.because).toEqual(['Storm Shadow', 'missile', 'army']);
  });

  test('a reason is not given twice, once whole and once in part', async () => {
    const labels = [
      { id: 1, label: 'Port Alder' },
      { id: 2, label: 'alder' },
      { id: 3, label: 'port' },
      { id: 4, label: 'Alderman' },
    ];
    const world = withList([entryOf(2, 0.5)], { number: 1, labels }, { number: 2, labels });
    const { items } = await answer(readerOf(world), asked, question(), now);
    expect(items[0]?.because).toEqual(['Port Alder', 'Alderman']);
  });

  test('an article is called by its source, or else by the name of its site', async () => {
    const world = withList(
      [entryOf(2, 0.5), entryOf(3, 0.4)],
      { number: 1 },
      { number: 2, source: 'The Times of Example' },
      { number: 3, siteId: 'site-b' },
    );
    const { items } = await answer(readerOf(world), asked, question(), now);
    expect(items.map(({ source }) => source)).toEqual(['The Times of Example', 'Name of site-b']);
  });
});

describe('filled-in items', () => {
  test('the section comes before the latest, each says why it is there', async () => {
    const world = withList(
      [entryOf(5, 0.9)],
      { number: 1, section: 'World' },
      { number: 2, section: 'Sport' },
      { number: 3, section: 'world' },
      { number: 4 },
      { number: 5 },
    );
    const { items } = await answer(readerOf(world), asked, question(), now);
    expect(items.map(({ id, strategy }) => [id, strategy])).toEqual([
      [idOf(5), 'related'],
      [idOf(3), 'section'],
      [idOf(2), 'latest'],
      [idOf(4), 'latest'],
    ]);
  });

  test('an old time range is filled from that range, however much was published since', async () => {
    const recent = Array.from({ length: 300 }, (_, i) => ({ number: i + 2 }));
    const world = withList([], { number: 1 }, ...recent, {
      number: 999,
      publishedAt: now - 90 * dayMs,
    });
    const wish = question({ before: now - 60 * dayMs });
    expect(idsOf((await answer(readerOf(world), asked, wish, now)).items)).toEqual(ids(999));
  });

  test('nothing is filled in where that is not wanted', async () => {
    const world = withList([], { number: 1 }, { number: 2 });
    expect(
      (await answer(readerOf(world), asked, question({ fallback: false }), now)).items,
    ).toEqual([]);
  });

  test('nothing is shown before its date', async () => {
    const world = withList(
      [entryOf(2, 0.9)],
      { number: 1 },
      { number: 2, publishedAt: now + 1 },
      { number: 3, publishedAt: now },
    );
    expect(idsOf((await answer(readerOf(world), asked, question(), now)).items)).toEqual(ids(3));
  });
});

describe('an answer as a whole', () => {
  const world = withList([entryOf(2, 0.5)], { number: 1, section: 'World' }, { number: 2 });

  test('tells of the article and names its generation', async () => {
    const given = await answer(readerOf(world), asked, question(), now);
    expect(given.article).toEqual({
      id: idOf(1),
      url: urlOf(1),
      title: 'Title 1',
      summary: '',
      image: null,
      publishedAt: '2026-11-22T11:00:00.000Z',
      source: 'Name of site-a',
      authors: [],
      section: 'World',
    });
    expect(given.generation).toBe('generation-1');
    expect(given.complete).toBe(true);
  });

  test('is complete only with a list that is current, under a generation', async () => {
    const isComplete = async (other: Partial<World>): Promise<boolean> =>
      (await answer(readerOf({ ...world, ...other }), asked, question(), now)).complete;
    expect(await isComplete({ listVersion: 99 })).toBe(false);
    expect(await isComplete({ list: null })).toBe(false);
    expect(await isComplete({ generation: null })).toBe(false);
    expect(await isComplete({ list: [] })).toBe(true);
  });

  test('an address that is not known is answered by what is newest, and is not complete', async () => {
    const unknown = { siteId: 'site-a', url: 'https://news.example/unknown' };
    const given = await answer(readerOf(world), unknown, question({ mode: 'background' }), now);
    expect(given.article).toBeNull();
    expect(given.complete).toBe(false);
    expect(given.items.map(({ id, strategy }) => [id, strategy])).toEqual([
      [idOf(1), 'latest'],
      [idOf(2), 'latest'],
    ]);
  });

  test('an expired article keeps its list and is not complete', async () => {
    const expired = withList([entryOf(2, 0.5)], { number: 1, state: 'expired' }, { number: 2 });
    const given = await answer(readerOf(expired), asked, question(), now);
    expect(given.complete).toBe(false);
    expect(given.items.map(({ strategy }) => strategy)).toEqual(['related']);
  });

  test('an id that is not known, and an article that was taken down, have no answer', async () => {
    const down: World = {
      articles: [{ ...articleOf({ number: 1, state: 'removed' }), card: null }],
      list: null,
    };
    expect(await codeOf(answer(readerOf(world), { id: idOf(9) }, question(), now))).toBe(
      'article_unknown',
    );
    expect(await codeOf(answer(readerOf(down), asked, question(), now))).toBe('article_gone');
  });
});
