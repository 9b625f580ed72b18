/**
 * One worker thread as the pool sees it: it becomes ready once, takes one run at a time, and ends
 * once, by itself or killed. It keeps no queue and no policy.
 *
 *   starting ──ready──▶ idle ──run──▶ busy ──answer──▶ idle
 *       └────────────────┴─────────────┴───exit, error, kill──▶ ended
 */
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { IsolateError, IsolatedWorkError } from './errors.js';
import {
  failureOf,
  readHostMessage,
  type Failure,
  type HostData,
  type RunMessage,
} from './messages.js';

/** `../dist/` is right from `src` and from `dist` alike, so a test runner that reads the sources
 * starts the same built script as production does. */
const hostPath = fileURLToPath(new URL('../dist/host.js', import.meta.url));

/** Loading a parser takes some 300 ms; a module that has not loaded after this long on a machine
 * that is merely busy never will. */
const startTimeoutMs = 30_000;

interface CurrentRun {
  runNumber: number;
  resolve: (output: unknown) => void;
  reject: (error: Error) => void;
}

/** What the worker ended of. Its error comes from another thread: no `instanceof` holds. */
function endOf(error: unknown): IsolateError {
  const { name, message, code } = failureOf(error);
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new IsolateError('memory', 'The worker reached its heap limit.', { cause: error })
    : new IsolateError('crash', `The worker ended by an uncaught ${name}: ${message}`, {
        cause: error,
      });
}

/** One thread of the pool; see the top of this file. */
export class WarmWorker {
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #run: CurrentRun | null = null;
  #end: IsolateError | null = null;
  #runNumber = 0;

  constructor(host: HostData, heapMbMax: number) {
    this.#worker = new Worker(hostPath, {
      workerData: host,
      // The parent's flags (a test runner's loaders, an inspector) are not the worker's.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
    });
    this.#ready = this.#starting();
    // A worker that dies while starting is reported by the run that waits for it.
    this.#ready.catch(() => undefined);
    this.#worker.on('error', (error) => {
      this.#finish(endOf(error));
    });
    this.#worker.on('exit', (exitCode) => {
      this.#finish(new IsolateError('crash', `The worker exited with code ${exitCode}.`));
    });
  }

  /** Whether the thread is over; an ended worker takes no more runs. */
  get ended(): boolean {
    return this.#end !== null;
  }

  /**
   * Runs one input; the bound counts from the moment the loaded worker gets it.
   * Rejects with `IsolatedWorkError` (the work threw; the worker stays) or `IsolateError`
   * (`timeout`, `memory`, `crash`, `closed`; the worker is over), or with the `DataCloneError`
   * of an input that cannot be sent (the worker stays).
   */
  async run(input: unknown, timeoutMs: number): Promise<unknown> {
    this.#worker.ref();
    try {
      await this.#within(startTimeoutMs, 'did not start', this.#ready);
      return await this.#within(timeoutMs, 'did not finish', this.#send(input));
    } finally {
      this.#run = null;
      // An idle worker must not keep the process alive.
      this.#worker.unref();
    }
  }

  /**
   * Ends the thread, whatever it is doing. A run in it rejects with `reason` at once, so that a
   * bound holds even where the thread needs longer to die; resolves when the thread is over.
   */
  async kill(reason: IsolateError): Promise<void> {
    this.#finish(reason);
    await this.#worker.terminate();
  }

  #finish(reason: IsolateError): void {
    this.#end ??= reason;
    this.#run?.reject(this.#end);
  }

  #send(input: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#end !== null) {
        reject(this.#end);
        return;
      }
      this.#runNumber += 1;
      const message: RunMessage = { runNumber: this.#runNumber, input };
      this.#run = { runNumber: this.#runNumber, resolve, reject };
      this.#worker.postMessage(message);
    });
  }

  async #within<Value>(boundMs: number, what: string, work: Promise<Value>): Promise<Value> {
    const timer = setTimeout(() => {
      void this.kill(new IsolateError('timeout', `The worker ${what} within ${boundMs} ms.`));
    }, boundMs);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
    }
  }

  #starting(): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (): void => {
        reject(this.#end ?? new IsolateError('crash', 'The worker ended while it was starting.'));
      };
      this.#worker.once('error', (error) => {
        reject(endOf(error));
      });
      this.#worker.once('exit', over);
      this.#worker.on('message', (value: unknown) => {
        const message = readHostMessage(value);
        if (message?.kind === 'ready') resolve();
        else if (message?.kind === 'unusable') {
          const { failure } = message;
          const reason = `The worker's module cannot be used: ${failure.name}: ${failure.message}`;
          const error = new IsolateError('crash', reason);
          reject(error);
          void this.kill(error);
        } else if (message !== null) this.#settle(message);
      });
    });
  }

  #settle(
    message:
      | { kind: 'done'; runNumber: number; output: unknown }
      | { kind: 'failed'; runNumber: number; failure: Failure },
  ): void {
    const run = this.#run;
    if (run?.runNumber !== message.runNumber) return;
    if (message.kind === 'done') run.resolve(message.output);
    else run.reject(new IsolatedWorkError(message.failure));
  }
}
