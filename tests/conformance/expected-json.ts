// The results that gofeed, feed-rs, rss-parser and feedsmith keep beside their test feeds, as far as they say what
// MayLike keeps: how many items there are, their titles and addresses, and the feed's title.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import type { ParsedFeed } from '@maylike/feed-parser';
import { z } from 'zod';
import { shownText } from './feedparser-asserts.js';

/** Each of the four writes a title its own way. */
const title = z
  .union([
    z.string(),
    z.object({ value: z.string() }).transform(({ value }) => value),
    z.object({ content: z.string() }).transform(({ content }) => content),
  ])
  .optional()
  .catch(undefined);

const link = z.object({ href: z.string().optional(), rel: z.string().nullish() });

const item = z.object({
  title,
  link: z.string().optional().catch(undefined),
  links: z.array(link).optional().catch(undefined),
});

const feed = z.object({
  title,
  items: z.array(item).optional(),
  entries: z.array(item).optional(),
});

const result = z.union([z.object({ feed }).transform((whole) => whole.feed), feed]);

/** What a result says of a feed. */
export interface ExpectedFeed {
  readonly title: string | null;
  readonly items: readonly { readonly title: string | null; readonly link: string | null }[];
}

function addressOf({ link: address, links = [] }: z.infer<typeof item>): string | null {
  const alternate = links.find(({ rel }) => (rel ?? 'alternate') === 'alternate');
  return address ?? alternate?.href ?? null;
}

/** Where the result of a feed file lies; each source has its own way. */
function resultOf(folder: string, file: string): string | undefined {
  const { dir, name } = parse(join(folder, file));
  return [
    join(dir, `${name}.json`),
    join(dir, `${name}.serde.json`),
    join(dirname(dir), 'output', `${name}.json`),
  ].find(existsSync);
}

/** The result beside a feed file, or null where there is none. */
export function expectedFeed(folder: string, file: string): ExpectedFeed | null {
  const path = resultOf(folder, file);
  if (path === undefined) return null;
  const parsed = result.parse(JSON.parse(readFileSync(path, 'utf8')));
  return {
    title: parsed.title ?? null,
    items: (parsed.items ?? parsed.entries ?? []).map((one) => ({
      title: one.title ?? null,
      link: addressOf(one),
    })),
  };
}

/** What of a result was not met, in words, and how much there was to meet. */
export interface Comparison {
  readonly checked: number;
  readonly missed: readonly string[];
}

/** Holds a result against what was parsed: its titles as text, its addresses under the feed's own. */
export function compare(expected: ExpectedFeed, feed: ParsedFeed | null): Comparison {
  const checks: [string, boolean][] = [
    [`${expected.items.length} items`, expected.items.length === (feed?.items.length ?? 0)],
  ];
  const isSameText = (one: string, other: string | null | undefined): boolean =>
    shownText(one) === shownText(other ?? '');
  if (expected.title !== null)
    checks.push([`title ${expected.title}`, isSameText(expected.title, feed?.title)]);
  expected.items.forEach((wanted, place) => {
    const got = feed?.items[place];
    if (wanted.title !== null)
      checks.push([`item ${place} ${wanted.title}`, isSameText(wanted.title, got?.title)]);
    if (wanted.link === null || wanted.link.trim() === '') return;
    const address = URL.parse(wanted.link.trim(), feed?.link ?? 'https://feeds.example/feed');
    checks.push([`item ${place} ${wanted.link}`, got?.url === (address?.href ?? null)]);
  });
  return {
    checked: checks.length,
    missed: checks.filter(([, isMet]) => !isMet).map(([what]) => what),
  };
}
