/** Looking into terms: a term's id is a hash, so a test asks whether two texts share one. */
import { makeTerms, type TextInput } from '../src/index.js';
import { termId, type TermKind } from '../src/hash.js';

/** The counts of a text's terms by id. */
export function countsOf(input: Partial<TextInput>): Map<number, number> {
  const { terms } = makeTerms({ title: '', text: '', ...input });
  return new Map([...terms.ids].map((id, place) => [id, terms.counts[place] ?? NaN]));
}

/** The ids of the terms of a body in a declared language. */
export function idsOf(language: string | null, text: string): number[] {
  // A title makes the text the body; as punctuation it has no terms of its own.
  return [...countsOf({ title: '*', text, language }).keys()];
}

/** Whether two texts of one language come to the same terms, and to at least one. */
export function areSameTerms(language: string | null, one: string, two: string): boolean {
  const ids = idsOf(language, one);
  return ids.length > 0 && ids.join() === idsOf(language, two).join();
}

/** How often a term counts in a text; 0 where it has none. */
export function countOf(
  input: Partial<TextInput>,
  kind: TermKind,
  language: string,
  text: string,
): number {
  return countsOf(input).get(termId(kind, language, text)) ?? 0;
}
