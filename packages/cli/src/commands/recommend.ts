// `recommend`: the endpoint's answer, from the same ranking over the same store.
import { Option, type Command } from 'commander';
import { isOwnUrl, type Site } from '@maylike/articles';
import {
  answer,
  limitDefault,
  limitMax,
  modes,
  plainQuestion,
  type Answer,
  type Mode,
  type Question,
} from '@maylike/ranking';
import { articleUrl, decimalNumber, wholeNumber } from '../arguments.js';
import { withContext, type Context } from '../context.js';
import { CliError } from '../errors.js';
import type { CliIo } from '../io.js';
import { print, printable, printJson, printTable, say } from '../output.js';

interface RecommendOptions {
  readonly site: string;
  readonly limit: number;
  readonly section?: string;
  readonly tag?: string;
  readonly author?: string;
  readonly lang?: string;
  readonly mode: Mode;
  readonly minScore?: number;
  readonly fallback?: 'none';
  readonly json?: true;
}

/** Adds `recommend`. */
export function addRecommend(program: Command, io: CliIo): void {
  program
    .command('recommend')
    .description('show what stands under "Articles You May Like" of a page')
    .argument('<url>', "the page's address", articleUrl)
    .requiredOption('--site <site>', 'id or name of the site that asks')
    .option('--limit <n>', 'items wanted', wholeNumber(1, limitMax), limitDefault)
    .option('--section <name>', 'only of this section')
    .option('--tag <name>', 'only with this tag')
    .option('--author <name>', 'only by this author')
    .option('--lang <language>', 'only in this language')
    .addOption(
      new Option('--mode <mode>', 'background: older only; followup: newer only')
        .choices(modes)
        .default('balanced'),
    )
    .option('--min-score <score>', 'the lowest relatedness, 0 to 1', decimalNumber(0, 1))
    .addOption(new Option('--fallback <what>', 'none: fill nothing in').choices(['none']))
    .option('--json', "print the endpoint's answer")
    .action((url: string, options: RecommendOptions) =>
      withContext(io, (context) => recommend(context, url, options)),
    );
}

async function recommend(context: Context, url: string, options: RecommendOptions): Promise<void> {
  const { io, store } = context;
  const site = await store.sites.get(options.site);
  const found = await answer(
    store.reader(site.networkId),
    { siteId: site.id, url },
    questionOf(site, options),
    io.now(),
  );
  if (found.article === null) await askForPage(context, site, url);
  if (options.json) printJson(io, found);
  else show(io, found);
}

function questionOf(site: Site, options: RecommendOptions): Question {
  const plain = plainQuestion(site.id);
  return {
    ...plain,
    limit: options.limit,
    section: options.section ?? null,
    tag: options.tag ?? null,
    author: options.author ?? null,
    language: options.lang?.toLowerCase() ?? null,
    mode: options.mode,
    minScore: options.minScore ?? plain.minScore,
    fallback: options.fallback !== 'none',
  };
}

/** An unknown page of the site is fetched, so that it is known the next time; another one is none of ours. */
async function askForPage({ io, store, queues }: Context, site: Site, url: string): Promise<void> {
  if (!isOwnUrl(url, site.origins))
    throw new CliError(
      'failed',
      `${url} is not known, and not on a domain of ${site.name} (${site.origins.join(', ')}).`,
    );
  if (await store.articles.mayFetchUnknown(site.id, io.now())) {
    await queues.addPages([{ kind: 'unknown', siteId: site.id, url }]);
    say(io, `${url} is not known yet and is being fetched; ask again in a moment.`);
  } else {
    say(io, `${url} is not known yet; too many unknown pages were asked for in this minute.`);
  }
}

function show(io: CliIo, { article, items, complete, generation }: Answer): void {
  if (article !== null) print(io, `Articles you may like under "${printable(article.title)}":`);
  printTable(
    io,
    ['SCORE', 'TITLE', 'URL', 'PUBLISHED', 'STRATEGY', 'BECAUSE'],
    items.map((item) => [
      item.score === null ? null : item.score.toFixed(3),
      item.title,
      item.url,
      item.publishedAt.slice(0, 10),
      item.strategy,
      item.because.join(', '),
    ]),
    'Nothing to recommend yet.',
  );
  const state = complete ? 'complete' : 'not complete yet';
  say(io, `${state}, generation ${generation ?? 'none'}`);
}
