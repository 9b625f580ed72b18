// What each job says. A job carries names, never content: what it needs it reads when it runs, so a job that waited is
// never out of date, and one that runs twice does the same again.
import { z } from 'zod';

const id = z.string().min(1).max(100);
const address = z.string().min(1).max(4096);
const articleNumber = z.number().int().positive();

/** One schema a queue; a job that does not fit is parked with the reason. */
export const jobSchemas = {
  /** Hands out due feeds and looks after what has waited. Carries nothing. */
  tick: z.object({}),
  /** One poll of one feed, under the number it was handed out with. */
  poll: z.object({ feedId: id, pollNumber: z.number().int().positive() }),
  /** One page. */
  page: z.discriminatedUnion('kind', [
    /** Fetch an article's page for its whole text. */
    z.object({ kind: z.literal('full-text'), networkId: id, number: articleNumber }),
    /** An item left its feed early: does its page still exist? */
    z.object({ kind: z.literal('check'), networkId: id, number: articleNumber }),
    /** Somebody asked for an address of the site that is not known. */
    z.object({ kind: z.literal('unknown'), siteId: id, url: address }),
  ]),
  /** Something a person waits for: try a feed and say what it is. */
  visit: z.object({ kind: z.literal('try-feed'), url: address }),
  /** Make terms of what is pending in a network. */
  index: z.object({ networkId: id }),
  /** Build a new generation of one network, or ask for one of each. */
  reindex: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('network'), networkId: id, by: z.string().max(100) }),
    z.object({ kind: z.literal('every-network') }),
  ]),
} as const;

/** The queues, in the order in which an article meets them. */
export const queueNames = ['tick', 'poll', 'page', 'visit', 'index', 'reindex'] as const;
export type QueueName = (typeof queueNames)[number];

/** What a job of a queue carries. */
export type JobData<Name extends QueueName> = z.infer<(typeof jobSchemas)[Name]>;

/** What a visit answers; the HTTP contract hands it on as it is. */
export const visitAnswerSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    url: z.string(),
    title: z.string().nullable(),
    format: z.string(),
    items: z.int(),
    details: z
      .object({
        bytes: z.int(),
        tookMs: z.number(),
        nextPollReason: z.string().describe('What would decide about its polls.'),
        faults: z.array(z.string()).describe('What is wrong with it although it can be read.'),
        newest: z
          .array(
            z.object({
              title: z.string(),
              url: z.string().nullable(),
              publishedAt: z.string().nullable(),
            }),
          )
          .describe('Its first items.'),
      })
      .optional()
      .describe('Missing where an older release has tried it.'),
  }),
  z.object({
    ok: z.literal(false),
    code: z.string(),
    message: z.string(),
    feeds: z
      .array(z.object({ url: z.string(), title: z.string().nullable() }))
      .describe('Feeds that the page there names.'),
  }),
]);

/** The answer to a visit: the job's result. */
export type VisitAnswer = z.infer<typeof visitAnswerSchema>;

/** Checks a visit's result. @throws ZodError when it has another shape. */
export const parseVisitAnswer = (value: unknown): VisitAnswer => visitAnswerSchema.parse(value);
