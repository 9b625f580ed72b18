// What fills a list that is too short: first the newest of the article's own section, then what readers open most now,
// then the newest of all; under the filters of the question, in the article's language where that is known: a reader was
// promised something to read. Never a story that is shown already, nor the article's own, nor what editors exclude.
import { isSameName, latestWanted, matchesLanguage, passesFilters } from './filters.js';
import {
  isLive,
  type AnswerReader,
  type ArticleWithCard,
  type Question,
  type RankingArticle,
} from './model.js';
import { collapseStories, storyOf, type StoryRepresentative } from './stories.js';

/** So many of the newest articles are looked at: a few days of a busy outlet, one round trip of some milliseconds. */
export const fallbackScanMax = 200;

/** Of what readers open so many are looked at: twice the longest list, for what filters and stories take away. */
export const trendingMax = 40;

/** A filled-in article. */
export interface FallbackCandidate {
  readonly article: ArticleWithCard;
  readonly strategy: 'section' | 'trending' | 'latest';
  /** Its place among what readers open, from 0; the same number for all that do not stand by it. */
  readonly rank: number;
}

/** What can fill a list. */
export interface Fillers {
  /** In any order. */
  readonly articles: readonly RankingArticle[];
  /** Numbers of what readers open most, most opened first. */
  readonly trending: readonly number[];
}

const chain = { section: 0, trending: 1, latest: 2 } as const;

function compareFallback(a: FallbackCandidate, b: FallbackCandidate): number {
  return (
    chain[a.strategy] - chain[b.strategy] ||
    a.rank - b.rank ||
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
 * @param excluded Numbers of what editors exclude.
 */
export function fallbackCandidates(
  { articles, trending }: Fillers,
  article: RankingArticle | null,
  {
    shown,
    excluded,
  }: { readonly shown: ReadonlySet<number>; readonly excluded: ReadonlySet<number> },
  question: Question,
  now: number,
): StoryRepresentative<FallbackCandidate>[] {
  const section = article?.card?.section ?? null;
  const rankOf = new Map(trending.map((number, rank) => [number, rank]));
  const candidates = articles.flatMap((candidate): FallbackCandidate[] => {
    if (!isLive(candidate) || shown.has(storyOf(candidate))) return [];
    if (excluded.has(candidate.number)) return [];
    if (article !== null && candidate.number === article.number) return [];
    if (article !== null && storyOf(candidate) === storyOf(article)) return [];
    if (!passesFilters(candidate, question, now, article?.publishedAt ?? null)) return [];
    if (!isReadable(candidate.card.language, article?.card?.language ?? null)) return [];
    const own = candidate.card.section;
    const isOfSection = section !== null && own !== null && isSameName(own, section);
    if (isOfSection) return [{ article: candidate, strategy: 'section', rank: 0 }];
    const rank = rankOf.get(candidate.number);
    return rank === undefined
      ? [{ article: candidate, strategy: 'latest', rank: 0 }]
      : [{ article: candidate, strategy: 'trending', rank }];
  });
  return collapseStories(candidates, question.siteId, compareFallback);
}

/** What a question could be filled with: at most {@link fallbackScanMax} of the newest, and what readers open. */
export async function fillersWanted(
  reader: Pick<AnswerReader, 'cards' | 'newest' | 'trending'>,
  article: RankingArticle | null,
  question: Question,
  now: number,
): Promise<Fillers> {
  const until = latestWanted(question, now, article?.publishedAt ?? null);
  const [newest, trending] = await Promise.all([
    reader.newest(until, fallbackScanMax),
    reader.trending(question.siteId, now, trendingMax),
  ]);
  return { articles: await reader.cards([...new Set([...newest, ...trending])]), trending };
}
