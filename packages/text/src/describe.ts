/**
 * Term ids → words again, for people.
 *
 * An id is a hash and cannot be read backwards, and nothing but ids is kept of an article's terms. But its texts are
 * kept: made into terms once more they give every surface that led to an id, and what a surface can have been hashed as
 * is a short list. The hash itself decides which of them it was, so a description can be missing a stem but never name
 * a wrong one. The way there is slow and is not the way of `makeTerms`: nothing here costs an article that is indexed.
 */
import { fieldsOf } from './fields.js';
import { termId, type TermKind } from './hash.js';
import { lexiconOf, withoutPossessive, type Lexicon } from './lexicon.js';
import { TAG_CHARACTERS_MAX, TAGS_MAX, TOKEN_CHARACTERS_MAX } from './limits.js';
import { namesIn } from './names.js';
import { foldAccents, normaliseText } from './normalise.js';
import { stemmerOf } from './stemming.js';
import { makeTerms, type TextInput, type TextTerms } from './terms.js';
import { tokensOf } from './tokens.js';

/** A term as a person can be told it. */
export interface DescribedTerm {
  readonly id: number;
  readonly kind: TermKind;
  /** What was hashed: a stem, a folded name, a pair of characters; null for a spelling that is not told apart here. */
  readonly key: string | null;
  /** The form in which it stands in the text the first time, reading from the body up. */
  readonly surface: string;
}

/** An article's terms with what each of them is. */
export interface DescribedTerms extends TextTerms {
  /** One for each of `terms`, in the same order. */
  readonly described: readonly DescribedTerm[];
}

/** What an id may have been made of. */
interface Guess {
  readonly kind: TermKind;
  readonly key: string;
}

const SMALL_LETTER = /\p{Ll}/u;
const DIGIT = /\p{N}/u;
const APOSTROPHE = /['’ʼ]/;

/** Whether a character belongs to a script without spaces: without a language it then is a term by itself. */
function isUnspaced(character: string): boolean {
  return lexiconOf(null).idsOf(character, false)[0] === termId('bigram', '', character);
}

/** A lower-cased token in runs of scripts with and without spaces. */
function runsOf(word: string): { readonly run: string; readonly isUnspaced: boolean }[] {
  const runs: { run: string; isUnspaced: boolean }[] = [];
  for (const character of word) {
    const last = runs.at(-1);
    const isOfPairs = isUnspaced(character);
    if (last?.isUnspaced === isOfPairs) last.run += character;
    else runs.push({ run: character, isUnspaced: isOfPairs });
  }
  return runs;
}

function bigramsOf(run: string): string[] {
  const characters = Array.from(run);
  const pairs = characters.slice(1).map((next, place) => `${characters[place] ?? ''}${next}`);
  return pairs.length === 0 ? [run] : pairs;
}

/** Spellings of a number with and without what separates its digits, hyphen and plural: one of them was hashed. */
function numberKeysOf(word: string): string[] {
  const digits = [
    word,
    word.replace(/[.,]/g, ''),
    word.replace(',', '.'),
    word.replaceAll(',', ''),
    word.replaceAll('.', '').replace(',', '.'),
  ];
  const joined = digits.flatMap((form) => [form, form.replace(/[-\u2010]/, '')]);
  return joined.flatMap((form) => [form, form.replace(/s$/, '')]).map(foldAccents);
}

function wordGuesses(run: string, language: string | null): Guess[] {
  const stem = stemmerOf(language);
  const own = withoutPossessive(run);
  return [own, ...own.split(APOSTROPHE)].flatMap((part): Guess[] => {
    if (DIGIT.test(part)) return numberKeysOf(part).map((key) => ({ kind: 'number', key }));
    const word = part.replaceAll('.', '');
    return [
      { kind: 'word', key: foldAccents(stem(word)) },
      { kind: 'word', key: word },
      { kind: 'acronym', key: word },
    ];
  });
}

/** Everything that the terms of a token can have been made of. */
function guessesOf(surface: string, language: string | null): Guess[] {
  return runsOf(surface.toLowerCase()).flatMap(({ run, isUnspaced: isOfPairs }): Guess[] => {
    if (isOfPairs) return bigramsOf(run).map((key) => ({ kind: 'bigram', key }));
    return run.length > TOKEN_CHARACTERS_MAX ? [] : wordGuesses(run, language);
  });
}

/** The ids wanted, and what has been found of them. */
class Descriptions {
  readonly #wanted: ReadonlySet<number>;
  readonly #language: string | null;
  readonly #found = new Map<number, DescribedTerm>();

  constructor(wanted: ReadonlySet<number>, language: string | null) {
    this.#wanted = wanted;
    this.#language = language;
  }

  get(id: number): DescribedTerm | undefined {
    return this.#found.get(id);
  }

  isMissing(id: number): boolean {
    return this.#wanted.has(id) && !this.#found.has(id);
  }

  /** A term whose key is known. */
  add({ kind, key }: Guess, surface: string): void {
    const id = termId(kind, kind === 'word' ? (this.#language ?? '') : '', key);
    if (this.isMissing(id)) this.#found.set(id, { id, kind, key, surface });
  }

  /** The terms of a token, whichever of its guesses they are. */
  addToken(surface: string, ids: readonly number[]): void {
    const missing = ids.filter((id) => this.isMissing(id));
    if (missing.length === 0) return;
    const shown = withoutPossessive(surface);
    for (const guess of guessesOf(surface, this.#language))
      this.add(guess, guess.kind === 'bigram' ? guess.key : shown);
    const kind = DIGIT.test(surface) ? 'number' : 'word';
    for (const id of missing)
      if (this.isMissing(id)) this.#found.set(id, { id, kind, key: null, surface: shown });
  }
}

function describeLine(line: string, lexicon: Lexicon, descriptions: Descriptions): void {
  const tokens = tokensOf(line);
  const isShouting = !SMALL_LETTER.test(line);
  for (const { surface } of tokens)
    descriptions.addToken(surface, lexicon.idsOf(surface, isShouting));
  for (const { key, surface } of namesIn(line, tokens, lexicon))
    descriptions.add({ kind: 'name', key }, surface);
}

function describeTags({ tags, section }: TextInput, descriptions: Descriptions): void {
  const describe = (kind: TermKind, raw: string): void => {
    const surface = normaliseText(raw, TAG_CHARACTERS_MAX + 1).replaceAll('\n', ' ');
    descriptions.add({ kind, key: foldAccents(surface.toLowerCase()) }, surface);
  };
  for (const tag of (tags ?? []).slice(0, TAGS_MAX)) describe('tag', tag);
  describe('section', section ?? '');
}

/**
 * What `makeTerms` makes of the same input, and what each of its terms is. Total, as `makeTerms` is. O(length), but
 * several times its work.
 */
export function describeTerms(input: TextInput): DescribedTerms {
  const made = makeTerms(input);
  const lexicon = lexiconOf(made.language);
  const descriptions = new Descriptions(new Set(made.terms.ids), made.language);
  const fields = fieldsOf(input.title, input.lead ?? '', input.text, input.boilerplate ?? null);
  for (const { text } of fields.toReversed())
    for (const line of text.split('\n')) describeLine(line, lexicon, descriptions);
  describeTags(input, descriptions);
  const described = Array.from(made.terms.ids, (id): DescribedTerm => {
    const found = descriptions.get(id);
    if (found === undefined) throw new Error(`term ${id} came out of no part of the text`);
    return found;
  });
  return { ...made, described };
}
