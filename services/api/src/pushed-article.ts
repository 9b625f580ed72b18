// An article as its publisher sends it: what it may be, and how it goes the way of a feed's item.
import { z } from 'zod';
import { parseUrl, type ArticleContent, type Site } from '@maylike/articles';
import type { Queues } from '@maylike/queues';
import type { Store, UpsertResult } from '@maylike/store';
import {
  LEAD_CHARACTERS_MAX,
  TAG_CHARACTERS_MAX,
  TAGS_MAX,
  TEXT_CHARACTERS_MAX,
  TITLE_CHARACTERS_MAX,
} from '@maylike/text/limits';
import { ProblemError } from './errors.js';
import { languageTag } from './parameters.js';

/** Names on one article, and the length of each: the bounds that feeds have. */
const authorsMax = 20;
const nameCharactersMax = 200;
const imageCharactersMax = 4_096;

const name = z.string().trim().min(1).max(nameCharactersMax);
const time = z.iso
  .datetime({ offset: true, error: 'is not an ISO 8601 time, as 2026-11-22T12:00:00Z' })
  .nullish();

/** What `PUT /v1/articles` takes. What the text pipeline would not read is refused and not cut off in silence. */
export const articleBody = z.strictObject({
  title: z.string().trim().min(1).max(TITLE_CHARACTERS_MAX),
  text: z
    .string()
    .max(TEXT_CHARACTERS_MAX)
    .describe('The body, plain and never HTML: lines end in a line feed.'),
  summary: z.string().max(LEAD_CHARACTERS_MAX).default(''),
  publishedAt: time.describe(
    'Without it, or more than a day ahead: when the article was first seen. It is not shown before.',
  ),
  updatedAt: time,
  authors: z.array(name).max(authorsMax).default([]),
  tags: z.array(z.string().trim().min(1).max(TAG_CHARACTERS_MAX)).max(TAGS_MAX).default([]),
  section: z.string().trim().min(1).max(TAG_CHARACTERS_MAX).nullish(),
  language: languageTag.nullish().describe('Where it is left out, the text is asked.'),
  image: z
    .string()
    .max(imageCharactersMax)
    .refine((address) => isWebAddress(address), 'is not an absolute http or https address')
    .nullish(),
  source: name.nullish().describe("The outlet that a reader sees; the site's name by default."),
});

/** A checked article. */
export type ArticleBody = z.output<typeof articleBody>;

/** An article of the greatest lengths in three bytes a character, as most scripts beyond Latin have. */
export const articleBytesMax =
  3 *
  (TITLE_CHARACTERS_MAX +
    TEXT_CHARACTERS_MAX +
    LEAD_CHARACTERS_MAX +
    TAGS_MAX * TAG_CHARACTERS_MAX +
    authorsMax * nameCharactersMax +
    imageCharactersMax);

/** The answer to a push. */
export const pushedSchema = z.object({
  id: z.string(),
  url: z.string(),
  status: z
    .enum(['created', 'changed', 'unchanged'])
    .describe('Unchanged: the same content as before. The others are in their lists in seconds.'),
  version: z.int(),
});

function isWebAddress(address: string): boolean {
  const protocol = parseUrl(address)?.protocol;
  return protocol === 'http:' || protocol === 'https:';
}

function contentOf(body: ArticleBody, url: string): ArticleContent {
  const timeOf = (iso: string | null | undefined): number | null =>
    iso === null || iso === undefined ? null : Date.parse(iso);
  return {
    url,
    title: body.title,
    summary: body.summary,
    text: body.text,
    publishedAt: timeOf(body.publishedAt),
    updatedAt: timeOf(body.updatedAt),
    authors: body.authors,
    tags: body.tags,
    section: body.section ?? null,
    language: body.language?.toLowerCase() ?? null,
    image: body.image ?? null,
    source: body.source ?? null,
  };
}

/**
 * Writes an article as its publisher has it. Done twice it is done once.
 *
 * @param url Canonical, and the site's own.
 */
export async function pushArticle(
  { store, queues }: { readonly store: Store; readonly queues: Queues },
  site: Site,
  url: string,
  body: ArticleBody,
  now: number,
): Promise<z.infer<typeof pushedSchema>> {
  const { id: siteId, networkId } = site;
  const origin = { siteId, networkId, feed: null, isPushed: true };
  const result = await store.articles.upsert(origin, contentOf(body, url), now);
  const status = statusOf(result);
  if (status !== 'unchanged') await queues.addIndex(networkId, 1);
  const article = await store.articles.get(networkId, result.number);
  if (article === null) throw new Error(`article ${result.number} is stored and cannot be read`);
  return { id: article.id, url, status, version: result.version };
}

function statusOf({ status }: UpsertResult): 'created' | 'changed' | 'unchanged' {
  if (status === 'created' || status === 'changed' || status === 'unchanged') return status;
  // The script refuses a feed's word; a publisher's only together with a fault of ours.
  throw new ProblemError('internal');
}
