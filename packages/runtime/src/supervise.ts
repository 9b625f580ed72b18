// One parent for a whole MayLike on one machine: the private Redis first, then the services, each a
// process of its own; what dies, or hangs, is started again; all end together, Redis last.
//
// Nothing is left behind even when this parent is killed by SIGKILL: services end when their IPC
// channel closes, Redis by its death signal.
import { EventEmitter } from 'node:events';

import type { ChildDefinition, RestartPolicy, WatchPolicy } from './child.js';
import { Backoff, restartPolicyDefault, SupervisedChild, watchPolicyDefault } from './child.js';
import { messageOf, StartupError } from './errors.js';
import type { Logger } from './logger.js';
import { prettyStream } from './logger.js';
import { isAlive, startPrivateRedis } from './private-redis.js';
import type { PrivateRedis, PrivateRedisOptions } from './private-redis.js';

/** What {@link supervise} runs. */
export interface SuperviseOptions {
  readonly children: readonly ChildDefinition[];
  /** The private Redis to start before the children; absent when a Redis is given. */
  readonly redis?: Omit<PrivateRedisOptions, 'logger'>;
  readonly logger: Logger;
  /** How log lines of the children appear on standard error; `auto`: pretty on a terminal. */
  readonly logFormat?: 'auto' | 'json' | 'pretty';
  /** How long children may take to stop; should be above their own SHUTDOWN_TIMEOUT_MS. */
  readonly stopTimeoutMs?: number;
  readonly restartPolicy?: RestartPolicy;
  readonly watchPolicy?: WatchPolicy;
}

/** What each child said with its ready message, by name. */
export type ReadyDetails = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A running set of services. */
export interface Supervisor {
  /**
   * Resolves when Redis answers and every child has said ready once. Rejects with a StartupError
   * when the set is given up before (everything is stopped by then) or stopped.
   */
  readonly ready: Promise<ReadyDetails>;
  /** Resolves after {@link Supervisor.stop}; rejects with a StartupError when given up (all stopped). */
  readonly done: Promise<void>;
  /** Stops the children, then Redis; resolves when all are gone. Can be called again. */
  stop(): Promise<void>;
  /** The processes that run now, by name; the private Redis is `redis`. */
  pids(): Readonly<Record<string, number>>;
}

/** Above the services' own 20 s, so that they say themselves what held them up. */
const stopTimeoutMsDefault = 25_000;

/** Starts everything and keeps it running. Never throws: failures come by `ready` and `done`. */
export function supervise(options: SuperviseOptions): Supervisor {
  return new SupervisorRun(options);
}

class SupervisorRun implements Supervisor {
  readonly ready: Promise<ReadyDetails>;
  readonly done: Promise<void>;
  readonly #options: SuperviseOptions;
  readonly #policy: RestartPolicy;
  readonly #events = new EventEmitter<SupervisorEvents>();
  readonly #children: readonly SupervisedChild[];
  readonly #details = new Map<string, Readonly<Record<string, unknown>>>();
  #redis: PrivateRedis | null = null;
  #redisStart: Promise<void> = Promise.resolve();
  #redisRestart: NodeJS.Timeout | null = null;
  #stopping: Promise<void> | null = null;

  constructor(options: SuperviseOptions) {
    this.#options = options;
    this.#policy = options.restartPolicy ?? restartPolicyDefault;
    this.ready = new Promise((resolve, reject) => {
      this.#events.once('ready', resolve);
      this.#events.once('over', (error) => {
        reject(error ?? new StartupError('start_failed', 'stopped before it was ready'));
      });
    });
    this.done = new Promise((resolve, reject) => {
      this.#events.once('over', (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
    // A caller may care for only one of the two.
    this.ready.catch(() => undefined);
    this.done.catch(() => undefined);
    const writeLine = lineWriter(options.logFormat ?? 'auto');
    this.#children = options.children.map((definition) => this.#makeChild(definition, writeLine));
    void this.#start();
  }

  stop(): Promise<void> {
    return this.#end(null);
  }

  pids(): Readonly<Record<string, number>> {
    const pids: Record<string, number> = {};
    const redisPid = this.#redis !== null && isAlive(this.#redis) ? this.#redis.process.pid : null;
    if (typeof redisPid === 'number') pids['redis'] = redisPid;
    for (const [place, child] of this.#children.entries()) {
      const name = this.#options.children[place]?.name;
      if (name !== undefined && child.pid !== null) pids[name] = child.pid;
    }
    return pids;
  }

  #makeChild(definition: ChildDefinition, writeLine: (line: string) => void): SupervisedChild {
    return new SupervisedChild({
      definition,
      policy: this.#policy,
      watch: this.#options.watchPolicy ?? watchPolicyDefault,
      logger: this.#options.logger,
      writeLine,
      onReady: (detail) => {
        this.#details.set(definition.name, detail);
        if (this.#details.size < this.#children.length) return;
        this.#events.emit('ready', Object.fromEntries(this.#details));
      },
      onGivenUp: (error) => void this.#end(error),
    });
  }

  async #start(): Promise<void> {
    try {
      this.#redisStart = this.#startRedis(new Backoff(this.#policy));
      await this.#redisStart;
    } catch (error) {
      void this.#end(
        error instanceof StartupError ? error : new StartupError('start_failed', messageOf(error)),
      );
      return;
    }
    if (this.#stopping !== null) return;
    for (const child of this.#children) child.start();
    if (this.#children.length === 0) this.#events.emit('ready', {});
  }

  /** Starts the private Redis, where there is to be one, and has it started again when it dies. */
  async #startRedis(backoff: Backoff): Promise<void> {
    const { redis: redisOptions, logger } = this.#options;
    if (redisOptions === undefined) return;
    const startedAtMs = performance.now();
    const redis = await startPrivateRedis({ ...redisOptions, logger });
    this.#redis = redis;
    void redis.exited.then((exitCode) => {
      if (this.#stopping !== null) return;
      const delayMs = backoff.after(performance.now() - startedAtMs);
      logger.error({ exitCode, delayMs }, 'the private Redis ended and is started again');
      this.#restartRedisAfter(delayMs, backoff);
    });
  }

  /** Tries for as long as it takes: services wait for a Redis that was there. */
  #restartRedisAfter(delayMs: number, backoff: Backoff): void {
    this.#redisRestart = setTimeout(() => {
      this.#redisStart = this.#startRedis(backoff).catch((error: unknown) => {
        this.#options.logger.error({ err: error }, 'the private Redis does not start');
        if (this.#stopping === null) this.#restartRedisAfter(backoff.after(0), backoff);
      });
    }, delayMs);
  }

  /** Stops all in order; the first reason counts. Resolves when nothing runs any more. */
  #end(error: StartupError | null): Promise<void> {
    this.#stopping ??= this.#stopAll().then(() => {
      this.#events.emit('over', error);
    });
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    const timeoutMs = this.#options.stopTimeoutMs ?? stopTimeoutMsDefault;
    await Promise.all(this.#children.map((child) => child.stop(timeoutMs)));
    if (this.#redisRestart !== null) clearTimeout(this.#redisRestart);
    // A start that is under way ends first, so that there is something to stop; its own failure has
    // been reported where it was started.
    await this.#redisStart.catch(() => undefined);
    await this.#redis?.stop();
  }
}

interface SupervisorEvents {
  ready: [ReadyDetails];
  over: [StartupError | null];
}

/** Children write JSON lines; a person at a terminal gets them coloured. */
function lineWriter(format: 'auto' | 'json' | 'pretty'): (line: string) => void {
  const isPretty = format === 'pretty' || (format === 'auto' && process.stderr.isTTY);
  const stream = isPretty ? prettyStream('stderr') : process.stderr;
  return (line) => {
    stream.write(`${line}\n`);
  };
}
