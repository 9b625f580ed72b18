/** Systems and sets, crossed. */
import type { QualityDocument } from './document.js';
import type { RelatednessSystem, Scorer } from './system.js';
import {
  agreement,
  linkedArticles,
  linkRecall,
  samePrecision,
  sameStory,
  type Figures,
  type Question,
  type RatedPair,
} from './tasks.js';

/** What one system reached on one set. */
export interface Measure {
  readonly set: string;
  readonly kind: string;
  readonly system: string;
  readonly documents: number;
  /** Questions asked, or pairs judged. */
  readonly questions: number;
  readonly figures: Figures;
}

/** A set that has been read, ready to be asked of any system. */
export interface ReadSet {
  readonly name: string;
  readonly kind: string;
  readonly documents: readonly QualityDocument[];
  readonly questions: number;
  readonly ask: (scorer: Scorer) => Figures;
  /** The only system that the set is for; null for all. */
  readonly only: RelatednessSystem | null;
}

/** What one system reaches on a set. O(documents × documents) at most. */
export function measure(set: ReadSet, system: RelatednessSystem): Measure {
  const { name, kind, documents, questions, ask } = set;
  const figures = ask(system.prepare(documents));
  return { set: name, kind, system: system.name, documents: documents.length, questions, figures };
}

const judges = {
  'same story': sameStory,
  'same subject': samePrecision,
  'links in bodies': linkRecall,
  'linked articles': linkedArticles,
} as const;

/** A set of questions, each about one document. */
export function questionSet(
  name: string,
  kind: keyof typeof judges,
  documents: readonly QualityDocument[],
  questions: readonly Question[],
): ReadSet {
  const ask = (scorer: Scorer): Figures => judges[kind](scorer, questions);
  return { name, kind, documents, questions: questions.length, ask, only: null };
}

/** A set of pairs that people rated. */
export function pairSet(
  name: string,
  documents: readonly QualityDocument[],
  pairs: readonly RatedPair[],
): ReadSet {
  return {
    name,
    kind: 'human ratings',
    documents,
    questions: pairs.length,
    ask: (scorer) => agreement(scorer, pairs),
    only: null,
  };
}
