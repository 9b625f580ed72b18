// The `reindex` job: asks the network's writer for a new generation and waits until it is served, with progress.
//
// Why it may run twice: one request stands at a time; a second job finds the first one's and waits for the same end. A job
// that runs again, because its process died while it waited, finds its own request, which may well be done by then.
import { setTimeout as sleep } from 'node:timers/promises';
import type { NetworkId } from '@maylike/articles';
import { ParkError, type JobContext, type Queues } from '@maylike/queues';
import type { ReindexProgress, Store } from '@maylike/store';

const lookEveryMs = 250;

export interface ReindexJobOptions {
  readonly store: Store;
  readonly now: () => number;
}

/** Asks for a reindex of every network. */
export async function requestEveryNetwork(
  store: Store,
  queues: Queues,
  by: string,
): Promise<number> {
  const networkIds = await store.sites.networkIds();
  for (const networkId of networkIds) await queues.addReindex({ kind: 'network', networkId, by });
  return networkIds.length;
}

/**
 * Runs one reindex to its end.
 *
 * @throws ParkError when the writer refused it; the signal's reason when the service stops (the job runs again).
 */
export async function runReindexJob(
  networkId: NetworkId,
  by: string,
  context: Pick<JobContext, 'jobId' | 'progress' | 'signal'>,
  { store, now }: ReindexJobOptions,
): Promise<ReindexProgress | null> {
  const requestId = `reindex_job-${context.jobId}`;
  const request = await store.networks.requestReindex(networkId, by, now(), { requestId });
  for (;;) {
    const progress = await store.networks.reindexProgress(networkId);
    // Another request stands there: this one is done and was replaced.
    if (progress?.id !== request || progress.state === 'done') {
      await context.progress(100);
      return progress;
    }
    if (progress.state === 'failed') throw new ParkError(progress.message ?? 'the reindex failed');
    await context.progress(
      progress.total === 0 ? 0 : Math.floor((100 * progress.done) / progress.total),
    );
    await sleep(lookEveryMs, undefined, { signal: context.signal });
  }
}
