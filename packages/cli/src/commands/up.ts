// `up`: a whole MayLike on this machine, in the foreground, until it is told to stop.
//
//   Redis (private, or checked as given) → ingest, similarity, api as processes → all ready → one line that says so
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import {
  connectOrExplain,
  createLogger,
  describeRedisTarget,
  findRedisBinary,
  loadConfig,
  operatorToken,
  operatorTokenFile,
  redisTargetOf,
  StartupError,
  supervise,
  usesPrivateRedis,
  type ChildDefinition,
  type Config,
  type Environment,
  type ReadyDetails,
  type RedisTarget,
  type Supervisor,
} from '@maylike/runtime';
import { Store } from '@maylike/store';
import { wholeNumber } from '../arguments.js';
import { CliError } from '../errors.js';
import { lookEveryMs, type CliIo } from '../io.js';
import { print, say } from '../output.js';
import { serviceModulePath, serviceNames } from '../services.js';

const portMax = 65_535;

/** Adds `up`. */
export function addUp(program: Command, io: CliIo): void {
  program
    .command('up')
    .description('run MayLike: Redis (unless one is given) and all services, until Ctrl-C')
    .option(
      '--port <port>',
      'where the API listens (default: PORT, or 8080)',
      wholeNumber(0, portMax),
    )
    .action((options: { port?: number }) => up(io, options));
}

/**
 * Runs until the process is told to stop.
 *
 * @throws StartupError when it cannot start, or can no longer go on; everything is stopped then.
 */
async function up(io: CliIo, options: { port?: number }): Promise<void> {
  const env = { ...io.env, ...(options.port === undefined ? {} : set('PORT', options.port)) };
  const config = loadConfig(env);
  const target = redisTargetOf(config);
  const isPrivate = usesPrivateRedis(config);
  if (isPrivate) findRedisBinary();
  else await checkGivenRedis(io, target);
  for (const name of serviceNames) requireBuilt(name);
  const supervisor = supervise({
    children: childrenOf({
      ...env,
      ...set('OPERATOR_TOKEN', await operatorToken(config)),
      ...(isPrivate ? set('REDIS_URL', urlOfSocket(target)) : {}),
    }),
    ...(isPrivate ? { redis: { home: config.home } } : {}),
    logger: createLogger({
      service: 'maylike',
      level: config.logLevel,
      format: config.logFormat,
      stream: 'stderr',
    }),
    logFormat: config.logFormat,
  });
  await runUntilStopped(io, supervisor, config, target);
}

/** A variable's value, whatever file was named for it. */
const set = (name: string, value: string | number): Environment => ({
  [name]: String(value),
  [`${name}_FILE`]: undefined,
});

function urlOfSocket(target: RedisTarget): string {
  if (target.kind !== 'socket') throw new Error('a private Redis is behind a socket');
  return `unix://${target.path.split('/').map(encodeURIComponent).join('/')}`;
}

function requireBuilt(name: (typeof serviceNames)[number]): void {
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

async function runUntilStopped(
  io: CliIo,
  supervisor: Supervisor,
  config: Config,
  target: RedisTarget,
): Promise<void> {
  const asked = new AbortController();
  const isStopping = (): boolean => asked.signal.aborted;
  // A second signal changes nothing: on Ctrl-C a terminal and npm both send one.
  const forget = io.onStop(() => {
    if (!isStopping()) say(io, 'Stopping …');
    asked.abort();
    void supervisor.stop();
  });
  try {
    const details = await supervisor.ready;
    await untilAllAreReady(io, supervisor, target);
    if (!isStopping()) announce(io, config, details);
    await supervisor.done;
  } catch (error) {
    await supervisor.stop();
    // What is broken off by the stop that was asked for is no failure.
    if (!isStopping()) throw error;
  } finally {
    forget();
  }
}

/** Started is not ready yet: indexes are being loaded. Each process says so itself. */
async function untilAllAreReady(
  io: CliIo,
  supervisor: Supervisor,
  target: RedisTarget,
): Promise<void> {
  const over = supervisor.done.then(() => true);
  const { client } = await connectOrExplain(target, { connectionName: 'maylike-up' });
  const store = new Store(client);
  try {
    for (;;) {
      const pids = new Set(Object.values(supervisor.pids()));
      const processes = await store.processes.list(io.now());
      const ready = processes.filter((one) => one.ready && pids.has(one.pid));
      if (serviceNames.every((name) => ready.some(({ service }) => service === name))) return;
      if (await Promise.race([over, io.sleep(lookEveryMs).then(() => false)])) return;
    }
  } finally {
    client.disconnect();
  }
}

function announce(io: CliIo, config: Config, details: ReadyDetails): void {
  const address = addressOf(config, details);
  const token =
    config.operatorToken === null
      ? `the operator token is in ${operatorTokenFile(config.home)}`
      : 'the operator token is the one you gave';
  print(io, `Dashboard      ${address}/ops (${token})`);
  print(io, `API            ${address}/v1 (OpenAPI: ${address}/openapi.json)`);
  print(io, `Redis          ${describeRedisTarget(redisTargetOf(config))}`);
  print(io, 'First steps    npx maylike sites create "My site" --origin https://www.example.com');
  print(io, '               npx maylike feeds add FEED_URL --site "My site"');
  print(io, '               npx maylike recommend ARTICLE_URL --site "My site"');
  print(io, `MayLike is ready: ${address}`);
}

/** Where a browser on this machine finds the API. */
function addressOf(config: Config, details: ReadyDetails): string {
  const port = Number(details['api']?.['port'] ?? config.port);
  const isAny = ['0.0.0.0', '::'].includes(config.host);
  const host = isAny ? '127.0.0.1' : config.host;
  if (!Number.isSafeInteger(port)) throw new CliError('failed', 'the API told no port');
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
