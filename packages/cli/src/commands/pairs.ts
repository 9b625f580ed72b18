// `pairs`: how similar two documents of a file are, pair by pair. A black box: no Redis, the services' own terms, weights
// and scores.
import type { Command } from 'commander';
import { SCORE_SCALE } from '@maylike/tfidf';
import { readCorpus, type Corpus } from '../black-boxes/corpus.js';
import { withLines, type Line, type LinesFile } from '../black-boxes/lines.js';
import { measured, quietOption, type BlackBox, type Outcome } from '../black-boxes/measured.js';
import { cosineE6, KeptLists } from '../black-boxes/neighbour-search.js';
import { CliError } from '../errors.js';
import type { CliIo } from '../io.js';
import { counted, printable } from '../output.js';
import { defaultThreads } from './neighbours.js';

const scoreDecimals = 6;

interface PairsOptions {
  readonly docs: string;
  readonly pairs: string;
  readonly ranked?: true;
  readonly quiet?: true;
}

/** Adds `pairs`. */
export function addPairs(program: Command, io: CliIo): void {
  program
    .command('pairs')
    .description('score pairs of documents of a file; needs no running MayLike')
    .requiredOption(
      '--docs <file>',
      'JSON lines {id, title?, text, lang?, published?, source?}, plain or gzip',
    )
    .requiredOption('--pairs <file>', 'tab-separated ids in the first two columns, plain or gzip')
    .option('--ranked', 'by relatedness, the mean of both directions, instead of plain cosine')
    .option(...quietOption)
    .action((options: PairsOptions) => measured(io, options, (box) => printPairs(box, options)));
}

async function printPairs(box: BlackBox, options: PairsOptions): Promise<Outcome> {
  return await withLines(options.pairs, async (file) => {
    const { docs, ranked } = options;
    const threads = defaultThreads();
    const corpus = await readCorpus(docs, { threads, progress: box.progress });
    const rowOf = rowsOf(corpus);
    // All of them before the first is scored: a wrong line leaves no half result.
    const { total, hasHeader } = await checkPairs(file, rowOf);
    const score = ranked ? await rankedScore(corpus, threads, box) : plainScore(corpus);
    const bar = box.progress('Scoring', total, true);
    let done = 0;
    try {
      for await (const line of file.lines()) {
        if (hasHeader && line.number === firstLine) continue;
        const { ids, rows } = pairOf(file, line, rowOf);
        await box.output.write([...ids, score(...rows).toFixed(scoreDecimals)].join('\t'));
        done += 1;
        bar.show(done);
      }
    } finally {
      bar.stop();
    }
    const documents = counted(corpus.ids.length, 'document');
    return { done: `${counted(total, 'pair')} of ${documents}` };
  });
}

const firstLine = 1;

type RowOf = ReadonlyMap<string, number>;
type Score = (row: number, other: number) => number;

function rowsOf({ ids, rows }: Corpus): RowOf {
  return new Map(ids.map((id, place) => [id, rows[place] ?? 0]));
}

const plainScore =
  ({ vectors }: Corpus): Score =>
  (row, other) =>
    cosineE6(vectors, row, other) / SCORE_SCALE;

async function rankedScore(corpus: Corpus, threads: number, box: BlackBox): Promise<Score> {
  const bar = box.progress('Finding neighbours', corpus.ids.length);
  try {
    const lists = await KeptLists.of(corpus, { threads, onDone: bar.show.bind(bar) });
    return (row, other) => (lists.relatedness(row, other) + lists.relatedness(other, row)) / 2;
  } finally {
    bar.stop();
  }
}

/** Whether all pairs can be scored; a first line of two ids that no document has names the columns. */
async function checkPairs(
  file: LinesFile,
  rowOf: RowOf,
): Promise<{ total: number; hasHeader: boolean }> {
  let total = 0;
  let hasHeader = false;
  for await (const line of file.lines()) {
    if (line.number === firstLine && !idsOf(line).some((id) => rowOf.has(id))) {
      hasHeader = true;
      continue;
    }
    pairOf(file, line, rowOf);
    total += 1;
  }
  return { total, hasHeader };
}

const idsOf = ({ text }: Line): string[] => text.replace(/\r$/, '').split('\t', 2);

function pairOf(
  file: LinesFile,
  line: Line,
  rowOf: RowOf,
): { ids: [string, string]; rows: [number, number] } {
  const [one, two] = idsOf(line);
  if (one === undefined || two === undefined)
    throw new CliError(
      'bad_data',
      `${file.name}, line ${line.number}: expected two ids with a tab between`,
    );
  const known = (id: string): number => {
    const row = rowOf.get(id);
    if (row !== undefined) return row;
    throw new CliError(
      'bad_data',
      `${file.name}, line ${line.number}: no document has the id "${printable(id)}"`,
    );
  };
  return { ids: [one, two], rows: [known(one), known(two)] };
}
