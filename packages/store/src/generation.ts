// The record of a generation: what it is, how far it has come, and what the quality gate said.
import { z } from 'zod';
import { parseStored } from './codecs/card.js';

/**
 * `building`: its lists are being made. `abandoned`: they will not be finished, what it holds is being dropped.
 * `active`: its lists are served. `retired`: another one took its place. `refused`: the quality gate kept it out.
 */
export const generationStates = ['building', 'abandoned', 'active', 'retired', 'refused'] as const;

const generationSchema = z.object({
  id: z.string(),
  state: z.enum(generationStates),
  textVersion: z.number(),
  floor: z.number(),
  /** Articles that its lists began with. */
  documentCount: z.number(),
  startedAt: z.number(),
  activatedAt: z.number().nullable(),
  retiredAt: z.number().nullable(),
  reason: z.string(),
  /** The request it was built for; null where the writer began it in place. */
  requestId: z.string().nullable().default(null),
  /** The log entry up to which its lists are right while it is built. */
  position: z.string().nullable().default(null),
  /** The generation whose tables it took; null where they were new. */
  tablesOf: z.string().nullable().default(null),
  /** Whether the quality gate was overruled. */
  isForced: z.boolean().default(false),
  /** The share of articles with enough neighbours, 0 to 1, at the swap or its refusal. */
  coverage: z.number().nullable().default(null),
  /** The same share of the generation that was active then. */
  coverageBefore: z.number().nullable().default(null),
  /** The share of linked articles that its lists show, 0 to 1, at the swap or its refusal; null where there were none. */
  linkRecall: z.number().nullable().default(null),
  /** The same share of the generation that was active then. */
  linkRecallBefore: z.number().nullable().default(null),
  /** How many links both were measured by. */
  linksMeasured: z.number().nullable().default(null),
  /** Why the quality gate kept it out. */
  refusal: z.string().nullable().default(null),
});

/** One generation of a network: under which tables its lists are made. */
export type Generation = Readonly<z.infer<typeof generationSchema>>;

/**
 * A record with what is not told left empty.
 *
 * @throws ZodError for what is no record.
 */
export const generationOf = (known: z.input<typeof generationSchema>): Generation =>
  generationSchema.parse(known);

/** A record as JSON. */
export const encodeGeneration = (generation: Generation): string =>
  JSON.stringify(generationSchema.parse(generation));

/** The inverse of {@link encodeGeneration}; reads older records too. @throws StoreError `data_corrupt`. */
export const decodeGeneration = (json: string): Generation =>
  parseStored(generationSchema, json, 'generation');
