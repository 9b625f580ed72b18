/**
 * A pool of worker threads for work that may hang, eat memory or crash: parsers on bytes that a
 * stranger sent. Why threads and a timer in the parent: a loop cannot be interrupted from inside
 * its own thread, while `terminate()` stops even a regular expression; and a job that blocks the
 * event loop of a queue's process takes all of that process's other jobs down with it.
 *
 * What a thread does not contain: `process.abort()`, native crashes, and memory outside the
 * JavaScript heap (buffers); inputs must therefore be bounded in size before they come here.
 */
import { IsolateError } from './errors.js';
import { WarmWorker } from './warm-worker.js';

/** How an isolate works; all bounds are given by its owner. */
export interface IsolateOptions {
  /** `file:` URL of an ES module that the workers load once each. */
  module: string;
  /** Name of the exported function: one structured-cloneable input to an output or a promise. */
  exportName: string;
  /** Most workers alive at once; further runs wait in order of arrival. */
  workersMax: number;
  /** Most time a run may take, not counting its wait in the queue or the worker's start. */
  timeoutMs: number;
  /** Most JavaScript heap (old generation) a worker may use, in megabytes. */
  heapMbMax: number;
}

/** What else an isolate may be told. */
export interface IsolateChecks<Output> {
  /**
   * Makes sure, in this thread, that an answer is an output; throws for what is none. Untrusted work
   * shares its thread with the code that answers, so without a check its type is only a promise.
   */
  checkOutput?: (answer: unknown) => Output;
}

interface WaitingRun<Output> {
  input: unknown;
  timeoutMs: number;
  resolve: (output: Output) => void;
  reject: (error: unknown) => void;
}

function assertPositive(name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`Isolate option ${name} must be a positive number, not ${value}.`);
  }
}

/**
 * Runs one exported function in worker threads. Workers are spawned when first needed, kept warm,
 * and never keep the process alive while idle. A worker that was killed or crashed is replaced on
 * a later run; runs in other workers do not notice.
 */
export class Isolate<Input, Output> {
  readonly #options: IsolateOptions & IsolateChecks<Output>;
  readonly #idle: WarmWorker[] = [];
  readonly #busy = new Set<WarmWorker>();
  readonly #waiting: WaitingRun<Output>[] = [];
  #closed = false;

  /** Throws RangeError when a bound is not a positive number. Starts nothing. */
  constructor(options: IsolateOptions & IsolateChecks<Output>) {
    const { workersMax, timeoutMs, heapMbMax } = options;
    for (const [name, value] of Object.entries({ workersMax, timeoutMs, heapMbMax })) {
      assertPositive(name, value);
    }
    this.#options = { ...options, workersMax: Math.floor(Math.max(1, workersMax)) };
  }

  /**
   * Runs the work on a structured clone of `input` and resolves to a structured clone of what it
   * returned, checked if there is a check; a worker whose answer fails it is not used again. Rejects
   * with `IsolateError` (`timeout`, `memory`, `crash`, `closed`), with
   * `IsolatedWorkError` when the work itself threw, or with a `DataCloneError` for an input that
   * cannot be cloned. The queue is first in, first out, and unbounded: its owner bounds it.
   */
  run(input: Input, overrides: { timeoutMs?: number } = {}): Promise<Output> {
    const timeoutMs = overrides.timeoutMs ?? this.#options.timeoutMs;
    return new Promise<Output>((resolve, reject) => {
      assertPositive('timeoutMs', timeoutMs);
      if (this.#closed) throw new IsolateError('closed', 'The isolate is closed.');
      this.#waiting.push({ input, timeoutMs, resolve, reject });
      this.#startNext();
    });
  }

  /**
   * Ends all workers. Runs that wait and runs in progress reject with code `closed`, and so does
   * every later `run`. Resolves when the threads are over; closing twice is harmless.
   */
  async close(): Promise<void> {
    this.#closed = true;
    const reason = new IsolateError('closed', 'The isolate was closed.');
    for (const waiting of this.#waiting.splice(0)) waiting.reject(reason);
    const workers = [...this.#idle.splice(0), ...this.#busy];
    await Promise.all(workers.map((worker) => worker.kill(reason)));
  }

  #startNext(): void {
    if (this.#busy.size >= this.#options.workersMax) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    const worker = this.#takeIdle() ?? this.#spawn();
    this.#busy.add(worker);
    void this.#work(worker, next);
  }

  async #work(worker: WarmWorker, run: WaitingRun<Output>): Promise<void> {
    try {
      run.resolve(this.#outputOf(await worker.run(run.input, run.timeoutMs), worker));
    } catch (error) {
      run.reject(error);
    } finally {
      this.#busy.delete(worker);
      if (!worker.ended) this.#idle.push(worker);
      this.#startNext();
    }
  }

  #outputOf(answer: unknown, worker: WarmWorker): Output {
    const { checkOutput } = this.#options;
    // Unchecked, the answer is what the module's function returns; its owner names the type.
    if (checkOutput === undefined) return answer as Output;
    try {
      return checkOutput(answer);
    } catch (cause) {
      const error = new IsolateError('crash', 'The worker gave an answer that is none.', { cause });
      void worker.kill(error);
      throw error;
    }
  }

  #takeIdle(): WarmWorker | undefined {
    // The most recently used one is warmest; one that died while idle is forgotten.
    for (let worker = this.#idle.pop(); worker !== undefined; worker = this.#idle.pop()) {
      if (!worker.ended) return worker;
    }
    return undefined;
  }

  #spawn(): WarmWorker {
    const { module, exportName, heapMbMax } = this.#options;
    return new WarmWorker({ module, exportName }, heapMbMax);
  }
}
