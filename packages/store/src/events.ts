// What readers see and open, in numbers: counts a site and day, and what is opened most now. Nothing of a reader is kept.
import type { ArticleId, ArticleNumber, NetworkId, Site, SiteId } from '@maylike/articles';
import { StoreError } from './errors.js';
import { networkKeys } from './keys.js';
import { LuaScript, replyInteger, type RedisClient } from './redis.js';

const countScript = new LuaScript('count-events');

/** An item was in a list that was rendered; half of it was in view for a second; it was opened. */
export const eventTypes = ['impression', 'viewable', 'click'] as const;
export type EventType = (typeof eventTypes)[number];

/** Counts of a day are kept for so long: a quarter can be compared with the one before. */
export const eventDaysKept = 190;
/** Of one day's articles so many counts are kept: three of each of three thousand articles. */
export const articleCountsMax = 9_000;
/** A click counts half after this time: an evening's interest is gone the next morning. */
export const trendingHalfLifeMs = 6 * 3_600_000;
/** Fewer clicks, decayed, are chance. */
export const trendingClicksMin = 3;
/** Articles whose clicks are remembered for trending, a site. */
export const trendingKeptMax = 500;
/** After four half-lives forty clicks are less than chance. */
const trendingLifeSeconds = 7 * 86_400;

/** One item that somebody saw or opened. */
export interface CountedEvent {
  readonly type: EventType;
  readonly articleId: ArticleId;
  /** In its list, from 1. */
  readonly position: number;
  /** Why it stood there. */
  readonly strategy: string;
}

/** How often; each viewable one was an impression before. */
export type EventCounts = Readonly<Record<EventType, number>>;

/** The counts of one place of lists. */
export interface PlaceCounts {
  readonly strategy: string;
  readonly position: number;
  readonly counts: EventCounts;
}

/** The counts of days, added up. */
export interface EventTotals {
  readonly places: readonly PlaceCounts[];
  readonly articles: ReadonlyMap<ArticleNumber, EventCounts>;
}

const noEvents: EventCounts = { impression: 0, viewable: 0, click: 0 };

/** A day as keys have it: `2026-11-23`, UTC. */
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** What readers of all sites do. */
export class Events {
  constructor(private readonly redis: RedisClient) {}

  /** Counts items; those of unknown articles do not count. @returns How many did. O(items). */
  async count(site: Site, items: readonly CountedEvent[], now: number): Promise<number> {
    if (items.length === 0) return 0;
    const keys = networkKeys(site.networkId);
    const day = dayOf(now);
    const reply = await countScript.run(
      this.redis,
      [
        keys.aliases,
        keys.events(site.id, day),
        keys.articleEvents(site.id, day),
        keys.trending(site.id),
      ],
      [
        ...[keys.articlePrefix, now / trendingHalfLifeMs],
        ...[eventDaysKept * 86_400, trendingLifeSeconds, articleCountsMax, trendingKeptMax],
        ...items.flatMap(({ type, articleId, position, strategy }) => [
          ...[type, articleId, position, strategy],
        ]),
      ],
    );
    return replyInteger(countScript, reply);
  }

  /** The numbers that a site's readers open most, most opened first. O(log articles + max). */
  async trending(
    networkId: NetworkId,
    siteId: SiteId,
    now: number,
    max: number,
  ): Promise<ArticleNumber[]> {
    const least = String(now / trendingHalfLifeMs + Math.log2(trendingClicksMin));
    const key = networkKeys(networkId).trending(siteId);
    const found = await this.redis.zrange(key, '+inf', least, 'BYSCORE', 'REV', 'LIMIT', 0, max);
    return found.map(Number);
  }

  /** What was counted on the days, added up; days without a count add nothing. O(days × counts). */
  async totals(site: Site, days: readonly string[]): Promise<EventTotals> {
    const keys = networkKeys(site.networkId);
    const places = new Map<string, PlaceCounts>();
    const articles = new Map<ArticleNumber, EventCounts>();
    for (const day of days) {
      const [byPlace, byArticle] = await Promise.all([
        this.redis.hgetall(keys.events(site.id, day)),
        this.redis.hgetall(keys.articleEvents(site.id, day)),
      ]);
      for (const [field, count] of Object.entries(byPlace)) {
        const [type = '', strategy = '', position = ''] = field.split(':');
        const place = `${strategy}:${position}`;
        const before = places.get(place)?.counts ?? noEvents;
        const counts = added(before, type, Number(count));
        places.set(place, { strategy, position: Number(position), counts });
      }
      for (const [field, count] of Object.entries(byArticle)) {
        const [number = '', type = ''] = field.split(':');
        const before = articles.get(Number(number)) ?? noEvents;
        articles.set(Number(number), added(before, type, Number(count)));
      }
    }
    return { places: [...places.values()], articles };
  }
}

function added(counts: EventCounts, type: string, count: number): EventCounts {
  const known = eventTypes.find((name) => name === type);
  if (known === undefined) throw new StoreError('data_corrupt', `event type ${type}`);
  return { ...counts, [known]: counts[known] + count };
}
