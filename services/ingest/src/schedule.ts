// When a feed is polled next, and why, in words that an operator reads. Pure: the time and the luck are arguments.

const secondMs = 1_000;
const dayMs = 86_400_000;

/** A feed that asks for more is polled once a day all the same: news that is a day old is no news. */
const intervalMsMax = dayMs;
/** The shortest interval that an operator may ask for. */
const wishedSecondsMin = 1;
/** Polls that fell together drift apart: at most a tenth of the interval is added. */
const jitterShare = 0.1;
/** 2 to this power times the shortest interval is far beyond a day. */
const doublingsMax = 20;

/** What decides about any next poll. */
export interface ScheduleInput {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The operator's wish for this feed; it may go below the floor. */
  readonly pollEverySeconds: number | null;
  /** The floor of what the service chooses by itself. */
  readonly pollIntervalMinSeconds: number;
  /** From 0 to below 1. */
  readonly random: number;
}

/** When, and why. */
export interface NextPoll {
  readonly nextPollAt: number;
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

function next({ now, random }: ScheduleInput, { ms, reason }: Interval): NextPoll {
  const jitterMs = ms * jitterShare * random;
  return { nextPollAt: Math.round(now + ms + jitterMs), nextPollReason: reason };
}

function wishedInterval(pollEverySeconds: number): Interval {
  const seconds = Math.max(wishedSecondsMin, pollEverySeconds);
  return { ms: seconds * secondMs, reason: `every ${durationText(seconds)} as set for this feed` };
}

/** What the feed itself asks for, or null where that is less than the floor or nothing. */
function askedInterval(seconds: number | null, floorMs: number, words: string): Interval | null {
  if (seconds === null || seconds * secondMs <= floorMs) return null;
  const ms = Math.min(seconds * secondMs, intervalMsMax);
  const cut = ms < seconds * secondMs ? `, cut to ${durationText(ms / secondMs)}` : '';
  return { ms, reason: `${words} of ${durationText(seconds)}${cut}` };
}

/**
 * The next poll of a feed that answered: the operator's wish, else the longest of the floor, the feed's ttl and its
 * `Cache-Control: max-age`, the latter two up to a day.
 */
export function scheduleAfterSuccess(
  input: ScheduleInput,
  asked: { readonly ttlSeconds: number | null; readonly cacheMaxAgeSeconds: number | null },
): NextPoll {
  if (input.pollEverySeconds !== null) return next(input, wishedInterval(input.pollEverySeconds));
  const floorMs = input.pollIntervalMinSeconds * secondMs;
  const floor: Interval = {
    ms: floorMs,
    reason: `the shortest interval of ${durationText(input.pollIntervalMinSeconds)}`,
  };
  const candidates = [
    askedInterval(asked.ttlSeconds, floorMs, "feed's own ttl"),
    askedInterval(asked.cacheMaxAgeSeconds, floorMs, "server's max-age"),
  ];
  const longest = candidates.reduce<Interval>(
    (best, candidate) => (candidate !== null && candidate.ms > best.ms ? candidate : best),
    floor,
  );
  return next(input, longest);
}

/**
 * The next poll of a feed that failed: its interval doubled with each error in a row, up to a day, and never before the
 * server's `Retry-After`.
 *
 * @param errorsInRow This error included: 1 or more.
 */
export function scheduleAfterError(
  input: ScheduleInput,
  errorsInRow: number,
  failure: { readonly message: string; readonly retryAfterMs: number | null },
): NextPoll {
  const seconds =
    input.pollEverySeconds === null
      ? input.pollIntervalMinSeconds
      : Math.max(wishedSecondsMin, input.pollEverySeconds);
  const doubled = seconds * secondMs * 2 ** Math.min(errorsInRow, doublingsMax);
  const backoffMs = Math.min(doubled, intervalMsMax);
  const retryAfterMs = failure.retryAfterMs ?? 0;
  const asked =
    retryAfterMs > 0 ? `, asked to wait ${durationText(Math.round(retryAfterMs / secondMs))}` : '';
  return next(input, {
    ms: Math.max(backoffMs, retryAfterMs),
    reason: `error ${errorsInRow} in a row: ${failure.message}${asked}`,
  });
}
