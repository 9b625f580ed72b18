// An answer, from a neighbour list to the lines under "Articles You May Like":
//
//   entries → live, not excluded, of the version that was scored, through the filters → cosine and evidence → × recency
//     × what editors say → one a story → chosen for worth and variety
//   what is missing: the newest of the same section, what readers open, the newest of all; the same filters, one a story
//   last: what editors pinned, in its slots
import {
  answerArticle,
  explainFallbackItem,
  explainPinnedItem,
  explainRelatedItem,
  fallbackItem,
  pinnedItem,
  relatedItem,
} from './cards.js';
import { diversified } from './diversity.js';
import { foundDraft, type Draft } from './draft.js';
import { editorialFor, withPins, type Editorial } from './editorial.js';
import { RankingError } from './errors.js';
import { fallbackCandidates, fillersWanted, type FallbackCandidate } from './fallback.js';
import {
  isOfContent,
  type Answer,
  type AnswerItem,
  type AnswerReader,
  type ArticleReference,
  type ArticleWithCard,
  type FoundArticle,
  type ItemExplanation,
  type Question,
  type RankingArticle,
} from './model.js';
import { pinnedCandidates, withoutPinned, type PinnedCandidate } from './pins.js';
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
    items: itemsOf(asked, shown, question, now),
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
    items: itemsOf(found.article, shown, question, now),
    complete: isComplete(found),
    generation: found.generation,
  };
}

/** What an answer shows. */
interface Shown {
  readonly related: readonly StoryRepresentative<RelatedCandidate>[];
  readonly filled: readonly StoryRepresentative<FallbackCandidate>[];
  /** By slot. */
  readonly pinned: readonly StoryRepresentative<PinnedCandidate>[];
  readonly siteNames: ReadonlyMap<string, string>;
}

async function shownFor(
  reader: Omit<AnswerReader, 'find'>,
  found: FoundArticle | null,
  asked: ArticleWithCard | null,
  question: Question,
  now: number,
): Promise<Shown> {
  const editorial = editorialFor(await reader.signals(question.siteId), asked, now);
  const { candidates, best, cards } = await relatedOf(reader, found, editorial, question, now);
  const { pins: pinned, others } = withoutPinned(
    pinnedCandidates(editorial, cards, asked, question, now),
    candidates,
  );
  const limit = question.limit - pinned.length;
  const related = diversified(others, limit, question.diversity, best);
  const told = [...pinned, ...related].map(({ candidate }) => storyOf(candidate.article));
  const filled = await fillersOf(
    reader,
    asked,
    { shown: new Set(told), excluded: editorial.excluded },
    { ...question, limit: limit - related.length },
    now,
  );
  const siteNames = await siteNamesOf(reader, asked, [...pinned, ...related, ...filled]);
  return { related, filled, pinned, siteNames };
}

function itemsOf(
  asked: ArticleWithCard | null,
  { related, filled, pinned, siteNames }: Shown,
  { limit, explain }: Question,
  now: number,
): AnswerItem[] {
  const explained = (item: AnswerItem, explanation: ItemExplanation): AnswerItem =>
    explain ? { ...item, explanation } : item;
  const pins = pinned.map((pin) => ({
    slot: pin.candidate.slot,
    item: explained(pinnedItem(asked, pin, siteNames), explainPinnedItem(pin.candidate)),
  }));
  const others = [
    ...(asked === null
      ? []
      : related.map((found) =>
          explained(relatedItem(asked, found, siteNames), explainRelatedItem(found.candidate, now)),
        )),
    ...filled.map((found) => explained(fallbackItem(found, siteNames), explainFallbackItem())),
  ];
  return withPins(others, pins, limit);
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

/** What is known of an article's neighbours, and which of them may be shown. */
interface Related {
  /** Best first; pins are still among them. */
  readonly candidates: readonly StoryRepresentative<RelatedCandidate>[];
  readonly best: ReadonlyMap<number, readonly number[]>;
  /** The articles of the list and of the pins. */
  readonly cards: readonly RankingArticle[];
}

async function relatedOf(
  reader: Omit<AnswerReader, 'find'>,
  found: FoundArticle | null,
  editorial: Editorial,
  question: Question,
  now: number,
): Promise<Related> {
  const numbers = (found?.list?.entries ?? []).map(({ number }) => number);
  const wanted = [...new Set([...numbers, ...editorial.pins.map(({ number }) => number)])];
  const generation = numbers.length === 0 ? null : (found?.generation ?? null);
  const [cards, best] = await Promise.all([
    wanted.length === 0 ? [] : reader.cards(wanted),
    generation === null ? new Map<number, number[]>() : reader.best(generation, numbers),
  ]);
  const candidates =
    found === null ? [] : relatedCandidates(found, cards, best, question, editorial, now);
  return { candidates, best, cards };
}

async function fillersOf(
  reader: Omit<AnswerReader, 'find'>,
  asked: RankingArticle | null,
  not: { readonly shown: ReadonlySet<number>; readonly excluded: ReadonlySet<number> },
  question: Question,
  now: number,
): Promise<StoryRepresentative<FallbackCandidate>[]> {
  if (!question.fallback || question.limit <= 0) return [];
  const fillers = await fillersWanted(reader, asked, question, now);
  return fallbackCandidates(fillers, asked, not, question, now).slice(0, question.limit);
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
