// The parameters of the query: each with its limit, each refused by name. A parameter that is there but empty is
// refused too: a template that forgot its value must not silently ask for something else.
import { z } from 'zod';
import { canonicalUrl, ArticleError, urlCharactersMax } from '@maylike/articles';
import { diversityDefault, limitDefault, limitMax, minScoreDefault, modes } from '@maylike/ranking';
import {
  LEAD_CHARACTERS_MAX,
  TAG_CHARACTERS_MAX,
  TAGS_MAX,
  TEXT_CHARACTERS_MAX,
  TITLE_CHARACTERS_MAX,
} from '@maylike/text/limits';
import { fieldProblem } from './errors.js';
import { timingHeader } from './timing.js';

/** What is already on the page and must not come again: more than a page shows of others. */
export const excludedMax = 50;
/** Names of sections, tags and authors are shorter. */
const nameCharactersMax = 200;
/** Ten years: older than any feed. */
const ageSecondsMax = 10 * 365 * 86_400;

export const articleIdPattern = /^[A-Za-z0-9_-]{22}$/;
const agePattern = /^(\d{1,9})([smhdw]?)$/;
const secondsOf: Readonly<Record<string, number>> = {
  '': 1,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};

const name = z.string().min(1).max(nameCharactersMax);
export const languageTag = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'is not a language tag');
const time = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'is not an ISO 8601 date or time, as 2026-11-22 or 2026-11-22T12:00:00Z',
  })
  .optional();

/** `url` or `id`, as every route about one article takes them. */
export const referenceFields = {
  url: z
    .string()
    .min(1)
    .max(urlCharactersMax)
    .optional()
    .describe("The address of an article on one of the site's own domains. Give this or `id`."),
  id: z
    .string()
    .regex(articleIdPattern, 'is not an article id')
    .optional()
    .describe('An article id, as an answer gives it. Give this or `url`.'),
};

const keyField = {
  key: z
    .string()
    .min(1)
    .max(nameCharactersMax)
    .optional()
    .describe('A publishable key, where no Authorization header can be sent.'),
};

/** Exactly one of `url` and `id`. */
export function isOneReference({
  url,
  id,
}: {
  readonly url?: string | undefined;
  readonly id?: string | undefined;
}): boolean {
  return (url === undefined) !== (id === undefined);
}

export const oneReference = { path: ['url'], message: 'give either url or id' };

/** The path of an article by its id. */
export const articleParameters = z.object({
  id: z.string().regex(articleIdPattern, 'is not an article id'),
});

/** An article by its address. */
export const articleByUrlQuery = z.strictObject({
  url: z.string().min(1).max(urlCharactersMax),
});

/** A route without parameters. */
export const noQuery = z.strictObject({});

/** What may be wished of every answer. */
const wishFields = {
  limit: z.coerce.number().int().min(1).max(limitMax).default(limitDefault),
  exclude: z
    .union([z.string().min(1), z.array(z.string().min(1))])
    .optional()
    .describe(`At most ${excludedMax} ids or addresses: repeated, or separated by commas.`),
  section: name.optional(),
  tag: name.optional(),
  author: name.optional(),
  lang: languageTag.optional().describe('`en` takes every kind of English, `en-gb` only that one.'),
  maxAge: z
    .string()
    .regex(agePattern, 'is not a number of seconds, or one with a unit, as 12h or 7d')
    .refine((age) => secondsOfAge(age) <= ageSecondsMax, 'is more than ten years')
    .optional()
    .describe('Seconds, or a number with a unit: 90m, 12h, 7d, 2w.'),
  before: time.describe('Only what was published earlier.'),
  after: time.describe('Only what was published then or later.'),
  mode: z
    .enum(modes)
    .default('balanced')
    .describe('`background`: only older than the article; `followup`: only newer.'),
  minScore: z.coerce.number().min(0).max(1).default(minScoreDefault),
  diversity: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(diversityDefault)
    .describe('0: the most related; up to 1: the less two items have in common the better.'),
  fallback: z.enum(['none']).optional().describe('`none`: fill nothing in.'),
  explain: z
    .enum(['true', 'false'])
    .default('false')
    .describe('`true`: every item says how it came to stand where it does.'),
};

/** What `GET /v1/recommendations` may be asked. */
export const recommendationsQuery = z
  .strictObject({ ...referenceFields, ...keyField, ...wishFields })
  .refine(isOneReference, oneReference);

/** What `POST /v1/recommendations` may be asked: the same, the draft being in the body. */
export const draftQuery = z.strictObject({ ...keyField, ...wishFields });

/** Headers that say what an answer is to tell of itself. */
export const timingHeaders = z.looseObject({
  [timingHeader]: z
    .literal('1')
    .optional()
    .describe(
      '`1`: a Server-Timing header says where the time went. No cache keeps such an answer.',
    ),
});

/** A checked query of `GET /v1/recommendations`. */
export type RecommendationsQuery = z.output<typeof recommendationsQuery>;

/** What is wished of an answer, checked. */
export type Wishes = z.output<typeof draftQuery>;

/**
 * A draft: plain text, never HTML. What the text pipeline would not read is refused and not cut off in silence.
 */
export const draftBody = z.strictObject({
  title: z.string().min(1).max(TITLE_CHARACTERS_MAX),
  text: z.string().max(TEXT_CHARACTERS_MAX).describe('The body, plain: lines end in a line feed.'),
  summary: z.string().max(LEAD_CHARACTERS_MAX).optional(),
  tags: z.array(z.string().min(1).max(TAG_CHARACTERS_MAX)).max(TAGS_MAX).optional(),
  section: z.string().min(1).max(TAG_CHARACTERS_MAX).optional(),
  language: languageTag
    .optional()
    .describe('Where it is left out, the text is asked; a short one cannot tell.'),
  source: name
    .optional()
    .describe(
      "The outlet, as its feeds name it: lines that recur there do not count. The site's own by default.",
    ),
});

/** A checked draft. */
export type DraftBody = z.output<typeof draftBody>;

/** A draft of the greatest lengths in three bytes a character, as most scripts beyond Latin have, with room for the rest. */
export const draftBytesMax =
  3 *
    (TITLE_CHARACTERS_MAX +
      TEXT_CHARACTERS_MAX +
      LEAD_CHARACTERS_MAX +
      TAGS_MAX * TAG_CHARACTERS_MAX) +
  4_096;

/** Refuses a parameter that is there but empty: as a number it would read as 0. @throws ProblemError `request_invalid`. */
export function refuseEmpty(query: unknown): void {
  if (typeof query !== 'object' || query === null) return;
  const empty = Object.entries(query).find(([, value]) => value === '');
  if (empty !== undefined) throw fieldProblem('request_invalid', empty[0], 'is empty');
}

/** What an age means in seconds. */
export function secondsOfAge(age: string): number {
  const [, digits = '', unit = ''] = agePattern.exec(age) ?? [];
  return Number(digits) * (secondsOf[unit] ?? Number.NaN);
}

/** A canonical address. @throws ProblemError `request_invalid`, naming the field. */
export function canonicalOrRefuse(field: string, url: string): string {
  try {
    return canonicalUrl(url);
  } catch (error) {
    if (!(error instanceof ArticleError)) throw error;
    throw fieldProblem('request_invalid', field, 'is not an absolute http or https address');
  }
}

/**
 * Ids and canonical addresses to leave out. A comma separates only where an id or an address follows it: addresses may
 * hold commas themselves.
 *
 * @throws ProblemError `request_invalid` for too many, or for what is neither.
 */
export function excludedOf(exclude: string | readonly string[] | undefined): {
  readonly ids: ReadonlySet<string>;
  readonly urls: ReadonlySet<string>;
} {
  const given = exclude === undefined ? [] : typeof exclude === 'string' ? [exclude] : exclude;
  const parts = given.flatMap((part) => part.split(/,(?=https?:\/\/|[A-Za-z0-9_-]{22}(?:,|$))/i));
  if (parts.length > excludedMax) {
    throw fieldProblem('request_invalid', 'exclude', `names more than ${excludedMax} articles`);
  }
  const isId = (part: string): boolean => articleIdPattern.test(part);
  const addresses = parts.filter((part) => !isId(part));
  return {
    ids: new Set(parts.filter(isId)),
    urls: new Set(addresses.map((url) => canonicalOrRefuse('exclude', url))),
  };
}
