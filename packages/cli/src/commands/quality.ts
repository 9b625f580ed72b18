// `quality`: how good the lists are, beside what a publisher would use instead: on published labelled sets, on the
// publisher's own documents, or on what is stored of a site.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import {
  baselines,
  maylike,
  maylikeCosine,
  QualityError,
  qualitySets,
  readOwnSets,
  readQualityDocument,
  readRatedPairs,
  readSet,
  type Measure,
  type QualityDocument,
  type QualitySet,
  type ReadSet,
  type RelatednessSystem,
  type SetReader,
} from '@maylike/quality';
import { withLines } from '../black-boxes/lines.js';
import { CliError } from '../errors.js';
import type { CliIo } from '../io.js';
import { printJson, say } from '../output.js';
import { cross, printTables } from '../quality/measures.js';
import { qualityOfSite } from './quality-site.js';

interface QualityOptions {
  readonly site?: string;
  readonly docs?: string;
  readonly pairs?: string;
  readonly links?: true;
  readonly data?: string;
  readonly sets?: readonly string[];
  readonly long?: true;
  readonly json?: true;
}

/** Documents of one file: every one is compared with every other, in memory. */
const documentsMax = 100_000;
/** Lines of a file of pairs: more than people ever rated. */
const pairsMax = 1_000_000;
/** Where the published sets lie beside a checkout. */
const dataFolderBeside = '../shared/data';

const systems: readonly RelatednessSystem[] = [...baselines, maylikeCosine, maylike];

/** Adds `quality`. */
export function addQuality(program: Command, io: CliIo): void {
  program
    .command('quality')
    .description('measure how good the lists are, beside the usual alternatives')
    .option('--docs <file>', 'your documents, JSON lines: id, title, text, labels (event:, class:)')
    .option(
      '--pairs <file>',
      'with --docs: rated pairs, id1 TAB id2 TAB rating (higher: more alike)',
    )
    .option('--links', 'with --docs: find what bodies link to (fields url and links)')
    .option('--data <folder>', `published sets (default: MAYLIKE_DATA, or ${dataFolderBeside})`)
    .option('--sets <names>', 'only sets whose names begin so, comma-separated', namesOf)
    .option('--long', 'the long sets too: hidden among 5,000 others')
    .addOption(
      new Option(
        '--site <site>',
        'id or name of a site: find what its stored articles link to in their own texts',
      ).conflicts(['docs', 'pairs', 'links', 'data', 'sets', 'long']),
    )
    .option('--json', 'print JSON')
    .action(async (options: QualityOptions) => {
      if (options.site !== undefined) {
        await qualityOfSite(io, options.site, options.json === true);
        return;
      }
      const measures = await explained(() => measured(io, options));
      if (options.json) printJson(io, measures);
      else printTables(io, measures);
    });
}

const namesOf = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** What is wrong with a line is said as it is; it is no fault of the program. */
async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof QualityError)
      throw new CliError('bad_data', error.message, { cause: error });
    throw error;
  }
}

async function measured(io: CliIo, options: QualityOptions): Promise<Measure[]> {
  const { docs, pairs, links } = options;
  if (docs === undefined && (pairs !== undefined || links))
    throw new CliError('usage', '--pairs and --links ask about the documents of --docs FILE.');
  const measures: Measure[] = [];
  for await (const set of docs === undefined ? publishedSets(io, options) : ownSets(docs, options))
    measures.push(...cross(io, set, systems));
  return measures;
}

async function linesOf(file: string, max: number): Promise<string[]> {
  return withLines(file, async (opened) => {
    const lines: string[] = [];
    for await (const { text } of opened.lines()) {
      if (lines.length >= max) break;
      lines.push(text);
    }
    return lines;
  });
}

async function* ownSets(
  file: string,
  { pairs: pairsFile, links }: QualityOptions,
): AsyncGenerator<ReadSet, void, undefined> {
  const documents = await ownDocuments(file);
  const pairs =
    pairsFile === undefined ? [] : readRatedPairs(await linesOf(pairsFile, pairsMax), documents);
  const sets = readOwnSets(file, documents, { pairs, asksLinks: links === true });
  if (sets.length === 0)
    throw new CliError(
      'bad_data',
      `${file}: nothing to measure by. Documents need labels (event:, class:, topic:) that several share, or --pairs, or --links with url and links.`,
    );
  yield* sets;
}

async function ownDocuments(file: string): Promise<QualityDocument[]> {
  const lines = await linesOf(file, documentsMax + 1);
  if (lines.length > documentsMax)
    throw new CliError('bad_data', `${file} has more than ${documentsMax} documents.`);
  return lines.map((line, place) => {
    try {
      return readQualityDocument(line);
    } catch (error) {
      if (!(error instanceof QualityError)) throw error;
      const where = `${file}, document ${place + 1}`;
      throw new CliError('bad_data', `${where}: ${error.message}`, { cause: error });
    }
  });
}

async function* publishedSets(
  io: CliIo,
  options: QualityOptions,
): AsyncGenerator<ReadSet, void, undefined> {
  const folder = dataFolderOf(io, options);
  const reader: SetReader = {
    lines: (file, max = documentsMax) => linesOf(join(folder, file), max),
  };
  for (const set of chosenSets(options)) {
    if (existsSync(join(folder, set.file))) yield await readSet(set, reader);
    else say(io, `${set.name}: skipped, ${join(folder, set.file)} is not there`);
  }
}

function dataFolderOf(io: CliIo, { data }: QualityOptions): string {
  const named = data ?? io.env['MAYLIKE_DATA'] ?? '';
  const folder = named === '' ? dataFolderBeside : named;
  if (existsSync(folder)) return folder;
  throw new CliError('usage', `There are no sets in ${folder}: name --docs FILE or --data FOLDER.`);
}

function chosenSets({ sets, long }: QualityOptions): readonly QualitySet[] {
  if (sets === undefined) return qualitySets.filter(({ isLong }) => long ?? isLong !== true);
  const unknown = sets.filter((name) => !qualitySets.some((set) => set.name.startsWith(name)));
  if (unknown.length > 0)
    throw new CliError(
      'usage',
      `No set begins with ${unknown.join(', ')}. There are: ${qualitySets.map(({ name }) => name).join(', ')}.`,
    );
  return qualitySets.filter((set) => {
    const isNamed = sets.includes(set.name);
    const isBegun = sets.some((name) => set.name.startsWith(name));
    return isNamed || (isBegun && (long ?? set.isLong !== true));
  });
}
