// What fills a list that is too short: first the newest of the article's own section, then the newest of all, under
// the filters of the question, in the article's language where that is known: a reader was promised something to read.
// Never a story that is shown already, nor the article's own.
import { isSameName, latestWanted, matchesLanguage, passesFilters } from './filters.js';
import {
  isLive,
  type AnswerReader,
  type ArticleWithCard,
  type Question,
  type RankingArticle,
  type Strategy,
} from './model.js';
import { collapseStories, storyOf, type StoryRepresentative } from './stories.js';

/** So many of the newest articles are looked at: a few days of a busy outlet, one round trip of some milliseconds. */
export const fallbackScanMax = 200;

/** A filled-in article. */
export interface FallbackCandidate {
  readonly article: ArticleWithCard;
  readonly strategy: Exclude<Strategy, 'related'>;
}

function compareFallback(a: FallbackCandidate, b: FallbackCandidate): number {
  const bySection = Number(b.strategy === 'section') - Number(a.strategy === 'section');
  return (
    bySection ||
    b.article.publishedAt - a.article.publishedAt ||
    b.article.number - a.article.number
  );
}

/** Whether who reads the one language reads the other, regions aside; what is not known does not count against it. */
const isReadable = (language: string | null, own: string | null): boolean =>
  language === null || own === null || matchesLanguage(language, own.split('-', 1)[0] ?? own);

/**
 * Candidates in order, one a story. Pure.
 *
 * @param article What was asked about; null while it is unknown.
 * @param shown The stories that the answer has already.
 */
export function fallbackCandidates(
  newest: readonly RankingArticle[],
  article: RankingArticle | null,
  shown: ReadonlySet<number>,
  question: Question,
  now: number,
): StoryRepresentative<FallbackCandidate>[] {
  const section = article?.card?.section ?? null;
  const candidates = newest.flatMap((candidate): FallbackCandidate[] => {
    if (!isLive(candidate) || shown.has(storyOf(candidate))) return [];
    if (article !== null && candidate.number === article.number) return [];
    if (article !== null && storyOf(candidate) === storyOf(article)) return [];
    if (!passesFilters(candidate, question, now, article?.publishedAt ?? null)) return [];
    if (!isReadable(candidate.card.language, article?.card?.language ?? null)) return [];
    const own = candidate.card.section;
    const isOfSection = section !== null && own !== null && isSameName(own, section);
    return [{ article: candidate, strategy: isOfSection ? 'section' : 'latest' }];
  });
  return collapseStories(candidates, question.siteId, compareFallback);
}

/** The newest articles that a question could be filled with, at most {@link fallbackScanMax}. */
export async function newestWanted(
  reader: Pick<AnswerReader, 'cards' | 'newest'>,
  article: RankingArticle | null,
  question: Question,
  now: number,
): Promise<readonly RankingArticle[]> {
  const until = latestWanted(question, now, article?.publishedAt ?? null);
  return await reader.cards(await reader.newest(until, fallbackScanMax));
}
