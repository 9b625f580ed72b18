/** The stemmers of `natural`, by language. Imported by its subpath: the whole package opens files and prints. */
import {
  PorterStemmer,
  PorterStemmerDe,
  PorterStemmerEs,
  PorterStemmerFr,
  PorterStemmerIt,
  PorterStemmerNl,
  PorterStemmerNo,
  PorterStemmerPt,
  PorterStemmerRu,
  PorterStemmerSv,
  PorterStemmerUk,
  StemmerId,
} from 'natural/lib/natural/stemmers/index.js';

/** A word, lower-cased and with its accents → its stem. */
export type Stem = (word: string) => string;

// Persian is left out: natural's stemmer for it gives every word back as it is.
const stemmers: ReadonlyMap<string, { stem: Stem }> = new Map([
  ['de', PorterStemmerDe],
  ['en', PorterStemmer],
  ['es', PorterStemmerEs],
  ['fr', PorterStemmerFr],
  ['id', StemmerId],
  ['it', PorterStemmerIt],
  ['nl', PorterStemmerNl],
  ['no', PorterStemmerNo],
  ['pt', PorterStemmerPt],
  ['ru', PorterStemmerRu],
  ['sv', PorterStemmerSv],
  ['uk', PorterStemmerUk],
]);

/** The stemmer of a language; for null or a language without one, a function that gives the word back. */
export function stemmerOf(language: string | null): Stem {
  const stemmer = language === null ? undefined : stemmers.get(language);
  return stemmer === undefined ? (word) => word : (word) => stemmer.stem(word);
}
