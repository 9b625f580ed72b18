// `doctor`: one line a check, ok, warn or fail, with what to do. It goes as far as it can: without a configuration
// there is no Redis to look at, without a Redis nothing behind it.
import type { Command } from 'commander';
import { queueNames } from '@maylike/queues';
import { describeRedisTarget, loadConfig, StartupError } from '@maylike/runtime';
import { StoreError } from '@maylike/store';
import { withContext, type Context } from '../context.js';
import { CliError, explainError } from '../errors.js';
import type { CliIo } from '../io.js';
import { counted, print, printable, printJson } from '../output.js';
import { isFailing } from './status.js';

/** One finding. */
interface Check {
  readonly name: string;
  readonly level: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it; null when nothing has to be done. */
  readonly advice: string | null;
}

/** The oldest Node that every dependency runs on. */
const nodeMajorMin = 20;
const nodeMinorMin = 20;
/** Ingest pauses above this share of Redis' memory limit. */
const memoryUsedRatioMax = 0.7;
/** Half-way there is early enough to look for more memory. */
const memoryUsedRatioWarn = 0.5;
const servicesNeeded = ['ingest', 'similarity', 'api'] as const;
const failingFeedsShownMax = 5;

/** Adds `doctor`. */
export function addDoctor(program: Command, io: CliIo): void {
  program
    .command('doctor')
    .description('look for what is wrong and say what to do; exits with 1 if anything fails')
    .option('--json', 'print JSON')
    .action(async (options: { json?: true }) => {
      const checks = await examine(io);
      const failed = checks.filter(({ level }) => level === 'fail');
      if (options.json) printJson(io, { ok: failed.length === 0, checks });
      else for (const check of checks) print(io, lineOf(check));
      if (failed.length > 0)
        throw new CliError('failed', `${counted(failed.length, 'check')} failed`);
    });
}

function lineOf({ level, name, message, advice }: Check): string {
  const todo = advice === null ? '' : ` → ${advice}`;
  return printable(`${level.padEnd(4)}  ${name}: ${message}${todo}`);
}

const ok = (name: string, message: string): Check => ({ name, level: 'ok', message, advice: null });
const warn = (name: string, message: string, advice: string): Check => ({
  name,
  level: 'warn',
  message,
  advice,
});
const fail = (name: string, message: string, advice: string): Check => ({
  name,
  level: 'fail',
  message,
  advice,
});

async function examine(io: CliIo): Promise<Check[]> {
  const checks: Check[] = [nodeCheck(process.versions.node)];
  try {
    loadConfig(io.env);
    checks.push(ok('configuration', 'every variable can be read'));
    await withContext(io, async (context) => {
      checks.push(...(await examineContext(context)));
    });
  } catch (error) {
    checks.push(failureToOpen(error));
  }
  return checks;
}

/** Whether this Node is new enough. Pure. */
export function nodeCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > nodeMajorMin || (major === nodeMajorMin && minor >= nodeMinorMin);
  return isNewEnough
    ? ok('node', `Node ${version}`)
    : fail('node', `Node ${version}`, `install Node ${nodeMajorMin}.${nodeMinorMin} or newer`);
}

function failureToOpen(error: unknown): Check {
  const { message, isExpected } = explainError(error);
  if (!isExpected) throw error;
  if (error instanceof StartupError && error.code === 'config_invalid')
    return fail('configuration', message, 'correct the environment');
  if (error instanceof StoreError)
    return fail('data', message, 'run the release that wrote the data, or a newer one');
  const isMissing = error instanceof CliError && error.code === 'not_running';
  return fail(
    'redis',
    message,
    isMissing ? 'npm start' : 'see that REDIS_URL is right and answers',
  );
}

async function examineContext(context: Context): Promise<Check[]> {
  return [
    ...redisChecks(context),
    ok('data', 'of the version that this release knows'),
    ...(await processChecks(context)),
    ...(await queueChecks(context)),
    await feedCheck(context),
  ];
}

function redisChecks({ target, inspection }: Context): Check[] {
  const { version, warnings, memoryUsedRatio } = inspection;
  const percent = `${Math.round(memoryUsedRatio * 100)} % of its limit`;
  const memory =
    memoryUsedRatio > memoryUsedRatioMax
      ? fail('memory', `Redis uses ${percent}; ingest pauses`, 'raise maxmemory')
      : memoryUsedRatio > memoryUsedRatioWarn
        ? warn('memory', `Redis uses ${percent}`, 'raise maxmemory before it reaches 70 %')
        : ok('memory', memoryUsedRatio === 0 ? 'Redis has no limit' : `Redis uses ${percent}`);
  return [
    ok('redis', `Redis ${version} at ${describeRedisTarget(target)}`),
    ...warnings.map((line) =>
      warn(
        'redis',
        line,
        'set appendonly yes and appendfsync always where that is too much to lose',
      ),
    ),
    memory,
  ];
}

async function processChecks({ io, store }: Context): Promise<Check[]> {
  const alive = await store.processes.list(io.now());
  return servicesNeeded.map((service) => {
    const own = alive.filter((record) => record.service === service);
    const ready = own.filter((record) => record.ready);
    if (own.length === 0) return fail(service, 'no process is alive', 'npm start');
    if (ready.length > 0)
      return ok(service, `${counted(ready.length, 'process', 'processes')} ready`);
    const reason = own.map(({ detail }) => detail).find((detail) => detail !== '');
    return warn(
      service,
      `not ready: ${reason ?? 'it does not say why'}`,
      'wait, then read its log',
    );
  });
}

async function queueChecks({ queues }: Context): Promise<Check[]> {
  const failed = await Promise.all(
    queueNames.map(async (name) => {
      const count = (await queues.counts(name))['failed'] ?? 0;
      const [newest] = count === 0 ? [] : await queues.failures(name, 1);
      return { name, count, reason: newest?.reason ?? '' };
    }),
  );
  const bad = failed.filter(({ count }) => count > 0);
  if (bad.length === 0) return [ok('queues', 'no failed jobs')];
  return bad.map(({ name, count, reason }) =>
    warn(
      'queues',
      `${counted(count, 'failed job')} in ${name}, the newest: ${reason}`,
      'look at /ops/queues',
    ),
  );
}

async function feedCheck({ store }: Context): Promise<Check> {
  const sites = await store.sites.list();
  const feeds = (await Promise.all(sites.map(({ id }) => store.feeds.ofSite(id)))).flat();
  const failing = feeds.filter(isFailing);
  if (failing.length === 0) return ok('feeds', `${counted(feeds.length, 'feed')}, none failing`);
  const shown = failing
    .slice(0, failingFeedsShownMax)
    .map(({ url, lastOutcome }) => `${url} (${lastOutcome?.status ?? 'unknown'})`);
  const more = failing.length > shown.length ? ' …' : '';
  return warn(
    'feeds',
    `${failing.length} of ${counted(feeds.length, 'feed')} failing: ${shown.join(', ')}${more}`,
    'maylike feeds list',
  );
}
