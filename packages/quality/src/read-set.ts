/** The published sets, read from a data folder. */
import { DUPLICATE_SCORE } from '@maylike/tfidf';
import { labelValues, readQualityDocument, type QualityDocument } from './document.js';
import { QualityError } from './errors.js';
import { maylikeCosine } from './maylike.js';
import type { QualitySet } from './sets.js';
import { pairSet, questionSet, type ReadSet } from './suite.js';
import { questionsByLabel, storiesOf, storyFigures, type RatedPair } from './tasks.js';

/** How files of a data folder are read: unpacked where they are packed. */
export interface SetReader {
  /** The lines of a file below the folder, without blank ones; at most `max` of them. */
  lines(file: string, max?: number): Promise<readonly string[]>;
}

/**
 * Reads a set and prepares what is asked of it. O(text).
 *
 * @throws QualityError `document_invalid` or `pair_invalid`, naming file and line.
 * @throws whatever the reader throws for a file that is not there.
 */
export async function readSet(set: QualitySet, reader: SetReader): Promise<ReadSet> {
  const own = await documentsOf(set.file, reader);
  const prepared = set.prepare?.(own) ?? own;
  const { hiddenAmong } = set;
  const others =
    hiddenAmong === undefined
      ? []
      : (await documentsOf(hiddenAmong.file, reader, hiddenAmong.count)).map(withoutLabels);
  const documents = [...prepared, ...others];
  if (set.kind === 'human ratings') return ratingSet(set, documents, reader);
  if (set.kind === 'copies') return copySet(set, documents);
  const questions = questionsByLabel(documents, set.label);
  return questionSet(set.name, set.kind, documents, questions);
}

async function documentsOf(
  file: string,
  reader: SetReader,
  max?: number,
): Promise<QualityDocument[]> {
  const lines = await reader.lines(file, max);
  return lines.map((line, place) => {
    try {
      return readQualityDocument(line);
    } catch (error) {
      if (!(error instanceof QualityError)) throw error;
      throw new QualityError(error.code, `${file}, document ${place + 1}: ${error.message}`, {
        cause: error,
      });
    }
  });
}

const withoutLabels = (document: QualityDocument): QualityDocument => ({ ...document, labels: [] });

/** Columns of SemEval-2022 task 8's table of pairs. */
interface SemevalRow {
  readonly ids: readonly [string, string];
  readonly languages: readonly [string, string];
  /** 1 the same … 4 different. */
  readonly overall: number;
}

function semevalRow(line: string): SemevalRow {
  const [id1 = '', id2 = '', lang1 = '', lang2 = '', overall = ''] = line.trim().split('\t');
  return { ids: [id1, id2], languages: [lang1, lang2], overall: Number(overall) };
}

/** The pairs of one language; ratings turned round, so that higher is more alike. Both documents have to be there. */
function semevalPairs(
  lines: readonly string[],
  language: string,
  rowOf: ReadonlyMap<string, number>,
): RatedPair[] {
  return lines.slice(1).flatMap((line) => {
    const { ids, languages, overall } = semevalRow(line);
    if (languages.some((own) => own !== language)) return [];
    const [a, b] = ids.map((id) => rowOf.get(id));
    return a === undefined || b === undefined ? [] : [{ a, b, rating: -overall }];
  });
}

async function ratingSet(
  { name, pairs: file, label }: QualitySet,
  documents: readonly QualityDocument[],
  reader: SetReader,
): Promise<ReadSet> {
  const lines = file === undefined ? [] : await reader.lines(file);
  const rowOf = new Map(documents.map(({ id }, row) => [id, row]));
  return pairSet(name, documents, semevalPairs(lines, label, rowOf));
}

/** Two texts that a reader would call the same have one key. */
function textKey({ text }: QualityDocument): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

type PairJudge = (a: number, b: number) => 'duplicates' | 'distinct' | null;

/** Equal keys are duplicates; of different ones nothing is known. */
function sameKey(keys: readonly string[]): PairJudge {
  return (a, b) => (keys[a] === keys[b] ? 'duplicates' : null);
}

function copyJudge(label: string, documents: readonly QualityDocument[]): PairJudge {
  if (label === 'text') return sameKey(documents.map(textKey));
  if (label === 'copy') return sameKey(documents.map(({ id }) => id.replace(/ \(copy\)$/, '')));
  const events = documents.map((document) => labelValues(document, label).join());
  const topics = documents.map((document) => labelValues(document, 'topic').join());
  return (a, b) => (topics[a] === topics[b] && events[a] !== events[b] ? 'distinct' : null);
}

function copySet(
  { name, kind, label }: QualitySet,
  documents: readonly QualityDocument[],
): ReadSet {
  const judge = copyJudge(label, documents);
  return {
    name,
    kind,
    documents,
    questions: documents.length,
    ask: (scorer) => storyFigures(storiesOf(documents.length, scorer, DUPLICATE_SCORE), judge),
    only: maylikeCosine,
  };
}
