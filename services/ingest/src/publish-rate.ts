// How often a feed publishes, by the dates of its items. Pure.
import type { FeedItem } from '@maylike/feed-parser';
import type { FeedWishes } from '@maylike/store';

/** What is older says nothing of how often the feed publishes now. */
const lateMs = 14 * 86_400_000;
/** Fewer dates than this are no rhythm. */
const datesMin = 3;

/**
 * How many items came of late, and since when that counts.
 *
 * A body that reaches back further tells of the whole fortnight; a shorter one of the time since its oldest item. A
 * feed whose last item is older than that published one item since then.
 *
 * @param now Milliseconds since the epoch; later dates are not believed.
 * @returns Null where less than three items, or less than half of them, have a date. Linear.
 */
export function publishedOfLate(
  items: readonly Pick<FeedItem, 'publishedAt'>[],
  now: number,
): FeedWishes['published'] {
  const times = items
    .map(({ publishedAt }) => (publishedAt === null ? Number.NaN : Date.parse(publishedAt)))
    .filter((time) => time <= now);
  if (times.length < datesMin || times.length * 2 < items.length) return null;
  const late = times.filter((time) => time > now - lateMs);
  const oldest = times.reduce((least, time) => Math.min(least, time), now);
  const newest = times.reduce((most, time) => Math.max(most, time), 0);
  if (late.length === 0) return { items: 1, since: newest };
  return { items: late.length, since: late.length < times.length ? now - lateMs : oldest };
}
