// The beat: hands out the feeds that are due, wakes what has waited too long, and lets old articles go.
//
// Why it may run twice, at the same time, or die at any line:
// - a claimed feed has a lease: see `HandOut`;
// - an `index` job carries no articles: one too many finds nothing to do, one too few comes with the next beat;
// - an article that is expired already is not expired again.
import { indexBatchMax, type Queues } from '@maylike/queues';
import { windowStart, type Tools } from './tools.js';

/** Feeds of one beat: what a poll queue of any size takes in a second. */
const claimsMax = 100;
/** Polls that wait for each that may run: enough that no worker is idle until the next beat. */
const backlogPerWorkerMax = 4;
/** An article that waits for longer has lost its `index` job. */
const indexWaitMs = 10_000;
/** Articles that expire in one beat: a window that was made shorter must not hold up the feeds. */
const expiriesMax = 500;

export interface TickTools extends Pick<
  Tools,
  'store' | 'queues' | 'handOut' | 'logger' | 'meters' | 'windowDays' | 'now'
> {
  /** How many polls this process works on at once. */
  readonly concurrency: number;
}

/** What one beat did. */
export interface TickResult {
  readonly claimed: number;
  readonly indexJobs: number;
  readonly expired: number;
}

/** One beat. @throws Any error of the connection; the next beat does the same again. */
export async function runTick(tools: TickTools): Promise<TickResult> {
  const claimed = await claimFeeds(tools);
  const networkIds = await tools.store.sites.networkIds();
  const indexJobs = await wakeIndex(tools, networkIds);
  const expired = await expireArticles(tools, networkIds);
  return { claimed, indexJobs, expired };
}

/** Jobs of a queue that nobody has taken yet. */
async function waitingJobs(queues: Queues, name: 'poll' | 'index'): Promise<number> {
  return (await queues.counts(name))['waiting'] ?? 0;
}

async function claimFeeds({ queues, handOut, concurrency }: TickTools): Promise<number> {
  const room = backlogPerWorkerMax * concurrency - (await waitingJobs(queues, 'poll'));
  return await handOut.due(Math.min(claimsMax, room));
}

/** Adds the `index` jobs that are missing for what has waited; the networks that need fewest come first. */
async function wakeIndex(
  { store, queues, logger, now }: TickTools,
  networkIds: readonly string[],
): Promise<number> {
  const since = now() - indexWaitMs;
  const needs = await Promise.all(
    networkIds.map(async (networkId) => {
      const waiting = await store.pending.waitingSince(networkId, since);
      return { networkId, jobs: Math.ceil(waiting / indexBatchMax) };
    }),
  );
  const needed = needs.reduce((sum, { jobs }) => sum + jobs, 0);
  if (needed === 0) return 0;
  const missing = Math.max(0, needed - (await waitingJobs(queues, 'index')));
  let left = missing;
  // Jobs in the queue are not told apart by network. A small network's lost job must not wait for a large one's.
  for (const { networkId, jobs } of needs.toSorted((a, b) => a.jobs - b.jobs)) {
    const added = Math.min(jobs, left);
    if (added === 0) continue;
    await queues.addIndex(networkId, added * indexBatchMax);
    left -= added;
  }
  if (missing > 0) logger.info({ indexJobs: missing }, 'articles have waited: index jobs added');
  return missing;
}

async function expireArticles(tools: TickTools, networkIds: readonly string[]): Promise<number> {
  const { store, logger, meters } = tools;
  const since = windowStart(tools);
  if (since === null) return 0;
  let expired = 0;
  for (const networkId of networkIds) {
    if (expired >= expiriesMax) break;
    const { articles } = store;
    const numbers = await articles.publishedBefore(networkId, since, expiriesMax - expired);
    for (const { siteId, number } of await articles.cards(networkId, numbers)) {
      if (await articles.remove(networkId, siteId, number, 'expired')) expired += 1;
    }
  }
  meters.expired.inc(expired);
  if (expired > 0) logger.info({ articles: expired }, 'articles left the window');
  return expired;
}
