import type { QualityDocument } from '../src/index.js';

/** A document of these texts, with nothing else known of it. */
export function documentOf(
  id: string,
  title: string,
  text: string,
  more: Partial<QualityDocument> = {},
): QualityDocument {
  const nothing = { summary: '', language: 'en', source: '', labels: [], url: null, links: [] };
  return { id, title, text, ...nothing, ...more };
}
