/** A feed's dialect. `rdf` is RSS 0.90 and 1.0. */
export type FeedFormat = 'rss' | 'atom' | 'rdf' | 'json';

/** What a feed's bytes say, cleaned and bounded. No string holds HTML, a control character or half
 * a surrogate pair. */
export interface ParsedFeed {
  format: FeedFormat;
  title: string | null;
  /** The publisher's page: an absolute http(s) address. */
  link: string | null;
  /** Language tag in lower case, such as `en` or `pt-br`. */
  language: string | null;
  /** Why the body had to be repaired, in words; null for a body that was in order. */
  bozo: string | null;
  /** At most 500, in the feed's own order. */
  items: FeedItem[];
  /** Items that say nothing, counted by reason. */
  itemsDropped: { reason: string; count: number }[];
  /** Items beyond the bound: the oldest where the feed is dated, else the last. */
  itemsCapped: number;
  /** How long the feed asks to be left alone. */
  ttlSeconds: number | null;
}

/** One item of a feed. */
export interface FeedItem {
  /** The guid as given, trimmed; `sha256:` and 64 hex digits where it has more than 2 kB. */
  id: string | null;
  /** Absolute http(s) address, else null. */
  url: string | null;
  /** One line; empty when the feed gives none. */
  title: string;
  /** The feed's short description, cut at 4 kB; empty when the feed gives none. */
  summary: string;
  /** The feed's full text, one line a block; the whole description where the feed has no more. */
  contentText: string;
  /** Those lines of `contentText` that are lists of links with their headings: text of other articles. */
  linkListLines: string[];
  /** ISO 8601 in UTC; the time of the last change where only that is given. */
  publishedAt: string | null;
  /** ISO 8601 in UTC. */
  updatedAt: string | null;
  authors: string[];
  tags: string[];
  /** Absolute http(s) address of a picture. */
  image: string | null;
  /** The item's own language tag in lower case; null when only the feed names one. */
  language: string | null;
}

/** Text as a feed carries it: HTML unless the feed says that it is plain. */
export interface Markup {
  value: string;
  kind: 'html' | 'text';
}

/** An item as a reader of one dialect found it: strings untouched, best candidates first. */
export interface RawItem {
  id: string | null;
  links: string[];
  /** The id, where it may stand in for a missing link. */
  linkLikeId: string | null;
  title: Markup | null;
  summary: Markup | null;
  content: Markup | null;
  published: string[];
  updated: string[];
  authors: string[];
  tags: string[];
  images: string[];
  language: string | null;
  /** `xml:base` values from the item inwards. */
  bases: string[];
}

/** A feed as a reader of one dialect found it. */
export interface RawFeed {
  format: FeedFormat;
  title: Markup | null;
  links: string[];
  language: string | null;
  ttlSeconds: number | null;
  /** `xml:base` values from the root inwards. */
  bases: string[];
  /** Atom: who wrote the entries that name nobody. */
  authors: string[];
  items: RawItem[];
  /** Items beyond those that are looked at. */
  itemsUnread: number;
  /** Items that could not be read, by reason. */
  unreadable: string[];
}
