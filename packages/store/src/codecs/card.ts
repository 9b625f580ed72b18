import { z } from 'zod';
import type { ArticleContent } from '@maylike/articles';
import { StoreError } from '../errors.js';

const cardSchema = z.object({
  url: z.string(),
  title: z.string(),
  summary: z.string(),
  publishedAt: z.number().nullable(),
  updatedAt: z.number().nullable(),
  authors: z.array(z.string()),
  tags: z.array(z.string()),
  section: z.string().nullable(),
  language: z.string().nullable(),
  image: z.string().nullable(),
  source: z.string().nullable(),
});

/** What is shown of an article: its content without the text. */
export type Card = Omit<ArticleContent, 'text'>;

/** A card as JSON. */
export function encodeCard(content: Card): string {
  return JSON.stringify(cardSchema.parse(content));
}

/** The inverse of {@link encodeCard}. @throws StoreError `data_corrupt`. */
export function decodeCard(json: string): Card {
  return parseStored(cardSchema, json, 'card');
}

/** A JSON value of our own in Redis, checked. @throws StoreError `data_corrupt`, naming `what`. */
export function parseStored<T>(schema: z.ZodType<T>, json: string, what: string): T {
  try {
    return schema.parse(JSON.parse(json));
  } catch (cause) {
    throw new StoreError('data_corrupt', what, { cause });
  }
}
