// One supervised service process: started, watched, started again, given up.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import { z } from 'zod';

import { StartupError, startupErrorExitCode } from './errors.js';
import type { Logger } from './logger.js';
import { hasEnded, killGroup } from './redis-server.js';
import { watchedEveryMsVariable } from './service.js';

/** A service to run as a process of its own. */
export interface ChildDefinition {
  readonly name: string;
  /** The file of its main module; it calls `runService`. */
  readonly modulePath: string;
  /** On top of the parent's environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Told of everything that the service notifies of, from any of its lives. */
  readonly onNotice?: (notice: Readonly<Record<string, unknown>>) => void;
}

/** How soon a process that died is started again. */
export interface RestartPolicy {
  /** Before the first restart; doubled for every next one. */
  readonly delayMinMs: number;
  readonly delayMaxMs: number;
  /** A process that lived this long starts again from `delayMinMs`. */
  readonly resetAfterMs: number;
  /** Deaths before the first ready after which it is given up. */
  readonly deathsBeforeReadyMax: number;
}

/** Quick for the single crash, gentle to the machine in a crash loop. */
export const restartPolicyDefault: RestartPolicy = {
  delayMinMs: 500,
  delayMaxMs: 10_000,
  resetAfterMs: 60_000,
  deathsBeforeReadyMax: 5,
};

/** When a service counts as hanging. */
export interface WatchPolicy {
  /** How often it says that it lives, and its silence is looked at. */
  readonly lookEveryMs: number;
  /** So many looks in a row at which it had said nothing since the one before: it is killed. */
  readonly silentLooksMax: number;
}

/**
 * Eight seconds, so that another is at work within ten even where starting it is slow. Looks are counted, not time: where
 * the machine slept, or starves this process too, no look is missed by a service that had no chance to speak.
 */
export const watchPolicyDefault: WatchPolicy = { lookEveryMs: 1_000, silentLooksMax: 7 };

/** The waiting time before each restart. */
export class Backoff {
  readonly #policy: RestartPolicy;
  #delayMs = 0;

  constructor(policy: RestartPolicy) {
    this.#policy = policy;
  }

  /** The delay after a life of `livedMs`. */
  after(livedMs: number): number {
    const { delayMinMs, delayMaxMs, resetAfterMs } = this.#policy;
    const isFirst = this.#delayMs === 0 || livedMs >= resetAfterMs;
    this.#delayMs = isFirst ? delayMinMs : Math.min(this.#delayMs * 2, delayMaxMs);
    return this.#delayMs;
  }
}

/** What a child needs from its supervisor. */
export interface ChildOptions {
  readonly definition: ChildDefinition;
  readonly policy: RestartPolicy;
  readonly watch: WatchPolicy;
  readonly logger: Logger;
  /** Takes the child's output, a line at a time. */
  readonly writeLine: (line: string) => void;
  /** Told at every ready message, with what the service says of itself. */
  readonly onReady: (detail: Readonly<Record<string, unknown>>) => void;
  /** Told once, when the child cannot be helped by starting it again. */
  readonly onGivenUp: (error: StartupError) => void;
}

const messageSchema = z.union([
  z.object({ type: z.literal('alive') }),
  z.looseObject({ type: z.literal('ready') }),
  z.object({ type: z.literal('fatal'), message: z.string() }),
  z.object({ type: z.literal('notice'), notice: z.record(z.string(), z.unknown()) }),
]);

/** A service process that is kept alive until it is stopped or given up. */
export class SupervisedChild {
  readonly #options: ChildOptions;
  readonly #backoff: Backoff;
  #process: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();
  #restart: NodeJS.Timeout | null = null;
  #wasReady = false;
  #deathsBeforeReady = 0;
  /** Looks since its last word; null before its first. */
  #silentLooks: number | null = null;
  #isOver = false;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.policy);
  }

  /** The process that runs now, or null between two of them. */
  get pid(): number | null {
    return this.#process === null || hasEnded(this.#process) ? null : (this.#process.pid ?? null);
  }

  /** Starts the process; does nothing once stopped. */
  start(): void {
    if (this.#isOver) return;
    const { definition, watch, writeLine } = this.#options;
    const startedAtMs = performance.now();
    const child = fork(definition.modulePath, [], {
      detached: true,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        LOG_FORMAT: 'json',
        [watchedEveryMsVariable]: String(watch.lookEveryMs),
        ...definition.env,
      },
    });
    this.#process = child;
    this.#watch(child);
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', writeLine);
    }
    child.on('message', (message) => {
      this.#hear(message);
    });
    this.#ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#options.logger.error({ err: error, child: definition.name }, 'cannot be started');
        if (child.pid === undefined) resolve();
      });
      child.once('exit', () => {
        // What the service had started itself must not outlive it, nor hold its output open.
        killGroup(child);
      });
      child.once('close', () => {
        resolve();
      });
    });
    void this.#ended.then(() => {
      this.#bury(child, performance.now() - startedAtMs);
    });
  }

  /** Stops the process: SIGTERM, and SIGKILL to its group after `timeoutMs`. */
  async stop(timeoutMs: number): Promise<void> {
    this.#isOver = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    const child = this.#process;
    if (child === null) return;
    if (!hasEnded(child)) child.kill('SIGTERM');
    const timer = setTimeout(() => {
      this.#options.logger.error({ child: this.#options.definition.name }, 'killed: did not stop');
      killGroup(child);
    }, timeoutMs);
    await this.#ended;
    clearTimeout(timer);
  }

  /** Kills the process when its event loop stands still: nothing of it would end that, and its jobs wait. */
  #watch(child: ChildProcess): void {
    const { definition, watch, logger } = this.#options;
    this.#silentLooks = null;
    const timer = setInterval(() => {
      if (this.#silentLooks === null) return;
      this.#silentLooks += 1;
      if (this.#silentLooks <= watch.silentLooksMax) return;
      this.#silentLooks = null;
      logger.error({ child: definition.name }, 'killed: its event loop stands still');
      killGroup(child);
    }, watch.lookEveryMs);
    child.once('exit', () => {
      clearInterval(timer);
    });
    child.once('error', () => {
      if (child.pid === undefined) clearInterval(timer);
    });
  }

  #hear(message: unknown): void {
    const parsed = messageSchema.safeParse(message);
    if (!parsed.success) return;
    this.#silentLooks = 0;
    if (this.#isOver || parsed.data.type === 'alive') return;
    if (parsed.data.type === 'notice') {
      this.#options.definition.onNotice?.(parsed.data.notice);
      return;
    }
    if (parsed.data.type === 'fatal') {
      // What it could once it will be able to again: a Redis that is away for a while is no reason to end everything.
      if (this.#wasReady)
        this.#options.logger.error({ reason: parsed.data.message }, 'cannot start now');
      else this.#giveUp(parsed.data.message);
      return;
    }
    this.#wasReady = true;
    this.#options.onReady(parsed.data);
  }

  #bury(child: ChildProcess, livedMs: number): void {
    if (this.#isOver) return;
    const { definition, logger, policy } = this.#options;
    const { exitCode, signalCode } = child;
    if (!this.#wasReady) this.#deathsBeforeReady += 1;
    if (exitCode === startupErrorExitCode && !this.#wasReady) {
      this.#giveUp(`${definition.name} cannot start; its last log lines say why`);
    } else if (this.#deathsBeforeReady >= policy.deathsBeforeReadyMax) {
      this.#giveUp(`${definition.name} ended ${this.#deathsBeforeReady} times before it was ready`);
    } else {
      const delayMs = this.#backoff.after(livedMs);
      const detail = { child: definition.name, exitCode, signal: signalCode, delayMs };
      logger.warn(detail, 'a service ended and is started again');
      this.#restart = setTimeout(() => {
        this.start();
      }, delayMs);
    }
  }

  #giveUp(message: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onGivenUp(new StartupError('start_failed', message));
  }
}
