// `explain`: why two articles are related as they are. The terms and weights that make their cosine, the neighbours that
// make their evidence, and what an answer makes of both, in both directions; from the store alone, while all goes on.
import { InvalidArgumentError, type Command } from 'commander';
import { isArticleId } from '@maylike/articles';
import { Isolate } from '@maylike/isolate';
import { evidenceWeight, type HiddenReason } from '@maylike/ranking';
import type { DescribedTerms } from '@maylike/text';
import { articleUrl, wholeNumber } from '../arguments.js';
import { withContext, type Context } from '../context.js';
import {
  explainPair,
  type ExplainedDirection,
  type ExplainedSide,
  type ExplainedTerm,
  type PairExplained,
} from '../explain/explain-pair.js';
import {
  isolatedDescriptionsModule,
  type DescriptionJob,
} from '../explain/isolated-descriptions.js';
import { readPair, type Describe, type Named } from '../explain/read-pair.js';
import type { CliIo } from '../io.js';
import { counted, print, printable, printJson, printTable } from '../output.js';

/** Enough to see what two articles share; the rest is one line. */
const termsDefault = 25;
/** No article has more. */
const termsMax = 2_000;

/** Most time of one article's text: many times what the longest takes. */
const describeTimeoutMs = 20_000;
/** Heap of the thread: that of the services' threads. */
const threadHeapMbMax = 256;

interface ExplainOptions {
  readonly site: string;
  readonly terms: number;
  readonly json?: true;
}

/** Adds `explain`. */
export function addExplain(program: Command, io: CliIo): void {
  program
    .command('explain')
    .description('show why two articles are related as they are: terms, weights, neighbours')
    .argument('<a>', "an article's address or id", articleNamed)
    .argument('<b>', "another article's address or id", articleNamed)
    .requiredOption('--site <site>', 'id or name of a site: addresses are its, ids of its network')
    .option('--terms <n>', 'shared terms to show', wholeNumber(1, termsMax), termsDefault)
    .option('--json', 'print everything, all shared terms, as JSON')
    .action((a: Named, b: Named, options: ExplainOptions) =>
      withContext(io, (context) => explain(context, a, b, options)),
    );
}

function articleNamed(text: string): Named {
  if (isArticleId(text)) return { id: text };
  try {
    return { url: articleUrl(text) };
  } catch (error) {
    if (error instanceof InvalidArgumentError)
      throw new InvalidArgumentError(
        `Expected an article's id of 22 characters, or: ${error.message}`,
      );
    throw error;
  }
}

async function explain(
  { io, store }: Context,
  a: Named,
  b: Named,
  options: ExplainOptions,
): Promise<void> {
  const site = await store.sites.get(options.site);
  const pair = await withDescribe((describe) => readPair(store, site, [a, b], describe));
  const explained = explainPair(pair, site.id, io.now());
  if (options.json) printJson(io, explained);
  else show(io, explained, options.terms);
}

/** Lends a thread in which texts are read. */
async function withDescribe<T>(work: (describe: Describe) => Promise<T>): Promise<T> {
  const isolate = new Isolate<DescriptionJob, DescribedTerms>({
    module: isolatedDescriptionsModule,
    exportName: 'describeJob',
    workersMax: 1,
    timeoutMs: describeTimeoutMs,
    heapMbMax: threadHeapMbMax,
  });
  try {
    return await work((job) => isolate.run(job));
  } finally {
    await isolate.close();
  }
}

function show(io: CliIo, explained: PairExplained, termsShown: number): void {
  const { a, b, generation, notes } = explained;
  print(io, sideLine('A', a));
  print(io, sideLine('B', b));
  print(io, `under generation ${generation.id} of ${counted(generation.documentCount, 'article')}`);
  for (const note of notes) print(io, `note: ${printable(note)}`);
  showCosine(io, explained, termsShown);
  showDirection(io, { asked: 'A', shown: 'B' }, explained.bUnderA, explained.cosine);
  showDirection(io, { asked: 'B', shown: 'A' }, explained.aUnderB, explained.cosine);
}

function sideLine(letter: string, { title, url, list, terms, publishedAt }: ExplainedSide): string {
  const about = [
    publishedAt.slice(0, 10),
    counted(terms.count, 'term'),
    list === null ? 'no list' : counted(list.length, 'neighbour'),
  ];
  return `${letter}  "${printable(title)}"  ${printable(url)}  (${about.join(', ')})`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The word as it stands in the texts, with what was made of it where that is not the same. */
function wordOf({ id, key, surfaceInA, surfaceInB }: ExplainedTerm): string {
  const surfaces = new Set([surfaceInA, surfaceInB].filter((surface) => surface !== null));
  if (surfaces.size === 0) return `#${id}`;
  const shown = [...surfaces].join(', ');
  return key === null || key === shown.toLowerCase() ? shown : `${shown} → ${key}`;
}

function showCosine(io: CliIo, { cosine, sum, terms }: PairExplained, termsShown: number): void {
  print(io, `\nCosine ${cosine.toFixed(6)} of ${counted(terms.length, 'shared term')}`);
  const shown = terms.slice(0, termsShown);
  printTable(
    io,
    ['TERM', 'KIND', 'WEIGHT IN A', 'WEIGHT IN B', 'PRODUCT', 'SHARE'],
    shown.map((term) => [
      wordOf(term),
      term.kind,
      term.weightInA.toFixed(6),
      term.weightInB.toFixed(6),
      term.product.toFixed(9),
      percent(term.share),
    ]),
    'They have no term in common.',
  );
  const rest = terms.slice(shown.length);
  if (rest.length > 0) {
    const share = rest.reduce((all, term) => all + term.share, 0);
    print(io, `… and ${rest.length} more, ${percent(share)} of it`);
  }
  if (terms.length > 0) print(io, `sum of all products: ${sum}`);
}

const hiddenBecause: Record<HiddenReason, string> = {
  not_in_list: "it is not in the other's list",
  not_live: 'it is not live',
  excluded: 'editors exclude it',
  other_content: 'the list has the score of other content of it',
  same_story: 'both tell the same story',
  below_min_score: 'its relatedness is below the lowest that is shown',
  filtered: 'it is dated ahead',
  other_copy_shown: 'another copy of its story is shown',
};

/** What the stored list says of the cosine. */
function listLine({ listRank, listCosine, isListCosineEqual }: ExplainedDirection): string {
  if (listRank === null || listCosine === null) return 'not in the stored list';
  const verdict = {
    true: 'the same',
    false: 'NOT THE SAME',
    null: 'not comparable: it was made of other versions',
  }[`${isListCosineEqual}`];
  return `stored list: no. ${listRank} with cosine ${listCosine.toFixed(6)} (${verdict})`;
}

/** How relatedness and score come about, in one line. */
function scoreLine(direction: ExplainedDirection, cosine: number): string {
  const { evidence, relatedness, recency, ageHours, score, isEvidenceCounted } = direction;
  const { editorialFactor } = direction;
  if (relatedness === null || score === null) return `evidence ${evidence.toFixed(6)}`;
  const ofList = (direction.listCosine ?? cosine).toFixed(6);
  const worth = isEvidenceCounted
    ? `(${ofList} + ${evidenceWeight} × evidence ${evidence.toFixed(6)}) / ${1 + evidenceWeight}`
    : `cosine ${ofList}, lists without evidence`;
  const age = `recency ${recency.toFixed(6)} of ${counted(ageHours, 'hour')}`;
  const editors = editorialFactor === 1 ? '' : ` × ${editorialFactor} of the editors`;
  return `relatedness ${relatedness.toFixed(6)} = ${worth}\nscore ${score.toFixed(6)} = relatedness × ${age}${editors}`;
}

function showDirection(
  io: CliIo,
  { asked, shown }: { readonly asked: string; readonly shown: string },
  direction: ExplainedDirection,
  cosine: number,
): void {
  const { place, hiddenBecause: reason } = direction;
  print(io, `\n${shown} under ${asked}`);
  print(io, listLine(direction));
  print(io, scoreLine(direction, cosine));
  if (direction.pinnedSlot !== null)
    print(
      io,
      `editors pinned it to slot ${direction.pinnedSlot}, where it stands if it may be shown`,
    );
  else if (place !== null) print(io, `shown: no. ${place} of the answer`);
  else if (reason !== null) print(io, `not shown: ${hiddenBecause[reason]}`);
  printTable(
    io,
    ['RANK', `BEST NEIGHBOURS OF ${shown}`, 'URL', 'WEIGHT', `COSINE WITH ${asked}`, 'EVIDENCE'],
    direction.neighbours.map((neighbour) => [
      neighbour.rank,
      neighbour.isAskedArticle
        ? `${asked} itself, counted a half`
        : (neighbour.title ?? `#${neighbour.number}`),
      neighbour.url,
      neighbour.weight.toFixed(3),
      neighbour.cosine.toFixed(6),
      (neighbour.product / direction.evidenceWeightsSum).toFixed(6),
    ]),
    `${shown} has no neighbours that could be evidence.`,
  );
}
