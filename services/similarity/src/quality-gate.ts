// The quality gate: whether a generation that was built may be served in place of the active one.
//
// It looks at coverage, the share of articles with at least five neighbours: as many as an answer shows by default. (The
// other half of DESIGN's gate, how many of the links in articles' own bodies are found again, waits for links to be
// stored with articles.)

/** As many neighbours as an answer shows by default. */
export const enoughNeighbours = 5;

/** A fall by five points is no chance of the day: one article in twenty would lose its list. */
const coverageFallMax = 0.05;

/**
 * A network of fewer is not judged. Its tables come from even fewer, in which everything looks related: with the right
 * ones, coverage of mixed news falls by up to 11 points below a hundred articles, by less than 5 from there on.
 */
const articlesMin = 100;

/**
 * Weighs a new generation against the active one, both at the same position of the log.
 *
 * @param articles How many there are.
 * @param coverage Of the new one, 0 to 1.
 * @param coverageBefore Of the active one, 0 to 1.
 * @returns Null when it may be served, else the reason why not, as a sentence.
 */
export function refusalOf(
  articles: number,
  coverage: number,
  coverageBefore: number,
): string | null {
  if (articles < articlesMin || coverageBefore - coverage <= coverageFallMax) return null;
  return (
    `Only ${percent(coverage)} of the articles would have ${enoughNeighbours} neighbours or more, ` +
    `where ${percent(coverageBefore)} have them now.`
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
