// From articles to what stands in an answer.
import type { FallbackCandidate } from './fallback.js';
import type {
  AnswerArticle,
  AnswerItem,
  ArticleWithCard,
  RankingArticle,
  StoryCopy,
} from './model.js';
import type { RelatedCandidate } from './related.js';
import type { StoryRepresentative } from './stories.js';

/** More reasons than three are not read. */
export const becauseMax = 3;

type SiteNames = ReadonlyMap<string, string>;

const sourceOf = (article: ArticleWithCard, siteNames: SiteNames): string | null =>
  article.card.source ?? siteNames.get(article.siteId) ?? null;

/** What of an article stands in an answer. */
export function answerArticle(article: ArticleWithCard, siteNames: SiteNames): AnswerArticle {
  const { url, title, summary, image, authors, section } = article.card;
  return {
    id: article.id,
    url,
    title,
    summary,
    image,
    publishedAt: new Date(article.publishedAt).toISOString(),
    source: sourceOf(article, siteNames),
    authors,
    section,
  };
}

/**
 * At most {@link becauseMax} labels that both articles have, in the order of the first one's. What an earlier label says
 * already is left out: after "Port Alder", "Alder" is no further reason.
 */
export function sharedLabels(article: RankingArticle, other: RankingArticle): string[] {
  const others = new Set(other.labels.map(({ id }) => id));
  const told: string[] = [];
  for (const { id, label } of article.labels) {
    if (told.length === becauseMax) break;
    if (others.has(id) && !told.some((earlier) => hasWords(earlier, label))) told.push(label);
  }
  return told;
}

const hasWords = (text: string, words: string): boolean =>
  ` ${text.toLowerCase()} `.includes(` ${words.toLowerCase()} `);

function copiesOf(
  copies: readonly { readonly article: ArticleWithCard }[],
  siteNames: SiteNames,
): StoryCopy[] {
  return copies.map(({ article }) => ({
    id: article.id,
    url: article.card.url,
    source: sourceOf(article, siteNames),
  }));
}

/** A related item. */
export function relatedItem(
  article: RankingArticle,
  { candidate, copies }: StoryRepresentative<RelatedCandidate>,
  siteNames: SiteNames,
): AnswerItem {
  return {
    ...answerArticle(candidate.article, siteNames),
    score: candidate.score,
    strategy: 'related',
    because: sharedLabels(article, candidate.article),
    alsoIn: copiesOf(copies, siteNames),
  };
}

/** A filled-in item. */
export function fallbackItem(
  { candidate, copies }: StoryRepresentative<FallbackCandidate>,
  siteNames: SiteNames,
): AnswerItem {
  return {
    ...answerArticle(candidate.article, siteNames),
    score: null,
    strategy: candidate.strategy,
    because: [],
    alsoIn: copiesOf(copies, siteNames),
  };
}
