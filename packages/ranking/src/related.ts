// From a neighbour list to what may be shown of it, best first.
import type { Editorial } from './editorial.js';
import { evidence, relatedness, type OwnScores } from './evidence.js';
import { passesFilters } from './filters.js';
import {
  isLive,
  isOfContent,
  type FoundArticle,
  type ArticleWithCard,
  type NeighbourEntry,
  type Question,
  type RankingArticle,
} from './model.js';
import { scoreOf } from './recency.js';
import { collapseStories, storyOf, type StoryRepresentative } from './stories.js';

const scoreScale = 1e6;

/** A neighbour with what it is worth now. */
export interface RelatedCandidate {
  readonly article: ArticleWithCard;
  /** 0 to 1, as the list has it. */
  readonly cosine: number;
  /** 0 to 1: the cosine, helped by evidence. */
  readonly relatedness: number;
  /** What editors multiply its score by; 1 where they say nothing. */
  readonly editorialFactor: number;
  /** Relatedness × recency × the editors' factor. */
  readonly score: number;
}

/** Better first, then newer, then the higher number: the order of the lists themselves. */
export function compareRelated(a: RelatedCandidate, b: RelatedCandidate): number {
  return (
    b.score - a.score ||
    b.article.publishedAt - a.article.publishedAt ||
    b.article.number - a.article.number
  );
}

/** The cosines of a list by the neighbour's number. */
export const ownScoresOf = (entries: readonly NeighbourEntry[]): OwnScores =>
  new Map(entries.map((entry) => [entry.number, entry.scoreE6 / scoreScale]));

/**
 * The relatedness of an entry of x's list, 0 to 1. Lists without their beginnings were made before evidence was: what
 * an entry of theirs is worth is its cosine. O(1).
 */
export function worthOf(
  { number, scoreE6 }: NeighbourEntry,
  x: number,
  own: OwnScores,
  best: ReadonlyMap<number, readonly number[]>,
): number {
  const cosine = scoreE6 / scoreScale;
  return best.size === 0 ? cosine : relatedness(cosine, evidence(x, own, best.get(number) ?? []));
}

/**
 * The neighbours that may be shown, one a story, best first. An entry whose article is gone or has other content
 * than what the score belongs to is not shown: the list will be put right behind the reader's back.
 *
 * @param cards What is known of the entries' articles, in any order.
 * @param best The entries' own best neighbours, for evidence.
 * @param editorial What editors say of this answer: weights and exclusions count here, pins do not.
 */
export function relatedCandidates(
  found: FoundArticle,
  cards: readonly RankingArticle[],
  best: ReadonlyMap<number, readonly number[]>,
  question: Question,
  editorial: Editorial,
  now: number,
): StoryRepresentative<RelatedCandidate>[] {
  const { article, list } = found;
  const byNumber = new Map(cards.map((card) => [card.number, card]));
  const entries = list?.entries ?? [];
  const own = ownScoresOf(entries);
  const candidates = entries.flatMap((entry): RelatedCandidate[] => {
    const neighbour = byNumber.get(entry.number);
    if (neighbour === undefined || !isLive(neighbour)) return [];
    if (editorial.excluded.has(neighbour.number)) return [];
    if (!isOfContent(entry.versionTag, neighbour)) return [];
    if (storyOf(neighbour) === storyOf(article) || neighbour.number === article.number) return [];
    const worth = worthOf(entry, article.number, own, best);
    if (worth < question.minScore) return [];
    if (!passesFilters(neighbour, question, now, article.publishedAt)) return [];
    const editorialFactor = editorial.factors.get(neighbour.number) ?? 1;
    return [
      {
        article: neighbour,
        cosine: entry.scoreE6 / scoreScale,
        relatedness: worth,
        editorialFactor,
        score: scoreOf(worth, neighbour.publishedAt, editorialFactor, now),
      },
    ];
  });
  return collapseStories(candidates, question.siteId, compareRelated);
}
