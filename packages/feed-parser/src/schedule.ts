/**
 * When a feed asks to be polled: RSS 2.0's `ttl`, `skipHours` and `skipDays`
 * (https://www.rssboard.org/rss-specification) and the syndication module of RSS 1.0
 * (https://web.resource.org/rss/1.0/modules/syndication/). Wishes, which a scheduler may follow.
 */
import { parseFeedDate } from './dates.js';
import { skipsReadMax, ttlSecondsMax, updatePeriodSecondsMin } from './limits.js';
import type { FeedSchedule, RawSchedule } from './types.js';

const daySeconds = 86_400;

const periodSeconds = new Map([
  ['hourly', 3_600],
  ['daily', daySeconds],
  ['weekly', 7 * daySeconds],
  ['monthly', 30 * daySeconds],
  ['yearly', 365 * daySeconds],
]);

const dayNames = 'sun mon tue wed thu fri sat'.split(' ');

/** A whole number without a sign, or null. */
function wholeNumber(raw: string | undefined): number | null {
  return /^\s*\d{1,9}\s*$/.test(raw ?? '') ? Number(raw) : null;
}

/** Those of `0` to `outOf - 1` that are named; none where nothing would be left to poll in. */
function skipped(named: readonly (number | null)[], outOf: number): number[] {
  const all = Array.from({ length: outOf }, (_, number) => number);
  const skips = all.filter((number) => named.includes(number));
  return skips.length === outOf ? [] : skips;
}

/** Midnight is 0, and 24 to feeds that follow RSS 0.91. */
function hourOf(raw: string): number | null {
  const hour = wholeNumber(raw);
  return hour === 24 ? 0 : hour;
}

function dayOf(raw: string): number | null {
  const day = dayNames.indexOf(raw.trim().slice(0, 3).toLowerCase());
  return day === -1 ? null : day;
}

/** The period of change; both of its parts have a default, so one of them is enough. */
function updatePeriodOf({ updatePeriod, updateFrequency }: RawSchedule): number | null {
  if (updatePeriod === undefined && updateFrequency === undefined) return null;
  const period = periodSeconds.get((updatePeriod ?? 'daily').trim().toLowerCase());
  const times = wholeNumber(updateFrequency ?? '1');
  if (period === undefined || times === 0) return null;
  const seconds = Math.round(period / (times ?? 1));
  return Math.min(Math.max(seconds, updatePeriodSecondsMin), ttlSecondsMax);
}

/** Reads what a feed says of its schedule; what is not to be believed is left out. */
export function readSchedule(raw: RawSchedule): FeedSchedule {
  const updatePeriodSeconds = updatePeriodOf(raw);
  const ttlMinutes = wholeNumber(raw.ttlMinutes) ?? 0;
  return {
    ttlSeconds: ttlMinutes > 0 ? Math.min(ttlMinutes * 60, ttlSecondsMax) : updatePeriodSeconds,
    updatePeriodSeconds,
    updateBase: parseFeedDate(raw.updateBase ?? ''),
    skipHours: skipped(raw.skipHours.slice(0, skipsReadMax).map(hourOf), 24),
    skipDays: skipped(raw.skipDays.slice(0, skipsReadMax).map(dayOf), 7),
  };
}
