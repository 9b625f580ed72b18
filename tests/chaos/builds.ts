// How far reindexes are, for tests that strike at a certain point of them.
import type { NetworkId } from '@maylike/articles';
import type { Queues } from '@maylike/queues';
import type { Store } from '@maylike/store';
import { until } from '../support/system.js';
import type { Rig } from './rig.js';

/** Resolves when a request after `before` has done a share of its lists and is still running. @returns The share. */
export async function untilShare(
  store: Store,
  networkId: NetworkId,
  before: string | undefined,
  share: number,
): Promise<number> {
  for (;;) {
    const progress = await store.networks.reindexProgress(networkId);
    if (progress === null || progress.id === before || progress.total === 0) continue;
    const done = progress.done / progress.total;
    if (progress.state === 'running' && done >= share) return done;
    if (progress.state === 'done')
      throw new Error(`the reindex of ${networkId} was over before it could be struck`);
  }
}

/** Resolves when nothing of a network's reindex is under way. */
export async function untilIdle({ store }: Rig, networkId: NetworkId): Promise<void> {
  await until(
    'the reindex to end',
    async () => {
      const state = (await store.networks.reindexProgress(networkId))?.state;
      return state === 'done' || state === 'failed';
    },
    240_000,
  );
}

/** Looks until it is over. @returns The most generations of one network that were being built at one moment. */
export async function mostBuildsAtOnce(
  store: Store,
  networkIds: readonly NetworkId[],
  isOver: () => boolean,
): Promise<number> {
  let most = 0;
  while (!isOver()) {
    for (const id of networkIds) {
      const building = (await store.networks.generations(id)).filter(
        ({ state }) => state === 'building',
      );
      most = Math.max(most, building.length);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return most;
}

/** By how much each run of cron's that was begun was late, ms, oldest first. */
export async function cronRuns({ queues }: { readonly queues: Queues }): Promise<number[]> {
  const queue = queues.all().find(({ name }) => name === 'reindex');
  const jobs = (await queue?.getJobs(['completed', 'active'])) ?? [];
  return jobs
    .filter(({ name }) => name === 'every-network')
    .map(({ id, processedOn }) => ({
      at: Number(id?.split(':').at(-1)),
      begunAt: processedOn ?? 0,
    }))
    .sort((a, b) => a.at - b.at)
    .map(({ at, begunAt }) => begunAt - at);
}
