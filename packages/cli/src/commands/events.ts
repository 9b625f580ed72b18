// `events`: how often what readers saw was opened, as `/v1/events/summary` tells it.
import type { Command } from 'commander';
import { dayOf, summaryOf, type EventRates } from '@maylike/store';
import { wholeNumber } from '../arguments.js';
import { withContext, type Context } from '../context.js';
import type { CliIo } from '../io.js';
import { print, printJson, printTable } from '../output.js';

/** Days that are read in one go. */
const daysMax = 31;
const daysDefault = 7;
const articlesShownMax = 20;
const dayMs = 86_400_000;

interface EventsOptions {
  readonly site: string;
  readonly days: number;
  readonly json?: true;
}

/** Adds `events`. */
export function addEvents(program: Command, io: CliIo): void {
  program
    .command('events')
    .description("show how often what a site's readers saw was opened")
    .requiredOption('--site <site>', 'id or name of the site')
    .option(
      '--days <count>',
      'of so many days, today the last',
      wholeNumber(1, daysMax),
      daysDefault,
    )
    .option('--json', 'print JSON')
    .action((options: EventsOptions) => withContext(io, (context) => showEvents(context, options)));
}

async function showEvents({ io, store }: Context, options: EventsOptions): Promise<void> {
  const site = await store.sites.get(options.site);
  const now = io.now();
  const days = Array.from({ length: options.days }, (_, i) =>
    dayOf(now - (options.days - 1 - i) * dayMs),
  );
  const summary = summaryOf(await store.events.totals(site, days), articlesShownMax);
  const numbers = summary.articles.map(({ number }) => number);
  const articles = await store.articles.cards(site.networkId, numbers);
  const cards = new Map(articles.map(({ number, id, card }) => [number, { id, card }]));
  const opened = summary.articles.map(({ number, ...rates }) => {
    const { id = null, card = null } = cards.get(number) ?? {};
    return { id, url: card?.url ?? null, title: card?.title ?? null, ...rates };
  });
  if (options.json) {
    printJson(io, { from: days[0], to: days.at(-1), ...summary, articles: opened });
    return;
  }
  const none = 'Nothing was seen.';
  print(io, `${site.name}, ${days[0] ?? ''} to ${days.at(-1) ?? ''}`);
  const columns = ['SEEN', 'IN VIEW', 'OPENED', 'RATE'];
  printTable(
    io,
    ['STRATEGY', ...columns],
    [
      ...summary.strategies.map((row) => [row.strategy, ...cellsOf(row)]),
      ['all', ...cellsOf(summary.totals)],
    ],
    none,
  );
  print(io, '');
  printTable(
    io,
    ['PLACE', ...columns],
    summary.positions.map((row) => [row.position, ...cellsOf(row)]),
    none,
  );
  print(io, '');
  printTable(
    io,
    ['ARTICLE', ...columns],
    opened.map((row) => [row.title ?? row.id, ...cellsOf(row)]),
    none,
  );
}

const cellsOf = ({ impressions, viewables, clicks, clickRate }: EventRates) => [
  impressions,
  viewables,
  clicks,
  clickRate === null ? null : `${(100 * clickRate).toFixed(2)} %`,
];
