// Hands feeds out to be polled: those that are due and whose hosts have room. On the beat, and whenever a host gets a
// slot back: a host with many feeds is worked through at its own pace and not at that of the beat.
//
// A claim lasts for as long as it takes to add the job; the job's lease follows. A process that dies between the two holds
// up its feeds, and their hosts, for no longer than the claim. One that dies after the job was added leaves a feed that is
// claimed again: the older of its two jobs finds a higher poll number, and does nothing.
import type { Queues } from '@maylike/queues';
import type { Logger } from '@maylike/runtime';
import type { ClaimedFeed, Store } from '@maylike/store';
import type { MemoryGate } from './memory-gate.js';
import type { Meters } from './meters.js';
import type { Politeness } from './politeness.js';

/** Longer than two commands take on a Redis that is slow, and short beside any feed's interval. */
export const claimLeaseMs = 10_000;
/** Longer than any poll takes: a fetch of 20 s, a parse of 10 s, the writes, and the wait in the queue before. */
export const feedLeaseMs = 120_000;

/** What it works with. */
export interface HandOutTools {
  readonly store: Store;
  readonly queues: Queues;
  readonly logger: Logger;
  readonly meters: Pick<Meters, 'claimed'>;
  readonly memory: Pick<MemoryGate, 'isShort'>;
  readonly politeness: Politeness;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Hands out feeds. Several processes may do it at once: a feed falls to one of them, because the claim is one script. */
export class HandOut {
  constructor(private readonly tools: HandOutTools) {}

  /** Hands out at most `max` feeds. @returns How many. @throws Any error of the connection. */
  async due(max: number): Promise<number> {
    const { store, memory, politeness, now } = this.tools;
    if (max <= 0 || (await memory.isShort())) return 0;
    return await this.add(await store.feeds.claimDue(now(), claimLeaseMs, max, politeness.of));
  }

  /** Hands out what is due of one host, which has just got a slot back. @throws Any error of the connection. */
  async ofHost(host: string): Promise<number> {
    const { store, memory, politeness, now } = this.tools;
    if (await memory.isShort()) return 0;
    const max = politeness.of(host).requestsAtOnce;
    return await this.add(
      await store.feeds.claimOf([host], now(), claimLeaseMs, max, politeness.of),
    );
  }

  private async add(claimed: readonly ClaimedFeed[]): Promise<number> {
    const { store, queues, meters, logger, politeness, now } = this.tools;
    if (claimed.length === 0) return 0;
    await queues.addPolls(claimed);
    // In one pipeline. What has been worked to its end meanwhile keeps its end.
    await Promise.all(
      claimed.map((poll) => store.feeds.leasePoll(poll, now(), feedLeaseMs, politeness)),
    );
    meters.claimed.inc(claimed.length);
    logger.debug({ feeds: claimed.length }, 'feeds handed out');
    return claimed.length;
  }
}
