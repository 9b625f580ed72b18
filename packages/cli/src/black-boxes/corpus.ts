// A file of documents to their vectors, in the services' own way: boilerplate by source, terms, idf, weights.
//
//     lines → what their sources print under everything → lines again → terms (on several threads) → idf → vectors
//
// The file is read twice rather than kept: of a document there remain its id, its time and its vector.
import { Isolate, IsolateError, IsolatedWorkError } from '@maylike/isolate';
import { BoilerplateLearner } from '@maylike/text';
import { buildIdfTable, weigh, type Terms, type Vector } from '@maylike/tfidf';
import { CliError } from '../errors.js';
import { printable } from '../output.js';
import { readDocument } from './document-line.js';
import { isolatedTermsModule, type TermsBatch, type TermsBatchInput } from './isolated-terms.js';
import {
  batchCharactersMax,
  batchDocumentsMax,
  batchesInFlightPerThread,
  batchTimeoutMs,
  documentsMax,
  threadHeapMbMax,
} from './limits.js';
import { withLines, type Line, type LinesFile } from './lines.js';
import { mapOrdered } from './map-ordered.js';
import type { BlackBox } from './measured.js';
import { shareBoilerplate, type SharedBoilerplate } from './shared-boilerplate.js';

/**
 * All documents of a file. They stand in rows from the oldest to the newest, and in the file's order within one time: so
 * that the later row is the one that comes first in a list when scores are equal.
 */
export interface Corpus {
  /** Ids in the file's order. */
  readonly ids: readonly string[];
  /** The row of each document, in the file's order. */
  readonly rows: Uint32Array;
  /** The document of each row, as its place in the file's order. */
  readonly places: Uint32Array;
  /** By row. */
  readonly vectors: readonly Vector[];
}

/** How a file of documents is read. */
export interface CorpusOptions extends Pick<BlackBox, 'progress'> {
  /** Threads that make terms; the result does not depend on it. */
  readonly threads: number;
}

/** What the first reading of a file gives. */
interface Survey {
  readonly ids: readonly string[];
  readonly publishedAt: readonly number[];
  readonly boilerplate: SharedBoilerplate;
}

/**
 * Reads documents and weighs them. O(bytes of the file), twice.
 *
 * @throws CliError `bad_data`, naming file and line, for what cannot be read, a line that is no document, an id that
 * comes twice, more documents than fit, and a file that changes while it is read.
 */
export async function readCorpus(name: string, options: CorpusOptions): Promise<Corpus> {
  return await withLines(name, async (file) => {
    const { ids, publishedAt, boilerplate } = await survey(file, options);
    const terms = await termsOf(file, ids, boilerplate, options);
    const places = oldestFirst(publishedAt);
    const rows = new Uint32Array(places.length);
    for (const [row, place] of places.entries()) rows[place] = row;
    const idf = buildIdfTable(terms);
    const vectors = Array.from(places, (place) => {
      const own = terms[place];
      if (own === undefined) throw new Error(`there are no terms of document ${place}`);
      return weigh(own, idf);
    });
    return { ids, rows, places, vectors };
  });
}

async function survey(file: LinesFile, { progress }: CorpusOptions): Promise<Survey> {
  const bar = progress('Learning boilerplate', file.bytes);
  const lineOfId = new Map<string, number>();
  const publishedAt: number[] = [];
  const learner = new BoilerplateLearner();
  try {
    for await (const line of file.lines()) {
      const read = readDocument(line.text);
      if ('reason' in read) throw refused(file, line, read.reason);
      const { id, title, text, source } = read.document;
      const earlier = lineOfId.get(id);
      if (earlier !== undefined)
        throw refused(file, line, `id: ${JSON.stringify(id)} stands in line ${earlier} already`);
      if (lineOfId.size >= documentsMax)
        throw refused(file, line, `there are more than ${documentsMax} documents`);
      lineOfId.set(id, line.number);
      publishedAt.push(read.document.publishedAt);
      learner.add(source, { title, text });
      bar.show(line.fileBytesRead);
    }
  } finally {
    bar.stop();
  }
  return {
    ids: [...lineOfId.keys()],
    publishedAt,
    boilerplate: shareBoilerplate(learner.table()),
  };
}

function refused({ name }: LinesFile, { number }: Line, reason: string): CliError {
  return new CliError('bad_data', `${name}, line ${number}: ${printable(reason)}`);
}

async function termsOf(
  file: LinesFile,
  ids: readonly string[],
  boilerplate: SharedBoilerplate,
  { threads, progress }: CorpusOptions,
): Promise<Terms[]> {
  const bar = progress('Making terms', ids.length);
  const isolate = new Isolate<TermsBatchInput, TermsBatch>({
    module: isolatedTermsModule,
    exportName: 'makeTermsOfLines',
    workersMax: threads,
    timeoutMs: batchTimeoutMs,
    heapMbMax: threadHeapMbMax,
  });
  const inFlightMax = threads * batchesInFlightPerThread;
  const terms: Terms[] = [];
  try {
    const made = mapOrdered(batchesOf(file.lines()), inFlightMax, (batch) =>
      makeTermsOfBatch(file, batch, boilerplate, isolate),
    );
    for await (const batch of made) {
      if (batch.documentIds.some((id, place) => id !== ids[terms.length + place]))
        throw changedMeanwhile(file);
      for (const each of unpack(batch)) terms.push(each);
      bar.show(terms.length);
    }
  } finally {
    await isolate.close();
    bar.stop();
  }
  if (terms.length !== ids.length) throw changedMeanwhile(file);
  return terms;
}

const changedMeanwhile = ({ name }: LinesFile): CliError =>
  new CliError('bad_data', `${name} was changed while it was read`);

async function* batchesOf(lines: AsyncIterable<Line>): AsyncGenerator<Line[], void, undefined> {
  let batch: Line[] = [];
  let characters = 0;
  for await (const line of lines) {
    batch.push(line);
    characters += line.text.length;
    if (batch.length < batchDocumentsMax && characters < batchCharactersMax) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}

async function makeTermsOfBatch(
  file: LinesFile,
  batch: readonly Line[],
  boilerplate: SharedBoilerplate,
  isolate: Isolate<TermsBatchInput, TermsBatch>,
): Promise<TermsBatch> {
  try {
    return await isolate.run({ lines: batch.map(({ text }) => text), boilerplate });
  } catch (error) {
    // Every line was a document when it was read first.
    if (error instanceof IsolatedWorkError && error.originalName === 'RangeError')
      throw changedMeanwhile(file);
    if (!(error instanceof IsolateError)) throw error;
    const [first, last] = [batch[0]?.number ?? 0, batch.at(-1)?.number ?? 0];
    const reason = `no terms can be made: ${error.message}`;
    throw new CliError('bad_data', `${file.name}, lines ${first} to ${last}: ${reason}`, {
      cause: error,
    });
  }
}

function unpack({ lengths, termIds, counts }: TermsBatch): Terms[] {
  let start = 0;
  return Array.from(lengths, (length) => {
    const end = start + length;
    const terms = { ids: termIds.subarray(start, end), counts: counts.subarray(start, end) };
    start = end;
    return terms;
  });
}

/** Places in the file's order, by time. */
function oldestFirst(publishedAt: readonly number[]): Uint32Array {
  const places = Uint32Array.from(publishedAt, (_, place) => place);
  return places.sort((a, b) => (publishedAt[a] ?? 0) - (publishedAt[b] ?? 0) || a - b);
}
