// An answer, from a neighbour list to the lines under "Articles You May Like":
//
//   entries → live, of the version that was scored, through the filters → cosine and evidence → × recency
//     → one a story → chosen for worth and variety
//   what is missing: the newest of the same section, then of all, through the same filters, one a story
import { answerArticle, fallbackItem, relatedItem } from './cards.js';
import { diversified } from './diversity.js';
import { foundDraft, type Draft } from './draft.js';
import { RankingError } from './errors.js';
import { fallbackCandidates, newestWanted, type FallbackCandidate } from './fallback.js';
import {
  isOfContent,
  type Answer,
  type AnswerItem,
  type AnswerReader,
  type ArticleReference,
  type ArticleWithCard,
  type FoundArticle,
  type Question,
  type RankingArticle,
} from './model.js';
import { relatedCandidates, type RelatedCandidate } from './related.js';
import { storyOf, type Candidate, type StoryRepresentative } from './stories.js';

/**
 * Answers a question about an article. The same store, question and hour give the same answer, byte for byte.
 *
 * @param now Milliseconds since the epoch: nothing published later is shown, and ages count from here.
 * @returns For an address that is not known: `article` null, `complete` false, and what the fallback finds.
 * @throws RankingError `article_unknown` for an id that is not known, `article_gone` for what a person took down; and
 * whatever the reader throws.
 */
export async function answer(
  reader: AnswerReader,
  reference: ArticleReference,
  question: Question,
  now: number,
): Promise<Answer> {
  const found = await reader.find(reference);
  if (found === null && 'id' in reference) throw new RankingError('article_unknown');
  const asked = found === null ? null : withCard(found.article);
  const shown = await shownFor(reader, found, asked, question, now);
  return {
    article: asked === null ? null : answerArticle(asked, shown.siteNames),
    items: itemsOf(asked, shown),
    complete: isComplete(found),
    generation: found?.generation ?? null,
  };
}

/**
 * Answers a question about a draft. Its near-duplicates are left out like the copies of an article's own story: what the
 * draft tells, its reader has read. It counts as published now, so that nothing is newer: with mode `followup` the answer
 * is empty.
 *
 * @param now Milliseconds since the epoch.
 * @returns `article` null; without findings `complete` false, and what the fallback finds.
 * @throws Whatever the reader throws.
 */
export async function answerDraft(
  reader: Omit<AnswerReader, 'find'>,
  draft: Draft,
  question: Question,
  now: number,
): Promise<Answer> {
  const found = foundDraft(draft, now);
  const shown = await shownFor(reader, found, found.article, question, now);
  return {
    article: null,
    items: itemsOf(found.article, shown),
    complete: isComplete(found),
    generation: found.generation,
  };
}

/** What an answer shows. */
interface Shown {
  readonly related: readonly StoryRepresentative<RelatedCandidate>[];
  readonly filled: readonly StoryRepresentative<FallbackCandidate>[];
  readonly siteNames: ReadonlyMap<string, string>;
}

async function shownFor(
  reader: Omit<AnswerReader, 'find'>,
  found: FoundArticle | null,
  asked: ArticleWithCard | null,
  question: Question,
  now: number,
): Promise<Shown> {
  const related = await relatedOf(reader, found, question, now);
  const filled = await fillersOf(reader, asked, related, question, now);
  const siteNames = await siteNamesOf(reader, asked, [...related, ...filled]);
  return { related, filled, siteNames };
}

function itemsOf(
  asked: ArticleWithCard | null,
  { related, filled, siteNames }: Shown,
): AnswerItem[] {
  return [
    ...(asked === null ? [] : related.map((item) => relatedItem(asked, item, siteNames))),
    ...filled.map((item) => fallbackItem(item, siteNames)),
  ];
}

function withCard(article: RankingArticle): ArticleWithCard {
  const { card } = article;
  if (card === null) throw new RankingError('article_gone');
  return { ...article, card };
}

/** The list is there, and it was made of the content that the article has now. */
function isComplete(found: FoundArticle | null): boolean {
  const list = found?.list ?? null;
  if (found === null || list === null || found.generation === null) return false;
  return found.article.state === 'live' && isOfContent(list.versionTag, found.article);
}

async function relatedOf(
  reader: Omit<AnswerReader, 'find'>,
  found: FoundArticle | null,
  question: Question,
  now: number,
): Promise<readonly StoryRepresentative<RelatedCandidate>[]> {
  const entries = found?.list?.entries ?? [];
  if (found === null || entries.length === 0) return [];
  const numbers = entries.map(({ number }) => number);
  const [cards, best] = await Promise.all([
    reader.cards(numbers),
    found.generation === null
      ? new Map<number, number[]>()
      : reader.best(found.generation, numbers),
  ]);
  const candidates = relatedCandidates(found, cards, best, question, now);
  return diversified(candidates, question.limit, question.diversity, best);
}

async function fillersOf(
  reader: Omit<AnswerReader, 'find'>,
  asked: RankingArticle | null,
  related: readonly StoryRepresentative<RelatedCandidate>[],
  question: Question,
  now: number,
): Promise<StoryRepresentative<FallbackCandidate>[]> {
  const missing = question.limit - related.length;
  if (!question.fallback || missing <= 0) return [];
  const shown = new Set(related.map(({ candidate }) => storyOf(candidate.article)));
  const newest = await newestWanted(reader, asked, question, now);
  return fallbackCandidates(newest, asked, shown, question, now).slice(0, missing);
}

/** The names of the sites whose articles say no source of their own. */
async function siteNamesOf(
  reader: Omit<AnswerReader, 'find'>,
  asked: ArticleWithCard | null,
  shown: readonly StoryRepresentative<Candidate>[],
): Promise<ReadonlyMap<string, string>> {
  const articles = shown.flatMap(({ candidate, copies }) => [candidate, ...copies]);
  const nameless = [...(asked === null ? [] : [asked]), ...articles.map(({ article }) => article)]
    .filter(({ card }) => card.source === null)
    .map(({ siteId }) => siteId);
  return nameless.length === 0 ? new Map() : await reader.siteNames([...new Set(nameless)]);
}
