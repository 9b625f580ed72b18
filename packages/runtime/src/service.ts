// The life of a service: configuration, start, ready, one graceful stop, an exit code that tells a
// supervisor whether starting again makes sense.
//
//   0    told to stop (SIGTERM, SIGINT, or the parent is gone), and stopped
//   1    crashed, or did not stop in time: start it again
//   78   cannot start, and starting it again does not help (StartupError)
import type { Config } from './config.js';
import { describeConfig, loadConfig } from './config.js';
import { messageOf, StartupError, startupErrorExitCode, systemCodeOf } from './errors.js';
import { Readiness, startHealthServer } from './health.js';
import type { HealthServer } from './health.js';
import { createLogger } from './logger.js';
import type { Logger } from './logger.js';
import { createMetrics } from './metrics.js';
import type { Metrics } from './metrics.js';
import { describeRedisTarget, redisTargetOf } from './redis-target.js';
import type { RedisTarget } from './redis-target.js';

/** What a service is started with. */
export interface ServiceContext {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The check `service` is kept here: false until started and from the moment of stopping. */
  readonly readiness: Readiness;
  readonly redisTarget: RedisTarget;
  /** Tells the parent process of something that happened; must be JSON. Without a parent nobody hears it. */
  readonly notify: (notice: Readonly<Record<string, unknown>>) => void;
}

/** A service that runs. */
export interface RunningService {
  /** Finishes or hands back the work in hand and closes everything; called once. */
  stop(): Promise<void>;
  /** Told to the parent with the ready message, as `{ port: 8080 }`; must be JSON. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A service's name and how it starts. */
export interface ServiceDefinition {
  readonly name: string;
  /** Answers /healthz, /readyz and /metrics on `HEALTH_PORT` (for services without HTTP). */
  readonly hasHealthServer?: boolean;
  start(context: ServiceContext): Promise<RunningService>;
}

/** What a service tells its parent over IPC. */
export type ServiceMessage =
  | ({ readonly type: 'ready' } & Readonly<Record<string, unknown>>)
  | { readonly type: 'alive' }
  | { readonly type: 'notice'; readonly notice: Readonly<Record<string, unknown>> }
  | { readonly type: 'fatal'; readonly message: string };

/**
 * Set by a parent that watches: it is told so often that the event loop turns. Not a setting: whoever starts a service by
 * himself hears nothing of it.
 */
export const watchedEveryMsVariable = 'WATCHED_EVERY_MS';
/** Logs and metrics of the last moment are written before this. */
const fatalMessageTimeoutMs = 1_000;

/**
 * Runs a service until it is told to stop; ends the process itself. Resolves when it has started
 * (or is already on its way out). To be called once, as the last statement of a service's `main`.
 */
export async function runService(definition: ServiceDefinition): Promise<void> {
  ignoreClosedOutput();
  let config: Config;
  try {
    config = loadConfig(process.env);
  } catch (error) {
    await endAsFatal(error);
    return;
  }
  await new ServiceRun(definition, config).start();
}

class ServiceRun {
  readonly #definition: ServiceDefinition;
  readonly #context: ServiceContext;
  #health: HealthServer | null = null;
  #started: Promise<RunningService> | null = null;
  #isStopping = false;

  constructor(definition: ServiceDefinition, config: Config) {
    const { name } = definition;
    this.#definition = definition;
    this.#context = {
      config,
      logger: createLogger({ service: name, level: config.logLevel, format: config.logFormat }),
      metrics: createMetrics(name),
      readiness: new Readiness(),
      redisTarget: redisTargetOf(config),
      notify: (notice) => {
        tellParent({ type: 'notice', notice });
      },
    };
    this.#context.readiness.set('service', false, 'starting');
  }

  async start(): Promise<void> {
    const { config, logger, readiness, redisTarget } = this.#context;
    this.#listenToTheOutside();
    this.#sayThatItLives();
    logger.debug({ config: describeConfig(config) }, 'configuration');
    logger.info({ redis: describeRedisTarget(redisTarget), node: process.version }, 'starting');
    try {
      await this.#startHealthServer();
      this.#started = this.#definition.start(this.#context);
      const running = await this.#started;
      if (this.#isStopping) return;
      readiness.set('service', true);
      logger.info(running.detail ?? {}, 'ready');
      tellParent({ ...running.detail, type: 'ready' });
    } catch (error) {
      await this.#failStart(error);
    }
  }

  #listenToTheOutside(): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => void this.#stop(signal, 0));
    }
    if (process.send !== undefined) {
      process.on('disconnect', () => void this.#stop('the parent process is gone', 0));
    }
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (error: unknown) => {
        this.#context.logger.fatal({ err: error }, event);
        void this.#stop(event, 1);
      });
    }
  }

  /** From the beginning to the end: a start, and a stop, can hang too. */
  #sayThatItLives(): void {
    const everyMs = Number(process.env[watchedEveryMsVariable]);
    if (!(everyMs > 0)) return;
    const say = (): void => {
      tellParent({ type: 'alive' });
    };
    say();
    setInterval(say, everyMs).unref();
  }

  async #startHealthServer(): Promise<void> {
    const { config, metrics, readiness } = this.#context;
    if (this.#definition.hasHealthServer !== true || config.healthPort === 0) return;
    const { healthPort: port, host } = config;
    this.#health = await startHealthServer({ port, host, metrics, readiness });
  }

  async #failStart(error: unknown): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    if (error instanceof StartupError) {
      await endAsFatal(error);
      return;
    }
    this.#context.logger.fatal({ err: error }, 'could not start');
    process.exit(1);
  }

  /** The first call stops, within the configured time; a second one ends the process at once. */
  async #stop(reason: string, exitCode: number): Promise<void> {
    const { config, logger, readiness } = this.#context;
    if (this.#isStopping) {
      logger.warn({ reason }, 'ending at once');
      process.exit(1);
    }
    this.#isStopping = true;
    readiness.set('service', false, 'stopping');
    logger.info({ reason }, 'stopping');
    setTimeout(() => {
      logger.error({ timeoutMs: config.shutdownTimeoutMs }, 'did not stop in time');
      process.exit(1);
    }, config.shutdownTimeoutMs);
    try {
      const running = await this.#started;
      await running?.stop();
      await this.#health?.close();
    } catch (error) {
      logger.error({ err: error }, 'could not stop cleanly');
      process.exit(1);
    }
    logger.info('stopped');
    process.exit(exitCode);
  }
}

/** Says why, to the parent where there is one, else on standard error, and exits with 78. */
async function endAsFatal(error: unknown): Promise<void> {
  const message = messageOf(error);
  if (process.send === undefined) {
    process.stderr.write(`${message}\n`);
  } else {
    await tellParentAndWait({ type: 'fatal', message });
  }
  process.exit(startupErrorExitCode);
}

function tellParent(message: ServiceMessage): void {
  if (process.connected) process.send?.(message);
}

async function tellParentAndWait(message: ServiceMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, fatalMessageTimeoutMs);
    process.send?.(message, () => {
      resolve();
    });
  });
}

/** A parent that was killed takes our output with it; handing back work matters more than its log. */
function ignoreClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error) => {
      if (systemCodeOf(error) !== 'EPIPE') throw error;
    });
  }
}
