// What editors say, and what readers open, in whole answers.
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { answer, type Answer, type Question, type Signal, type SignalScope } from '../src/index.js';
import { editorialFor } from '../src/editorial.js';
import { storyOf } from '../src/stories.js';
import {
  articleOf,
  dayMs,
  entryOf,
  hourMs,
  idOf,
  now,
  question,
  questionArbitrary,
  readerOf,
  worldArbitrary,
  type World,
} from './world.js';

const signal = (number: number, word: Signal['word'], more: Partial<Signal> = {}): Signal => ({
  number,
  word,
  scope: { kind: 'site' },
  givenAt: now - dayMs,
  expiresAt: null,
  ...more,
});
const exclude = { kind: 'exclude' } as const;

/** Six articles; 2, 3 and 4 are neighbours of 1, of the same age. */
const world: World = {
  articles: [1, 2, 3, 4, 5, 6].map((number) =>
    articleOf({
      number,
      publishedAt: now - (number > 4 ? number : 4) * hourMs,
      section: number === 6 ? 'Sport' : 'World',
    }),
  ),
  list: [entryOf(2, 0.8), entryOf(3, 0.5), entryOf(4, 0.4)],
};
async function asked(changes: Partial<World>, wishes: Partial<Question> = {}): Promise<Answer> {
  return await answer(readerOf({ ...world, ...changes }), { id: idOf(1) }, question(wishes), now);
}
const numbersOf = ({ items }: Answer): number[] => items.map(({ id }) => Number(id.slice(8)));

describe('signals in an answer', () => {
  test('weigh among the related; an exclusion takes out of the related and of what is filled in', async () => {
    expect(numbersOf(await asked({}))).toEqual([2, 3, 4, 5, 6]);
    const boosted = await asked({ signals: [signal(4, { kind: 'boost', factor: 10 })] });
    expect(numbersOf(boosted)).toEqual([4, 2, 3, 5, 6]);
    expect(boosted.items[0]?.score).toBeGreaterThan(1);
    const buried = await asked({ signals: [signal(2, { kind: 'bury', factor: 0 })] });
    expect(numbersOf(buried)).toEqual([3, 4, 2, 5, 6]);
    const without = await asked({ signals: [signal(2, exclude), signal(6, exclude)] });
    expect(numbersOf(without)).toEqual([3, 4, 5]);
  });

  test('pin what is related, filled in or neither into its slot, once', async () => {
    const pins = [signal(6, { kind: 'pin', slot: 1 }), signal(3, { kind: 'pin', slot: 3 })];
    const pinned = await asked({ signals: pins }, { limit: 4 });
    expect(numbersOf(pinned)).toEqual([6, 2, 3, 4]);
    expect(pinned.items.map(({ strategy }) => strategy)).toEqual([
      'pinned',
      'related',
      'pinned',
      'related',
    ]);
    expect(pinned.items[0]).toMatchObject({ score: null, alsoIn: [] });
  });

  test('pin nothing that may not be shown: gone, to come, filtered out, or the story of the page', async () => {
    const articles = [
      ...world.articles.slice(0, 4),
      articleOf({ number: 5, state: 'missing' }),
      articleOf({ number: 6, publishedAt: now + hourMs }),
      articleOf({ number: 7, story: 1 }),
      articleOf({ number: 8 }),
    ];
    const signals = [5, 6, 7, 8, 1, 99].map((number) => signal(number, { kind: 'pin', slot: 1 }));
    const given = await asked({ articles, signals }, { excludedIds: new Set([idOf(8)]) });
    expect(numbersOf(given)).toEqual([2, 3, 4]);
  });

  test('count on their own pages, and no longer than they should', async () => {
    const elsewhere: SignalScope[] = [
      { kind: 'section', section: 'Sport' },
      { kind: 'page', number: 2 },
    ];
    const signals = [
      ...elsewhere.map((scope) => signal(2, exclude, { scope })),
      signal(3, exclude, { expiresAt: now }),
    ];
    expect(numbersOf(await asked({ signals }))).toEqual([2, 3, 4, 5, 6]);
    const here = signal(2, exclude, { scope: { kind: 'section', section: 'World' } });
    expect(numbersOf(await asked({ signals: [here] }))).toEqual([3, 4, 5, 6]);
  });

  test('a pin shows the other copies of its story', async () => {
    const articles = world.articles.map((one) =>
      one.number === 2 || one.number === 3 ? { ...one, story: 2 } : one,
    );
    const signals = [signal(3, { kind: 'pin', slot: 1 })];
    const given = await asked({ articles, signals }, { limit: 2 });
    expect(numbersOf(given)).toEqual([3, 4]);
    expect(given.items[0]?.alsoIn.map(({ id }) => id)).toEqual([idOf(2)]);
  });
});

describe('what readers open', () => {
  test("fills in after the article's section and before the latest, most opened first", async () => {
    const sections: World = {
      ...world,
      articles: [
        articleOf({ number: 1, section: 'World' }),
        articleOf({ number: 2 }),
        articleOf({ number: 3 }),
        articleOf({ number: 4, section: 'World', publishedAt: now - 9 * dayMs }),
        articleOf({ number: 5, publishedAt: now - 8 * dayMs }),
      ],
      list: [],
    };
    const given = await asked({ ...sections, trending: [5, 3, 99] });
    expect(given.items.map(({ strategy }, i) => [numbersOf(given)[i], strategy])).toEqual([
      [4, 'section'],
      [5, 'trending'],
      [3, 'trending'],
      [2, 'latest'],
    ]);
    // Under the same filters as all.
    expect(numbersOf(await asked({ ...sections, trending: [5, 3] }, { maxAgeMs: dayMs }))).toEqual([
      3, 2,
    ]);
  });
});

describe('an explanation', () => {
  test('is given where it is asked for, and multiplies up to the score', async () => {
    const signals = [signal(3, { kind: 'boost', factor: 2 }), signal(6, { kind: 'pin', slot: 2 })];
    expect((await asked({ signals })).items.every((item) => !('explanation' in item))).toBe(true);
    const { items } = await asked({ signals }, { explain: true });
    for (const { score, strategy, explanation } of items) {
      if (explanation === undefined) throw new Error('an explanation was asked for');
      const { relatedness, recency, editorialFactor, pinnedSlot } = explanation;
      if (strategy === 'related')
        expect((relatedness ?? 0) * (recency ?? 0) * (editorialFactor ?? 0)).toBeCloseTo(
          score ?? -1,
          5,
        );
      else expect([score, relatedness]).toEqual([null, null]);
      expect(pinnedSlot).toBe(strategy === 'pinned' ? 2 : null);
    }
    expect(items.map(({ explanation }) => explanation?.editorialFactor)).toEqual([
      2,
      null,
      1,
      1,
      null,
    ]);
  });
});

const wordArbitrary = fc.oneof(
  fc.constant(exclude),
  fc.record({ kind: fc.constant('pin' as const), slot: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ kind: fc.constant('boost' as const), factor: fc.constantFrom(1, 2, 10) }),
  fc.record({ kind: fc.constant('bury' as const), factor: fc.constantFrom(0, 0.5, 0.9) }),
);
const scopeArbitrary = fc.constantFrom<SignalScope>(
  { kind: 'site' },
  { kind: 'section', section: 'world' },
  { kind: 'page', number: 1 },
  { kind: 'page', number: 2 },
);
const signalsArbitrary = fc.uniqueArray(
  fc.record({
    number: fc.integer({ min: 1, max: 25 }),
    word: wordArbitrary,
    scope: scopeArbitrary,
    givenAt: fc.integer({ min: 1, max: 1_000_000 }),
    expiresAt: fc.constantFrom(null, now, now + 1),
  }),
  { selector: ({ givenAt }) => givenAt, maxLength: 15 },
);

describe('an answer, whatever editors say', () => {
  test('shows nothing excluded, pins in their slots, buried behind boosted, one a story', async () => {
    await fc.assert(
      fc.asyncProperty(
        worldArbitrary,
        questionArbitrary,
        signalsArbitrary,
        async (known, wish, signals) => {
          const [page] = known.articles;
          if (page?.card === null || page === undefined) throw new Error('a world has an article');
          const plain = { ...wish, diversity: 0, explain: true };
          const { items } = await answer(
            readerOf({ ...known, signals }),
            { id: page.id },
            plain,
            now,
          );
          const byId = new Map(known.articles.map((article) => [article.id, article]));
          const shown = items.flatMap(({ id }) => byId.get(id) ?? []);
          const said = editorialFor(signals, { ...page, card: page.card }, now);
          for (const { number } of shown) expect(said.excluded.has(number)).toBe(false);
          const copies = items.flatMap(({ alsoIn }) =>
            alsoIn.flatMap(({ id }) => byId.get(id) ?? []),
          );
          for (const { number } of copies) expect(said.excluded.has(number)).toBe(false);
          const stories = shown.map(storyOf);
          expect(new Set([...stories, storyOf(page)]).size).toBe(stories.length + 1);
          const related = items.filter(({ strategy }) => strategy === 'related');
          for (const [i, { explanation, score }] of related.entries())
            for (const later of related.slice(i + 1)) {
              expect(later.score).toBeLessThanOrEqual(score ?? 0);
              const [a, b] = [explanation, later.explanation];
              const isAlike = a?.relatedness === b?.relatedness && a?.recency === b?.recency;
              if (isAlike) expect(b?.editorialFactor).toBeLessThanOrEqual(a?.editorialFactor ?? 0);
            }
          // A pin stands in its slot, but where an earlier one stands there, or where the list ends before.
          let next = 1;
          for (const [i, { explanation }] of items.entries()) {
            const slot = explanation?.pinnedSlot ?? null;
            if (slot === null) continue;
            const place = i + 1;
            const wanted = Math.max(slot, next);
            const isAtEnd = items.slice(i).every(({ strategy }) => strategy === 'pinned');
            if (isAtEnd) expect(place).toBeLessThanOrEqual(wanted);
            else expect(place).toBe(wanted);
            next = place + 1;
          }
          expect(items.length).toBeLessThanOrEqual(wish.limit);
        },
      ),
      { numRuns: 300 },
    );
  });
});
