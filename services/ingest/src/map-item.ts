// From what a feed's bytes say to articles. Pure.
//
// Two things that one body can contradict itself in are settled here, before anything is written:
// - a guid that stands at two addresses of the same body identifies nothing, and is left out for both;
// - an address that stands in the body twice, or beside its AMP or mobile twin, is one article: the newer item says what
//   it is.
import {
  ArticleError,
  canonicalUrl,
  guidKeyOf,
  parseUrl,
  twinKeyUrl,
  type ArticleContent,
} from '@maylike/articles';
import type { FeedItem, ParsedFeed } from '@maylike/feed-parser';
import { isTeaser } from './full-text.js';

/** What is known besides the body. */
export interface MapFeedOptions {
  /** The name that readers see; null leaves it to the feed. */
  readonly source: string | null;
  /** Items that are dated before this are left out, ms since the epoch; null keeps all. */
  readonly publishedSince: number | null;
}

/** One article of the body. */
export interface MappedItem {
  readonly content: ArticleContent;
  /** Null where the feed gives none, or one that identifies nothing. */
  readonly guid: string | null;
  /** Pages that its running text links to, canonical. */
  readonly links: readonly string[];
  /** Whether the feed shows less of it than there is. */
  readonly isTeaser: boolean;
}

/** Why an item is not an article; each is a label of a metric. */
export type SkipReason = 'no_address' | 'bad_address' | 'same_address_twice' | 'before_window';

/** The articles of one body. */
export interface MappedFeed {
  /** Newest first. */
  readonly items: readonly MappedItem[];
  /** How many items were left out, by reason. */
  readonly skipped: ReadonlyMap<SkipReason, number>;
  /** Those of them that could not be read: without an address nothing is an article. */
  readonly unread: readonly { readonly reason: SkipReason; readonly item: FeedItem }[];
}

interface Candidate {
  readonly item: FeedItem;
  readonly url: string;
  readonly publishedAt: number | null;
}

/** The articles that a body tells of. Linear in its items, but for one sort. */
export function mapFeed(feed: ParsedFeed, options: MapFeedOptions): MappedFeed {
  const skipped = new Map<SkipReason, number>();
  const skip = (reason: SkipReason): void => {
    skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
  };
  const unread: { reason: SkipReason; item: FeedItem }[] = [];
  const byUrl = new Map<string, Candidate>();
  for (const item of feed.items) {
    const candidate = candidateOf(item);
    if (typeof candidate === 'string') {
      skip(candidate);
      unread.push({ reason: candidate, item });
      continue;
    }
    const key = twinKeyUrl(candidate.url);
    const known = byUrl.get(key);
    if (known !== undefined) skip('same_address_twice');
    if (known === undefined || isNewer(candidate, known)) byUrl.set(key, candidate);
  }
  const shared = sharedGuids(feed.items);
  const candidates = newestFirst([...byUrl.values()]).filter(({ publishedAt }) => {
    const { publishedSince } = options;
    const isBefore =
      publishedSince !== null && publishedAt !== null && publishedAt < publishedSince;
    if (isBefore) skip('before_window');
    return !isBefore;
  });
  return {
    items: candidates.map((candidate) => {
      const { item } = candidate;
      const content = contentOf(candidate, feed, options.source);
      return {
        content,
        guid: ownGuid(item, shared),
        links: item.links,
        isTeaser: isTeaser(content.text, item.isTextCut),
      };
    }),
    skipped,
    unread,
  };
}

function candidateOf(item: FeedItem): Candidate | SkipReason {
  if (item.url === null) return 'no_address';
  try {
    return { item, url: canonicalUrl(item.url), publishedAt: timeOf(item.publishedAt) };
  } catch (error) {
    if (error instanceof ArticleError) return 'bad_address';
    throw error;
  }
}

/** Whether the later one in the body is the newer one: only a date can say so against the feed's order. */
function isNewer(later: Candidate, earlier: Candidate): boolean {
  return (
    later.publishedAt !== null &&
    earlier.publishedAt !== null &&
    later.publishedAt > earlier.publishedAt
  );
}

/** Keys of the guids that stand at more than one address (an item without one counts as its own). */
function sharedGuids(items: readonly FeedItem[]): ReadonlySet<string> {
  const placeOf = new Map<string, string>();
  const shared = new Set<string>();
  items.forEach((item, position) => {
    if (item.id === null) return;
    const key = guidKeyOf(item.id);
    const candidate = candidateOf(item);
    const place = typeof candidate === 'string' ? `#${position}` : candidate.url;
    if ((placeOf.get(key) ?? place) !== place) shared.add(key);
    placeOf.set(key, place);
  });
  return shared;
}

function ownGuid(item: FeedItem, shared: ReadonlySet<string>): string | null {
  const guid = item.id?.trim() ?? '';
  return guid === '' || shared.has(guidKeyOf(guid)) ? null : guid;
}

/**
 * By date where every item has one; else in the feed's order, which is newest first by custom.
 * A mixture of both would be no order at all.
 */
function newestFirst(candidates: readonly Candidate[]): readonly Candidate[] {
  if (candidates.some(({ publishedAt }) => publishedAt === null)) return candidates;
  return candidates.toSorted((a, b) => (b.publishedAt ?? 0) - (a.publishedAt ?? 0));
}

function contentOf(
  { item, url, publishedAt }: Candidate,
  feed: ParsedFeed,
  source: string | null,
): ArticleContent {
  return {
    url,
    title: item.title,
    summary: item.summary,
    text: ownText(item),
    publishedAt,
    updatedAt: timeOf(item.updatedAt),
    authors: item.authors,
    tags: item.tags,
    // No dialect has a section: a tag is not one, and the page may name it.
    section: null,
    language: item.language ?? feed.language,
    image: imageOf(item.image),
    source: source ?? feed.title,
  };
}

/** An article's text is its own: the titles in a list of links are other articles'. */
function ownText({ contentText, linkListLines }: FeedItem): string {
  if (linkListLines.length === 0) return contentText;
  const foreign = new Set(linkListLines);
  return contentText
    .split('\n')
    .filter((line) => !foreign.has(line))
    .join('\n');
}

/** An ISO 8601 time in ms since the epoch; null where there is none, or none that a clock can show. */
export function timeOf(iso: string | null): number | null {
  if (iso === null) return null;
  const time = Date.parse(iso);
  return Number.isNaN(time) ? null : time;
}

/** An address that a reader's browser may load, or null: a picture is never worth losing its article. */
export function imageOf(raw: string | null): string | null {
  const url = raw === null ? null : parseUrl(raw);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : null;
}
