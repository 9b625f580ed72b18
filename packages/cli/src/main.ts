// The `maylike` command: from arguments to an exit code. Everything it touches comes in by `io`, so that tests run it
// inside their own process.
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addDoctor } from './commands/doctor.js';
import { addExplain } from './commands/explain.js';
import { addFeed } from './commands/feed.js';
import { addFeeds } from './commands/feeds.js';
import { addKeys } from './commands/keys.js';
import { addNeighbours } from './commands/neighbours.js';
import { addPage } from './commands/page.js';
import { addPairs } from './commands/pairs.js';
import { addQuality } from './commands/quality.js';
import { addRecommend } from './commands/recommend.js';
import { addReindex } from './commands/reindex.js';
import { addSites } from './commands/sites.js';
import { addStatus } from './commands/status.js';
import { addUp } from './commands/up.js';
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
  addUp(program, io, main);
  for (const add of [
    addSites,
    addKeys,
    addFeeds,
    addRecommend,
    addExplain,
    addReindex,
    addStatus,
    addDoctor,
    addQuality,
    addFeed,
    addPage,
    addNeighbours,
    addPairs,
  ])
    add(program, io);
  return program;
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
