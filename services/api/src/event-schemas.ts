// Events as the HTTP contract has them. A page's script sends them and may be of another release than the server: fields
// that are not known here are let pass, and not kept.
import { z } from 'zod';
import { urlCharactersMax } from '@maylike/articles';
import { limitMax, strategies } from '@maylike/ranking';
import { eventTypes } from '@maylike/store';
import { articleIdPattern } from './parameters.js';

/** Three of each item of the longest list. */
export const eventsOfBatchMax = 3 * limitMax;
/** Each event in three hundred bytes, and the page's address. */
export const eventBytesMax = 300 * eventsOfBatchMax + 3 * urlCharactersMax;

/** More days in one question are for a script that asks several times. */
export const summaryDaysMax = 31;
/** So many of the articles are told. */
export const summaryArticlesMax = 50;

const eventSchema = z.object({
  type: z
    .enum(eventTypes)
    .describe(
      '`impression`: it is in the page; `viewable`: half of it was in view for a second; `click`: it was opened.',
    ),
  id: z.string().regex(articleIdPattern, 'is not an article id').describe("The item's article."),
  position: z.int().min(1).max(limitMax).describe('Its place in the answer, from 1.'),
  strategy: z.enum(strategies).describe('As the answer gave it.'),
});

/** What `POST /v1/events` takes. */
export const eventsBody = z.object({
  key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A publishable key, for beacons, which send no header.'),
  article: z
    .string()
    .max(urlCharactersMax)
    .optional()
    .describe('The page of the list, by its address or id. Checked, and not kept.'),
  events: z.array(eventSchema).min(1).max(eventsOfBatchMax),
});

const day = z.iso.date({ error: 'is not a date, as 2026-11-22' });

/** What `GET /v1/events/summary` may be asked. */
export const summaryQuery = z.strictObject({
  from: day.optional().describe('The first day, UTC; six days before the last one by default.'),
  to: day.optional().describe('The last day, UTC; today by default.'),
});

const rates = {
  impressions: z.int(),
  viewables: z.int().describe('Of which half was in view for a second.'),
  clicks: z.int(),
  clickRate: z.number().nullable().describe('Clicks over viewables; null without one.'),
};

/** The answer of `GET /v1/events/summary`. */
export const summarySchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  totals: z.object(rates),
  strategies: z.array(z.object({ strategy: z.string(), ...rates })).describe('Most seen first.'),
  positions: z.array(z.object({ position: z.int(), ...rates })),
  places: z
    .array(z.object({ strategy: z.string(), position: z.int(), ...rates }))
    .describe('Each strategy at each position.'),
  articles: z
    .array(
      z.object({
        id: z.string(),
        url: z.string().nullable(),
        title: z.string().nullable(),
        ...rates,
      }),
    )
    .describe(`At most ${summaryArticlesMax}, most opened first.`),
});
