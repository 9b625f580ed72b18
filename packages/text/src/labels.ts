/** The few terms of an article that can be shown to a reader as the reason for a recommendation. */
import type { CountedTerm, TermForm } from './counter.js';
import { withoutPossessive } from './lexicon.js';
import { LABELS_MAX, NAME_LABELS_MAX } from './limits.js';

/** A term and a form of it that a reader can be shown. */
export interface Label {
  readonly id: number;
  readonly label: string;
}

/** Whether one term is shown before another of its kind: the more counted one; of equal ones always the same. */
function isBefore(a: CountedTerm, b: CountedTerm): boolean {
  return a.count > b.count || (a.count === b.count && a.id < b.id);
}

/** The first `max` terms of a form, in order. O(terms × max), and O(terms) for most: few of many enter a short list. */
function firstOf(terms: readonly CountedTerm[], form: TermForm, max: number): CountedTerm[] {
  const first: CountedTerm[] = [];
  for (const term of terms) {
    if (term.form !== form) continue;
    let place = first.length;
    for (;;) {
      const before = first[place - 1];
      if (before === undefined || !isBefore(term, before)) break;
      place -= 1;
    }
    if (place === max) continue;
    first.splice(place, 0, term);
    if (first.length > max) first.pop();
  }
  return first;
}

/** At most 24 labels: names first (at most 12 of them), then tags, then words, each by falling count. */
export function labelsOf(kept: readonly CountedTerm[]): Label[] {
  const names = firstOf(kept, 'name', NAME_LABELS_MAX);
  const tags = firstOf(kept, 'tag', LABELS_MAX - names.length);
  const words = firstOf(kept, 'word', LABELS_MAX - names.length - tags.length);
  return [...names, ...tags, ...words].map(({ id, form, first: { surface } }) => ({
    id,
    label: form === 'word' ? withoutPossessive(surface) : surface,
  }));
}
