/** A thread of a bulk run: is told a plan, then ranges of rows, and answers each with its neighbours. */
import { parentPort, workerData } from 'node:worker_threads';
import { RowFinder, type BulkPlan } from './bulk-rows.js';

/** What a thread is started with. */
export interface BulkWorkerData {
  readonly plan: BulkPlan;
  readonly thread: number;
}

const { plan, thread } = workerData as BulkWorkerData;
const finder = new RowFinder(plan, thread);

parentPort?.on('message', ({ from, to }: { from: number; to: number }) => {
  const found = finder.find(from, to);
  parentPort?.postMessage(found, [found.buffer as ArrayBuffer]);
});
