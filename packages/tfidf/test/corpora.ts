/** Documents for the tests: made by fast-check, or read from the folder of real data. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Terms } from '../src/index.js';

/** Terms from pairs in any order; the last count of a repeated id wins. */
export function termsOf(pairs: Iterable<readonly [number, number]>): Terms {
  const ascending = [...new Map(pairs)].sort(([a], [b]) => a - b);
  return {
    ids: Uint32Array.from(ascending, ([id]) => id),
    counts: Float32Array.from(ascending, ([, count]) => count),
  };
}

const termId = fc.constantFrom(0, 1, 2, 3, 5, 8, 13, 0x7fffffff, 0x80000000, 0xffffffff);
const count = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(0.25, 1.5, 1000));

/** Few terms and few counts: ties, exact duplicates, empty documents and documents of one term are all common. */
export const arbitraryTerms = fc
  .array(fc.tuple(termId, count), { maxLength: 6 })
  .map((pairs) => termsOf(pairs));

const folder =
  process.env['MAYLIKE_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** Whether the real data is here. */
export function hasData(name: string): boolean {
  return existsSync(`${folder}/${name}`);
}

/** The texts of a JSON-lines set, gzipped or not. */
export function textsOf(name: string): string[] {
  const bytes = readFileSync(`${folder}/${name}`);
  const lines = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map(textOfLine);
}

function textOfLine(line: string): string {
  const record: unknown = JSON.parse(line);
  if (typeof record !== 'object' || record === null || !('text' in record)) return '';
  return typeof record.text === 'string' ? record.text : '';
}

/** Lower-cased words as terms, numbered by a shared dictionary that grows. */
export function wordsAsTerms(text: string, dictionary: Map<string, number>): Terms {
  const counts = new Map<number, number>();
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const id = dictionary.get(word) ?? dictionary.size;
    dictionary.set(word, id);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return termsOf(counts);
}
