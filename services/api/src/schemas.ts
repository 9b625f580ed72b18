// The shapes of the HTTP contract. Requests are checked against them, answers are cut down to them, and the OpenAPI
// document is made of them.
import { z } from 'zod';
import { strategies } from '@maylike/ranking';
import { articleStates, generationStates } from '@maylike/store';

const isoTime = z.iso.datetime();
const urlText = z.string();

const articleFields = {
  id: z.string(),
  url: urlText,
  title: z.string(),
  summary: z.string(),
  image: urlText.nullable(),
  publishedAt: isoTime,
  source: z.string().nullable().describe('The outlet that a reader sees.'),
  authors: z.array(z.string()),
  section: z.string().nullable(),
};

/** The answer of `GET` and `POST /v1/recommendations`. */
export const answerSchema = z.object({
  article: z
    .object(articleFields)
    .nullable()
    .describe(
      'The article that was asked about; null while its address is not known, and for a draft.',
    ),
  items: z.array(
    z.object({
      ...articleFields,
      score: z
        .number()
        .nullable()
        .describe(
          'Relatedness × recency × what editors say: 0 to 1, up to 10 where they boost; null for a pinned or filled-in item.',
        ),
      strategy: z
        .enum(strategies)
        .describe(
          "Why it is there: related, pinned by an editor, or filled in: of the article's section, opened most now, or among the latest.",
        ),
      because: z.array(z.string()).describe('At most three things that both articles are about.'),
      alsoIn: z
        .array(z.object({ id: z.string(), url: urlText, source: z.string().nullable() }))
        .describe('Other copies of the same story.'),
      explanation: z
        .object({
          cosine: z.number().nullable().describe('What the list says, 0 to 1.'),
          relatedness: z.number().nullable().describe('The cosine with evidence, 0 to 1.'),
          recency: z.number().nullable().describe('The weight of its age, 0 to 1.'),
          editorialFactor: z.number().nullable().describe('1 where editors say nothing.'),
          pinnedSlot: z.int().nullable().describe('The slot that editors pinned it to.'),
        })
        .optional()
        .describe('What each stage did to it, where `explain` asks for it.'),
    }),
  ),
  complete: z
    .boolean()
    .describe('Whether the related items were chosen from a list that holds all that is known.'),
  generation: z.string().nullable(),
});

/** The answer of `GET /v1/articles`. */
export const articleSchema = z.object({
  ...articleFields,
  siteId: z.string(),
  tags: z.array(z.string()),
  language: z.string().nullable(),
  state: z.enum(articleStates),
  version: z.int().describe('Rises with each change of the content.'),
  firstSeenAt: isoTime,
  updatedAt: isoTime.nullable(),
  asideReason: z
    .string()
    .nullable()
    .describe('Why the article takes no part in recommendations, or null.'),
});

/** The answer to a taking down: nothing. */
export const takenDownSchema = z.null().describe('It is in no list any more.');

const generationSchema = z.object({
  id: z.string(),
  state: z.enum(generationStates),
  articles: z.int().describe('Articles that its lists began with.'),
  reason: z.string().describe('Why it was built.'),
  startedAt: isoTime,
  activatedAt: isoTime.nullable(),
  retiredAt: isoTime.nullable(),
  tablesOf: z.string().nullable().describe('The earlier generation whose tables it took.'),
  coverage: z
    .number()
    .nullable()
    .describe('Share of articles with five neighbours or more when it was swapped in or refused.'),
  coverageBefore: z.number().nullable().describe('The same of the generation active then.'),
  refusal: z.string().nullable().describe('Why the quality gate kept it out.'),
});

const reindexProgressSchema = z.object({
  network: z.string(),
  request: z.string().nullable().describe('Null where a network was never asked to reindex.'),
  by: z.string().nullable(),
  requestedAt: isoTime.nullable(),
  state: z.enum(['none', 'requested', 'running', 'done', 'failed']),
  done: z.int().describe('Lists that are made.'),
  total: z.int().describe('Lists that are to be made; 0 until the work has begun.'),
  generation: z.string().nullable().describe('The new generation, once it is served.'),
  message: z.string().nullable().describe('Why it failed.'),
  generations: z.array(generationSchema).describe('All that are kept, newest first.'),
});

/** How far the reindexes of networks are. */
export const reindexSchema = z.object({ networks: z.array(reindexProgressSchema) });

/** What stands for each network in {@link reindexSchema}. */
export type ReindexBody = z.infer<typeof reindexProgressSchema>;

const checkSchema = z.object({ ok: z.boolean(), reason: z.string().optional() });
/** The answer of `/readyz`. */
export const readySchema = z.object({
  ready: z.boolean(),
  checks: z.record(z.string(), checkSchema),
});

const problemSchema = z.object({
  type: z.string().describe('urn:maylike:problem:…'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

/** The OpenAPI entry for all that is not a good answer. */
export const problemResponses = {
  '4xx': {
    description: 'The request cannot be answered; RFC 9457.',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
  '5xx': {
    description: 'The service cannot answer now; RFC 9457.',
    content: { 'application/problem+json': { schema: problemSchema } },
  },
};
