// A network in memory, and random ones: what the store would answer, without a store.
import * as fc from 'fast-check';
import {
  plainQuestion,
  type AnswerReader,
  type FoundArticle,
  type NeighbourEntry,
  type Question,
  type RankingArticle,
  type Signal,
} from '../src/index.js';

/** Noon of a day in November. */
export const now = Date.UTC(2026, 10, 22, 12);
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export const idOf = (number: number): string => `article-${number}`;
export const urlOf = (number: number): string => `https://news.example/${number}`;

/** What a test says of an article; the rest is plain. */
export type Sketch = { readonly number: number } & Partial<
  Omit<RankingArticle, 'card'> & NonNullable<RankingArticle['card']>
>;

export function articleOf(sketch: Sketch): RankingArticle {
  const { number } = sketch;
  return {
    number,
    id: idOf(number),
    siteId: sketch.siteId ?? 'site-a',
    version: sketch.version ?? 1,
    contentVersion: sketch.contentVersion ?? sketch.version ?? 1,
    state: sketch.state ?? 'live',
    card: {
      url: urlOf(number),
      title: sketch.title ?? `Title ${number}`,
      summary: sketch.summary ?? '',
      authors: sketch.authors ?? [],
      tags: sketch.tags ?? [],
      section: sketch.section ?? null,
      language: sketch.language ?? null,
      image: sketch.image ?? null,
      source: sketch.source ?? null,
    },
    publishedAt: sketch.publishedAt ?? now - number * hourMs,
    story: sketch.story ?? null,
    labels: sketch.labels ?? [],
  };
}

export const entryOf = (number: number, score: number, version = 1): NeighbourEntry => ({
  number,
  versionTag: version % 4096,
  scoreE6: Math.round(score * 1e6),
});

/** What a network holds: the first article is the one that is asked about. */
export interface World {
  readonly articles: readonly RankingArticle[];
  readonly list: readonly NeighbourEntry[] | null;
  /** The best neighbours of the list's articles; none unless told. */
  readonly best?: ReadonlyMap<number, readonly number[]>;
  readonly generation?: string | null;
  /** What readers open, most opened first; nothing unless told. */
  readonly trending?: readonly number[];
  /** What editors say; nothing unless told. */
  readonly signals?: readonly Signal[];
  /** The version of the asked article that its list was made of; today's unless told. */
  readonly listVersion?: number;
}

/** A reader of a world; article 1 has the list. */
export function readerOf(world: World): AnswerReader {
  const byNumber = new Map(world.articles.map((article) => [article.number, article]));
  return {
    find: (reference) => {
      const article = world.articles.find((candidate) =>
        'id' in reference
          ? candidate.id === reference.id
          : candidate.siteId === reference.siteId && candidate.card?.url === reference.url,
      );
      if (article === undefined) return Promise.resolve(null);
      const entries = article.number === 1 ? world.list : [];
      const found: FoundArticle = {
        article,
        generation: world.generation === undefined ? 'generation-1' : world.generation,
        list:
          entries === null
            ? null
            : { versionTag: (world.listVersion ?? article.version) % 4096, entries },
      };
      return Promise.resolve(found);
    },
    cards: (numbers) =>
      Promise.resolve(
        numbers.flatMap((number) => {
          const article = byNumber.get(number);
          return article === undefined ? [] : [article];
        }),
      ),
    best: (generation, numbers) =>
      Promise.resolve(
        generation === (world.generation ?? 'generation-1')
          ? new Map([...(world.best ?? [])].filter(([number]) => numbers.includes(number)))
          : new Map<number, readonly number[]>(),
      ),
    newest: (until, max) =>
      Promise.resolve(
        world.articles
          .filter(({ state, publishedAt }) => state === 'live' && publishedAt <= until)
          .sort((a, b) => b.publishedAt - a.publishedAt)
          .slice(0, max)
          .map(({ number }) => number),
      ),
    trending: (_siteId, _now, max) => Promise.resolve((world.trending ?? []).slice(0, max)),
    signals: () => Promise.resolve(world.signals ?? []),
    siteNames: (ids) => Promise.resolve(new Map(ids.map((id) => [id, `Name of ${id}`]))),
  };
}

export const question = (wishes: Partial<Question> = {}): Question => ({
  ...plainQuestion('site-a'),
  ...wishes,
});

const names = fc.constantFrom('World', 'world ', 'Sport', 'Markets');
const languages = fc.constantFrom('en', 'en-gb', 'de', 'enx');
const ages = fc.oneof(
  fc.integer({ min: -2 * hourMs, max: 40 * dayMs }),
  fc.constantFrom(0, hourMs, dayMs),
);

const articleArbitrary = (number: number): fc.Arbitrary<RankingArticle> =>
  fc
    .record({
      siteId: fc.constantFrom('site-a', 'site-b'),
      state: fc.constantFrom('live', 'live', 'live', 'live', 'missing', 'expired', 'removed'),
      version: fc.constantFrom(1, 2, 4097),
      readAnew: fc.constantFrom(0, 0, 1, 4095),
      story: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }),
      section: fc.option(names, { nil: null }),
      tags: fc.array(names, { maxLength: 2 }),
      authors: fc.array(names, { maxLength: 2 }),
      language: fc.option(languages, { nil: null }),
      age: ages,
      labels: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
    })
    .map(({ age, section, language, story, labels, readAnew, ...rest }) => {
      const article = articleOf({
        ...rest,
        contentVersion: Math.max(1, rest.version - readAnew),
        number,
        story,
        section,
        language,
        publishedAt: now - age,
        labels: labels.map((id) => ({ id, label: `label ${id}` })),
      });
      return rest.state === 'removed' ? { ...article, card: null } : article;
    });

/** Up to 25 articles, of which the first is live and has a list of any of them (itself and unknown numbers too). */
export const worldArbitrary: fc.Arbitrary<World> = fc
  .integer({ min: 1, max: 25 })
  .chain((count) =>
    fc.record({
      articles: fc.tuple(...Array.from({ length: count }, (_, i) => articleArbitrary(i + 1))),
      list: fc.uniqueArray(
        fc.record({
          number: fc.integer({ min: 1, max: count + 2 }),
          versionTag: fc.constantFrom(1, 1, 2),
          scoreE6: fc.constantFrom(50_000, 99_999, 100_000, 300_000, 300_001, 800_000, 1_000_000),
        }),
        { selector: (entry) => entry.number, maxLength: 64 },
      ),
      best: fc
        .dictionary(
          fc.integer({ min: 1, max: count + 2 }).map(String),
          fc.uniqueArray(fc.integer({ min: 1, max: count + 2 }), { maxLength: 8 }),
        )
        .map((record) => new Map(Object.entries(record).map(([key, best]) => [Number(key), best]))),
    }),
  )
  .map(({ articles, list, best }) => ({
    list,
    best,
    articles: articles.map((article, i) =>
      i === 0
        ? {
            ...articleOf({ number: 1 }),
            ...article,
            state: 'live',
            card: article.card ?? articleOf({ number: 1 }).card,
          }
        : article,
    ),
  }));

export const questionArbitrary: fc.Arbitrary<Question> = fc
  .record({
    siteId: fc.constantFrom('site-a', 'site-b'),
    limit: fc.integer({ min: 1, max: 20 }),
    excluded: fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 3 }),
    excludedByUrl: fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 3 }),
    section: fc.option(names, { nil: null, freq: 2 }),
    tag: fc.option(names, { nil: null, freq: 1 }),
    author: fc.option(names, { nil: null, freq: 1 }),
    language: fc.option(languages, { nil: null, freq: 1 }),
    maxAgeMs: fc.option(fc.constantFrom(hourMs, dayMs, 10 * dayMs), { nil: null, freq: 1 }),
    before: fc.option(ages, { nil: null, freq: 1 }),
    after: fc.option(ages, { nil: null, freq: 1 }),
    mode: fc.constantFrom('balanced' as const, 'background' as const, 'followup' as const),
    minScore: fc.constantFrom(0, 0.1, 0.3, 1),
    diversity: fc.constantFrom(0, 0, 0.3, 1),
    fallback: fc.boolean(),
    explain: fc.boolean(),
  })
  .map(({ excluded, excludedByUrl, before, after, ...rest }) => ({
    ...rest,
    excludedIds: new Set(excluded.map(idOf)),
    excludedUrls: new Set(excludedByUrl.map(urlOf)),
    before: before === null ? null : now - before,
    after: after === null ? null : now - after,
  }));
