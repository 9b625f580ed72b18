/**
 * What a parsed page must look like where it leaves the thread that parsed it. The thread ran other people's code on a
 * stranger's bytes; whoever takes its answer checks that it is one, with every bound, before a field of it is believed.
 */
import { linkedUrlsMax } from '@maylike/articles';
import { z } from 'zod';
import { articleTagsMax, feedsMax, textBytesMax, titleBytesMax, urlCharsMax } from './limits.js';
import type { PageFeed, ParsedPage } from './model.js';

/** What no text holds: control characters but line breaks and tabs, and halves of surrogate pairs. */
const uncleanCharacter = /(?![\t\n\r])\p{Cc}|\p{Surrogate}/u;

const text = (bytesMax: number) =>
  z
    .string()
    // No character has less than a byte; of the rest, the bytes are counted.
    .max(bytesMax)
    .refine((value) => value.length * 3 <= bytesMax || Buffer.byteLength(value) <= bytesMax)
    .refine((value) => !uncleanCharacter.test(value));
const line = text(titleBytesMax).nullable();
const webAddress = z
  .string()
  .max(urlCharsMax)
  .regex(/^https?:\/\/[^/]/);

const feed: z.ZodType<PageFeed> = z.object({
  url: webAddress,
  title: line,
  type: z.enum(['rss', 'atom', 'json']),
});

const parsedPage: z.ZodType<ParsedPage> = z.object({
  title: line,
  byline: line,
  text: text(textBytesMax),
  links: z.array(webAddress).max(linkedUrlsMax),
  language: z
    .string()
    .max(35)
    .regex(/^[a-z0-9-]+$/)
    .nullable(),
  publishedAt: z.iso.datetime().nullable(),
  canonicalUrl: webAddress.nullable(),
  image: webAddress.nullable(),
  siteName: line,
  section: line,
  tags: z.array(text(titleBytesMax)).max(articleTagsMax),
  feeds: z.array(feed).max(feedsMax),
});

/**
 * A parsed page out of what a thread answered. Fields that are not declared are left out.
 *
 * @throws ZodError that names the first fields that are not what they must be. Linear in the size.
 */
export function readParsedPage(answer: unknown): ParsedPage {
  return parsedPage.parse(answer);
}
