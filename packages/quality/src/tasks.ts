/** What a system is asked, and how its answers are judged. */
import { labelValues, type QualityDocument } from './document.js';
import {
  averagePrecision,
  countJoins,
  mean,
  ndcgAt,
  pearson,
  precisionAt,
  recallAt,
  reciprocalRank,
  spearman,
} from './metrics.js';
import { placesOf, topOf, type Scorer } from './system.js';

/** A document with what should be found for it. */
export interface Question {
  readonly row: number;
  /** At least one row, never its own. */
  readonly relevant: ReadonlySet<number>;
}

/** Two documents and what people said of them: higher is more alike. */
export interface RatedPair {
  readonly a: number;
  readonly b: number;
  readonly rating: number;
}

/** The figures of one system on one set, by the names under which they stand in a table. */
export type Figures = Readonly<Record<string, number>>;

/** One question for each document that shares a label of this prefix with another. O(documents × their group). */
export function questionsByLabel(
  documents: readonly QualityDocument[],
  prefix: string,
): Question[] {
  const groups = new Map<string, number[]>();
  for (const [row, document] of documents.entries()) {
    for (const value of labelValues(document, prefix)) {
      const group = groups.get(value);
      if (group === undefined) groups.set(value, [row]);
      else group.push(row);
    }
  }
  return documents.flatMap((document, row) => {
    const alike = labelValues(document, prefix).flatMap((value) => groups.get(value) ?? []);
    return questionOf(row, alike);
  });
}

function questionOf(row: number, alike: readonly number[]): Question[] {
  const relevant = new Set(alike);
  relevant.delete(row);
  return relevant.size === 0 ? [] : [{ row, relevant }];
}

/**
 * One question for each document that links to another of the set, or is linked to by one: whoever wrote the one
 * thought of the other. Addresses are compared without scheme, query, fragment and closing slash.
 */
export function questionsByLinks(documents: readonly QualityDocument[]): Question[] {
  const rowOf = new Map<string, number>();
  for (const [row, { url }] of documents.entries()) if (url !== null) rowOf.set(bareUrl(url), row);
  const linked = documents.map(() => new Set<number>());
  for (const [row, { links }] of documents.entries()) {
    for (const link of links) {
      const target = rowOf.get(bareUrl(link));
      if (target === undefined) continue;
      linked[row]?.add(target);
      linked[target]?.add(row);
    }
  }
  return linked.flatMap((rows, row) => questionOf(row, [...rows]));
}

function bareUrl(url: string): string {
  return url
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/[?#].*$/s, '')
    .replace(/\/$/, '');
}

/** How deep a list that a reader sees is looked into. */
const shownMax = 5;
/** How deep linked articles are looked for: twice a list that is shown, since a link is one choice of many good ones. */
const linkDepth = 10;

/** Finding the others of a story: mean average precision and nDCG@5. */
export function sameStory(scorer: Scorer, questions: readonly Question[]): Figures {
  const judged = questions.map(({ row, relevant }) => ({
    places: placesOf(scorer.scores(row), relevant),
    count: relevant.size,
  }));
  return {
    MAP: mean(judged.map(({ places, count }) => averagePrecision(places, count))),
    'nDCG@5': mean(judged.map(({ places, count }) => ndcgAt(shownMax, places, count))),
  };
}

/** Staying in the subject: the share of the first five that have a label in common with the article. */
export function samePrecision(scorer: Scorer, questions: readonly Question[]): Figures {
  const shares = questions.map(({ row, relevant }) => {
    const top = topOf(scorer.scores(row), shownMax);
    return precisionAt(
      shownMax,
      top.flatMap((found, before) => (relevant.has(found) ? [before + 1] : [])),
    );
  });
  return { 'P@5': mean(shares) };
}

/** Finding what articles link to: recall among the first ten. */
export function linkRecall(scorer: Scorer, questions: readonly Question[]): Figures {
  const shares = questions.map(({ row, relevant }) =>
    recallAt(linkDepth, placesOf(scorer.scores(row), relevant), relevant.size),
  );
  return { 'recall@10': mean(shares) };
}

/** How deep the articles that a body links to are looked for: as many as an answer shows by default, and at most. */
const linkedDepths = [5, 20] as const;

/**
 * Finding the articles that a body links to: the share of all links among the first 5 and the first 20, and the mean
 * reciprocal rank of the first one found.
 */
export function linkedArticles(scorer: Scorer, questions: readonly Question[]): Figures {
  const found = questions.map(({ row, relevant }) => placesOf(scorer.scores(row), relevant));
  const links = questions.reduce((sum, { relevant }) => sum + relevant.size, 0);
  const recalls = linkedDepths.map((depth) => {
    const within = found.flat().filter((place) => place <= depth).length;
    return [`recall@${depth}`, within / links] as const;
  });
  return { ...Object.fromEntries(recalls), MRR: mean(found.map(reciprocalRank)) };
}

/** Agreeing with people: correlation of scores and ratings, 1 for full agreement. */
export function agreement(scorer: Scorer, pairs: readonly RatedPair[]): Figures {
  const scores = pairs.map(({ a, b }) => scorer.score(a, b));
  const ratings = pairs.map(({ rating }) => rating);
  return { Pearson: pearson(scores, ratings), Spearman: spearman(scores, ratings) };
}

/**
 * The stories of documents that arrive in the order of their rows: a newcomer joins the story of the most similar
 * earlier document, if it is a duplicate of that story's founder too, else it founds one. O(documents × documents).
 *
 * @param scorer Of cosines.
 * @param duplicateScore The cosine from which two documents are duplicates.
 */
export function storiesOf(size: number, scorer: Scorer, duplicateScore: number): number[] {
  const stories: number[] = [];
  for (let row = 0; row < size; row += 1) {
    const scores = scorer.scores(row);
    const earlier = stories
      .map((_, other) => other)
      .filter((other) => (scores[other] ?? 0) >= duplicateScore)
      .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
    const founders = earlier.map((other) => stories[other] ?? other);
    stories.push(founders.find((founder) => (scores[founder] ?? 0) >= duplicateScore) ?? row);
  }
  return stories;
}

/**
 * Recognising copies: the share of duplicate pairs that one story holds, and of different pairs that one story joins.
 *
 * @param judge What is known of a pair.
 */
export function storyFigures(
  stories: readonly number[],
  judge: (a: number, b: number) => 'duplicates' | 'distinct' | null,
): Figures {
  const { duplicates, duplicatesJoined, distinct, distinctJoined } = countJoins(stories, judge);
  return {
    'copies found': duplicates === 0 ? Number.NaN : duplicatesJoined / duplicates,
    'others joined': distinct === 0 ? Number.NaN : distinctJoined / distinct,
  };
}
