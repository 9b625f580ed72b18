/** The words by which two headlines can be seen to be about one thing, whatever their language. */
import { murmur3 } from './hash.js';
import { foldAccents } from './normalise.js';
import { tokensOf } from './tokens.js';

/** Shorter words are mostly articles and prepositions, which any two headlines share. */
const WORD_CHARACTERS_MIN = 4;
/** Words of a headline that are looked at: more is a text in the wrong field. */
const HEADLINE_WORDS_MAX = 24;
const LETTER_OF_UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Hashes of the telling words, each once; of scripts without spaces their pairs of characters. O(length). */
export function headlineWordsOf(headline: string): number[] {
  const words = new Set<string>();
  for (const { surface } of tokensOf(headline)) {
    if (words.size >= HEADLINE_WORDS_MAX) break;
    if (LETTER_OF_UNSPACED.test(surface)) for (const pair of pairsOf(surface)) words.add(pair);
    else if (surface.length >= WORD_CHARACTERS_MIN) words.add(foldAccents(surface.toLowerCase()));
  }
  return Array.from(words, (word) => murmur3(word));
}

function pairsOf(run: string): string[] {
  const letters = Array.from(run);
  return letters.slice(1).map((letter, place) => `${letters[place] ?? ''}${letter}`);
}
