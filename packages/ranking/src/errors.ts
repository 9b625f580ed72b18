const table = {
  article_unknown: 'There is no such article',
  article_gone: 'The article was taken down',
} as const;

/** Why there is no answer. */
export type RankingErrorCode = keyof typeof table;

/**
 * A question that has no answer, which is itself an answer to a person. `article_unknown`: no article has the id that was asked for.
 * `article_gone`: a person took the article down.
 */
export class RankingError extends Error {
  override readonly name = 'RankingError';

  constructor(readonly code: RankingErrorCode) {
    super(table[code]);
  }
}
