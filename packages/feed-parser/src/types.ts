/** A feed's dialect. `rdf` is RSS 0.90 and 1.0. */
export type FeedFormat = 'rss' | 'atom' | 'rdf' | 'json';

/** When a feed asks to be polled. What it does not say, or says beyond belief, is null or empty. */
export interface FeedSchedule {
  /** How long the feed asks to be left alone: RSS's `ttl`, else its period of change. 30 days at most. */
  ttlSeconds: number | null;
  /** How often it changes: `sy:updatePeriod` by `sy:updateFrequency`. One minute to 30 days. */
  updatePeriodSeconds: number | null;
  /** `sy:updateBase`: a moment that the periods are counted from. ISO 8601 in UTC. */
  updateBase: string | null;
  /** Hours in UTC, 0 to 23, in which it does not change; in order, each once, never all of them. */
  skipHours: number[];
  /** Days in UTC, 0 (Sunday) to 6, on which it does not change; in order, each once, never all. */
  skipDays: number[];
}

/** What a feed's bytes say, cleaned and bounded. No string holds HTML, a control character or half
 * a surrogate pair. */
export interface ParsedFeed extends FeedSchedule {
  format: FeedFormat;
  /** What the bytes were decoded from, such as `utf-8` or `windows-1252`. */
  encoding: string;
  title: string | null;
  /** The publisher's page: an absolute http(s) address. */
  link: string | null;
  /** Language tag in lower case, such as `en` or `pt-br`. */
  language: string | null;
  /** Why the body had to be repaired, in words; null for a body that was in order. */
  bozo: string | null;
  /** At most 500, in the feed's own order. */
  items: FeedItem[];
  /** Items that are missing from the list, counted by reason. */
  itemsDropped: { reason: string; count: number }[];
  /** Items beyond the bound: the oldest where the feed is dated, else the last. */
  itemsCapped: number;
  /** Where changes can be subscribed to (WebSub), absolute http(s) addresses; at most 5. */
  hubs: string[];
  /** What the feed says is its own address, which is what a hub knows it by. */
  self: string | null;
}

/** One item of a feed: all that it says of what is asked for here, which may be nothing. */
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
  /** Whether the feed carries more text than `contentText` holds. */
  isTextCut: boolean;
  /** Those lines of `contentText` that are lists of links with their headings: text of other articles. */
  linkListLines: string[];
  /** Pages that running text of `contentText` links to, canonical, each once; at most 64, never the item's own. */
  links: string[];
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

/** What a feed says of its schedule, as written. */
export interface RawSchedule {
  ttlMinutes?: string | undefined;
  updatePeriod?: string | undefined;
  updateFrequency?: string | undefined;
  updateBase?: string | undefined;
  skipHours: string[];
  skipDays: string[];
}

/** A feed as a reader of one dialect found it. */
export interface RawFeed {
  format: FeedFormat;
  title: Markup | null;
  links: string[];
  language: string | null;
  schedule: RawSchedule;
  hubs: string[];
  selves: string[];
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
