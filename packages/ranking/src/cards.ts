// From articles to what stands in an answer.
import type { FallbackCandidate } from './fallback.js';
import type {
  AnswerArticle,
  AnswerItem,
  ArticleWithCard,
  ItemExplanation,
  RankingArticle,
  StoryCopy,
} from './model.js';
import type { PinnedCandidate } from './pins.js';
import { ageInHours, recencyWeight } from './recency.js';
import type { RelatedCandidate } from './related.js';
import type { StoryRepresentative } from './stories.js';

/** More reasons than three are not read. */
export const becauseMax = 3;

type Label = RankingArticle['labels'][number];
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
 * At most {@link becauseMax} things that both articles are about, in the order of the first one's labels: those that
 * both have, else those of one that stand in what a reader sees of the other. What an earlier one says already is left
 * out: after "Port Alder", "Alder" is no further reason. Empty where only common words and neighbours bind the two.
 */
export function sharedLabels(article: ArticleWithCard, other: ArticleWithCard): string[] {
  const told = topics(article, ({ id }) => other.labels.some((label) => label.id === id));
  if (told.length > 0) return told;
  const seenOfOther = topics(article, (label) => isSeenOf(other, label));
  return seenOfOther.length > 0 ? seenOfOther : topics(other, (label) => isSeenOf(article, label));
}

function topics({ labels }: RankingArticle, isShared: (label: Label) => boolean): string[] {
  const told: Label[] = [];
  for (const label of labels) {
    if (told.length === becauseMax) break;
    if (!isShared(label)) continue;
    if (!told.some((earlier) => wordsOf(earlier).includes(wordsOf(label)))) told.push(label);
  }
  return told.map(({ label }) => label);
}

/** Whether a label stands in an article's title or summary, as whole words. */
function isSeenOf({ card }: ArticleWithCard, label: Label): boolean {
  return seenOf(card).includes(wordsOf(label));
}

const betweenWords = /[^\p{L}\p{M}\p{N}]+/gu;
const spaced = (text: string): string => ` ${text.toLowerCase().replace(betweenWords, ' ')} `;
// The same cards and labels come in many answers.
const wordsOf = remembered(({ label }: Label) => spaced(label));
/** No label holds a line feed, so that none stands in title and summary together. */
const seenOf = remembered((card: ArticleWithCard['card']) =>
  [spaced(card.title), spaced(card.summary)].join('\n'),
);

/** What a function makes of an object that does not change, made once for as long as the object lives. */
function remembered<Of extends object, What>(make: (of: Of) => What): (of: Of) => What {
  const known = new WeakMap<Of, What>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before;
    const made = make(of);
    known.set(of, made);
    return made;
  };
}

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

const unexplained: ItemExplanation = {
  cosine: null,
  relatedness: null,
  recency: null,
  editorialFactor: null,
  pinnedSlot: null,
};

/** A related item. */
export function relatedItem(
  article: ArticleWithCard,
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

/** What ranking did to a related item. */
export function explainRelatedItem(
  { article, cosine, relatedness, editorialFactor }: RelatedCandidate,
  now: number,
): ItemExplanation {
  const recency = recencyWeight(ageInHours(article.publishedAt, now));
  return { ...unexplained, cosine, relatedness, recency, editorialFactor };
}

/** A pinned item; its reasons are those that it would have among the related ones. */
export function pinnedItem(
  article: ArticleWithCard | null,
  { candidate, copies }: StoryRepresentative<PinnedCandidate>,
  siteNames: SiteNames,
): AnswerItem {
  return {
    ...answerArticle(candidate.article, siteNames),
    score: null,
    strategy: 'pinned',
    because: article === null ? [] : sharedLabels(article, candidate.article),
    alsoIn: copiesOf(copies, siteNames),
  };
}

/** What ranking did to a pinned item. */
export const explainPinnedItem = ({ slot }: PinnedCandidate): ItemExplanation => ({
  ...unexplained,
  pinnedSlot: slot,
});

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

/** What ranking did to a filled-in item: its strategy says it all. */
export const explainFallbackItem = (): ItemExplanation => unexplained;
