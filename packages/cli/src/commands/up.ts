// `up`: a whole MayLike on this machine, in the foreground, until it is told to stop.
//
//   Redis (private, or checked as given) → ingest, similarity, api as processes → all ready
//     → unless it is not wanted: the sample site, until its articles have their lists → one line that says so
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import {
  connectOrExplain,
  createLogger,
  findRedisBinary,
  loadConfig,
  operatorToken,
  redisTargetOf,
  StartupError,
  supervise,
  usesPrivateRedis,
  type ChildDefinition,
  type Config,
  type Environment,
  type Logger,
  type RedisTarget,
} from '@maylike/runtime';
import { wholeNumber } from '../arguments.js';
import type { CliIo } from '../io.js';
import { say } from '../output.js';
import { UpRun } from './up-run.js';
import { SampleCommands, type RunCommand } from '../sample-site/commands.js';
import { SampleSite } from '../sample-site/sample-site.js';
import { serviceModulePath, serviceNames, type ServiceName } from '../services.js';

const portMax = 65_535;

/**
 * Adds `up`.
 *
 * @param run Runs other commands, by which the sample site is set up.
 */
export function addUp(program: Command, io: CliIo, run: RunCommand): void {
  program
    .command('up')
    .description('run MayLike: Redis (unless one is given) and all services, until Ctrl-C')
    .option(
      '--port <port>',
      'where the API listens (default: PORT, or 8080)',
      wholeNumber(0, portMax),
    )
    .action((options: { port?: number }) => up(io, run, options));
}

/**
 * Runs until the process is told to stop.
 *
 * @throws StartupError when it cannot start, or can no longer go on; everything is stopped then.
 */
async function up(io: CliIo, run: RunCommand, options: { port?: number }): Promise<void> {
  const given = { ...io.env, ...(options.port === undefined ? {} : set('PORT', options.port)) };
  const config = loadConfig(given);
  const target = redisTargetOf(config);
  const isPrivate = usesPrivateRedis(config);
  if (isPrivate) findRedisBinary();
  else await checkGivenRedis(io, target);
  for (const name of [...serviceNames, ...(config.demo ? ['newsroom' as const] : [])])
    requireBuilt(name);
  const logger = createLogger({
    service: 'maylike',
    level: config.logLevel,
    format: config.logFormat,
    stream: 'stderr',
  });
  const stop = new AbortController();
  const sample = config.demo ? await prepareSample(io, run, config, logger, stop.signal) : null;
  const env = {
    ...given,
    ...set('OPERATOR_TOKEN', await operatorToken(config)),
    ...(isPrivate ? set('REDIS_URL', urlOfSocket(target)) : {}),
    ...(sample === null ? {} : set('FETCH_ALLOW_PRIVATE', withSample(config, sample))),
  };
  const supervisor = supervise({
    children: childrenOf(env),
    ...(isPrivate ? { redis: { home: config.home } } : {}),
    logger,
    logFormat: config.logFormat,
  });
  await new UpRun(io, config, target, supervisor, sample, stop).untilStopped(env);
}

/** The sample site, whose commands give up waiting when everything is told to stop. */
async function prepareSample(
  io: CliIo,
  run: RunCommand,
  { home }: Config,
  logger: Logger,
  stop: AbortSignal,
): Promise<SampleSite> {
  const sleep = async (ms: number): Promise<void> => {
    await io.sleep(ms);
    stop.throwIfAborted();
  };
  const commands = new SampleCommands(run, { ...io, sleep });
  return await SampleSite.prepare({ home, commands, logger, now: io.now });
}

const withSample = ({ fetchAllowPrivate }: Config, sample: SampleSite): string =>
  [fetchAllowPrivate, sample.allowPrivate].filter((range) => range !== '').join(',');

/** A variable's value, whatever file was named for it. */
const set = (name: string, value: string | number): Environment => ({
  [name]: String(value),
  [`${name}_FILE`]: undefined,
});

function urlOfSocket(target: RedisTarget): string {
  if (target.kind !== 'socket') throw new Error('a private Redis is behind a socket');
  return `unix://${target.path.split('/').map(encodeURIComponent).join('/')}`;
}

function requireBuilt(name: ServiceName | 'newsroom'): void {
  const path = serviceModulePath(name);
  if (existsSync(path)) return;
  throw new StartupError(
    'start_failed',
    `${path} is missing: run \`npm start\`, or \`npm run build\` once.`,
  );
}

/** Says in one line each what the given Redis may lose. @throws StartupError when it may not be used. */
async function checkGivenRedis(io: CliIo, target: RedisTarget): Promise<void> {
  const { client, inspection } = await connectOrExplain(target);
  client.disconnect();
  for (const warning of inspection.warnings) say(io, `Warning: ${warning}`);
}

function childrenOf(env: Environment): ChildDefinition[] {
  return serviceNames.map((name) => ({
    name,
    modulePath: serviceModulePath(name),
    env: {
      ...env,
      ...set('LOG_FORMAT', 'json'),
      // One address answers for all: the API's.
      ...set('HEALTH_PORT', 0),
      ...(name === 'api' ? set('READY_NEEDS', 'ingest,similarity') : {}),
    },
  }));
}
