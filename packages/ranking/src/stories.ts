// A story is shown once. Of its copies the asking site's own is shown, whichever scores best elsewhere: a reader stays
// where they are, and the publisher's own work is not replaced by its copy.
import type { ArticleWithCard } from './model.js';

/** Something to be shown, in some order. */
export interface Candidate {
  readonly article: ArticleWithCard;
}

/** A candidate that stands for its story, with the others of it in order. */
export interface StoryRepresentative<C extends Candidate> {
  readonly candidate: C;
  readonly copies: readonly Candidate[];
}

/** The story of an article; one that is in none yet is a story of its own. */
export function storyOf(article: {
  readonly story: number | null;
  readonly number: number;
}): number {
  return article.story ?? article.number;
}

/**
 * One representative a story: the first of the asking site's own copies, else the first of all. O(n log n).
 *
 * @param compare The order, in which the result stands too; total, so that the same candidates give the same result
 * however they arrive.
 */
export function collapseStories<C extends Candidate>(
  candidates: readonly C[],
  siteId: string,
  compare: (a: C, b: C) => number,
): StoryRepresentative<C>[] {
  const stories = new Map<number, C[]>();
  for (const candidate of [...candidates].sort(compare)) {
    const story = storyOf(candidate.article);
    const told = stories.get(story);
    if (told === undefined) stories.set(story, [candidate]);
    else told.push(candidate);
  }
  return [...stories.values()]
    .flatMap((copies) => {
      const shown = copies.find(({ article }) => article.siteId === siteId) ?? copies[0];
      return shown === undefined
        ? []
        : [{ candidate: shown, copies: copies.filter((copy) => copy !== shown) }];
    })
    .sort((a, b) => compare(a.candidate, b.candidate));
}
