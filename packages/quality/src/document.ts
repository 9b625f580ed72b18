/** One line of a labelled set: `{"id", "title"?, "description"?, "text", "lang"?, "source"?, "labels"?, "url"?, "links"?}`. */
import { QualityError } from './errors.js';

/** A document as systems and tasks see it. */
export interface QualityDocument {
  readonly id: string;
  /** Empty where there is none. */
  readonly title: string;
  /** Empty where there is none. */
  readonly summary: string;
  readonly text: string;
  /** As declared, or null. */
  readonly language: string | null;
  /** Whose article it is; boilerplate is learned for each. Empty where it is not known. */
  readonly source: string;
  /** `prefix:value`: `event:` the same story, `class:` or `topic:` a subject. */
  readonly labels: readonly string[];
  /** Its address, or null. */
  readonly url: string | null;
  /** Addresses that its body links to. */
  readonly links: readonly string[];
}

/**
 * Reads a line. O(length).
 *
 * @throws QualityError `document_invalid`, naming the field, for what is not JSON or lacks `id` or `text`.
 */
export function readQualityDocument(line: string): QualityDocument {
  const fields = fieldsOf(line);
  return {
    id: required(fields, 'id'),
    title: optional(fields, 'title') ?? '',
    summary: optional(fields, 'description') ?? '',
    text: required(fields, 'text'),
    language: optional(fields, 'lang'),
    source: optional(fields, 'source') ?? '',
    labels: stringsOf(fields, 'labels'),
    url: optional(fields, 'url'),
    links: stringsOf(fields, 'links'),
  };
}

/** The values of the labels with a prefix: `event:7` has the value `7` of `event`. */
export function labelValues(document: QualityDocument, prefix: string): string[] {
  const start = `${prefix}:`;
  return document.labels
    .filter((label) => label.startsWith(start))
    .map((label) => label.slice(start.length));
}

function fieldsOf(line: string): ReadonlyMap<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw new QualityError('document_invalid', 'not JSON', { cause: error });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new QualityError('document_invalid', 'expected a JSON object');
  return new Map(Object.entries(parsed));
}

function optional(fields: ReadonlyMap<string, unknown>, name: string): string | null {
  const value = fields.get(name) ?? null;
  if (value === null || typeof value === 'string') return value;
  throw new QualityError('document_invalid', `${name}: expected a string, or nothing`);
}

function required(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = optional(fields, name);
  if (value === null) throw new QualityError('document_invalid', `${name}: expected a string`);
  return value;
}

function stringsOf(fields: ReadonlyMap<string, unknown>, name: string): string[] {
  const value = fields.get(name) ?? [];
  if (!Array.isArray(value))
    throw new QualityError('document_invalid', `${name}: expected a list of strings, or nothing`);
  return value.map((entry: unknown) => {
    if (typeof entry === 'string') return entry;
    throw new QualityError('document_invalid', `${name}: expected a list of strings, or nothing`);
  });
}
