// What runs in threads that can be killed: texts from strangers are made into terms here and nowhere else.
import { makeTerms } from '@maylike/text';
import { readDocument } from './document-line.js';
import { boilerplateOf, type SharedBoilerplate } from './shared-boilerplate.js';

/** The `file:` URL that an isolate loads; right from `src` and from `dist`. */
export const isolatedTermsModule: string = new URL(
  '../../dist/black-boxes/isolated-terms.js',
  import.meta.url,
).href;

/** Lines of a file of documents, with what was learned from the whole of it. */
export interface TermsBatchInput {
  readonly lines: readonly string[];
  readonly boilerplate: SharedBoilerplate;
}

/** The terms of several documents, one behind the other: few large arrays travel faster than many small ones. */
export interface TermsBatch {
  readonly documentIds: readonly string[];
  /** How many terms each document has. */
  readonly lengths: Uint32Array;
  readonly termIds: Uint32Array;
  readonly counts: Float32Array;
}

/** The terms of documents. Throws RangeError for a line that is no document: all of them were, a moment ago. */
export function makeTermsOfLines({ lines, boilerplate }: TermsBatchInput): TermsBatch {
  const table = boilerplateOf(boilerplate);
  const made = lines.map((line) => {
    const read = readDocument(line);
    if ('reason' in read) throw new RangeError(read.reason);
    const { id, title, text, language, source } = read.document;
    const input = { title, text, language, boilerplate: table.forSource(source) };
    return { id, terms: makeTerms(input).terms };
  });
  const lengths = Uint32Array.from(made, ({ terms }) => terms.ids.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const batch = { lengths, termIds: new Uint32Array(total), counts: new Float32Array(total) };
  let start = 0;
  for (const { terms } of made) {
    batch.termIds.set(terms.ids, start);
    batch.counts.set(terms.counts, start);
    start += terms.ids.length;
  }
  return { documentIds: made.map(({ id }) => id), ...batch };
}
