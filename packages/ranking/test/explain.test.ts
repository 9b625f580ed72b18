/** An explanation gives the very figures of the answer, and says why something is not in it. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  answer,
  evidence,
  explainEvidence,
  explainRelated,
  limitMax,
  noEditorial,
  plainQuestion,
  relatedness,
  type HiddenReason,
  type Question,
  type RankingArticle,
} from '../src/index.js';
import {
  articleOf,
  entryOf,
  hourMs,
  idOf,
  now,
  question,
  questionArbitrary,
  readerOf,
  worldArbitrary,
  type Sketch,
  type World,
} from './world.js';

/** What a reader of the world gives, explained. */
async function explained(world: World, neighbour: RankingArticle, wish: Question) {
  const reader = readerOf(world);
  const found = await reader.find({ id: idOf(1) });
  if (found === null) throw new Error('every world has an article 1');
  const numbers = (found.list?.entries ?? []).map(({ number }) => number);
  const [cards, best] = await Promise.all([
    reader.cards(numbers),
    reader.best(found.generation ?? '', [...numbers, neighbour.number]),
  ]);
  return explainRelated({ found, cards, best, editorial: noEditorial }, neighbour, wish, now);
}

describe('explained evidence', () => {
  const number = fc.integer({ min: 0, max: 12 });
  const scores = fc
    .array(fc.tuple(number, fc.double({ min: 0, max: 1, noNaN: true })))
    .map((pairs) => new Map(pairs));
  const best = fc.uniqueArray(number, { maxLength: 12 });

  it('has products that add up, by rank, to exactly the evidence', () => {
    fc.assert(
      fc.property(number, scores, best, (x, own, numbers) => {
        const { evidence: whole, neighbours, weightsSum } = explainEvidence(x, own, numbers);
        let sum = 0;
        for (const { product } of neighbours) sum += product;
        expect(sum / weightsSum).toBe(whole);
        expect(whole).toBe(evidence(x, own, numbers));
      }),
      { numRuns: 500 },
    );
  });

  it('names the best eight in their order, with what the list of x says of each', () => {
    fc.assert(
      fc.property(number, scores, best, (x, own, numbers) => {
        const { neighbours } = explainEvidence(x, own, numbers);
        expect(neighbours).toEqual(
          numbers.slice(0, 8).map((z, place) => {
            const cosine = z === x ? 0.5 : (own.get(z) ?? 0);
            const weight = 1 / (place + 1);
            return { number: z, rank: place + 1, weight, cosine, product: weight * cosine };
          }),
        );
      }),
    );
  });
});

describe('an explained neighbour', () => {
  it('stands where the answer has it, with the same score; what has no place is not in the answer', async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, questionArbitrary, async (world, any) => {
        const wish = { ...any, limit: limitMax, fallback: false };
        const { items } = await answer(readerOf(world), { id: idOf(1) }, wish, now);
        for (const neighbour of world.articles.slice(1)) {
          const { place, score, hiddenBecause } = await explained(world, neighbour, wish);
          const at = items.findIndex(({ id }) => id === neighbour.id);
          if (at === -1) {
            expect(place === null || place > limitMax).toBe(true);
          } else {
            expect({ place, score }).toEqual({ place: at + 1, score: items[at]?.score });
          }
          expect(hiddenBecause === null).toBe(place !== null);
        }
      }),
    );
  });

  const listed = (sketch: Partial<Sketch>, score = 0.4): World => ({
    articles: [articleOf({ number: 1 }), articleOf({ number: 2, ...sketch })],
    list: [entryOf(2, score)],
    best: new Map([[2, [1]]]),
  });
  const secondOf = ({ articles }: World): RankingArticle => {
    const [, second] = articles;
    if (second === undefined) throw new Error('there are two articles');
    return second;
  };

  it('has the relatedness of its cosine and its evidence, weighted by its age in whole hours', async () => {
    const world = listed({ publishedAt: now - 30.5 * hourMs });
    const found = await explained(world, secondOf(world), question());
    expect(found).toMatchObject({
      entry: { rank: 1, scoreE6: 400_000 },
      isEvidenceCounted: true,
      ageHours: 30,
      place: 1,
      hiddenBecause: null,
    });
    expect(found.relatedness).toBe(relatedness(0.4, found.evidence.evidence));
    expect(found.score).toBeCloseTo((found.relatedness ?? 0) * found.recency, 6);
  });

  it('is worth its cosine where lists have no beginnings yet', async () => {
    const world = { ...listed({}), best: new Map() };
    expect(await explained(world, secondOf(world), question())).toMatchObject({
      isEvidenceCounted: false,
      relatedness: 0.4,
    });
  });

  it.each<[HiddenReason, World, Partial<Question>]>([
    ['not_in_list', { ...listed({}), list: [] }, {}],
    ['not_in_list', { ...listed({}), list: null }, {}],
    ['not_live', listed({ state: 'expired' }), {}],
    ['other_content', listed({ version: 2 }), {}],
    ['same_story', listed({ story: 1 }), {}],
    ['below_min_score', listed({}), { minScore: 0.9 }],
    ['filtered', listed({ publishedAt: now + hourMs }), {}],
    ['filtered', listed({}), { section: 'Sport' }],
  ])('says %s where that keeps it out', async (reason, world, wish) => {
    expect(await explained(world, secondOf(world), question(wish))).toMatchObject({
      place: null,
      hiddenBecause: reason,
    });
  });

  it('says that another copy of its story is shown in its place', async () => {
    const world: World = {
      articles: [1, 2, 3].map((number) =>
        articleOf({
          number,
          story: number === 1 ? 1 : 2,
          siteId: number === 2 ? 'site-b' : 'site-a',
        }),
      ),
      list: [entryOf(2, 0.8), entryOf(3, 0.5)],
    };
    expect(await explained(world, secondOf(world), plainQuestion('site-a'))).toMatchObject({
      place: null,
      hiddenBecause: 'other_copy_shown',
    });
  });

  it('has evidence but no score where the list does not have it', async () => {
    const world: World = {
      articles: [1, 2, 3].map((number) => articleOf({ number })),
      list: [entryOf(3, 0.5)],
      best: new Map([[2, [3]]]),
    };
    const found = await explained(world, secondOf(world), question());
    expect(found).toMatchObject({ entry: null, relatedness: null, score: null });
    expect(found.evidence.evidence).toBeGreaterThan(0);
  });
});
