/**
 * A token of a language → the ids of its terms. Remembered, because a stem costs a hundred times its look-up.
 */
import { termId } from './hash.js';
import { LEXICON_ENTRIES_MAX, LEXICONS_MAX, TOKEN_CHARACTERS_MAX } from './limits.js';
import { foldAccents } from './normalise.js';
import { stemmerOf, type Stem } from './stemming.js';
import { stopWordsOf } from './stop-words.js';
import type { Token } from './tokens.js';
import { hashOfWord, UNKNOWN_WORD, Vocabulary } from './vocabulary.js';

/** No term: a stop word, a single letter or digit, a blob. */
const NOTHING: readonly number[] = Object.freeze([]);

const DIGIT = /\p{N}/gu;
const APOSTROPHE = /['’ʼ]/;
const POSSESSIVE = /['’ʼ]s$/i;
const SMALL_S = 0x73;
const CAPITAL_S = 0x53;
const ALL_CAPITALS = /^\p{Lu}{2,5}$/u;
const DOTTED_CAPITALS = /^\p{Lu}(?:\.\p{Lu})+\.?$/u;
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u');
const RUNS = new RegExp(`[${UNSPACED}]+|[^${UNSPACED}]+`, 'gu');

/** The first code point of the scripts without spaces (Thai): below it nothing has to be looked for. */
const FIRST_UNSPACED = '\u0E00';

/** Drops a possessive ’s: "Kyiv's" is about Kyiv. */
export function withoutPossessive(surface: string): string {
  const last = surface.charCodeAt(surface.length - 1);
  // Few words end in s: the others need no pattern.
  return last === SMALL_S || last === CAPITAL_S ? surface.replace(POSSESSIVE, '') : surface;
}

/** How one language's tokens become terms. */
export class Lexicon {
  readonly language: string | null;
  readonly #stopWords: ReadonlySet<string>;
  readonly #stem: Stem;
  /** The tokens that were seen, as they stood in the text, with their ids. */
  readonly words = new Vocabulary();

  constructor(language: string | null) {
    this.language = language;
    this.#stopWords = stopWordsOf(language);
    this.#stem = stemmerOf(language);
  }

  /** Whether a lower-cased word is a stop word of the language. */
  isStopWord(word: string): boolean {
    return this.#stopWords.has(word);
  }

  /**
   * The ids of a token's terms: mostly one; none for a stop word; one a pair of characters in scripts without spaces.
   *
   * @param isShouting whether the token's line has no small letters: then capitals make no acronym, only dots do.
   */
  idsOf(surface: string, isShouting: boolean): readonly number[] {
    const form = isShouting && !surface.includes('.') ? surface.toLowerCase() : surface;
    const hash = hashOfWord(form);
    const word = this.words.find(form, 0, form.length, hash);
    if (word !== UNKNOWN_WORD) return this.words.idsOf(word);
    const ids = this.#idsOfAnyCase(form);
    if (form.length <= TOKEN_CHARACTERS_MAX) this.#remember(form, hash, ids);
    return ids;
  }

  /**
   * The place among {@link words} of a token in a line that is not shouting: what {@link idsOf} says, without making a
   * string; `UNKNOWN_WORD` for one that is too long to be remembered.
   */
  wordOf({ line, start, end, hash }: Token): number {
    const word = this.words.find(line, start, end, hash);
    if (word !== UNKNOWN_WORD || end - start > TOKEN_CHARACTERS_MAX) return word;
    const surface = line.slice(start, end);
    return this.#remember(surface, hash, this.#idsOfAnyCase(surface));
  }

  #remember(surface: string, hash: number, ids: readonly number[]): number {
    if (this.words.size >= LEXICON_ENTRIES_MAX) this.words.clear();
    return this.words.add(surface, hash, ids);
  }

  /** "US" is a country and "us" a stop word; only where the small form is one do capitals matter. */
  #idsOfAnyCase(surface: string): readonly number[] {
    const lowerCased = surface.toLowerCase();
    if (ALL_CAPITALS.test(surface) || DOTTED_CAPITALS.test(surface)) {
      const letters = lowerCased.replaceAll('.', '');
      if (this.isStopWord(letters)) return [termId('acronym', '', letters)];
    }
    return this.#idsOfLowerCased(lowerCased);
  }

  #idsOfLowerCased(word: string): readonly number[] {
    if (word >= FIRST_UNSPACED && HAS_UNSPACED.test(word)) return this.#idsOfRuns(word);
    if (word.length > TOKEN_CHARACTERS_MAX || this.isStopWord(word)) return NOTHING;
    const own = withoutPossessive(word);
    if (this.language === 'uk' || !APOSTROPHE.test(own)) return this.#idsOfWord(own);
    return own.split(APOSTROPHE).flatMap((part) => this.#idsOfWord(part));
  }

  #idsOfWord(surface: string): readonly number[] {
    const digits = surface.match(DIGIT)?.length ?? 0;
    if (digits > 0) return this.#idsOfNumber(surface, digits);
    const word = surface.replaceAll('.', '');
    if (word.length < 2 || this.isStopWord(word)) return NOTHING;
    const folded = foldAccents(this.#stem(word));
    return [termId('word', this.language ?? '', folded === '' ? word : folded)];
  }

  /**
   * A number, alone or with letters ("f-16s", "1990s", "3bn"), means the same in every language. One digit alone says
   * nothing. Separators of thousands go, as does the s of a plural.
   */
  #idsOfNumber(surface: string, digits: number): readonly number[] {
    if (surface.length < 2 || (digits < 2 && /^[\p{N}.,]+$/u.test(surface))) return NOTHING;
    const plain = surface
      .replace(/[.,](?=\p{N}{3}(?!\p{N}))/gu, '')
      .replace(',', '.')
      .replace(/[-\u2010]/, '')
      .replace(/(?<=\p{N})s$/u, '');
    return [termId('number', '', foldAccents(plain))];
  }

  /**
   * Scripts without spaces: every two neighbouring characters, or the only one. Without a language, since short texts
   * do not tell Chinese from Japanese.
   */
  #idsOfRuns(word: string): readonly number[] {
    return (word.match(RUNS) ?? []).flatMap((run) => {
      if (!HAS_UNSPACED.test(run)) return this.#idsOfLowerCased(run);
      const characters = Array.from(run);
      if (characters.length <= 2)
        return this.isStopWord(run) ? NOTHING : [termId('bigram', '', run)];
      return characters
        .slice(1)
        .flatMap((character, place) => this.idsOf(`${characters[place] ?? ''}${character}`, false));
    });
  }
}

const lexicons = new Map<string | null, Lexicon>();

/** The lexicon of a language, kept for the next article. */
export function lexiconOf(language: string | null): Lexicon {
  let lexicon = lexicons.get(language);
  if (lexicon === undefined) {
    if (lexicons.size >= LEXICONS_MAX) lexicons.clear();
    lexicon = new Lexicon(language);
    lexicons.set(language, lexicon);
  }
  return lexicon;
}
