// Stories: near-duplicates of one network. A newcomer joins the story of the most similar earlier article, if it is a
// duplicate of that story's founder too: so a chain of small edits cannot drift from one event into another.
import type { ArticleNumber } from '@maylike/articles';
import { canonicalScoreE6, SCORE_SCALE, type Entry, type Vector } from '@maylike/tfidf';

/** A cosine from which two articles tell one story in nearly the same words: wire copy, updates, re-posts. */
export const duplicateScore = 0.8;
const duplicateScoreE6 = duplicateScore * SCORE_SCALE;

/** Whether two articles are near-duplicates. Symmetric. */
export const areDuplicates = (a: Vector, b: Vector): boolean =>
  canonicalScoreE6(a, b) >= duplicateScoreE6;

/** The entries that could be of the newcomer's story: earlier and similar enough, most similar first. */
export function storyCandidates(newcomer: ArticleNumber, entries: readonly Entry[]): Entry[] {
  return entries.filter((entry) => entry.number < newcomer && entry.scoreE6 >= duplicateScoreE6);
}

/**
 * The story of a newcomer: the number of its founder.
 *
 * @param candidates From {@link storyCandidates}.
 * @param storyOf The story of a candidate; one without a story founds its own.
 * @param vectorOf The vector of a founder, or null where it has left; the candidate itself then stands for it.
 * @returns The newcomer's own number when it founds a story.
 */
export function storyOfNewcomer(
  newcomer: { readonly number: ArticleNumber; readonly vector: Vector },
  candidates: readonly Entry[],
  storyOf: (number: ArticleNumber) => ArticleNumber | undefined,
  vectorOf: (number: ArticleNumber) => Vector | null,
): ArticleNumber {
  for (const candidate of candidates) {
    const founder = storyOf(candidate.number) ?? candidate.number;
    const vector = vectorOf(founder);
    if (vector === null || areDuplicates(newcomer.vector, vector)) return founder;
  }
  return newcomer.number;
}
