// One line of a file of documents: `{"id", "title"?, "text", "lang"?, "published"?, "source"?}`, other fields ignored.
//
// Threads read lines too: what this file imports is loaded by each of them.
import { idCharactersMax } from './limits.js';

/** A document as its line says it. */
export interface Document {
  readonly id: string;
  /** Empty where the line has none. */
  readonly title: string;
  readonly text: string;
  /** As given; null where the line has none. */
  readonly language: string | null;
  /** Milliseconds since the epoch; 0 where the line has no time, or one that cannot be read. */
  readonly publishedAt: number;
  /** Empty where the line has none: all those share one. */
  readonly source: string;
}

/** A document, or why the line is none: in words that may quote the line, unprintable characters included. */
export type DocumentRead = { readonly document: Document } | { readonly reason: string };

/** Enough of a parser's message to find the place. */
const messageCharactersMax = 120;

/** Reads a line. Total: any string gives a document or a reason. O(length). */
export function readDocument(line: string): DocumentRead {
  const fields = fieldsOf(line);
  if (typeof fields === 'string') return { reason: fields };
  const id = fields.get('id');
  const text = fields.get('text');
  if (typeof id !== 'string' || id === '' || id.length > idCharactersMax)
    return { reason: `id: expected a string of 1 to ${idCharactersMax} characters` };
  if (typeof text !== 'string') return { reason: 'text: expected a string' };
  for (const name of ['title', 'lang', 'published', 'source']) {
    const value = fields.get(name) ?? null;
    if (value !== null && typeof value !== 'string')
      return { reason: `${name}: expected a string, or nothing` };
  }
  return {
    document: {
      id,
      text,
      title: stringOf(fields.get('title')) ?? '',
      language: stringOf(fields.get('lang')),
      publishedAt: timeOf(stringOf(fields.get('published'))),
      source: stringOf(fields.get('source')) ?? '',
    },
  };
}

function fieldsOf(line: string): ReadonlyMap<string, unknown> | string {
  try {
    const parsed: unknown = JSON.parse(line);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return new Map(Object.entries(parsed));
    return 'expected a JSON object';
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `not JSON: ${message.slice(0, messageCharactersMax)}`;
  }
}

const stringOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A date, perhaps with a time of day behind it, perhaps with a zone behind that. */
const iso = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/i;

/** An ISO 8601 time. What names no zone is UTC, so that no machine's clock settings move it. */
function timeOf(text: string | null): number {
  const [, date, timeOfDay = '00:00', zone = 'Z'] = iso.exec(text?.trim() ?? '') ?? [];
  const time = date === undefined ? 0 : Date.parse(`${date}T${timeOfDay}${zone}`);
  return time > 0 ? time : 0;
}
