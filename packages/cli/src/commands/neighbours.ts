// `neighbours`: the nearest others of every document of a file. A black box: no Redis, the services' own terms, weights
// and index.
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { BULK_THREADS_MAX, BULK_TOP_MAX, SCORE_SCALE, type BulkNeighbour } from '@maylike/tfidf';
import { wholeNumber } from '../arguments.js';
import { readCorpus, type Corpus } from '../black-boxes/corpus.js';
import { InFileOrder } from '../black-boxes/in-file-order.js';
import type { LineWriter } from '../black-boxes/line-writer.js';
import {
  measured,
  quietOption,
  type BlackBox,
  type Outcome,
  type QuietOptions,
} from '../black-boxes/measured.js';
import { KeptLists, searchPlain, type SearchOptions } from '../black-boxes/neighbour-search.js';
import type { CliIo } from '../io.js';
import { counted } from '../output.js';

/** As many as fit a screen. */
const topDefault = 10;

interface NeighboursOptions extends QuietOptions {
  readonly docs: string;
  readonly top: number;
  readonly threads: number;
  readonly ranked?: true;
}

/** Adds `neighbours`. */
export function addNeighbours(program: Command, io: CliIo): void {
  program
    .command('neighbours')
    .description('find the nearest documents of each document of a file; needs no running MayLike')
    .requiredOption(
      '--docs <file>',
      'JSON lines {id, title?, text, lang?, published?, source?}, plain or gzip',
    )
    .option('--top <n>', 'neighbours of each document', wholeNumber(1, BULK_TOP_MAX), topDefault)
    .option(
      '--threads <n>',
      'threads to use (default: one a core); the result is the same',
      wholeNumber(1, BULK_THREADS_MAX),
      defaultThreads(),
    )
    .option('--ranked', 'by relatedness instead of plain cosine, of the 64 that the product keeps')
    .option(...quietOption)
    .action((options: NeighboursOptions) =>
      measured(io, options, (box) => printNeighbours(box, options)),
    );
}

/** One a core. */
export const defaultThreads = (): number => Math.min(availableParallelism(), BULK_THREADS_MAX);

async function printNeighbours(
  { output, progress }: BlackBox,
  { docs, top, threads, ranked }: NeighboursOptions,
): Promise<Outcome> {
  const corpus = await readCorpus(docs, { threads, progress });
  const bar = progress('Finding neighbours', corpus.ids.length, ranked !== true);
  const search = { threads, onDone: bar.show.bind(bar) };
  try {
    if (ranked) await printRanked(corpus, top, search, output);
    else await printPlain(corpus, top, search, output);
  } finally {
    bar.stop();
  }
  return { done: counted(corpus.ids.length, 'document') };
}

async function printPlain(
  corpus: Corpus,
  top: number,
  search: SearchOptions,
  output: LineWriter,
): Promise<void> {
  const inOrder = new InFileOrder(corpus, (place, neighbours) =>
    output.write(lineOf(corpus, place, neighbours)),
  );
  await searchPlain(corpus, top, search, (row, neighbours) => inOrder.add(row, neighbours));
}

async function printRanked(
  corpus: Corpus,
  top: number,
  search: SearchOptions,
  output: LineWriter,
): Promise<void> {
  const lists = await KeptLists.of(corpus, search);
  for (const [place, row] of corpus.rows.entries())
    await output.write(lineOf(corpus, place, lists.ranked(row).slice(0, top)));
}

/** The contract of `neighbours`, one line of it. */
function lineOf(
  { ids, places }: Corpus,
  place: number,
  neighbours: readonly BulkNeighbour[],
): string {
  return JSON.stringify({
    id: ids[place],
    neighbours: neighbours.map(({ row, scoreE6 }) => ({
      id: ids[places[row] ?? 0],
      score: scoreE6 / SCORE_SCALE,
    })),
  });
}
