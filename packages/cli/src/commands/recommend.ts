// `recommend`: the endpoint's answer, from the same ranking over the same store; for a page, or for a draft.
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
import { answerForDraft } from './recommend-draft.js';

interface RecommendOptions {
  readonly site: string;
  readonly draft?: string;
  readonly limit: number;
  readonly section?: string;
  readonly tag?: string;
  readonly author?: string;
  readonly lang?: string;
  readonly mode: Mode;
  readonly minScore?: number;
  readonly diversity?: number;
  readonly fallback?: 'none';
  readonly json?: true;
}

/** Adds `recommend`. */
export function addRecommend(program: Command, io: CliIo): void {
  program
    .command('recommend')
    .description('show what stands under "Articles You May Like" of a page')
    .argument('[url]', "the page's address", articleUrl)
    .requiredOption('--site <site>', 'id or name of the site that asks')
    .option(
      '--draft <file>',
      'instead of a page: a plain text, its title in the first line; - reads standard input',
    )
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
    .option(
      '--diversity <share>',
      '0: the most related; up to 1: more variety',
      decimalNumber(0, 1),
    )
    .addOption(new Option('--fallback <what>', 'none: fill nothing in').choices(['none']))
    .option('--json', "print the endpoint's answer")
    .action(async (url: string | undefined, options: RecommendOptions) => {
      if ((url === undefined) === (options.draft === undefined))
        throw new CliError('usage', "Give either a page's address or --draft FILE.");
      await withContext(io, (context) => recommend(context, url ?? null, options));
    });
}

async function recommend(
  context: Context,
  url: string | null,
  options: RecommendOptions,
): Promise<void> {
  const { io, store } = context;
  const site = await store.sites.get(options.site);
  const question = questionOf(site, options);
  const found =
    url === null
      ? await answerForDraft(context, site, options.draft ?? '', question)
      : await answerForPage(context, site, url, question);
  if (options.json) printJson(io, found);
  else show(io, found);
}

async function answerForPage(
  context: Context,
  site: Site,
  url: string,
  question: Question,
): Promise<Answer> {
  const { io, store } = context;
  const reference = { siteId: site.id, url };
  const found = await answer(store.reader(site.networkId), reference, question, io.now());
  if (found.article === null) await askForPage(context, site, url);
  return found;
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
    diversity: options.diversity ?? plain.diversity,
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
