// What editors pinned, as far as it may be shown: a pin beats relatedness, and none of the promises that every answer
// keeps. What is gone, dated ahead, filtered out, or the story of the page itself is not shown, pinned or not.
import type { Editorial } from './editorial.js';
import { passesFilters } from './filters.js';
import { isLive, type ArticleWithCard, type Question, type RankingArticle } from './model.js';
import { storyOf, type Candidate, type StoryRepresentative } from './stories.js';

/** A pinned article. */
export interface PinnedCandidate {
  readonly article: ArticleWithCard;
  /** From 1. */
  readonly slot: number;
}

/**
 * The pins that an answer shows, by slot, the lowest first; of one story the first, and at most as many as are wanted.
 *
 * @param cards The pinned articles, in any order.
 * @param asked What was asked about; null while it is unknown.
 */
export function pinnedCandidates(
  { pins }: Editorial,
  cards: readonly RankingArticle[],
  asked: RankingArticle | null,
  question: Question,
  now: number,
): PinnedCandidate[] {
  const byNumber = new Map(cards.map((card) => [card.number, card]));
  const told = new Set(asked === null ? [] : [storyOf(asked)]);
  const shown: PinnedCandidate[] = [];
  for (const { slot, number } of pins) {
    const article = byNumber.get(number);
    if (shown.length === question.limit) break;
    if (article === undefined || !isLive(article) || article.number === asked?.number) continue;
    if (told.has(storyOf(article))) continue;
    if (!passesFilters(article, question, now, asked?.publishedAt ?? null)) continue;
    told.add(storyOf(article));
    shown.push({ article, slot });
  }
  return shown;
}

/** Takes the stories of pins out of the candidates, and gives the pins their other copies. */
export function withoutPinned<C extends Candidate>(
  pinned: readonly PinnedCandidate[],
  candidates: readonly StoryRepresentative<C>[],
): {
  readonly pins: StoryRepresentative<PinnedCandidate>[];
  readonly others: StoryRepresentative<C>[];
} {
  const pinOf = new Map(pinned.map((pin) => [storyOf(pin.article), pin]));
  const copiesOf = new Map<number, Candidate[]>();
  const others = candidates.filter(({ candidate, copies }) => {
    const story = storyOf(candidate.article);
    const pin = pinOf.get(story);
    if (pin === undefined) return true;
    const told: Candidate[] = [candidate, ...copies];
    copiesOf.set(
      story,
      told.filter(({ article }) => article.number !== pin.article.number),
    );
    return false;
  });
  const pins = pinned.map((candidate) => ({
    candidate,
    copies: copiesOf.get(storyOf(candidate.article)) ?? [],
  }));
  return { pins, others };
}
