/**
 * Stories: near-duplicates of one network (wire copy, updates, re-posts). A newcomer joins the story of the most similar
 * earlier article, if it is a duplicate of that story's founder too: so a chain of small edits cannot drift from one
 * event into another. The id is the founder's number and outlives it.
 */
import type { Entry } from './neighbour-list.js';
import { canonicalScoreE6, SCORE_SCALE, type Vector } from './vector.js';

/** A cosine from which two articles tell one story in nearly the same words. */
export const DUPLICATE_SCORE = 0.8;
const DUPLICATE_SCORE_E6 = DUPLICATE_SCORE * SCORE_SCALE;

/** An article whose story is looked for. */
export interface StoryArticle {
  readonly number: number;
  readonly vector: Vector;
}

/** The story of a number as it is known; undefined for one that has none yet. */
export type StoryOf = (number: number) => number | undefined;

/** The vector of a founder, or null where it has left: an article of its story then stands for it. */
export type VectorOf = (number: number) => Vector | null;

/** Whether two articles are near-duplicates. Symmetric. O(terms). */
export function areDuplicates(a: Vector, b: Vector): boolean {
  return canonicalScoreE6(a, b) >= DUPLICATE_SCORE_E6;
}

/** The entries of an article's list that are its near-duplicates, in the list's order: whose stories have to be known. */
export function nearDuplicates(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ scoreE6 }) => scoreE6 >= DUPLICATE_SCORE_E6);
}

/**
 * The story of an article among its near-duplicates; its own number when it founds one.
 * O(near-duplicates × terms) at worst.
 */
function storyAmong(
  article: StoryArticle,
  near: readonly Entry[],
  storyOf: StoryOf,
  vectorOf: VectorOf,
): number {
  for (const { number } of near) {
    if (number >= article.number) continue;
    const founder = storyOf(number) ?? number;
    if (founder === article.number) continue;
    const vector = vectorOf(founder);
    if (vector === null || areDuplicates(article.vector, vector)) return founder;
  }
  return article.number;
}

/**
 * What changes in the stories when an article comes or is edited.
 *
 * An edit can make copies of two articles that each founded a story (the whole text came after its summary): the later
 * founder then joins the earlier one's story, whichever of them was edited, and those of its own that are like the
 * edited article go with it.
 *
 * @param near From {@link nearDuplicates}.
 * @returns new stories by number; empty where all stays. Applied twice it gives the same.
 */
export function storiesAfterPut(
  article: StoryArticle,
  near: readonly Entry[],
  storyOf: StoryOf,
  vectorOf: VectorOf,
): Map<number, number> {
  const { number } = article;
  const story = storyAmong(article, near, storyOf, vectorOf);
  const founder = story === number ? article.vector : vectorOf(story);
  const joins = new Set(storyOf(number) === number && story !== number ? [number] : []);
  for (const other of near) {
    const isLaterFounder = storyOf(other.number) === other.number && other.number > story;
    const vector = isLaterFounder ? vectorOf(other.number) : null;
    if (vector !== null && founder !== null && areDuplicates(vector, founder))
      joins.add(other.number);
  }
  const changed = new Map<number, number>();
  for (const each of [number, ...near.map((entry) => entry.number)]) {
    const before = storyOf(each);
    const moves = each === number || (before !== undefined && joins.has(before));
    if (moves && before !== story) changed.set(each, story);
  }
  return changed;
}
