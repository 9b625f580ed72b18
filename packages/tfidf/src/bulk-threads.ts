/** Worker threads that share the rows of a bulk run, a block of rows at a time. */
import { Worker } from 'node:worker_threads';
import type { BulkPlan } from './bulk-rows.js';
import type { BulkWorkerData } from './bulk-worker.js';
import { TfidfError } from './errors.js';

/** The compiled worker, from the sources as well as from `dist`. */
const workerUrl = new URL('../dist/bulk-worker.js', import.meta.url);

/** One thread: at most one block at a time is asked of it. */
class BulkThread {
  readonly #worker: Worker;
  #settle: { resolve: (found: Uint32Array) => void; reject: (error: Error) => void } | undefined;
  #failure: Error | undefined;

  constructor(data: BulkWorkerData) {
    this.#worker = new Worker(workerUrl, { workerData: data });
    this.#worker.on('message', (found: Uint32Array) => {
      this.#settle?.resolve(found);
    });
    this.#worker.on('error', (cause) => {
      this.#fail(new TfidfError('worker_failed', 'a thread of the bulk run failed', { cause }));
    });
    this.#worker.on('exit', (code) => {
      this.#fail(new TfidfError('worker_failed', `a thread of the bulk run ended with ${code}`));
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#settle?.reject(this.#failure);
  }

  find(from: number, to: number): Promise<Uint32Array> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      if (this.#failure === undefined) this.#worker.postMessage({ from, to });
      else reject(this.#failure);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

/**
 * Has all blocks of `blockRows` rows found by the threads of a plan; hands them over in order, waiting for each call.
 * A thread is at most `aheadMax` blocks ahead of what was handed over, so that a slow reader bounds the memory.
 *
 * @throws TfidfError `worker_failed`; what `onBlock` throws. All threads have ended in either case.
 */
export async function findByThreads(
  plan: BulkPlan,
  blockRows: number,
  onBlock: (from: number, found: Uint32Array) => Promise<void>,
): Promise<void> {
  const rows = plan.rows;
  const threads = plan.workspaces.map((_, thread) => new BulkThread({ plan, thread }));
  const aheadMax = 3 * threads.length;
  const idle = [...threads];
  const pending = new Map<number, Promise<Uint32Array>>();
  let nextFrom = 0;
  let handedOver = 0;
  const ask = (): void => {
    while (nextFrom < rows && nextFrom < handedOver + aheadMax * blockRows) {
      const thread = idle.pop();
      if (thread === undefined) return;
      const found = thread.find(nextFrom, Math.min(rows, nextFrom + blockRows));
      pending.set(nextFrom, found);
      nextFrom += blockRows;
      const free = (): void => {
        idle.push(thread);
        ask();
      };
      // A failure is seen by the loop below, which waits for every block in turn.
      found.then(free, () => undefined);
    }
  };
  try {
    for (; handedOver < rows; handedOver += blockRows) {
      ask();
      const found = await pending.get(handedOver);
      pending.delete(handedOver);
      if (found !== undefined) await onBlock(handedOver, found);
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}
