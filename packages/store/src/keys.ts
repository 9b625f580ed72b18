// The one place that knows a Redis key. services/README.md shows the same keys as a table.
//
// What stands in braces is the hash tag: keys with the same tag lie in one slot of a Redis Cluster, so that one script
// may touch them all. A network has a tag of its own; feeds share one; sites, keys and networks share one. Texts carry
// none: no atomic step needs them, and they spread over the cluster.
import type { FeedId, NetworkId, SiteId } from '@maylike/articles';

/** Keys of what is known once: sites, networks, keys, the version of the data. */
export const controlKeys = {
  schema: 'ml:{control}:schema',
  migrating: 'ml:{control}:migrating',
  sites: 'ml:{control}:sites',
  siteNames: 'ml:{control}:site-names',
  networks: 'ml:{control}:networks',
  apiKeys: 'ml:{control}:api-keys',
  siteChanges: 'ml:{control}:site-changes',
  processes: 'ml:{control}:processes',
} as const;

/**
 * Keys of all feeds and of the hosts that they are on: one slot, because handing out what is due, where its host has
 * room, is one step.
 */
export const feedKeys = {
  /** Scripts add `due:`, `slots:`, `pages:` or `host:` and the name of a host: see `lua/include/host.lua`. */
  prefix: 'ml:{feeds}:',
  hosts: 'ml:{feeds}:hosts',
  due: 'ml:{feeds}:due',
  polls: 'ml:{feeds}:polls',
  urls: 'ml:{feeds}:urls',
  feed: (id: FeedId) => `ml:{feeds}:feed:${id}`,
  history: (id: FeedId) => `ml:{feeds}:history:${id}`,
  ofSite: (siteId: SiteId) => `ml:{feeds}:site:${siteId}`,
  letters: 'ml:{feeds}:letters',
  lettersByTime: 'ml:{feeds}:letters-by-time',
  lettersOf: (id: FeedId) => `ml:{feeds}:letters:${id}`,
  dueOf: (host: string) => `ml:{feeds}:due:${host}`,
  slotsOf: (host: string) => `ml:{feeds}:slots:${host}`,
  pagesOf: (host: string) => `ml:{feeds}:pages:${host}`,
  host: (host: string) => `ml:{feeds}:host:${host}`,
} as const;

/** The channel on which writers hear that a network's log has grown, or that a reindex or a draft was asked about. */
export const networkNewsChannel = 'ml:network-news';

/** The channel on which those who keep answers hear that a site's keys or settings changed. */
export const siteChangesChannel = 'ml:site-changes';

/** The channel on which askers hear that a draft's question is answered. */
export const askAnswersChannel = 'ml:ask-answers';

/** A text that is stored under the hash of the content it belongs to. */
export const textKey = (siteId: SiteId, hash: string): string => `ml:text:${siteId}:${hash}`;

/** How many pages of unknown addresses a site has asked for in one minute. */
export const unknownPagesKey = (siteId: SiteId, minute: number): string =>
  `ml:unknown:${siteId}:${minute}`;

/** How often somebody asked in one minute; who it is stands there as a keyed hash. */
export const quotaKey = (subject: string, minute: number): string =>
  `ml:quota:${subject}:${minute}`;

/** Keys of one network; all carry its hash tag. */
export interface NetworkKeys {
  readonly aliases: string;
  readonly numbers: string;
  readonly articlePrefix: string;
  readonly pending: string;
  readonly aside: string;
  readonly published: string;
  readonly terms: string;
  readonly log: string;
  readonly applied: string;
  readonly lease: string;
  readonly epoch: string;
  readonly generation: string;
  readonly generations: string;
  readonly listsPrefix: string;
  readonly reindex: string;
  readonly retouch: string;
  readonly changes: string;
  readonly asks: string;
  /** What a site's editors say. */
  signals(siteId: SiteId): string;
  /** What a site's readers open, by score. */
  trending(siteId: SiteId): string;
  /** What a site's readers saw and opened on one day (`2026-11-23`, UTC), by place. */
  events(siteId: SiteId, day: string): string;
  /** The same by article. */
  articleEvents(siteId: SiteId, day: string): string;
  answer(askId: string): string;
  article(number: number): string;
  guids(feedId: FeedId): string;
  lists(generation: string): string;
  best(generation: string): string;
  idf(generation: string): string;
  boilerplate(generation: string): string;
}

/** The keys of a network. */
export function networkKeys(id: NetworkId): NetworkKeys {
  const prefix = `ml:{n-${id}}:`;
  return {
    aliases: `${prefix}aliases`,
    numbers: `${prefix}numbers`,
    articlePrefix: `${prefix}article:`,
    pending: `${prefix}pending`,
    aside: `${prefix}aside`,
    published: `${prefix}published`,
    terms: `${prefix}terms`,
    log: `${prefix}log`,
    applied: `${prefix}applied`,
    lease: `${prefix}lease`,
    epoch: `${prefix}epoch`,
    generation: `${prefix}generation`,
    generations: `${prefix}generations`,
    listsPrefix: `${prefix}lists:`,
    reindex: `${prefix}reindex`,
    retouch: `${prefix}retouch`,
    changes: `${prefix}changes`,
    asks: `${prefix}asks`,
    signals: (siteId) => `${prefix}signals:${siteId}`,
    trending: (siteId) => `${prefix}trending:${siteId}`,
    events: (siteId, day) => `${prefix}events:${siteId}:${day}`,
    articleEvents: (siteId, day) => `${prefix}article-events:${siteId}:${day}`,
    answer: (askId) => `${prefix}answer:${askId}`,
    article: (number) => `${prefix}article:${number}`,
    guids: (feedId) => `${prefix}guids:${feedId}`,
    lists: (generation) => `${prefix}lists:${generation}`,
    best: (generation) => `${prefix}best:${generation}`,
    idf: (generation) => `${prefix}idf:${generation}`,
    boilerplate: (generation) => `${prefix}boilerplate:${generation}`,
  };
}
