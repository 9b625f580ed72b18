// When a feed is polled next, and why, in words that an operator reads. Pure: the time is an argument, and luck is a
// number that belongs to the feed, so that the same poll always gives the same answer.
//
//   as set by a person ─ else the longest of ─┬ half the time between two items, within [shortest, 12 × shortest]
//                                             ├ the feed's ttl, or its own period where its items do not come faster
//                                             └ Cache-Control or Expires                          (up to a day each)
//   then up to a tenth later, by the feed; then out of the hours and days that the feed skips
//
//   after an error: doubled with each in a row, up to a day, never before Retry-After; after 410: never
import type { FeedWishes } from '@maylike/store';

const secondMs = 1_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A feed that asks for more is polled once a day all the same: news that is a day old is no news. */
const intervalMsMax = dayMs;
/** No next poll is later than this, whatever hours and days a feed skips: a long weekend. */
export const waitMsMax = 3 * dayMs;
/**
 * A quiet feed is polled at least once in this many shortest intervals, an hour by default: what comes after a long
 * silence is often the greatest news, and a feed that has not changed costs a 304.
 */
const quietIntervalsMax = 12;
/** A feed is looked at twice in the mean time between two items: half of them wait for less than a quarter of it. */
const looksPerItem = 2;
/** The shortest interval that an operator may ask for. */
const wishedSecondsMin = 1;
/** Polls that fell together drift apart: at most this share of the interval is added. */
const jitterShare = 0.1;
/** Feeds that fail together (their host is down) drift apart faster. */
const jitterShareAfterError = 0.25;
/** Feeds that wait for the same hour to begin spread over its first minutes. */
const hourSpreadMs = 600_000;
/** 2 to this power times the shortest interval is far beyond a day. */
const doublingsMax = 20;
/** What safe-fetch believes of a Retry-After; held here too, because a feed must never be left alone for longer. */
const retryAfterMsMin = 60_000;
const retryAfterMsMax = dayMs;

/** What decides about any next poll. */
export interface ScheduleInput {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The operator's wish for this feed; it may go below the floor. */
  readonly pollEverySeconds: number | null;
  /** The floor of what the service chooses by itself. */
  readonly pollIntervalMinSeconds: number;
  /** The feed's share of luck, from 0 to below 1: see `jitterOf`. */
  readonly jitter: number;
}

/** What the feed and its server ask for. */
export interface Asked {
  readonly wishes: FeedWishes;
  /** For how long the answer may be kept, by its headers; null where they say nothing. */
  readonly cacheMaxAgeSeconds: number | null;
}

/** When, and why. */
export interface NextPoll {
  /** Null: never again, until a person resumes the feed. */
  readonly nextPollAt: number | null;
  readonly nextPollReason: string;
}

interface Interval {
  readonly ms: number;
  readonly reason: string;
}

/** Seconds in the largest unit that needs no fraction: `90 s`, `5 min`, `1 h`, `2 d`. */
export function durationText(seconds: number): string {
  if (seconds >= 86_400 && seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds >= 3_600 && seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  if (seconds >= 120 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${Math.round(seconds)} s`;
}

/** Like {@link durationText}, for what was measured: to two digits or so. */
function roughDurationText(seconds: number): string {
  if (seconds >= 2 * 86_400) return `${Math.round(seconds / 86_400)} d`;
  if (seconds >= 2 * 3_600) return `${Math.round(seconds / 3_600)} h`;
  if (seconds >= 120) return `${Math.round(seconds / 60)} min`;
  return `${Math.max(1, Math.round(seconds))} s`;
}

/** A number from 0 to below 1 that belongs to a feed: FNV-1a of its id. */
export function jitterOf(feedId: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < feedId.length; i += 1) {
    hash = Math.imul(hash ^ feedId.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) / 2 ** 32;
}

/**
 * The next poll of a feed that answered: the operator's wish, else what its items, the feed and its server say.
 *
 * @returns Never sooner than the shortest interval, never later than {@link waitMsMax}; where a person set the
 * interval, that and up to a tenth more.
 */
export function scheduleAfterSuccess(input: ScheduleInput, asked: Asked): NextPoll {
  const { now, jitter, pollEverySeconds } = input;
  if (pollEverySeconds !== null) {
    const { ms, reason } = wishedInterval(pollEverySeconds);
    return {
      nextPollAt: Math.round(now + ms * (1 + jitterShare * jitter)),
      nextPollReason: reason,
    };
  }
  const { ms, reason } = longest([
    ownInterval(input, asked.wishes),
    ...askedIntervals(input, asked),
  ]);
  const at = now + ms * (1 + jitterShare * jitter);
  const later = afterSkips(at, asked.wishes, now + waitMsMax, jitter);
  const why = later === at ? reason : `${reason}; later, because of the hours or days it skips`;
  return { nextPollAt: Math.round(later), nextPollReason: why };
}

/**
 * The next poll of a feed that failed: its interval doubled with each error in a row, up to a day, and never before the
 * server's `Retry-After` (believed from a minute to a day). So a feed that works again is found within about a day.
 *
 * @param errorsInRow This error included: 1 or more.
 */
export function scheduleAfterError(
  input: ScheduleInput,
  errorsInRow: number,
  failure: {
    readonly message: string;
    readonly httpStatus: number | null;
    readonly retryAfterMs: number | null;
  },
): NextPoll {
  const { now, jitter } = input;
  if (failure.httpStatus === 410) {
    const reason = 'stopped: its server says that it is gone for good (HTTP 410)';
    return { nextPollAt: null, nextPollReason: reason };
  }
  const seconds =
    input.pollEverySeconds === null
      ? input.pollIntervalMinSeconds
      : Math.max(wishedSecondsMin, input.pollEverySeconds);
  const doubled = seconds * secondMs * 2 ** Math.min(errorsInRow, doublingsMax);
  const backoffMs = Math.min(doubled, intervalMsMax);
  const retryAfterMs =
    failure.retryAfterMs === null
      ? 0
      : Math.min(Math.max(failure.retryAfterMs, retryAfterMsMin), retryAfterMsMax);
  const asked =
    retryAfterMs > 0 ? `, asked to wait ${durationText(Math.round(retryAfterMs / secondMs))}` : '';
  const ms = Math.max(backoffMs, retryAfterMs) * (1 + jitterShareAfterError * jitter);
  return {
    nextPollAt: Math.round(now + ms),
    nextPollReason: `error ${errorsInRow} in a row: ${failure.message}${asked}`,
  };
}

function longest(intervals: readonly (Interval | null)[]): Interval {
  return intervals.reduce<Interval>(
    (best, interval) => (interval !== null && interval.ms > best.ms ? interval : best),
    { ms: 0, reason: '' },
  );
}

function wishedInterval(pollEverySeconds: number): Interval {
  const seconds = Math.max(wishedSecondsMin, pollEverySeconds);
  return { ms: seconds * secondMs, reason: `every ${durationText(seconds)} as set for this feed` };
}

/** What the feed's items say, within the floor and some floors. */
function ownInterval({ now, pollIntervalMinSeconds }: ScheduleInput, wishes: FeedWishes): Interval {
  const floorMs = pollIntervalMinSeconds * secondMs;
  const floor = {
    ms: floorMs,
    reason: `the shortest interval of ${durationText(pollIntervalMinSeconds)}`,
  };
  const everyMs = publishEveryMs(wishes, now);
  if (everyMs === null || everyMs / looksPerItem <= floorMs) return floor;
  const ceilingMs = Math.min(floorMs * quietIntervalsMax, intervalMsMax);
  const ms = Math.max(floorMs, Math.min(everyMs / looksPerItem, ceilingMs));
  return { ms, reason: `an item comes about every ${roughDurationText(everyMs / secondMs)}` };
}

/** The mean time between two items of late, as it looks now: silence counts. */
function publishEveryMs({ published }: FeedWishes, now: number): number | null {
  if (published === null) return null;
  return Math.max(0, now - published.since) / Math.max(1, published.items);
}

function askedIntervals(input: ScheduleInput, { wishes, cacheMaxAgeSeconds }: Asked) {
  const { ttlSeconds, updatePeriodSeconds } = wishes;
  const floorMs = input.pollIntervalMinSeconds * secondMs;
  const everyMs = publishEveryMs(wishes, input.now);
  // Many systems write "hourly" into every feed. It is a statement, not a wish: items that come faster refute it.
  const isRefuted =
    updatePeriodSeconds !== null && everyMs !== null && everyMs < updatePeriodSeconds * secondMs;
  // The parser lets the period stand for a ttl that is missing.
  const ttl = ttlSeconds === updatePeriodSeconds ? null : ttlSeconds;
  return [
    askedInterval(ttl, floorMs, "the feed's own ttl"),
    askedInterval(isRefuted ? null : updatePeriodSeconds, floorMs, "the feed's own update period"),
    askedInterval(cacheMaxAgeSeconds, floorMs, "the server's max-age"),
  ];
}

/** What is asked for, or null where that is less than the floor or nothing. */
function askedInterval(seconds: number | null, floorMs: number, words: string): Interval | null {
  if (seconds === null || seconds * secondMs <= floorMs) return null;
  const ms = Math.min(seconds * secondMs, intervalMsMax);
  const cut = ms < seconds * secondMs ? `, cut to ${durationText(ms / secondMs)}` : '';
  return { ms, reason: `${words} of ${durationText(seconds)}${cut}` };
}

/** The first time from `at` on that is not skipped, but `latest` at most. At most as many steps as hours to `latest`. */
function afterSkips(
  at: number,
  { skipHours, skipDays }: FeedWishes,
  latest: number,
  jitter: number,
): number {
  const isSkipped = (time: number): boolean => {
    const date = new Date(time);
    return skipHours.includes(date.getUTCHours()) || skipDays.includes(date.getUTCDay());
  };
  if (!isSkipped(at)) return at;
  let hour = (Math.floor(at / hourMs) + 1) * hourMs;
  while (hour < latest && isSkipped(hour)) hour += hourMs;
  return Math.min(hour + hourSpreadMs * jitter, latest);
}
