// Pages and visits ask their host for a slot, as feeds do when they are handed out. Who is refused does not hold a
// worker while it waits: its job goes back to its queue until its place in the host's line comes.
import { LaterError } from '@maylike/queues';
import { FetchError } from '@maylike/safe-fetch';
import { hostOf } from '@maylike/store';
import { failureOf } from './errors.js';
import type { Attempt, Tools } from './tools.js';

/** A robots.txt and a page, 20 s each, and some more. */
const slotLeaseMs = 60_000;

type SlotTools = Pick<Tools, 'store' | 'politeness' | 'handOut' | 'meters' | 'now'>;

/**
 * Asks a host for something while a slot of it is held, and keeps what the host says of being asked.
 *
 * @param kind See `Hosts.take`.
 * @throws LaterError while the host has no room, and whatever the work throws.
 */
export async function withSlot<Result>(
  url: string,
  kind: 'page' | 'person',
  { store, politeness, handOut, meters, now }: SlotTools,
  { jobId }: Pick<Attempt, 'jobId'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const host = hostOf(url);
  const holder = `${kind}:${jobId}`;
  const terms = { now: now(), leaseMs: slotLeaseMs, policy: politeness.of(host) };
  const answer = await store.hosts.take(host, kind, holder, terms);
  if (!answer.isTaken) {
    meters.deferred.inc({ missing: answer.missing });
    if (answer.missing === 'turn') await handOut.ofHost(host);
    throw new LaterError(answer.retryMs, `${host} has no room: ${answer.missing}`);
  }
  try {
    return await work();
  } catch (error) {
    const failure = error instanceof FetchError ? failureOf(error) : null;
    if (failure !== null) await politeness.heed(store.hosts, host, failure, now());
    throw error;
  } finally {
    await store.hosts.release(host, holder);
  }
}
