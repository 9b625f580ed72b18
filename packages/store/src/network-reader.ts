import type { ArticleNumber, NetworkId, SiteId } from '@maylike/articles';
import type { ArticleReference, ArticleWithList } from './article-reader.js';
import type { StoredSignal } from './signals.js';
import type { Store } from './store.js';
import type { StoredArticle } from './stored-article.js';

/** One network as answers are made of it: everything that is read, and nothing that changes anything. */
export interface NetworkReader {
  /** The article with its list under the active generation, or null. */
  readonly find: (reference: ArticleReference) => Promise<ArticleWithList | null>;
  /** What is shown of these articles, in one round trip; numbers without a record are left out. */
  readonly cards: (numbers: readonly ArticleNumber[]) => Promise<StoredArticle[]>;
  /** The numbers of each article's best neighbours under a generation, best first; one without a list is left out. */
  readonly best: (
    generation: string,
    numbers: readonly ArticleNumber[],
  ) => Promise<ReadonlyMap<ArticleNumber, readonly ArticleNumber[]>>;
  /** The newest live numbers published by a time, newest first. */
  readonly newest: (until: number, max: number) => Promise<ArticleNumber[]>;
  /** The numbers that a site's readers open most, most opened first. */
  readonly trending: (siteId: SiteId, now: number, max: number) => Promise<ArticleNumber[]>;
  /** What a site's editors say. */
  readonly signals: (siteId: SiteId) => Promise<StoredSignal[]>;
  /** The names of sites by id; unknown ids are left out. */
  readonly siteNames: (ids: readonly SiteId[]) => Promise<ReadonlyMap<SiteId, string>>;
}

/** A reader of one network. */
export function networkReader(
  { articles, events, signals, sites }: Pick<Store, 'articles' | 'events' | 'signals' | 'sites'>,
  networkId: NetworkId,
): NetworkReader {
  return {
    find: (reference) => articles.find(networkId, reference),
    cards: (numbers) => articles.cards(networkId, numbers),
    best: (generation, numbers) => articles.best(networkId, generation, numbers),
    newest: (until, max) => articles.newest(networkId, until, max),
    trending: (siteId, now, max) => events.trending(networkId, siteId, now, max),
    signals: (siteId) => signals.ofSite(networkId, siteId),
    siteNames: (ids) => sites.names(ids),
  };
}
