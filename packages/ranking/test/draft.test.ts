import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { answer, answerDraft, type Draft } from '../src/index.js';
import {
  articleOf,
  entryOf,
  idOf,
  now,
  question,
  questionArbitrary,
  readerOf,
  worldArbitrary,
  type World,
} from './world.js';

const draftOf = (wishes: Partial<Draft> = {}): Draft => ({
  siteId: 'site-a',
  title: 'Storm Shadow for Ukraine',
  summary: '',
  tags: [],
  section: null,
  language: null,
  source: null,
  findings: null,
  ...wishes,
});
const findingsOf = (entries: ReturnType<typeof entryOf>[], story: number | null = null) => ({
  generation: 'generation-1',
  entries,
  story,
  labels: [],
  language: 'en',
});

/** The world in which its first article is published now, and known to nobody's best neighbours. */
function withNewcomer({ articles, best, ...rest }: World): World {
  return {
    ...rest,
    articles: articles.map((article, i) => (i === 0 ? { ...article, publishedAt: now } : article)),
    best: new Map(
      Array.from(best ?? [], ([number, numbers]) => [
        number,
        numbers.filter((neighbour) => neighbour !== 1),
      ]),
    ),
  };
}

describe('the answer to a draft', () => {
  test('is the answer to an article of the same text that is published now', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, questionArbitrary, async (any, wish) => {
        const world = withNewcomer(any);
        const [article, ...others] = world.articles;
        const card = article?.card ?? null;
        if (article === undefined || card === null) throw new Error('the world is empty');
        const ofArticle = await answer(readerOf(world), { id: idOf(1) }, wish, now);
        const { labels, language } = { labels: article.labels, language: card.language };
        const story = article.story ?? article.number;
        const ofDraft = await answerDraft(
          readerOf({ ...world, articles: others }),
          draftOf({
            ...card,
            siteId: article.siteId,
            findings: {
              ...findingsOf([...(world.list ?? [])], story),
              labels,
              language,
            },
          }),
          wish,
          now,
        );
        expect(ofDraft).toEqual({ ...ofArticle, article: null });
      }),
      { numRuns: 300 },
    );
  });

  test('shows nothing of the story that the draft tells itself', async () => {
    const articles = [{ number: 2, story: 2 }, { number: 3, story: 2 }, { number: 4 }];
    const reader = readerOf({ articles: articles.map(articleOf), list: [] });
    const findings = findingsOf([entryOf(3, 0.97), entryOf(2, 0.9), entryOf(4, 0.5)], 2);
    const given = await answerDraft(reader, draftOf({ findings }), question(), now);
    expect(given.items.map(({ id }) => id)).toEqual([idOf(4)]);
    expect(given).toMatchObject({ article: null, complete: true, generation: 'generation-1' });
  });

  test('is what the fallback finds for its section and language where nobody has looked', async () => {
    const reader = readerOf({
      articles: [
        articleOf({ number: 2, language: 'en' }),
        articleOf({ number: 3, language: 'en', section: 'World' }),
        articleOf({ number: 4, language: 'de' }),
      ],
      list: [],
    });
    const draft = draftOf({ section: 'world', language: 'en-gb' });
    const given = await answerDraft(reader, draft, question(), now);
    expect(given.items.map(({ id, strategy }) => [id, strategy])).toEqual([
      [idOf(3), 'section'],
      [idOf(2), 'latest'],
    ]);
    expect(given).toMatchObject({ complete: false, generation: null });
  });
});
