// Signals as the HTTP contract has them.
import { z } from 'zod';
import {
  boostFactorMax,
  boostFactorMin,
  buryFactorMax,
  buryFactorMin,
  limitMax,
} from '@maylike/ranking';
import { isOneReference, oneReference, referenceFields } from './parameters.js';

/** Names of sections are shorter. */
const sectionCharactersMax = 200;

const articleNamed = z.strictObject(referenceFields).refine(isOneReference, oneReference);

const scopeWished = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('site') }),
  z.strictObject({
    kind: z.literal('section'),
    section: z.string().trim().min(1).max(sectionCharactersMax),
  }),
  z.strictObject({ kind: z.literal('page'), article: articleNamed }),
]);

const common = {
  article: articleNamed.describe('The article that it is about.'),
  scope: scopeWished
    .default({ kind: 'site' })
    .describe('On which pages it counts: all of the site, those of one section, or one page.'),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'is not an ISO 8601 time, as 2026-11-22T12:00:00Z' })
    .nullable()
    .default(null)
    .describe('From when on it counts no more; null: until it is taken back.'),
};

/** What `PUT /v1/signals` takes. */
export const signalBody = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pin'),
    slot: z.int().min(1).max(limitMax).describe('Its place in lists, from 1.'),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('boost'),
    factor: z.number().min(boostFactorMin).max(boostFactorMax),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('bury'),
    factor: z.number().min(buryFactorMin).max(buryFactorMax),
    ...common,
  }),
  z.strictObject({ kind: z.literal('exclude'), ...common }),
]);

/** A checked signal. */
export type SignalBody = z.output<typeof signalBody>;

/** A path that names a signal. */
export const signalParameters = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'is not a signal id'),
});

const articleShown = z.object({
  id: z.string(),
  url: z.string().nullable().describe('Null where the article was taken down.'),
  title: z.string().nullable(),
});

/** A signal that is kept. */
export const signalSchema = z.object({
  id: z.string(),
  kind: z.enum(['pin', 'boost', 'bury', 'exclude']),
  slot: z.int().nullable().describe('Of a pin.'),
  factor: z.number().nullable().describe('Of a boost or a bury.'),
  article: articleShown,
  scope: z.object({
    kind: z.enum(['site', 'section', 'page']),
    section: z.string().nullable(),
    article: articleShown.nullable(),
  }),
  givenAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
});

/** What stands for a signal in answers. */
export type SignalShown = z.infer<typeof signalSchema>;

/** The answer of `GET /v1/signals`. */
export const signalsSchema = z.object({
  signals: z.array(signalSchema).describe('Those in force, the last given first.'),
});
