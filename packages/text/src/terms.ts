/**
 * An article's texts → its terms: the only thing of an article that the index knows.
 *
 *     normalise → fields with weights → lines → tokens → stems, numbers, names → weighted counts
 *
 * Pure: the same input gives the same terms in every process; nothing but speed depends on what was read before.
 */
import type { SourceBoilerplate } from './boilerplate.js';
import { TermCounter, type CountedTerm, type TermForm } from './counter.js';
import { fieldsOf, type Field } from './fields.js';
import { termId } from './hash.js';
import { labelsOf, type Label } from './labels.js';
import { detectLanguage } from './language.js';
import { lexiconOf, type Lexicon } from './lexicon.js';
import {
  LANGUAGE_SAMPLE_CHARACTERS_MAX,
  NAME_WEIGHT,
  SECTION_WEIGHT,
  TAG_CHARACTERS_MAX,
  TAG_WEIGHT,
  TAGS_MAX,
  TERMS_MAX,
} from './limits.js';
import { namesIn } from './names.js';
import { foldAccents, normaliseText } from './normalise.js';
import { tokensOf, type Token } from './tokens.js';
import { UNKNOWN_WORD } from './vocabulary.js';

/** What terms are made of: plain text, any Unicode string, never HTML. */
export interface TextInput {
  readonly title: string;
  /** The summary, if there is one; it may be the beginning of the text. */
  readonly lead?: string;
  readonly text: string;
  readonly tags?: readonly string[];
  readonly section?: string | null;
  /** A language tag as the publisher declares it. Short items need it: a guess takes 100 characters. */
  readonly language?: string | null;
  /** What its source prints under everything, as it was learned; none by default. */
  readonly boilerplate?: SourceBoilerplate | null;
}

/** Stored terms: `ids[i]`, strictly ascending 32-bit hashes, counts `counts[i]` > 0, fields weighed in. */
export interface Terms {
  readonly ids: Uint32Array;
  readonly counts: Float32Array;
}

/** What is known of an article's text. */
export interface TextTerms {
  /** The language the words were stemmed in, as a primary subtag; null where unknown: then no stop words, no stems. */
  readonly language: string | null;
  /** At most 2,000 terms: those with the highest counts. */
  readonly terms: Terms;
  /** At most 24 of them with a form that a reader can be shown, names first. */
  readonly labels: readonly Label[];
}

/** An article while its terms are counted. */
interface Reading {
  readonly lexicon: Lexicon;
  readonly counter: TermCounter;
}

const SMALL_LETTER = /\p{Ll}/u;

/** A token that makes several terms (pairs of characters, d'État) has no form to show for each. */
const formOf = (idCount: number): TermForm => (idCount === 1 ? 'word' : 'none');

function countToken(
  token: Token,
  weight: number,
  isShouting: boolean,
  { lexicon, counter }: Reading,
): void {
  const word = isShouting ? UNKNOWN_WORD : lexicon.wordOf(token);
  if (word === UNKNOWN_WORD) {
    const ids = lexicon.idsOf(token.surface, isShouting);
    for (const id of ids) counter.add(id, weight, formOf(ids.length), token);
    return;
  }
  const idCount = lexicon.words.idCountOf(word);
  for (let place = 0; place < idCount; place += 1) {
    counter.add(lexicon.words.idOf(word, place), weight, formOf(idCount), token);
  }
}

function countLine(line: string, weight: number, reading: Reading): void {
  const tokens = tokensOf(line);
  const isShouting = !SMALL_LETTER.test(line);
  for (const token of tokens) countToken(token, weight, isShouting, reading);
  for (const name of namesIn(line, tokens, reading.lexicon)) {
    reading.counter.add(termId('name', '', name.key), weight * NAME_WEIGHT, 'name', name);
  }
}

function countFields(fields: readonly Field[], reading: Reading): void {
  // From the body up: there words stand in their usual case, which is the form to show.
  for (const { text, weight } of fields.toReversed()) {
    for (const line of text.split('\n')) countLine(line, weight, reading);
  }
}

function countTags(input: TextInput, counter: TermCounter): void {
  const sections = labelText(input.section ?? '').map(labelKey);
  const tags = new Map<string, string>();
  for (const tag of (input.tags ?? []).slice(0, TAGS_MAX).flatMap(labelText)) {
    const key = labelKey(tag);
    // Feeds give the section among the categories: there it is no subject.
    if (!tags.has(key) && !sections.includes(key)) tags.set(key, tag);
  }
  for (const [key, label] of tags) {
    counter.add(termId('tag', '', key), TAG_WEIGHT, 'tag', { surface: label });
  }
  for (const section of sections) {
    counter.add(termId('section', '', section), SECTION_WEIGHT, 'none', { surface: section });
  }
}

const labelKey = (text: string): string => foldAccents(text.toLowerCase());

/** A tag's or section's text in one line, or nothing where it has none or is too long to be one. */
function labelText(raw: string): string[] {
  const text = normaliseText(raw, TAG_CHARACTERS_MAX + 1).replaceAll('\n', ' ');
  return text === '' || text.length > TAG_CHARACTERS_MAX ? [] : [text];
}

/** The most counted terms; of equal counts the lower ids, so that the choice is always the same. */
function mostCounted(terms: readonly CountedTerm[]): readonly CountedTerm[] {
  if (terms.length <= TERMS_MAX) return terms;
  return terms.toSorted((a, b) => b.count - a.count || a.id - b.id).slice(0, TERMS_MAX);
}

function termsOf(kept: readonly CountedTerm[], counter: TermCounter): Terms {
  const ids = new Uint32Array(kept.length);
  kept.forEach(({ id }, place) => {
    ids[place] = id;
  });
  // Numbers are sorted by native code; looking the counts up again costs less than sorting them along.
  ids.sort();
  const counts = new Float32Array(kept.length);
  ids.forEach((id, place) => {
    counts[place] = counter.countOf(id);
  });
  return { ids, counts };
}

/**
 * The terms of an article. Total: any Unicode string has terms, if perhaps none. O(length).
 *
 * - Words are stemmed in the article's language after stop words are gone; a stem of another language is another term.
 * - Numbers of two digits or more, names of 2–4 capitalised words, pairs of characters (in scripts without spaces) and
 *   tags and section are terms without a language.
 * - An occurrence in the title counts 3, in the lead 2, in the body 1; what is repeated between them counts once.
 */
export function makeTerms(input: TextInput): TextTerms {
  const fields = fieldsOf(input.title, input.lead ?? '', input.text, input.boilerplate ?? null);
  const beginning = fields.map(({ text }) => text.slice(0, LANGUAGE_SAMPLE_CHARACTERS_MAX));
  const language = detectLanguage(beginning.join('\n'), input.language ?? null);
  const counter = new TermCounter();
  countFields(fields, { lexicon: lexiconOf(language), counter });
  countTags(input, counter);
  const kept = mostCounted(counter.terms());
  return { language, terms: termsOf(kept, counter), labels: labelsOf(kept) };
}
