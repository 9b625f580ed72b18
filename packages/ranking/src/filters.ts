// What may be shown in answer to a question, whether it is related or filled in: the same filters for both.
import type { ArticleWithCard, Mode, Question } from './model.js';

const folded = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** Whether two names are the same for a person: case, white space around them and Unicode spelling do not count. */
export const isSameName = (a: string, b: string): boolean => folded(a) === folded(b);

/**
 * Whether an article's language is in the range that is wished (RFC 4647, basic filtering): `en` takes `en` and
 * `en-gb`, `en-gb` takes `en-gb` only. An article of unknown language is in no range.
 */
export function matchesLanguage(language: string | null, wished: string): boolean {
  if (language === null) return false;
  const own = language.toLowerCase();
  const range = wished.toLowerCase();
  return own === range || own.startsWith(`${range}-`);
}

/** Whether a time is on the side of the article's own that the mode wants; any time is where that is not known. */
function matchesMode(publishedAt: number, mode: Mode, articlePublishedAt: number | null): boolean {
  if (articlePublishedAt === null) return true;
  switch (mode) {
    case 'balanced':
      return true;
    case 'background':
      return publishedAt < articlePublishedAt;
    case 'followup':
      return publishedAt > articlePublishedAt;
  }
}

function matchesTimes(
  publishedAt: number,
  question: Question,
  now: number,
  articlePublishedAt: number | null,
): boolean {
  const { maxAgeMs, before, after, mode } = question;
  return (
    publishedAt <= now &&
    (maxAgeMs === null || publishedAt >= now - maxAgeMs) &&
    (before === null || publishedAt < before) &&
    (after === null || publishedAt >= after) &&
    matchesMode(publishedAt, mode, articlePublishedAt)
  );
}

/**
 * Whether an article passes all filters of a question but `minScore`, which only what is related can.
 *
 * @param articlePublishedAt When the article that was asked about was published; null where it is not known.
 */
export function passesFilters(
  candidate: ArticleWithCard,
  question: Question,
  now: number,
  articlePublishedAt: number | null,
): boolean {
  const { card } = candidate;
  const { section, tag, author, language, excludedIds, excludedUrls } = question;
  return (
    matchesTimes(candidate.publishedAt, question, now, articlePublishedAt) &&
    !excludedIds.has(candidate.id) &&
    !excludedUrls.has(card.url) &&
    (section === null || (card.section !== null && isSameName(card.section, section))) &&
    (tag === null || card.tags.some((own) => isSameName(own, tag))) &&
    (author === null || card.authors.some((own) => isSameName(own, author))) &&
    (language === null || matchesLanguage(card.language, language))
  );
}

/** The latest time of publication that can pass: where the search for something to fill in begins. */
export function latestWanted(
  question: Question,
  now: number,
  articlePublishedAt: number | null,
): number {
  const isBackground = question.mode === 'background' && articlePublishedAt !== null;
  return Math.min(
    now,
    question.before === null ? now : question.before - 1,
    isBackground ? articlePublishedAt - 1 : now,
  );
}
