/**
 * What a parsed feed must look like where it leaves the thread that parsed it. The thread ran other
 * people's code on a stranger's bytes; whoever takes its answer checks that it is one, with every
 * bound, before a field of it is believed.
 */
import { linkedUrlsMax } from '@maylike/articles';
import { z } from 'zod';
import { isUnclean } from './characters.js';
import {
  authorBytesMax,
  authorsMax,
  hubsMax,
  idBytesMax,
  itemsMax,
  summaryBytesMax,
  tagBytesMax,
  tagsMax,
  textBytesMax,
  titleBytesMax,
  ttlSecondsMax,
  updatePeriodSecondsMin,
  urlCharactersMax,
} from './limits.js';
import type { FeedItem, ParsedFeed } from './types.js';

/** Kinds of a dropped item. */
const dropReasonsMax = 10;

const text = (bytesMax: number) =>
  z
    .string()
    // No character has less than a byte; of the rest, the bytes are counted.
    .max(bytesMax)
    .refine((value) => value.length * 3 <= bytesMax || Buffer.byteLength(value) <= bytesMax)
    .refine((value) => !isUnclean(value));
const webAddress = z
  .string()
  .max(urlCharactersMax)
  .regex(/^https?:\/\/[^/]/);
const language = z
  .string()
  .max(35)
  .regex(/^[a-z0-9-]+$/)
  .nullable();
const date = z.iso.datetime().nullable();
const count = z.int().min(0);

const item: z.ZodType<FeedItem> = z.object({
  id: text(idBytesMax).nullable(),
  url: webAddress.nullable(),
  title: text(titleBytesMax),
  // The mark of a cut comes on top.
  summary: text(summaryBytesMax + 3),
  contentText: text(textBytesMax),
  isTextCut: z.boolean(),
  linkListLines: z.array(z.string().max(textBytesMax)),
  links: z.array(webAddress).max(linkedUrlsMax),
  publishedAt: date,
  updatedAt: date,
  authors: z.array(text(authorBytesMax)).max(authorsMax),
  tags: z.array(text(tagBytesMax)).max(tagsMax),
  image: webAddress.nullable(),
  language,
});

const schedule = z.object({
  ttlSeconds: z.int().min(1).max(ttlSecondsMax).nullable(),
  updatePeriodSeconds: z.int().min(updatePeriodSecondsMin).max(ttlSecondsMax).nullable(),
  updateBase: date,
  skipHours: z.array(z.int().min(0).max(23)).max(23),
  skipDays: z.array(z.int().min(0).max(6)).max(6),
});

const parsedFeed: z.ZodType<ParsedFeed> = z.object({
  format: z.enum(['rss', 'atom', 'rdf', 'json']),
  encoding: z.string().regex(/^[a-z0-9_-]{1,40}$/),
  title: text(titleBytesMax).nullable(),
  link: webAddress.nullable(),
  language,
  bozo: z.string().max(5_000).nullable(),
  items: z.array(item).max(itemsMax),
  itemsDropped: z.array(z.object({ reason: z.string().max(200), count })).max(dropReasonsMax),
  itemsCapped: count,
  hubs: z.array(webAddress).max(hubsMax),
  self: webAddress.nullable(),
  ...schedule.shape,
});

/**
 * A parsed feed out of what a thread answered. Fields that are not declared are left out.
 *
 * @throws ZodError that names the first fields that are not what they must be. Linear in the size.
 */
export function readParsedFeed(answer: unknown): ParsedFeed {
  return parsedFeed.parse(answer);
}
