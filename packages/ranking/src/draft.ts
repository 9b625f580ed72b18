// A draft: a text that is asked about and is no article. Its answer is the one that its page would have if it were
// published at this moment: the same list, the same filters, and nothing of the story that it tells itself.
import type { ArticleWithCard, FoundArticle, NeighbourEntry, RankingArticle } from './model.js';

/** What a network's index says of a draft. */
export interface DraftFindings {
  readonly generation: string;
  /** Its list, as an article of the same text would have it. */
  readonly entries: readonly NeighbourEntry[];
  /** The story that such an article would join; null where it would found one. */
  readonly story: number | null;
  /** Terms that can be shown, most telling first. */
  readonly labels: RankingArticle['labels'];
  /** As the text tells it; null where unknown. */
  readonly language: string | null;
}

/** A draft, as its author gives it. */
export interface Draft {
  /** Whose it is. */
  readonly siteId: string;
  readonly title: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly section: string | null;
  readonly language: string | null;
  readonly source: string | null;
  /** Null where nobody has looked. */
  readonly findings: DraftFindings | null;
}

/** No article's: numbers count from 1. */
const draftNumber = 0;
/** Its list was made of the one text that there is. */
const draftVersion = 0;

/** A draft as an article that is published now, with its list. */
export function foundDraft(
  draft: Draft,
  now: number,
): FoundArticle & { readonly article: ArticleWithCard } {
  const { siteId, title, summary, tags, section, language, source, findings } = draft;
  return {
    article: {
      number: draftNumber,
      id: '',
      siteId,
      version: draftVersion,
      contentVersion: draftVersion,
      state: 'live',
      card: {
        url: '',
        title,
        summary,
        authors: [],
        tags,
        section,
        language: language ?? findings?.language ?? null,
        image: null,
        source,
      },
      publishedAt: now,
      story: findings?.story ?? null,
      labels: findings?.labels ?? [],
    },
    generation: findings?.generation ?? null,
    list: findings === null ? null : { versionTag: draftVersion, entries: findings.entries },
  };
}
