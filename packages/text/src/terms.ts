/**
 * An article's texts → its terms: the only thing of an article that the index knows.
 *
 *     normalise → fields with weights → lines → tokens → stems, numbers, names → weighted counts
 *
 * Pure: the same input gives the same terms in every process; nothing but speed depends on what was read before.
 */
import type { SourceBoilerplate } from './boilerplate.js';
import { fieldsOf, type Field } from './fields.js';
import { termId } from './hash.js';
import { labelsOf, type Label, type Surface } from './labels.js';
import { detectLanguage } from './language.js';
import { lexiconOf, withoutPossessive, type Lexicon } from './lexicon.js';
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
import { tokensOf } from './tokens.js';

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

const SMALL_LETTER = /\p{Ll}/u;

class TermCounter {
  readonly counts = new Map<number, number>();
  readonly surfaces = new Map<number, Surface>();

  /** Counts one occurrence; true the first time, when a form to show may be given. */
  add(id: number, weight: number): boolean {
    const count = this.counts.get(id) ?? 0;
    this.counts.set(id, count + weight);
    return count === 0;
  }

  /** Counts one occurrence. The first form a term is seen in is the one that is shown. */
  addShown(id: number, weight: number, surface: Surface): void {
    if (this.add(id, weight)) this.surfaces.set(id, surface);
  }
}

function countLine(line: string, weight: number, lexicon: Lexicon, counter: TermCounter): void {
  const tokens = tokensOf(line);
  const isShouting = !SMALL_LETTER.test(line);
  for (const { surface } of tokens) {
    const ids = lexicon.idsOf(surface, isShouting);
    for (const id of ids) {
      const isNew = counter.add(id, weight);
      // A token that makes several terms (pairs of characters, d'État) has no form to show for each.
      if (isNew && ids.length === 1) {
        counter.surfaces.set(id, { label: withoutPossessive(surface), kind: 'word' });
      }
    }
  }
  for (const { key, surface } of namesIn(line, tokens, lexicon)) {
    const id = termId('name', '', key);
    counter.addShown(id, weight * NAME_WEIGHT, { label: surface, kind: 'name' });
  }
}

function countFields(fields: readonly Field[], lexicon: Lexicon, counter: TermCounter): void {
  // From the body up: there words stand in their usual case, which is the form to show.
  for (const { text, weight } of fields.toReversed()) {
    for (const line of text.split('\n')) countLine(line, weight, lexicon, counter);
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
    counter.addShown(termId('tag', '', key), TAG_WEIGHT, { label, kind: 'tag' });
  }
  for (const section of sections) counter.add(termId('section', '', section), SECTION_WEIGHT);
}

const labelKey = (text: string): string => foldAccents(text.toLowerCase());

/** A tag's or section's text in one line, or nothing where it has none or is too long to be one. */
function labelText(raw: string): string[] {
  const text = normaliseText(raw, TAG_CHARACTERS_MAX + 1).replaceAll('\n', ' ');
  return text === '' || text.length > TAG_CHARACTERS_MAX ? [] : [text];
}

/** The most counted terms; of equal counts the lower ids, so that the choice is always the same. */
function mostCounted(counts: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  if (counts.size <= TERMS_MAX) return counts;
  const falling = [...counts].sort(([idA, countA], [idB, countB]) => countB - countA || idA - idB);
  return new Map(falling.slice(0, TERMS_MAX));
}

function termsOf(counts: ReadonlyMap<number, number>): Terms {
  const ids = Uint32Array.from(counts.keys()).sort();
  return { ids, counts: Float32Array.from(ids, (id) => counts.get(id) ?? 0) };
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
  countFields(fields, lexiconOf(language), counter);
  countTags(input, counter);
  const kept = mostCounted(counter.counts);
  return { language, terms: termsOf(kept), labels: labelsOf(kept, counter.surfaces) };
}
