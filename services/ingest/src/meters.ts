import { Counter, Histogram, type Metrics } from '@maylike/runtime';

/** What this service counts. Labels are codes of bounded sets, never addresses. */
export type Meters = ReturnType<typeof createMeters>;

/** Registers the service's metrics; once a registry. */
export function createMeters({ registry }: Metrics) {
  const registers = [registry];
  return {
    claimed: new Counter({
      name: 'maylike_feeds_claimed_total',
      help: 'Feeds handed out to be polled',
      registers,
    }),
    polls: new Counter({
      name: 'maylike_polls_total',
      help: 'Polls by outcome: changed, unchanged, not_modified, superseded, or the code of an error',
      labelNames: ['outcome'],
      registers,
    }),
    pollSeconds: new Histogram({
      name: 'maylike_poll_seconds',
      help: 'Time of one poll, from reading the feed to ending the poll',
      buckets: [0.05, 0.2, 0.5, 1, 2, 5, 10, 20, 40],
      registers,
    }),
    articles: new Counter({
      name: 'maylike_articles_upserted_total',
      help: 'Articles written or found unchanged, by what the store did',
      labelNames: ['status'],
      registers,
    }),
    itemsSkipped: new Counter({
      name: 'maylike_items_skipped_total',
      help: 'Items of feeds that did not become articles, by reason',
      labelNames: ['reason'],
      registers,
    }),
    letters: new Counter({
      name: 'maylike_dead_letters_total',
      help: 'Items and bodies that could not be read, each time that a poll met them',
      registers,
    }),
    feedsMoved: new Counter({
      name: 'maylike_feeds_moved_total',
      help: 'Feeds whose address was replaced because they had moved for good',
      registers,
    }),
    deferred: new Counter({
      name: 'maylike_requests_deferred_total',
      help: 'Pages and visits that waited for their host, by what was missing: slot, token, turn, blocked',
      labelNames: ['missing'],
      registers,
    }),
    pages: new Counter({
      name: 'maylike_pages_total',
      help: 'Article pages by why they were looked at and what came of it',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    pageSeconds: new Histogram({
      name: 'maylike_page_seconds',
      help: 'Time of one page',
      buckets: [0.05, 0.2, 0.5, 1, 2, 5, 10, 20, 40],
      registers,
    }),
    expired: new Counter({
      name: 'maylike_articles_expired_total',
      help: 'Articles that left the window',
      registers,
    }),
  };
}
