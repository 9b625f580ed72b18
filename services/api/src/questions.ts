// From a checked query to a question, and from an answer to what is sent of it.
import type { Site } from '@maylike/articles';
import { plainQuestion, type Answer, type ArticleReference, type Question } from '@maylike/ranking';
import {
  canonicalOrRefuse,
  excludedOf,
  secondsOfAge,
  type RecommendationsQuery,
  type Wishes,
} from './parameters.js';

/** Which article is meant. @throws ProblemError `request_invalid`, naming the field. */
export function referenceOf({ url, id }: RecommendationsQuery, site: Site): ArticleReference {
  if (id !== undefined) return { id };
  return { siteId: site.id, url: canonicalOrRefuse('url', url ?? '') };
}

/** A checked query as a question of the site. @throws ProblemError `request_invalid`, naming the field. */
export function questionOf(query: Wishes, site: Site, now: number): Question {
  const excluded = excludedOf(query.exclude);
  const { maxAge, before, after } = query;
  return {
    ...plainQuestion(site.id),
    limit: query.limit,
    excludedIds: excluded.ids,
    excludedUrls: excluded.urls,
    section: query.section ?? null,
    tag: query.tag ?? null,
    author: query.author ?? null,
    language: query.lang ?? null,
    maxAgeMs: maxAge === undefined ? null : Math.min(now, 1_000 * secondsOfAge(maxAge)),
    before: before === undefined ? null : Date.parse(before),
    after: after === undefined ? null : Date.parse(after),
    mode: query.mode,
    minScore: query.minScore,
    diversity: query.diversity,
    fallback: query.fallback !== 'none',
    explain: query.explain === 'true',
  };
}

/** The answer as plain mutable data, which is what a schema describes. */
export function bodyOf({ article, items, complete, generation }: Answer) {
  return {
    article: article === null ? null : { ...article, authors: [...article.authors] },
    items: items.map((item) => ({
      ...item,
      authors: [...item.authors],
      because: [...item.because],
      alsoIn: [...item.alsoIn],
    })),
    complete,
    generation,
  };
}
