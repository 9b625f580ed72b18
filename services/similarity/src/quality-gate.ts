// The quality gate: whether a generation that was built may be served in place of the active one.
//
// It looks at coverage, the share of articles with at least five neighbours, and at the recall of links, the share of
// what articles' own bodies link to that their lists show. The one sees lists that are too short, the other lists of
// other articles.

/** As many neighbours as an answer shows by default. */
export const enoughNeighbours = 5;

/** A fall by five points is no chance of the day: one article, or link, in twenty would be lost. */
const fallMax = 0.05;

/** Whether a share has fallen by more. Five points are no more than five, however their difference is rounded. */
const hasFallen = (before: number, after: number): boolean => before - after > fallMax + 1e-9;

/**
 * A network of fewer is not judged. Its tables come from even fewer, in which everything looks related: with the right
 * ones, coverage of mixed news falls by up to 11 points below a hundred articles, by less than 5 from there on.
 */
const articlesMin = 100;

/**
 * Fewer links say nothing: between two generations that are as good, some are found by the one alone and some by the
 * other alone. Of 4,143 pairs of one event (newscluster and ecbplus among 5,000 other articles) that was one in 450 with
 * tables of half the articles beside those of all, and one in 130 with tables of other news altogether. Where it is one
 * in a hundred, five points are five standard errors of a hundred links; and more than five of a hundred are links of
 * two articles at least, since one counts with five at most.
 */
const linksMin = 100;

/** A generation beside the active one, both at the same position of the log. Shares are 0 to 1. */
export interface GateFigures {
  /** How many articles there are. */
  readonly articles: number;
  readonly coverage: number;
  readonly coverageBefore: number;
  /** How many links both were measured by. */
  readonly links: number;
  /** Null without links. */
  readonly linkRecall: number | null;
  readonly linkRecallBefore: number | null;
}

/** Weighs a new generation against the active one: null when it may be served, else why not, in sentences. */
export function refusalOf(figures: GateFigures): string | null {
  if (figures.articles < articlesMin) return null;
  const reasons = [coverageRefusal(figures), linksRefusal(figures)];
  return reasons.filter((reason) => reason !== null).join(' ') || null;
}

function coverageRefusal({ coverage, coverageBefore }: GateFigures): string | null {
  if (!hasFallen(coverageBefore, coverage)) return null;
  return (
    `Only ${percent(coverage)} of the articles would have ${enoughNeighbours} neighbours or more, ` +
    `where ${percent(coverageBefore)} have them now.`
  );
}

function linksRefusal({ links, linkRecall, linkRecallBefore }: GateFigures): string | null {
  if (links < linksMin || linkRecall === null || linkRecallBefore === null) return null;
  if (!hasFallen(linkRecallBefore, linkRecall)) return null;
  return (
    `Only ${percent(linkRecall)} of what articles' own texts link to would be in their lists, ` +
    `where ${percent(linkRecallBefore)} is now (of ${links} links).`
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
