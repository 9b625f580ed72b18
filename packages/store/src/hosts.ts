// The hosts that are asked: how much at once, how often, and what they said of it. Slots and tokens are counted in
// Redis, so that all processes together keep to them; a slot is a lease, so that a process that dies gives it back.
import { feedKeys } from './keys.js';
import { LuaScript, replyArray, replyInteger, replyText, type RedisClient } from './redis.js';

const takeSlotScript = new LuaScript('take-slot');
const releaseSlotScript = new LuaScript('release-slot');
const slowHostScript = new LuaScript('slow-host');

/** Pages in line for a host ask again one after the other, at most this often. */
const askAgainMsMin = 25;

/** How politely a host is treated. */
export interface HostPolicy {
  /** Requests under way at one time. */
  readonly requestsAtOnce: number;
  /** Milliseconds in which one request is earned; 0: as many as the slots carry. */
  readonly msPerRequest: number;
  /** Requests that may be saved up: the size of the token bucket. */
  readonly burst: number;
}

/** The policy of a host, by its name. */
export type PolicyOf = (host: string) => HostPolicy;

/** Why a host has no room: its slots are taken, its bucket is empty, feeds go first, or it wants to be left alone. */
export type NoRoom = 'slot' | 'token' | 'turn' | 'blocked';

/** What came of asking for a slot. */
export type SlotAnswer =
  | { readonly isTaken: true }
  | { readonly isTaken: false; readonly retryMs: number; readonly missing: NoRoom };

/** What is known of a host at a moment. */
export interface HostState {
  readonly host: string;
  /** Requests under way. */
  readonly underWay: number;
  /** Pages that wait for a slot. */
  readonly pagesWaiting: number;
  /** Until when nothing is asked, ms since the epoch, and why; null where it has not asked for that. */
  readonly blockedUntil: number | null;
  readonly blockedReason: string | null;
  /** What its robots.txt asks to wait between two requests; null where it says nothing. */
  readonly crawlDelayMs: number | null;
}

const noRooms: ReadonlySet<string> = new Set(['slot', 'token', 'turn', 'blocked']);
const isNoRoom = (text: string): text is NoRoom => noRooms.has(text);

/** A policy as scripts take it. */
export const policyArguments = ({ requestsAtOnce, msPerRequest, burst }: HostPolicy) =>
  [requestsAtOnce, msPerRequest, burst] as const;

/** All hosts. Feeds take their slots as they are handed out: see `Feeds`. */
export class Hosts {
  constructor(private readonly redis: RedisClient) {}

  /**
   * Takes a slot for a page, or for something that a person waits for (tokens and Retry-After do not count then).
   *
   * @param holder Who takes it; asking again as the same holder makes the lease longer and costs no token.
   * @returns Whether it was taken; else when to ask again, which is a place in the line of those who wait.
   */
  async take(
    host: string,
    kind: 'page' | 'person',
    holder: string,
    { now, leaseMs, policy }: { now: number; leaseMs: number; policy: HostPolicy },
  ): Promise<SlotAnswer> {
    const reply = await takeSlotScript.run(
      this.redis,
      [feedKeys.hosts],
      [
        ...[feedKeys.prefix, host, kind, holder, now, leaseMs],
        ...policyArguments(policy),
        askAgainMsMin,
      ],
    );
    const [ms, missing] = replyArray(takeSlotScript, reply);
    const why = replyText(takeSlotScript, missing);
    return isNoRoom(why)
      ? { isTaken: false, retryMs: replyInteger(takeSlotScript, ms), missing: why }
      : { isTaken: true };
  }

  /** Gives a slot back; one that nobody holds changes nothing. */
  async release(host: string, holder: string): Promise<void> {
    await releaseSlotScript.run(this.redis, [feedKeys.hosts], [feedKeys.prefix, host, holder]);
  }

  /** Leaves a host alone for a while: no feed or page of it is handed out before. A longer wish stands. */
  async block(host: string, now: number, ms: number, reason: string): Promise<void> {
    await this.slow(host, now, { blockMs: ms, reason });
  }

  /** Keeps a pause between two requests to a host, for as long as its robots.txt is believed. */
  async setDelay(host: string, now: number, delayMs: number, forMs: number): Promise<void> {
    await this.slow(host, now, { delayMs, forMs });
  }

  private async slow(
    host: string,
    now: number,
    wish: { blockMs?: number; reason?: string; delayMs?: number; forMs?: number },
  ): Promise<void> {
    const { blockMs = 0, reason = '', delayMs = 0, forMs = 0 } = wish;
    await slowHostScript.run(
      this.redis,
      [feedKeys.hosts],
      [feedKeys.prefix, host, now, Math.ceil(blockMs), reason, Math.ceil(delayMs), forMs],
    );
  }

  /** What is known of a host. */
  async state(host: string, now: number): Promise<HostState> {
    const [underWay, pagesWaiting, fields] = await Promise.all([
      this.redis.zcount(feedKeys.slotsOf(host), `(${now}`, '+inf'),
      this.redis.zcard(feedKeys.pagesOf(host)),
      this.redis.hgetall(feedKeys.host(host)),
    ]);
    const blockedUntil = Number(fields['blocked'] ?? 0);
    const isBlocked = blockedUntil > now;
    const hasDelay = Number(fields['delayUntil'] ?? 0) > now;
    return {
      host,
      underWay,
      pagesWaiting,
      blockedUntil: isBlocked ? blockedUntil : null,
      blockedReason: isBlocked ? (fields['why'] ?? '') : null,
      crawlDelayMs: hasDelay ? Number(fields['delay'] ?? 0) : null,
    };
  }
}
