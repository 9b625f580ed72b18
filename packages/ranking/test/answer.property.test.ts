// What holds for every network and every question.
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  answer,
  type Answer,
  type NeighbourEntry,
  type Question,
  type RankingArticle,
} from '../src/index.js';
import { redundancy } from '../src/diversity.js';
import { now, questionArbitrary, readerOf, worldArbitrary, type World } from './world.js';

const storyOf = (article: RankingArticle): number => article.story ?? article.number;
const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The filters again, word for word as the contract has them. */
function isAllowed(candidate: RankingArticle, asked: RankingArticle, wish: Question): boolean {
  const { card, publishedAt } = candidate;
  if (candidate.state !== 'live' || card === null) return false;
  if (candidate.number === asked.number || storyOf(candidate) === storyOf(asked)) return false;
  if (publishedAt > now) return false;
  if (wish.maxAgeMs !== null && now - publishedAt > wish.maxAgeMs) return false;
  if (wish.before !== null && publishedAt >= wish.before) return false;
  if (wish.after !== null && publishedAt < wish.after) return false;
  if (wish.mode === 'background' && publishedAt >= asked.publishedAt) return false;
  if (wish.mode === 'followup' && publishedAt <= asked.publishedAt) return false;
  if (wish.excludedIds.has(candidate.id) || wish.excludedUrls.has(card.url)) return false;
  const { section, tag, author, language } = wish;
  if (section !== null && (card.section === null || !same(card.section, section))) return false;
  if (tag !== null && !card.tags.some((own) => same(own, tag))) return false;
  if (author !== null && !card.authors.some((own) => same(own, author))) return false;
  if (language === null) return true;
  return card.language === language || (card.language ?? '').startsWith(`${language}-`);
}

/** Whether a reader of the asked article can read the other, as far as that is known. */
function isReadable({ card }: RankingArticle, asked: RankingArticle): boolean {
  const [own, other] = [asked.card?.language ?? null, card?.language ?? null];
  return own === null || other === null || own.split('-')[0] === other.split('-')[0];
}

/** What an entry is worth, word for word as the contract has it. */
function worthOf({ list, best }: World, { number, scoreE6 }: NeighbourEntry): number {
  const cosines = new Map((list ?? []).map((entry) => [entry.number, entry.scoreE6 / 1e6]));
  const known = (list ?? []).some((entry) => best?.has(entry.number));
  if (!known) return scoreE6 / 1e6;
  const ranks = [1, 2, 3, 4, 5, 6, 7, 8];
  const asked = best?.get(number) ?? [];
  const said = ranks.map((rank) => {
    const z = asked[rank - 1] ?? -1;
    return (z === 1 ? 0.5 : (cosines.get(z) ?? 0)) / rank;
  });
  const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
  return (scoreE6 / 1e6 + 2 * (sum(said) / sum(ranks.map((rank) => 1 / rank)))) / 3;
}

/** The stories that a question may show as related, found the slow way. */
function relatedStories(world: World, wish: Question): Set<number> {
  const [asked] = world.articles;
  return new Set(
    (world.list ?? []).flatMap((entry) => {
      const neighbour = world.articles.find(({ number }) => number === entry.number);
      if (asked === undefined || neighbour === undefined) return [];
      const { version, contentVersion } = neighbour;
      const isScored = Array.from(
        { length: version - contentVersion + 1 },
        (_, i) => (contentVersion + i) % 4096,
      ).includes(entry.versionTag);
      const isRelated = worthOf(world, entry) >= wish.minScore;
      return isScored && isRelated && isAllowed(neighbour, asked, wish) ? [storyOf(neighbour)] : [];
    }),
  );
}

interface Case {
  readonly world: World;
  readonly wish: Question;
  readonly asked: RankingArticle;
  readonly given: Answer;
  /** The articles of the items, in order. */
  readonly shown: readonly RankingArticle[];
}

async function always(check: (found: Case) => void | Promise<void>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(worldArbitrary, questionArbitrary, async (world, wish) => {
      const [asked] = world.articles;
      if (asked === undefined) throw new Error('a world has an article');
      const given = await answer(readerOf(world), { id: asked.id }, wish, now);
      const byId = new Map(world.articles.map((article) => [article.id, article]));
      const shown = given.items.flatMap(({ id }) => byId.get(id) ?? []);
      expect(shown).toHaveLength(given.items.length);
      await check({ world, wish, asked, given, shown });
    }),
    { numRuns: 300 },
  );
}

describe('an answer, whatever the network and the question', () => {
  test('never shows the article itself, its story, or two articles of one story', () =>
    always(({ asked, shown }) => {
      const stories = shown.map(storyOf);
      expect(stories).not.toContain(storyOf(asked));
      expect(new Set(stories).size).toBe(stories.length);
    }));

  test('shows only what passes the filters, filled in or not, and copies too', () =>
    always(({ world, wish, asked, given, shown }) => {
      for (const article of shown) expect(isAllowed(article, asked, wish)).toBe(true);
      for (const copy of given.items.flatMap(({ alsoIn }) => alsoIn)) {
        const article = world.articles.find(({ id }) => id === copy.id);
        expect(article !== undefined && isAllowed(article, asked, wish)).toBe(true);
      }
    }));

  test('shows as many related stories as there are and the limit allows, and no other as related', () =>
    always(({ world, wish, given, shown }) => {
      const wanted = relatedStories(world, wish);
      const related = shown.filter((_article, i) => given.items[i]?.strategy === 'related');
      for (const article of related) expect(wanted).toContain(storyOf(article));
      expect(related).toHaveLength(Math.min(wish.limit, wanted.size));
    }));

  test('fills up to the limit with every allowed story there is, unless it is told not to', () =>
    always(({ world, wish, asked, given }) => {
      const related = relatedStories(world, wish);
      const readable = world.articles.filter(
        (article) => isAllowed(article, asked, wish) && isReadable(article, asked),
      );
      const stories = new Set([...related, ...readable.map(storyOf)]);
      const there = wish.fallback ? stories.size : related.size;
      expect(given.items).toHaveLength(Math.min(wish.limit, there));
    }));

  test('fills in nothing in another language', () =>
    always(({ asked, given, shown }) => {
      for (const [i, article] of shown.entries())
        if (given.items[i]?.strategy !== 'related') expect(isReadable(article, asked)).toBe(true);
    }));

  test('stands in order: related by score unless variety is asked for, then the section, then the latest, each newest first', () =>
    always(({ given, wish }) => {
      const rank = { pinned: 0, related: 0, section: 1, trending: 2, latest: 3 };
      for (const [i, item] of given.items.entries()) {
        const next = given.items[i + 1];
        if (next === undefined) continue;
        expect(rank[item.strategy]).toBeLessThanOrEqual(rank[next.strategy]);
        if (item.strategy !== next.strategy) continue;
        if (item.score !== null) {
          if (wish.diversity === 0) expect(item.score).toBeGreaterThanOrEqual(next.score ?? 2);
        } else expect(item.publishedAt >= next.publishedAt).toBe(true);
      }
    }));

  test('shows the own copy of a story where an own copy may be shown, and lists the others once', () =>
    always(({ world, wish, given, shown }) => {
      const byId = new Map(world.articles.map((article) => [article.id, article]));
      for (const [i, item] of given.items.entries()) {
        const copies = item.alsoIn.map(({ id }) => byId.get(id));
        const main = shown[i];
        expect(new Set([item.id, ...item.alsoIn.map(({ id }) => id)]).size).toBe(copies.length + 1);
        for (const copy of copies) {
          expect(copy === undefined ? null : storyOf(copy)).toBe(
            main === undefined ? 0 : storyOf(main),
          );
          if (main?.siteId !== wish.siteId) expect(copy?.siteId).not.toBe(wish.siteId);
        }
      }
    }));

  test('has no more neighbours in common when more variety is asked for, and begins with the best', () =>
    always(async ({ world, wish, asked }) => {
      const best = world.best ?? new Map<number, readonly number[]>();
      const byId = new Map(world.articles.map(({ id, number }) => [id, number]));
      const relatedWith = async (diversity: number): Promise<number[]> => {
        const varied = { ...wish, diversity, fallback: false };
        const { items } = await answer(readerOf(world), { id: asked.id }, varied, now);
        return items.map(({ id }) => byId.get(id) ?? 0);
      };
      const [plain, some, most] = await Promise.all([0, 0.4, 1].map(relatedWith));
      const repeated = (numbers: readonly number[] = []): number => redundancy(numbers, best);
      expect(repeated(some)).toBeLessThanOrEqual(repeated(plain));
      expect(repeated(most)).toBeLessThanOrEqual(repeated(some));
      expect(most?.[0]).toBe(plain?.[0]);
      expect(most).toHaveLength(plain?.length ?? 0);
    }));

  test('gives the same bytes for the same question, in whatever order the network is read', () =>
    always(async ({ world, wish, asked, given }) => {
      const other: World = {
        ...world,
        articles: [...world.articles].reverse(),
        list: [...(world.list ?? [])].reverse(),
      };
      const again = await answer(readerOf(other), { id: asked.id }, wish, now);
      expect(JSON.stringify(again)).toBe(JSON.stringify(given));
    }));

  test('gives a score from 0 to 1 to what is related and none to what is filled in', () =>
    always(({ given }) => {
      for (const { score, strategy, because } of given.items) {
        expect(score === null).toBe(strategy !== 'related');
        if (score !== null) expect(score >= 0 && score <= 1).toBe(true);
        expect(because.length).toBeLessThanOrEqual(strategy === 'related' ? 3 : 0);
      }
    }));
});
