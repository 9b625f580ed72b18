// Feeds as the HTTP contract has them.
import { z } from 'zod';
import { fullTextModes, urlCharactersMax } from '@maylike/articles';
import { historyMax, pollEverySecondsMax } from '@maylike/store';

/** A title that readers see as a source's name. */
const titleCharactersMax = 200;

const isoTime = z.iso.datetime();
const settings = {
  title: z
    .string()
    .trim()
    .min(1)
    .max(titleCharactersMax)
    .describe('What readers see as the source.'),
  fullText: z
    .enum(fullTextModes)
    .describe(
      "When articles' pages are fetched for their whole text: `short`: when the feed's is.",
    ),
  pollEverySeconds: z
    .int()
    .min(1)
    .max(pollEverySecondsMax)
    .nullable()
    .describe('The wished time between two polls; null: the service chooses.'),
};

const address = z
  .string()
  .min(1)
  .max(urlCharactersMax)
  .describe('Of the feed, or of a page that names one feed.');

/** What `POST /v1/feeds` takes. */
export const newFeedBody = z.strictObject({
  url: address,
  title: settings.title.optional(),
  fullText: settings.fullText.default('never'),
  pollEverySeconds: settings.pollEverySeconds.default(null),
  try: z.boolean().default(true).describe('False: it is added without a look at it.'),
});

/** What `PATCH /v1/feeds/{id}` takes. */
export const changedFeedBody = z
  .strictObject({
    title: settings.title.optional(),
    fullText: settings.fullText.optional(),
    pollEverySeconds: settings.pollEverySeconds.optional(),
    paused: z
      .boolean()
      .optional()
      .describe('False: it is polled now, and what its polls went wrong with is forgotten.'),
  })
  .refine((wished) => Object.keys(wished).length > 0, 'names nothing to change');

/** What `POST /v1/feeds/try` takes. */
export const triedFeedBody = z.strictObject({ url: address });

/** What `POST /v1/feeds/{id}/poll` takes. */
export const pollBody = z
  .strictObject({
    anew: z.boolean().default(false).describe('True: all is read, even if it has not changed.'),
  })
  .nullish();

/** A path that names a feed. */
export const feedParameters = z.object({
  id: z.string().regex(/^feed_[0-9a-f]{18}$/, 'is not a feed id'),
});

const feedFields = {
  feedId: z.string(),
  siteId: z.string(),
  url: z.string(),
  title: z.string().nullable(),
  fullText: z.enum(fullTextModes),
  pollEverySeconds: z.number().nullable(),
  stopped: z
    .enum(['paused', 'gone'])
    .nullable()
    .describe("`paused` by a person, `gone` by its server's word; null: it is polled."),
  nextPollAt: isoTime.nullable(),
  nextPollReason: z.string().describe('Why then.'),
  errorsInRow: z.int(),
  lastPoll: z
    .object({
      at: isoTime,
      status: z.string(),
      message: z.string().nullable(),
      httpStatus: z.int().nullable(),
      items: z.int(),
      created: z.int(),
      changed: z.int(),
      tookMs: z.number(),
    })
    .nullable(),
};

/** A feed in lists. */
export const feedSchema = z.object(feedFields);

/** The answer of `GET /v1/feeds`. */
export const feedsSchema = z.object({ feeds: z.array(feedSchema).describe('Oldest first.') });

const pollSchema = z.object({
  pollNumber: z.int(),
  at: isoTime,
  status: z.string().describe("`changed`, `unchanged`, `not_modified`, or an error's code."),
  message: z.string().nullable(),
  httpStatus: z.int().nullable(),
  items: z.int(),
  created: z.int(),
  changed: z.int(),
  bytes: z.int(),
  tookMs: z.number(),
  nextPollAt: isoTime.nullable(),
  nextPollReason: z.string(),
});

/** The answer of `GET /v1/feeds/{id}`. */
export const feedDetailSchema = z.object({
  ...feedFields,
  formerUrls: z.array(z.string()),
  redirect: z
    .object({ url: z.string(), polls: z.int(), since: isoTime })
    .nullable()
    .describe('Where its server says that it has moved for good.'),
  host: z.object({
    host: z.string(),
    underWay: z.int().describe('Requests to it now.'),
    pagesWaiting: z.int(),
    blockedUntil: isoTime.nullable(),
    blockedReason: z.string().nullable(),
    crawlDelayMs: z.number().nullable(),
  }),
  wishes: z
    .object({
      ttlSeconds: z.number().nullable(),
      updatePeriodSeconds: z.number().nullable(),
      skipHours: z.array(z.number()),
      skipDays: z.array(z.number()),
      published: z.object({ items: z.number(), since: z.number() }).nullable(),
    })
    .describe('What the feed says of when it is worth to look again.'),
  letters: z.int().describe('Items and bodies that could not be read.'),
  history: z.array(pollSchema).describe(`The last ${historyMax} polls, newest first.`),
});

/** The answer of `POST /v1/feeds/{id}/poll`. */
export const polledSchema = z.object({ feedId: z.string(), pollNumber: z.int() });

/** The answer of `POST /v1/feeds.opml`. */
export const importSchema = z.object({
  added: z.int(),
  thereAlready: z.int(),
  refused: z.int(),
  feeds: z
    .array(
      z.object({
        url: z.string(),
        title: z.string().nullable(),
        result: z.enum(['added', 'there already', 'refused']),
        feedId: z.string().nullable(),
        reason: z.string().nullable().describe('Why it was refused.'),
      }),
    )
    .describe('Each feed of the list, in its order.'),
});
