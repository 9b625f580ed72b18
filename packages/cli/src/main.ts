// The `maylike` command: from arguments to an exit code. Everything it touches comes in by `io`, so that tests run it
// inside their own process.
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { explainError } from './errors.js';
import { exitCodes, exitCodesHelp, type ExitCode } from './exit-codes.js';
import type { CliIo } from './io.js';
import { say } from './output.js';

export { processIo, type CliIo, type Output } from './io.js';

/**
 * Runs one command. Never throws: what goes wrong is said on standard error, in one sentence for what is foreseen.
 *
 * @param args What stands behind the command's name.
 * @returns The exit code; see {@link exitCodes}.
 */
export async function main(args: readonly string[], io: CliIo): Promise<ExitCode> {
  const program = programOf(io);
  await addCommands(program, io, args);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    // commander has said what was wrong, or has shown the help that was asked for.
    if (error instanceof CommanderError)
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    const { exitCode, message, isExpected } = explainError(error);
    say(io, `maylike: ${message}`);
    if (program.opts<{ debug?: true }>().debug) say(io, stackOf(error));
    else if (!isExpected) say(io, 'Run it again with --debug for the whole story.');
    return exitCode;
  }
}

function programOf(io: CliIo): Command {
  const program = new Command('maylike')
    .description('Related articles for publishers: feeds in, "Articles You May Like" out.')
    .version(ownVersion(), '--version')
    .option('--debug', 'show the stack of an error')
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => {
        write(text.replace(/^error: /, 'maylike: '));
      },
    })
    .addHelpText(
      'after',
      `\n${exitCodesHelp}\n\nMayLike is found by the environment: REDIS_URL, or the private Redis of MAYLIKE_HOME.`,
    );
  return program;
}

/** Adds a command to the program. */
type AddCommand = (program: Command, io: CliIo) => void;

/**
 * In the order in which the help lists them. A file is loaded when its command is asked for: parsers and stemmers take
 * longer to load than most commands take.
 */
const commandFiles: Readonly<Record<string, () => Promise<AddCommand>>> = {
  up: async () => {
    const { addUp } = await import('./commands/up.js');
    return (program, io) => {
      addUp(program, io, main);
    };
  },
  sites: async () => (await import('./commands/sites.js')).addSites,
  keys: async () => (await import('./commands/keys.js')).addKeys,
  feeds: async () => (await import('./commands/feeds.js')).addFeeds,
  signals: async () => (await import('./commands/signals.js')).addSignals,
  events: async () => (await import('./commands/events.js')).addEvents,
  recommend: async () => (await import('./commands/recommend.js')).addRecommend,
  explain: async () => (await import('./commands/explain.js')).addExplain,
  reindex: async () => (await import('./commands/reindex.js')).addReindex,
  status: async () => (await import('./commands/status.js')).addStatus,
  doctor: async () => (await import('./commands/doctor.js')).addDoctor,
  quality: async () => (await import('./commands/quality.js')).addQuality,
  feed: async () => (await import('./commands/feed.js')).addFeed,
  page: async () => (await import('./commands/page.js')).addPage,
  neighbours: async () => (await import('./commands/neighbours.js')).addNeighbours,
  pairs: async () => (await import('./commands/pairs.js')).addPairs,
};

/** Adds the one command that is asked for; where the first word is none, all of them, so that the help knows them. */
async function addCommands(program: Command, io: CliIo, args: readonly string[]): Promise<void> {
  const word = args.find((argument) => !argument.startsWith('-')) ?? '';
  const asked = Object.hasOwn(commandFiles, word) ? commandFiles[word] : undefined;
  for (const load of asked === undefined ? Object.values(commandFiles) : [asked])
    (await load())(program, io);
}

/** The release that this is. */
function ownVersion(): string {
  const file = new URL('../package.json', import.meta.url);
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const hasVersion = typeof parsed === 'object' && parsed !== null && 'version' in parsed;
  return hasVersion ? String(parsed.version) : 'unknown';
}

/** The stack with those of its causes. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
