/** A publisher's own documents as sets: whatever they can be asked. */
import type { QualityDocument } from './document.js';
import { QualityError } from './errors.js';
import { pairSet, questionSet, type ReadSet } from './suite.js';
import { questionsByLabel, questionsByLinks, type RatedPair } from './tasks.js';

/** What a publisher's own documents are asked, besides what their labels ask. */
export interface OwnQuestions {
  /** Pairs that people rated, higher is more alike; none by default. */
  readonly pairs?: readonly RatedPair[];
  /** Whether links in bodies are asked for. */
  readonly asksLinks?: boolean;
}

/**
 * Everything that a publisher's own documents can be asked: the story where they have `event:` labels, the subject where
 * they have `class:` or `topic:` labels, and what `own` adds. Questions that nothing answers are left out. O(documents).
 */
export function readOwnSets(
  name: string,
  documents: readonly QualityDocument[],
  own: OwnQuestions = {},
): ReadSet[] {
  const links = own.asksLinks === true ? questionsByLinks(documents) : [];
  const { pairs = [] } = own;
  return [
    questionSet(name, 'same story', documents, questionsByLabel(documents, 'event')),
    questionSet(
      `${name} by class`,
      'same subject',
      documents,
      questionsByLabel(documents, 'class'),
    ),
    questionSet(
      `${name} by topic`,
      'same subject',
      documents,
      questionsByLabel(documents, 'topic'),
    ),
    questionSet(name, 'links in bodies', documents, links),
    pairSet(name, documents, pairs),
  ].filter(({ questions }) => questions > 0);
}

/**
 * Reads lines `id1 TAB id2 TAB rating`; a first line whose rating is no number is a heading. O(lines).
 *
 * @throws QualityError `pair_invalid`, naming the line, for an id that no document has and a rating that is no number.
 */
export function readRatedPairs(
  lines: readonly string[],
  documents: readonly QualityDocument[],
): RatedPair[] {
  const rowOf = new Map(documents.map(({ id }, row) => [id, row]));
  return lines.flatMap((line, place): RatedPair[] => {
    const [idA = '', idB = '', third = ''] = line.trim().split('\t');
    const rating = third.trim() === '' ? Number.NaN : Number(third);
    if (Number.isNaN(rating) && place === 0) return [];
    const a = rowOf.get(idA);
    const b = rowOf.get(idB);
    const where = `pair ${place + 1}`;
    if (a === undefined || b === undefined)
      throw new QualityError(
        'pair_invalid',
        `${where}: no document ${a === undefined ? idA : idB}`,
      );
    if (!Number.isFinite(rating))
      throw new QualityError('pair_invalid', `${where}: ${third} is no rating`);
    return [{ a, b, rating }];
  });
}
