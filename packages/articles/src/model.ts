// The words of the domain, as types. Everything here is plain data that can be cloned and stored.

/** Names one publisher property. */
export type SiteId = string;
/** Names sites that may recommend each other's articles: the unit of indexing and of sharding. */
export type NetworkId = string;
/** Names one feed of a site. */
export type FeedId = string;
/** 128-bit hash of (site, first canonical URL seen), base64url: 22 characters, permanent. */
export type ArticleId = string;
/** An article's place in its network, from 1; at most 32 bits. Lists, log and index use it. */
export type ArticleNumber = number;

/** One publisher property: it owns feeds, keys and settings. */
export interface Site {
  readonly id: SiteId;
  readonly name: string;
  readonly networkId: NetworkId;
  /** `https://www.example.com`: where the site's pages live and where browsers may ask from. */
  readonly origins: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** When the page of a feed's article is fetched for its whole text. */
export const fullTextModes = ['never', 'short', 'always'] as const;
export type FullTextMode = (typeof fullTextModes)[number];

/** What an operator decides about a feed. */
export interface FeedDefinition {
  readonly id: FeedId;
  readonly siteId: SiteId;
  readonly networkId: NetworkId;
  readonly url: string;
  /** Shown to readers as an article's source; null until the feed has told it. */
  readonly title: string | null;
  readonly fullText: FullTextMode;
  /** The wished time between two polls; null lets the service choose. */
  readonly pollEverySeconds: number | null;
  readonly createdAt: number;
}

/** What a feed item or a page says of an article. Every text is plain text, never HTML. */
export interface ArticleContent {
  /** Canonical, absolute, http or https. */
  readonly url: string;
  readonly title: string;
  /** A short description; may be empty. */
  readonly summary: string;
  /** The main text as far as it is known; may be empty. */
  readonly text: string;
  /** Milliseconds since the epoch, or null where the source gives no date. */
  readonly publishedAt: number | null;
  readonly updatedAt: number | null;
  readonly authors: readonly string[];
  readonly tags: readonly string[];
  readonly section: string | null;
  /** BCP 47, lower case, as declared or detected. */
  readonly language: string | null;
  /** Absolute http(s) address. */
  readonly image: string | null;
  /** The name of the outlet that a reader sees. */
  readonly source: string | null;
}
