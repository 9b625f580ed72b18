// What feedparser's own tests expect, held against what MayLike keeps. feedparser keeps markup, MayLike keeps text: an
// expected value with tags in it is compared as the text that it shows.
import type { FeedItem, ParsedFeed } from '@maylike/feed-parser';
import { decodeHTML } from 'entities';
import { z } from 'zod';

const expectationSchema = z.object({
  file: z.string(),
  http_headers: z.record(z.string(), z.string()).optional(),
  asserts: z
    .array(
      z.object({
        path: z.array(z.union([z.string(), z.number()])),
        op: z.string(),
        value: z.unknown().optional(),
      }),
    )
    .optional(),
});

/** One assert: a path into feedparser's result, an operator and a value. */
export interface Assert {
  /** With `#` for each index, such as `entries.#.title`. */
  readonly kind: string;
  /** The entry that it is about. */
  readonly entry: number;
  readonly op: string;
  readonly value: unknown;
}

/** What feedparser expects of one of its files. */
export interface Expectation {
  readonly file: string;
  readonly contentType: string | null;
  readonly asserts: readonly Assert[];
}

/** Reads a line of `expect.jsonl`. */
export function expectationOf(line: unknown): Expectation {
  const { file, http_headers: headers = {}, asserts = [] } = expectationSchema.parse(line);
  return {
    file,
    contentType: headers['content-type'] ?? null,
    asserts: asserts.map(({ path, op, value }) => ({
      kind: path.map((step) => (typeof step === 'number' ? '#' : step)).join('.'),
      entry: typeof path[1] === 'number' ? path[1] : 0,
      op,
      value,
    })),
  };
}

/** The text that a value shows, without white space, which markup and text place differently. */
export function shownText(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return decodeHTML(decodeHTML(text.replace(/<\/?[a-z][^<>]*>/gi, ''))).replace(/\s+/g, '');
}

type Check = (value: unknown, feed: ParsedFeed, item: FeedItem | undefined) => boolean;

const showsSame = (value: unknown, ...texts: (string | null | undefined)[]): boolean =>
  texts.some((text) => shownText(value) === shownText(text ?? ''));

const anyText: Check = (value, _feed, item) => showsSame(value, item?.summary, item?.contentText);

const isDate = (value: unknown, date: string | null | undefined): boolean => {
  if (!Array.isArray(value) || date === null || date === undefined) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = value.map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) === Date.parse(date);
};

const isAuthor: Check = (value, _feed, item) =>
  item?.authors.some((name) => name !== '' && String(value).includes(name)) === true;

/** Names that mean the same table, or one that has the same characters where the text has any. */
const sameEncoding = new Map([
  ['us-ascii', ['windows-1252', 'utf-8']],
  ['iso-8859-1', ['windows-1252']],
  ['gb18030', ['gbk']],
  ['gb2312', ['gbk']],
]);

const isEncoding: Check = (value, { encoding }) => {
  const expected = String(value).toLowerCase();
  return encoding === expected || sameEncoding.get(expected)?.includes(encoding) === true;
};

const formats = new Map([
  ['atom', 'atom'],
  ['rss09', 'rss'],
  ['rss090', 'rdf'],
  ['rss10', 'rdf'],
  ['rss2', 'rss'],
]);

const isVersion: Check = (value, { format }) => {
  const version = String(value);
  const family = [...formats].filter(([start]) => version.startsWith(start));
  return (family.at(-1)?.[1] ?? 'rss') === format;
};

/** The fields that MayLike keeps, by the paths that feedparser has for them. */
const checks = new Map<string, Check>([
  ['encoding', isEncoding],
  ['version', isVersion],
  ...['feed.title', 'feed.title_detail.value'].map((kind): [string, Check] => [
    kind,
    (value, feed) => showsSame(value, feed.title),
  ]),
  ['feed.link', (value, { link }) => value === link],
  ['feed.language', (value, { language }) => String(value).toLowerCase() === language],
  ...['entries.#.title', 'entries.#.title_detail.value'].map((kind): [string, Check] => [
    kind,
    (value, _feed, item) => showsSame(value, item?.title),
  ]),
  ...[
    'entries.#.description',
    'entries.#.summary',
    'entries.#.summary_detail.value',
    'entries.#.content.#.value',
  ].map((kind): [string, Check] => [kind, anyText]),
  ['entries.#.link', (value, _feed, item) => value === item?.url],
  ...['entries.#.id', 'entries.#.guid'].map((kind): [string, Check] => [
    kind,
    (value, _feed, item) => value === item?.id,
  ]),
  ['entries.#.language', (value, _feed, item) => String(value).toLowerCase() === item?.language],
  ['entries.#.published_parsed', (value, _feed, item) => isDate(value, item?.publishedAt)],
  ['entries.#.created_parsed', (value, _feed, item) => isDate(value, item?.publishedAt)],
  ['entries.#.updated_parsed', (value, _feed, item) => isDate(value, item?.updatedAt)],
  ...['entries.#.author', 'entries.#.author_detail.name', 'entries.#.authors.#.name'].map(
    (kind): [string, Check] => [kind, isAuthor],
  ),
  ['entries.#.tags.#.term', (value, _feed, item) => item?.tags.includes(String(value)) === true],
  ['entries.#.media_thumbnail.#.url', (value, _feed, item) => value === item?.image],
]);

/** What an assert came to. */
export type Verdict = 'holds' | 'fails' | 'not kept';

/** Holds an assert against what was parsed; null for a body that was refused. */
export function judge(assert: Assert, feed: ParsedFeed | null): Verdict {
  const { kind, op, value } = assert;
  if (kind === 'bozo') {
    // A body that was refused was no better.
    const isBozo = feed?.bozo !== null;
    return isBozo === (op === 'truthy') ? 'holds' : 'fails';
  }
  const check = checks.get(kind);
  if (check === undefined) return 'not kept';
  if (feed === null) return 'fails';
  const expected = op === 'falsy' ? '' : value;
  const holds = check(expected, feed, feed.items[assert.entry]);
  return holds === (op !== 'not_contains') ? 'holds' : 'fails';
}
