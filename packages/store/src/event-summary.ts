// Counts of events as a publisher reads them: how often what was seen is opened, by strategy, position and article. Pure.
import type { ArticleNumber } from '@maylike/articles';
import type { EventCounts, EventTotals } from './events.js';

/** Counts with their rate. */
export interface EventRates {
  readonly impressions: number;
  readonly viewables: number;
  readonly clicks: number;
  /** Clicks over viewable impressions; null without one. */
  readonly clickRate: number | null;
}

/** What was seen and opened. */
export interface EventSummary {
  readonly totals: EventRates;
  /** Most seen first. */
  readonly strategies: readonly ({ readonly strategy: string } & EventRates)[];
  /** From the first on. */
  readonly positions: readonly ({ readonly position: number } & EventRates)[];
  /** Each strategy at each position. */
  readonly places: readonly ({
    readonly strategy: string;
    readonly position: number;
  } & EventRates)[];
  /** Most opened first. */
  readonly articles: readonly ({ readonly number: ArticleNumber } & EventRates)[];
}

const rateDecimals = 1e4;

function ratesOf(counts: readonly EventCounts[]): EventRates {
  const sum = (of: (one: EventCounts) => number): number =>
    counts.reduce((all, one) => all + of(one), 0);
  const viewables = sum(({ viewable }) => viewable);
  const clicks = sum(({ click }) => click);
  return {
    impressions: sum(({ impression }) => impression),
    viewables,
    clicks,
    clickRate:
      viewables === 0 ? null : Math.round((clicks / viewables) * rateDecimals) / rateDecimals,
  };
}

/** @param articlesMax Of the articles so many are told. */
export function summaryOf({ places, articles }: EventTotals, articlesMax: number): EventSummary {
  const grouped = <Key extends string | number>(keyOf: (place: (typeof places)[number]) => Key) =>
    [...new Set(places.map(keyOf))].map((key) => {
      const own = places.filter((place) => keyOf(place) === key);
      return { key, rates: ratesOf(own.map(({ counts }) => counts)) };
    });
  return {
    totals: ratesOf(places.map(({ counts }) => counts)),
    strategies: grouped(({ strategy }) => strategy)
      .map(({ key, rates }) => ({ strategy: key, ...rates }))
      .sort((a, b) => b.impressions - a.impressions || (a.strategy < b.strategy ? -1 : 1)),
    positions: grouped(({ position }) => position)
      .map(({ key, rates }) => ({ position: key, ...rates }))
      .sort((a, b) => a.position - b.position),
    places: places
      .map(({ strategy, position, counts }) => ({ strategy, position, ...ratesOf([counts]) }))
      .sort(
        (a, b) =>
          (a.strategy < b.strategy ? -1 : Number(a.strategy > b.strategy)) ||
          a.position - b.position,
      ),
    articles: [...articles]
      .map(([number, counts]) => ({ number, ...ratesOf([counts]) }))
      .sort((a, b) => b.clicks - a.clicks || b.viewables - a.viewables || b.number - a.number)
      .slice(0, articlesMax),
  };
}
