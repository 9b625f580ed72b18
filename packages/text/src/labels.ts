/** The few terms of an article that can be shown to a reader as the reason for a recommendation. */
import { LABELS_MAX, NAME_LABELS_MAX } from './limits.js';

/** A term and a form of it that a reader can be shown. */
export interface Label {
  readonly id: number;
  readonly label: string;
}

/** What the label of a term is chosen by. */
export interface Surface {
  readonly label: string;
  readonly kind: 'name' | 'tag' | 'word';
}

interface Candidate extends Label {
  readonly kind: Surface['kind'];
  readonly count: number;
}

function byCount(a: Candidate, b: Candidate): number {
  return b.count - a.count || a.id - b.id;
}

/**
 * At most 24 labels: names first (at most 12 of them), then tags, then words, each by falling count.
 * O(terms × log terms).
 *
 * @param counts the terms that were kept.
 * @param surfaces a form of each term that may be shown.
 */
export function labelsOf(
  counts: ReadonlyMap<number, number>,
  surfaces: ReadonlyMap<number, Surface>,
): Label[] {
  const groups: Record<Surface['kind'], Candidate[]> = { name: [], tag: [], word: [] };
  for (const [id, surface] of surfaces) {
    const count = counts.get(id);
    if (count !== undefined) groups[surface.kind].push({ id, count, ...surface });
  }
  const names = groups.name.sort(byCount).slice(0, NAME_LABELS_MAX);
  return [...names, ...groups.tag.sort(byCount), ...groups.word.sort(byCount)]
    .slice(0, LABELS_MAX)
    .map(({ id, label }) => ({ id, label }));
}
