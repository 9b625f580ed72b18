// Feeds: what the commands are called and take; what they do is in the files beside this one.
import { Option, type Command } from 'commander';
import { fullTextModes } from '@maylike/articles';
import { feedView, lettersInAllMax, pollEverySecondsMax, type Feed } from '@maylike/store';
import { feedUrl, wholeNumber } from '../arguments.js';
import { withContext, type Context } from '../context.js';
import type { CliIo } from '../io.js';
import { printJson, printTable, shortTime } from '../output.js';
import { addFeed, type AddOptions } from './feeds-add.js';
import { listLetters, type LettersOptions } from './feeds-letters.js';
import { exportFeeds, importFeeds } from './feeds-opml.js';
import { pollFeed, type PollOptions } from './feeds-poll.js';
import { showFeed } from './feeds-show.js';
import { pauseFeed, removeFeed, resumeFeed } from './feeds-stop.js';
import { testFeed } from './feeds-test.js';

/** Long waits belong into a loop of the caller, where they can be seen. */
export const timeoutSecondsMax = 86_400;
const pollTimeoutSecondsDefault = 120;

interface ListOptions {
  readonly site?: string;
  readonly json?: true;
}

/** Adds the commands of `feeds`. */
export function addFeeds(program: Command, io: CliIo): void {
  const feeds = program.command('feeds').description("sites' feeds");
  addAdd(feeds, io);
  feeds
    .command('list')
    .description('list the feeds of one site or of all, with their last poll and their next')
    .option('--site <site>', 'id or name of the site')
    .option('--json', 'print JSON')
    .action((options: ListOptions) => withContext(io, (context) => listFeeds(context, options)));
  feeds
    .command('import')
    .description('add the feeds of an OPML file, without trying them first')
    .argument('<file>', 'the file')
    .requiredOption('--site <site>', 'id or name of the site')
    .option('--json', 'print JSON')
    .action((file: string, options: { site: string; json?: true }) =>
      withContext(io, (context) => importFeeds(context, file, options)),
    );
  feeds
    .command('export')
    .description('write the feeds of a site as OPML')
    .requiredOption('--site <site>', 'id or name of the site')
    .action((options: { site: string }) =>
      withContext(io, (context) => exportFeeds(context, options.site)),
    );
  feeds
    .command('poll')
    .description('poll a feed now')
    .argument('<id>', 'the id of the feed')
    .option('--wait', 'return when its articles are in their lists')
    .option('--anew', 'read all of it, even if it has not changed')
    .option(
      '--timeout <seconds>',
      'give up waiting after this long',
      wholeNumber(1, timeoutSecondsMax),
      pollTimeoutSecondsDefault,
    )
    .option('--json', 'print JSON')
    .action((id: string, options: PollOptions) =>
      withContext(io, (context) => pollFeed(context, id, options)),
    );
  addCare(feeds, io);
}

/** The commands that look at one feed and set it right. */
function addCare(feeds: Command, io: CliIo): void {
  const ofOne = (
    name: string,
    description: string,
    work: (context: Context, id: string, options: { readonly json?: true }) => Promise<void>,
  ): void => {
    feeds
      .command(name)
      .description(description)
      .argument('<id>', 'the id of the feed')
      .option('--json', 'print JSON')
      .action((id: string, options: { json?: true }) =>
        withContext(io, (context) => work(context, id, options)),
      );
  };
  ofOne('show', 'show a feed, its last polls, and why it is polled when it is', showFeed);
  ofOne('pause', 'stop polling a feed', pauseFeed);
  ofOne(
    'resume',
    'poll a feed again that was paused, or whose server said that it is gone',
    resumeFeed,
  );
  ofOne('remove', 'forget a feed; its articles stay', removeFeed);
  feeds
    .command('test')
    .description('try an address as a feed, without keeping anything')
    .argument('<url>', 'its address', feedUrl)
    .option('--json', 'print JSON')
    .action((url: string, options: { json?: true }) =>
      withContext(io, (context) => testFeed(context, url, options)),
    );
  feeds
    .command('letters')
    .description('list what of a feed, or of all, could not be read')
    .argument('[id]', 'the id of the feed')
    .option('--max <count>', 'show at most this many', wholeNumber(1, lettersInAllMax), 100)
    .option('--json', 'print JSON')
    .action((id: string | undefined, options: LettersOptions) =>
      withContext(io, (context) => listLetters(context, id, options)),
    );
}

function addAdd(feeds: Command, io: CliIo): void {
  feeds
    .command('add')
    .description('add a feed (RSS, Atom, RDF or JSON Feed) after trying it')
    .argument('<url>', 'its address, or that of a page that names one feed', feedUrl)
    .requiredOption('--site <site>', 'id or name of the site')
    .addOption(
      new Option(
        '--full-text <when>',
        "fetch articles' pages for their whole text: never, when the feed's text is short, always",
      )
        .choices(fullTextModes)
        .default('never'),
    )
    .option(
      '--poll-every <seconds>',
      'time between two polls (default: the service chooses)',
      wholeNumber(1, pollEverySecondsMax),
    )
    .option('--no-try', 'add it without trying it')
    .option('--json', 'print JSON')
    .action((url: string, options: AddOptions) =>
      withContext(io, (context) => addFeed(context, url, options)),
    );
}

async function listFeeds({ io, store }: Context, options: ListOptions): Promise<void> {
  const sites =
    options.site === undefined ? await store.sites.list() : [await store.sites.get(options.site)];
  const feeds = (await Promise.all(sites.map(({ id }) => store.feeds.ofSite(id)))).flat();
  if (options.json) {
    printJson(io, feeds.map(feedView));
    return;
  }
  printTable(
    io,
    ['ID', 'TITLE', 'URL', 'LAST POLL', 'NEXT POLL', 'BECAUSE'],
    feeds.map((feed) => [
      feed.id,
      feed.title,
      feed.url,
      lastPollInWords(feed),
      shortTime(feed.nextPollAt),
      feed.nextPollReason,
    ]),
    'There is no feed yet. Add one: maylike feeds add URL --site SITE',
  );
}

function lastPollInWords({ lastOutcome, errorsInRow }: Feed): string {
  if (lastOutcome === null) return 'never';
  const { status, items, created, changed } = lastOutcome;
  return errorsInRow > 0
    ? `${status} (${errorsInRow} in a row)`
    : `${status}: ${items} items, ${created} new, ${changed} changed`;
}
