// `reindex`: asks networks' writers for new generations, or for earlier ones' tables again, and with --wait says how far
// they are. `--list` and `--boilerplate` only show what there is.
import { SingleBar, Presets } from 'cli-progress';
import { Option, type Command } from 'commander';
import type { NetworkId } from '@maylike/articles';
import type { ReindexProgress } from '@maylike/store';
import { wholeNumber } from '../arguments.js';
import { requireServices, withContext, type Context } from '../context.js';
import { CliError } from '../errors.js';
import { deadlineIn, waitFor, type CliIo } from '../io.js';
import { listBoilerplate, listGenerations, rollbacks } from './generations.js';
import { counted, print, printJson, printTable, say } from '../output.js';

const timeoutSecondsDefault = 3_600;
const timeoutSecondsMax = 86_400;

interface ReindexOptions {
  readonly site?: string;
  readonly force?: true;
  readonly rollback?: string | true;
  readonly list?: true;
  readonly boilerplate?: true;
  readonly wait?: true;
  readonly timeout: number;
  readonly json?: true;
}

/** One network's request and where it stands. */
interface Asked {
  readonly networkId: NetworkId;
  readonly requestId: string;
}

/** Adds `reindex`. */
export function addReindex(program: Command, io: CliIo): void {
  program
    .command('reindex')
    .description("build a new generation of every network, or of one site's")
    .option('--site <site>', 'id or name of a site: its network only')
    .option('--wait', 'return when the new generations are served')
    .option('--force', 'serve them even where the quality gate would refuse')
    .addOption(
      new Option(
        '--rollback [generation]',
        'go back to the tables of an earlier generation, by default of the one before',
      ).conflicts(['list', 'boilerplate']),
    )
    .addOption(
      new Option('--list', 'build nothing: show the generations that are kept').conflicts([
        'boilerplate',
        'wait',
        'force',
      ]),
    )
    .addOption(
      new Option('--boilerplate', 'build nothing: show the lines that do not count').conflicts([
        'wait',
        'force',
      ]),
    )
    .option(
      '--timeout <seconds>',
      'give up waiting after this long',
      wholeNumber(1, timeoutSecondsMax),
      timeoutSecondsDefault,
    )
    .option('--json', 'print JSON')
    .action((options: ReindexOptions) => withContext(io, (context) => reindex(context, options)));
}

async function reindex(context: Context, options: ReindexOptions): Promise<void> {
  const { io, store } = context;
  const networkIds =
    options.site === undefined
      ? await store.sites.networkIds()
      : [(await store.sites.get(options.site)).networkId];
  if (options.list) {
    await listGenerations(context, networkIds, options.json === true);
    return;
  }
  if (options.boilerplate) {
    await listBoilerplate(context, networkIds, options.json === true);
    return;
  }
  await requireServices(context, ['similarity']);
  const asked = await ask(context, networkIds, options);
  if (!options.wait) {
    if (options.json)
      printJson(
        io,
        asked.map((one) => ({ ...one, state: 'requested' })),
      );
    else print(io, `Asked for new generations of ${counted(asked.length, 'network')}.`);
    return;
  }
  const ended = await untilEnded(context, asked, options.timeout);
  report(io, ended, options);
}

async function ask(
  { io, store }: Context,
  networkIds: readonly NetworkId[],
  { force, rollback }: ReindexOptions,
): Promise<readonly Asked[]> {
  const wanted =
    rollback === undefined
      ? networkIds.map((networkId) => ({ networkId, tablesOf: null }))
      : await rollbacks(store, networkIds, rollback);
  const asked: Asked[] = [];
  for (const { networkId, tablesOf } of wanted) {
    const requestId = await store.networks.requestReindex(networkId, 'command line', io.now(), {
      force: force === true,
      tablesOf,
    });
    asked.push({ networkId, requestId });
  }
  return asked;
}

/** How every request ended; a request that another one has replaced meanwhile was done before. */
async function untilEnded(
  { io, store }: Context,
  asked: readonly Asked[],
  timeoutSeconds: number,
): Promise<readonly EndedReindex[]> {
  const bar = progressBar(io);
  try {
    return await waitFor(
      io,
      deadlineIn(io, timeoutSeconds),
      'for the new generations',
      async () => {
        const seen = await Promise.all(
          asked.map(async (one) => ({
            ...one,
            progress: await store.networks.reindexProgress(one.networkId),
          })),
        );
        bar.show(seen.map(({ progress }) => progress));
        const ended = seen.map(endedReindex).filter((one) => one !== null);
        return ended.length === seen.length ? ended : undefined;
      },
    );
  } finally {
    bar.stop();
  }
}

/** What became of one request. */
interface EndedReindex extends Asked {
  readonly state: 'done' | 'failed';
  readonly generation: string | null;
  readonly message: string | null;
}

function endedReindex(seen: Asked & { progress: ReindexProgress | null }): EndedReindex | null {
  const { networkId, requestId, progress } = seen;
  const asked = { networkId, requestId };
  if (progress?.id !== requestId)
    return { ...asked, state: 'done', generation: null, message: null };
  if (progress.state !== 'done' && progress.state !== 'failed') return null;
  return {
    ...asked,
    state: progress.state,
    generation: progress.generation ?? null,
    message: progress.message ?? null,
  };
}

function report(io: CliIo, ended: readonly EndedReindex[], options: ReindexOptions): void {
  if (options.json) printJson(io, ended);
  else
    printTable(
      io,
      ['NETWORK', 'STATE', 'GENERATION', 'MESSAGE'],
      ended.map((one) => [one.networkId, one.state, one.generation, one.message ?? '']),
      'There is no network yet.',
    );
  const failed = ended.filter((one) => one.state === 'failed');
  if (failed.length === 0) return;
  const reasons = failed.map(
    ({ networkId, message }) => `${networkId}: ${message ?? 'no reason was kept'}`,
  );
  throw new CliError('failed', `The reindex failed in ${reasons.join('; ')}`);
}

interface ProgressBar {
  show(progresses: readonly (ReindexProgress | null)[]): void;
  stop(): void;
}

/** A bar where a person looks on; elsewhere one line at the beginning. */
function progressBar(io: CliIo): ProgressBar {
  if (io.stderr.isTTY !== true) {
    say(io, 'Waiting for the new generations …');
    return { show: () => undefined, stop: () => undefined };
  }
  const bar = new SingleBar(
    { stream: io.stderr, format: 'Reindexing [{bar}] {value}/{total} lists' },
    Presets.legacy,
  );
  bar.start(0, 0);
  return {
    show: (progresses) => {
      const sum = (field: 'done' | 'total'): number =>
        progresses.reduce((total, progress) => total + (progress?.[field] ?? 0), 0);
      bar.setTotal(sum('total'));
      bar.update(sum('done'));
    },
    stop: () => {
      bar.stop();
    },
  };
}
