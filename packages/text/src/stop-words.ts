/**
 * The words that say how a sentence is built and not what it is about, a set for each language: `stopwords-iso`, which
 * holds natural's lists as well.
 */
import { createRequire } from 'node:module';

// By require: an import of JSON is still an experiment in Node 20, and warns.
const lists: unknown = createRequire(import.meta.url)('stopwords-iso');

const NONE: ReadonlySet<string> = new Set();
const sets = new Map<string, ReadonlySet<string>>();

function listOf(language: string): unknown {
  if (typeof lists !== 'object' || lists === null) return undefined;
  return new Map<string, unknown>(Object.entries(lists)).get(language);
}

/** The stop words of a language, lower-cased, with accents; empty for null and for a language without a list. */
export function stopWordsOf(language: string | null): ReadonlySet<string> {
  if (language === null) return NONE;
  const known = sets.get(language);
  if (known !== undefined) return known;
  const list = listOf(language);
  if (!Array.isArray(list)) return NONE;
  const words = list.filter((word): word is string => typeof word === 'string');
  const set = new Set(words.map((word) => word.normalize('NFKC').toLowerCase()));
  sets.set(language, set);
  return set;
}
