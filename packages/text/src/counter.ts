/**
 * How often each term of an article occurs, and the form it can be shown in.
 *
 * The keys are the ids as signed numbers: all of them are small integers to V8, as half of the unsigned ones are not,
 * which a map would have to make objects of and hash. Measured on news: 40 µs an article; with unsigned keys and counts
 * as values 68, with an open-addressed table of its own 61.
 */

/** What the form of a term that can be shown is; `none` has no such form. */
export type TermForm = 'name' | 'tag' | 'word' | 'none';

/** Where a term was first seen. It is asked for its surface only when the term is shown, as one of ten is. */
export interface Occurrence {
  readonly surface: string;
}

/** A term of an article. */
export interface CountedTerm {
  readonly id: number;
  /** Its occurrences by the weights of their fields. */
  readonly count: number;
  readonly form: TermForm;
  readonly first: Occurrence;
}

/** The terms of one article. */
export class TermCounter {
  readonly #terms = new Map<number, { -readonly [Key in keyof CountedTerm]: CountedTerm[Key] }>();

  /** In the order of their first occurrence. O(terms). */
  terms(): CountedTerm[] {
    return [...this.#terms.values()];
  }

  /** Counts one occurrence. The form of a term is that of its first. O(1). */
  add(id: number, weight: number, form: TermForm, first: Occurrence): void {
    const known = this.#terms.get(id | 0);
    if (known === undefined) this.#terms.set(id | 0, { id, count: weight, form, first });
    else known.count += weight;
  }

  /** The count of an id; 0 for one that was not counted. O(1). */
  countOf(id: number): number {
    return this.#terms.get(id | 0)?.count ?? 0;
  }
}
