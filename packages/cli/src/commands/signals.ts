// `signals`: what editors say of their site's lists, as `/v1/signals` takes it.
import { InvalidArgumentError, type Command } from 'commander';
import type { Site } from '@maylike/articles';
import {
  boostFactorMax,
  boostFactorMin,
  buryFactorMax,
  buryFactorMin,
  limitMax,
} from '@maylike/ranking';
import type { StoredArticle, StoredSignal } from '@maylike/store';
import { articleUrl, decimalNumber, wholeNumber } from '../arguments.js';
import { withContext, type Context } from '../context.js';
import { CliError } from '../errors.js';
import type { CliIo } from '../io.js';
import { isoTime, print, printJson, printTable } from '../output.js';

interface SiteOptions {
  readonly site: string;
  readonly json?: true;
}

interface SetOptions extends SiteOptions {
  readonly pin?: number;
  readonly boost?: number;
  readonly bury?: number;
  readonly exclude?: true;
  readonly section?: string;
  readonly page?: string;
  readonly until?: number;
}

/** Adds `signals list`, `signals set` and `signals remove`. */
export function addSignals(program: Command, io: CliIo): void {
  const signals = program.command('signals').description("what editors say of a site's lists");
  signals
    .command('list')
    .description('list what is in force')
    .requiredOption('--site <site>', 'id or name of the site')
    .option('--json', 'print JSON')
    .action((options: SiteOptions) => withContext(io, (context) => listSignals(context, options)));
  signals
    .command('set')
    .description('pin, boost, bury or exclude an article')
    .argument('<url>', "the article's address", articleUrl)
    .requiredOption('--site <site>', 'id or name of the site')
    .option('--pin <slot>', 'into this slot of lists, from 1', wholeNumber(1, limitMax))
    .option(
      '--boost <factor>',
      'its score times this',
      decimalNumber(boostFactorMin, boostFactorMax),
    )
    .option('--bury <factor>', 'its score times this', decimalNumber(buryFactorMin, buryFactorMax))
    .option('--exclude', 'out of all lists; beats the others')
    .option('--section <name>', 'only on pages of this section')
    .option('--page <url>', 'only on this page', articleUrl)
    .option('--until <time>', 'until then, as 2026-11-22T12:00:00Z', timeOf)
    .option('--json', 'print JSON')
    .action((url: string, options: SetOptions) =>
      withContext(io, (context) => setSignal(context, url, options)),
    );
  signals
    .command('remove')
    .description('take a signal back')
    .argument('<id>', 'its id')
    .requiredOption('--site <site>', 'id or name of the site')
    .option('--json', 'print JSON')
    .action((id: string, options: SiteOptions) =>
      withContext(io, (context) => removeSignal(context, id, options)),
    );
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (/^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(time)) return time;
  throw new InvalidArgumentError('Expected a time such as 2026-11-22T12:00:00Z.');
}

async function listSignals({ io, store }: Context, options: SiteOptions): Promise<void> {
  const site = await store.sites.get(options.site);
  const all = await store.signals.ofSite(site.networkId, site.id);
  const inForce = all.filter(({ expiresAt }) => expiresAt === null || expiresAt > io.now());
  if (options.json) {
    printJson(io, inForce.map(jsonOf));
    return;
  }
  const articles = await store.articles.cards(site.networkId, [
    ...new Set(inForce.map(({ number }) => number)),
  ]);
  const titles = new Map(articles.map(({ number, card }) => [number, card?.title ?? null]));
  printTable(
    io,
    ['ID', 'WHAT', 'ARTICLE', 'WHERE', 'UNTIL'],
    inForce.map((signal) => [
      signal.id,
      wordInWords(signal),
      titles.get(signal.number) ?? signal.articleId,
      scopeInWords(signal),
      signal.expiresAt === null ? null : isoTime(signal.expiresAt),
    ]),
    'Nothing is said of the lists of this site.',
  );
}

const jsonOf = ({ id, articleId, word, scope, givenAt, expiresAt }: StoredSignal) => ({
  ...{ id, articleId, word, scope },
  givenAt: isoTime(givenAt),
  expiresAt: expiresAt === null ? null : isoTime(expiresAt),
});

function wordInWords({ word }: StoredSignal): string {
  if (word.kind === 'pin') return `pinned to slot ${word.slot}`;
  if (word.kind === 'exclude') return 'excluded';
  return `${word.kind} × ${word.factor}`;
}

function scopeInWords({ scope }: StoredSignal): string {
  if (scope.kind === 'section') return `section ${scope.section}`;
  return scope.kind === 'page' ? `page ${scope.articleId}` : 'everywhere';
}

async function setSignal(context: Context, url: string, options: SetOptions): Promise<void> {
  const { io, store } = context;
  const word = wordOf(options);
  if (options.section !== undefined && options.page !== undefined)
    throw new CliError('usage', 'Give either --section or --page.');
  const site = await store.sites.get(options.site);
  const article = await articleAt(context, site, url);
  const signal = await store.signals.put(
    site,
    {
      article,
      word,
      scope: await scopeOf(context, site, options),
      expiresAt: options.until ?? null,
    },
    io.now(),
  );
  if (options.json) printJson(io, jsonOf(signal));
  else print(io, signal.id);
}

/** @throws CliError `usage` unless exactly one is given. */
function wordOf({ pin, boost, bury, exclude }: SetOptions): StoredSignal['word'] {
  const words: StoredSignal['word'][] = [
    ...(pin === undefined ? [] : [{ kind: 'pin' as const, slot: pin }]),
    ...(boost === undefined ? [] : [{ kind: 'boost' as const, factor: boost }]),
    ...(bury === undefined ? [] : [{ kind: 'bury' as const, factor: bury }]),
    ...(exclude === undefined ? [] : [{ kind: 'exclude' as const }]),
  ];
  const [word] = words;
  if (word !== undefined && words.length === 1) return word;
  throw new CliError('usage', 'Give one of --pin, --boost, --bury and --exclude.');
}

async function scopeOf(
  context: Context,
  site: Site,
  { section, page }: SetOptions,
): Promise<StoredSignal['scope']> {
  if (section !== undefined) return { kind: 'section', section };
  if (page === undefined) return { kind: 'site' };
  const { id, number } = await articleAt(context, site, page);
  return { kind: 'page', articleId: id, number };
}

async function articleAt({ store }: Context, site: Site, url: string): Promise<StoredArticle> {
  const found = await store.articles.find(site.networkId, { siteId: site.id, url });
  if (found !== null) return found.article;
  throw new CliError('failed', `${url} is not known as an article of ${site.name}.`);
}

async function removeSignal(
  { io, store }: Context,
  id: string,
  options: SiteOptions,
): Promise<void> {
  const site = await store.sites.get(options.site);
  const wasThere = await store.signals.remove(site, id);
  if (!wasThere) throw new CliError('failed', `${site.name} has no signal ${id}.`);
  if (options.json) printJson(io, { id, removed: true });
  else print(io, `${id} counts no more`);
}
