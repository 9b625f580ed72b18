// The labels of an article as they are stored: one flat JSON array, `[term id, label, term id, label, …]`. Two dozen labels
// with their names of fields would be the largest part of a record, and every card that is read has them. What was stored
// with names of fields, by earlier releases, is read as well.
import { z } from 'zod';
import { StoreError } from '../errors.js';
import type { Label } from '../stored-article.js';
import { parseStored } from './card.js';

const flatSchema = z.array(z.union([z.number(), z.string()]));
const namedSchema = z.array(z.object({ id: z.number(), label: z.string() }));

/** Encodes labels. */
export const encodeLabels = (labels: readonly Label[]): string =>
  JSON.stringify(labels.flatMap(({ id, label }) => [id, label]));

/** The inverse of {@link encodeLabels}. @param what Whose they are. @throws StoreError `data_corrupt`. */
export function decodeLabels(text: string, what: string): Label[] {
  if (text.startsWith('[{')) return parseStored(namedSchema, text, what);
  const flat = parseStored(flatSchema, text, what);
  const labels: Label[] = [];
  for (let at = 0; at < flat.length; at += 2) {
    const [id, label] = [flat[at], flat[at + 1]];
    if (typeof id !== 'number' || typeof label !== 'string')
      throw new StoreError('data_corrupt', what);
    labels.push({ id, label });
  }
  return labels;
}
