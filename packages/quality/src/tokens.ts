/** Tokenisers of the baselines: simple on purpose, and none of MayLike's own text pipeline. */
import { createRequire } from 'node:module';
import * as stemmers from 'natural/lib/natural/stemmers/index.js';
import type { QualityDocument } from './document.js';

/** Everything a document says, once through. */
function wholeText({ title, summary, text }: QualityDocument): string {
  return `${title}\n${summary}\n${text}`;
}

/** `\b\w\w+\b` of Python, whose `\w` is any letter, mark-free, any digit and the underscore. */
const plainToken = /[\p{L}\p{N}_]{2,}/gu;

/** The tokens of scikit-learn's `TfidfVectorizer` by default: lower-cased runs of two word characters or more. O(length). */
export function plainTokens(document: QualityDocument): string[] {
  return wholeText(document).toLowerCase().match(plainToken) ?? [];
}

const stems: ReadonlyMap<string, { stem(word: string): string }> = new Map([
  ['de', stemmers.PorterStemmerDe],
  ['en', stemmers.PorterStemmer],
  ['es', stemmers.PorterStemmerEs],
  ['fr', stemmers.PorterStemmerFr],
  ['id', stemmers.StemmerId],
  ['it', stemmers.PorterStemmerIt],
  ['nl', stemmers.PorterStemmerNl],
  ['no', stemmers.PorterStemmerNo],
  ['pt', stemmers.PorterStemmerPt],
  ['ru', stemmers.PorterStemmerRu],
  ['sv', stemmers.PorterStemmerSv],
  ['uk', stemmers.PorterStemmerUk],
]);

// By require: an import of JSON is still an experiment in Node 20, and warns.
const stopWordLists: unknown = createRequire(import.meta.url)('stopwords-iso');

function stopWordsOf(language: string): ReadonlySet<string> {
  const lists = typeof stopWordLists === 'object' && stopWordLists !== null ? stopWordLists : {};
  const list: unknown = new Map<string, unknown>(Object.entries(lists)).get(language);
  return new Set(
    Array.isArray(list) ? list.filter((word): word is string => typeof word === 'string') : [],
  );
}

/**
 * A tokeniser that gives {@link plainTokens} without the stop words of the document's declared language, stemmed.
 * It remembers stems, so it is made anew for each set.
 */
export function stemmedTokeniser(): (document: QualityDocument) => string[] {
  const languages = new Map<string, ReadonlyMap<string, string> & Map<string, string>>();
  const stopWords = new Map<string, ReadonlySet<string>>();
  return (document) => {
    const language = document.language?.split('-', 1)[0] ?? '';
    const known = languages.get(language) ?? new Map<string, string>();
    const stopped = stopWords.get(language) ?? stopWordsOf(language);
    languages.set(language, known);
    stopWords.set(language, stopped);
    const stemmer = stems.get(language);
    return plainTokens(document).flatMap((token) => {
      if (stopped.has(token)) return [];
      const stem = known.get(token) ?? stemmer?.stem(token) ?? token;
      known.set(token, stem);
      return [stem];
    });
  };
}
