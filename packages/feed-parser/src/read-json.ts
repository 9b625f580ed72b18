/** JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), item by item. */
import { z } from 'zod';
import { FeedParseError, itemDropReasons } from './errors.js';
import { itemsReadMax } from './limits.js';
import type { Markup, RawFeed, RawItem } from './types.js';

/** A field of the wrong kind is as good as none: it costs itself, not its item. */
const text = z.string().optional().catch(undefined);
const author = z.object({ name: text }).catch({});
const idSchema = z
  .union([z.string(), z.number().transform((id) => String(id))])
  .optional()
  .catch(undefined);

const itemSchema = z.object({
  id: idSchema,
  url: text,
  external_url: text,
  title: text,
  content_html: text,
  content_text: text,
  summary: text,
  image: text,
  banner_image: text,
  date_published: text,
  date_modified: text,
  authors: z.array(author).optional().catch(undefined),
  author: author.optional(),
  tags: z.array(text).optional().catch(undefined),
  language: text,
});

const feedSchema = z.object({
  version: text,
  title: text,
  home_page_url: text,
  feed_url: text,
  language: text,
  hubs: z
    .array(z.object({ url: text }).catch({}))
    .optional()
    .catch(undefined),
  items: z.array(z.unknown()),
});

type JsonItem = z.infer<typeof itemSchema>;

function markup(value: string | undefined, kind: Markup['kind']): Markup | null {
  return value === undefined || value.trim() === '' ? null : { value, kind };
}

function present(...values: (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined);
}

function readItem(item: JsonItem): RawItem {
  const names = (item.authors ?? [item.author ?? {}]).map(({ name }) => name);
  return {
    id: item.id ?? null,
    links: present(item.url, item.external_url),
    linkLikeId: item.id ?? null,
    title: markup(item.title, 'text'),
    summary: markup(item.summary, 'text'),
    content: markup(item.content_html, 'html') ?? markup(item.content_text, 'text'),
    published: present(item.date_published),
    updated: present(item.date_modified),
    authors: present(...names),
    tags: present(...(item.tags ?? [])),
    images: present(item.image, item.banner_image),
    language: item.language ?? null,
    bases: [],
  };
}

/** An item, or in words why it is none. */
function readItemOrReason(item: unknown): RawItem | string {
  const { data } = itemSchema.safeParse(item);
  if (data === undefined) return itemDropReasons.notAnObject;
  return JSON.stringify(item) === '{}' ? itemDropReasons.empty : readItem(data);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new FeedParseError('malformed', 'The body begins like JSON but is not valid JSON.', {
      cause: error,
    });
  }
}

/**
 * Reads a JSON Feed. An item that is no object is left out and counted; a field of the wrong type
 * is ignored. Throws FeedParseError: `malformed` for invalid JSON, `not_a_feed` for JSON that names
 * no JSON Feed version or has no list of items.
 */
export function readJson(body: string): RawFeed {
  const parsed = feedSchema.safeParse(parseJson(body));
  const version = parsed.data?.version ?? '';
  if (!parsed.success || !/^https?:\/\/(?:www\.)?jsonfeed\.org\/version\/1/.test(version)) {
    throw new FeedParseError('not_a_feed', 'The body is JSON, but not a JSON Feed.');
  }
  const feed = parsed.data;
  const results = feed.items.slice(0, itemsReadMax).map(readItemOrReason);
  return {
    format: 'json',
    title: markup(feed.title, 'text'),
    links: present(feed.home_page_url),
    language: feed.language ?? null,
    schedule: { skipHours: [], skipDays: [] },
    hubs: present(...(feed.hubs ?? []).map(({ url }) => url)),
    selves: present(feed.feed_url),
    bases: [],
    authors: [],
    items: results.filter((result) => typeof result !== 'string'),
    itemsUnread: Math.max(0, feed.items.length - itemsReadMax),
    unreadable: results.filter((result) => typeof result === 'string'),
  };
}
