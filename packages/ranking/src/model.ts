// What ranking needs to know, as shapes: the store's records have them, and so may anything else. Everything is plain
// data; times are milliseconds since the epoch.
import type { Signal } from './editorial.js';

/** What a reader is shown of an article. */
export interface CardFields {
  /** Canonical, absolute. */
  readonly url: string;
  readonly title: string;
  readonly summary: string;
  readonly authors: readonly string[];
  readonly tags: readonly string[];
  readonly section: string | null;
  /** BCP 47, lower case. */
  readonly language: string | null;
  readonly image: string | null;
  readonly source: string | null;
}

/** An article as ranking sees it. */
export interface RankingArticle {
  readonly number: number;
  readonly id: string;
  readonly siteId: string;
  readonly version: number;
  /** The version in which today's content came, at most {@link version}: later ones are the same content, read anew. */
  readonly contentVersion: number;
  /** Only a `live` article is ever shown. */
  readonly state: string;
  /** Null where a person took the article down. */
  readonly card: CardFields | null;
  readonly publishedAt: number;
  /** The founder's number of its story; null while it is in none. */
  readonly story: number | null;
  /** Terms that can be shown, most telling first. */
  readonly labels: readonly { readonly id: number; readonly label: string }[];
}

/** An article of which there is something to show. */
export interface ArticleWithCard extends RankingArticle {
  readonly card: CardFields;
}

/** Whether an article may be recommended at all. */
export function isLive(article: RankingArticle): article is ArticleWithCard {
  return article.state === 'live' && article.card !== null;
}

/** One neighbour of a list. */
export interface NeighbourEntry {
  readonly number: number;
  /** The version that the score belongs to, modulo 4096; see {@link isOfContent}. */
  readonly versionTag: number;
  /** Cosine in whole millionths. */
  readonly scoreE6: number;
}

/** Lists keep twelve bits of a neighbour's version. */
const versionTagModulus = 4096;

/** Whether what was made of the version with this tag was made of the content that the article has now. */
export function isOfContent(
  versionTag: number,
  { version, contentVersion }: Pick<RankingArticle, 'version' | 'contentVersion'>,
): boolean {
  const age = (version - versionTag) % versionTagModulus;
  return (age + versionTagModulus) % versionTagModulus <= version - contentVersion;
}

/** An article with its neighbours under the active generation. */
export interface FoundArticle {
  readonly article: RankingArticle;
  readonly generation: string | null;
  readonly list: {
    /** The version of the article that the list was made of, modulo 4096; see {@link isOfContent}. */
    readonly versionTag: number;
    readonly entries: readonly NeighbourEntry[];
  } | null;
}

/** Which article is meant: by its id, or by a canonical address of a site's. */
export type ArticleReference =
  { readonly id: string } | { readonly siteId: string; readonly url: string };

/** Where an answer is read from: one network, seen at one moment as far as the store can. */
export interface AnswerReader {
  /** The article with its list, or null where it is unknown. */
  find(reference: ArticleReference): Promise<FoundArticle | null>;
  /** The articles of these numbers, in any order; numbers without a record are left out. */
  cards(numbers: readonly number[]): Promise<readonly RankingArticle[]>;
  /**
   * The numbers of each article's own best neighbours under a generation, best first; articles without a list are left
   * out. Eight of each are looked at.
   */
  best(
    generation: string,
    numbers: readonly number[],
  ): Promise<ReadonlyMap<number, readonly number[]>>;
  /** At most `max` numbers of live articles published by `until`, newest first. */
  newest(until: number, max: number): Promise<readonly number[]>;
  /** At most `max` numbers of what readers of a site open most now, most opened first. */
  trending(siteId: string, now: number, max: number): Promise<readonly number[]>;
  /** What the editors of a site say, in any order; what has ended may be among it. */
  signals(siteId: string): Promise<readonly Signal[]>;
  /** The names of sites, for readers; unknown sites are left out. */
  siteNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** `balanced`: any; `background`: only what is older than the article; `followup`: only what is newer. */
export const modes = ['balanced', 'background', 'followup'] as const;
export type Mode = (typeof modes)[number];

/** What somebody asks. */
export interface Question {
  /** The site that asks: of one story it is shown its own copy. */
  readonly siteId: string;
  /** Items wanted, 1 to 20. */
  readonly limit: number;
  readonly excludedIds: ReadonlySet<string>;
  /** Canonical addresses. */
  readonly excludedUrls: ReadonlySet<string>;
  readonly section: string | null;
  readonly tag: string | null;
  readonly author: string | null;
  /** A language, or a language with its region; see `matchesLanguage`. */
  readonly language: string | null;
  readonly maxAgeMs: number | null;
  /** Only what was published earlier than this. */
  readonly before: number | null;
  /** Only what was published at this time or later. */
  readonly after: number | null;
  readonly mode: Mode;
  /** The lowest relatedness of a related item, 0 to 1. Filled-in items have none. */
  readonly minScore: number;
  /** 0: the best ones; up to 1: the less said twice the better; see `diversified`. */
  readonly diversity: number;
  /** Whether missing items are filled in. */
  readonly fallback: boolean;
  /** Whether every item says how it came to stand where it does. */
  readonly explain: boolean;
}

/** A list under an article has five lines unless the publisher wants another number. */
export const limitDefault = 5;
/** Twenty of at most 64 neighbours: filters and stories need the rest to choose from. */
export const limitMax = 20;

/**
 * What an article at nearly twice the floor of the lists is worth without any evidence. What is left out below is
 * replaced by the latest articles of any subject, so the bound is low: on the sample newsroom more of the places show
 * the article's own event at 0.03 than at 0.05 and 0.1 (`npm test -- tests/end-to-end/newsroom.test.ts` prints all three).
 */
export const minScoreDefault = 0.03;

/**
 * A list is of one event as long as there are articles of it: that is what the quality suite and the sample newsroom
 * measure. Variety is the publisher's wish.
 */
export const diversityDefault = 0;

/** A question without filters. */
export function plainQuestion(siteId: string): Question {
  return {
    siteId,
    limit: limitDefault,
    excludedIds: new Set(),
    excludedUrls: new Set(),
    section: null,
    tag: null,
    author: null,
    language: null,
    maxAgeMs: null,
    before: null,
    after: null,
    mode: 'balanced',
    minScore: minScoreDefault,
    diversity: diversityDefault,
    fallback: true,
    explain: false,
  };
}

/**
 * Why an item is there: it is related; an editor pinned it; or it fills in, as of the article's section, as what readers
 * open most now, or as one of the latest.
 */
export const strategies = ['related', 'pinned', 'section', 'trending', 'latest'] as const;
export type Strategy = (typeof strategies)[number];

/** What of an article stands in an answer. */
export interface AnswerArticle {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly summary: string;
  readonly image: string | null;
  /** ISO 8601, UTC. */
  readonly publishedAt: string;
  /** The outlet that a reader sees, or the site's name. */
  readonly source: string | null;
  readonly authors: readonly string[];
  readonly section: string | null;
}

/** Another copy of an item's story. */
export interface StoryCopy {
  readonly id: string;
  readonly url: string;
  readonly source: string | null;
}

/** What each stage of ranking did to an item; null where a stage has nothing to do with it. */
export interface ItemExplanation {
  /** What the list says, 0 to 1. */
  readonly cosine: number | null;
  /** The cosine with evidence, 0 to 1. */
  readonly relatedness: number | null;
  /** The weight of its age, 0 to 1. */
  readonly recency: number | null;
  /** What editors multiply its score by; 1 where they say nothing. */
  readonly editorialFactor: number | null;
  /** The slot that editors pinned it to. */
  readonly pinnedSlot: number | null;
}

/** One recommended article. */
export interface AnswerItem extends AnswerArticle {
  /**
   * Relatedness × recency × the editors' factor, to six decimals: 0 to 1, or to 10 where editors boost. Null for what is
   * pinned or filled in.
   */
  readonly score: number | null;
  readonly strategy: Strategy;
  /** At most three things that both articles are about; empty for a filled-in item. */
  readonly because: readonly string[];
  readonly alsoIn: readonly StoryCopy[];
  /** Only where the question asks for it. */
  readonly explanation?: ItemExplanation;
}

/** What a reader sees under "Articles You May Like". */
export interface Answer {
  /** The article that was asked about; null while its address is not known. */
  readonly article: AnswerArticle | null;
  /** Related items first, best first; then what was filled in; what is pinned in its slots. Never two of one story. */
  readonly items: readonly AnswerItem[];
  /** Whether the related items were chosen from a list that holds all that is known now. */
  readonly complete: boolean;
  /** The generation of the list, or null where the network has none yet. */
  readonly generation: string | null;
}
