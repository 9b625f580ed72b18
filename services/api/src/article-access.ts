// Which article a publisher means, by an address of its own site's or by an id of its network's.
import { isOwnUrl, type Site } from '@maylike/articles';
import type { Store, StoredArticle } from '@maylike/store';
import { fieldProblem, ProblemError } from './errors.js';
import { canonicalOrRefuse } from './parameters.js';

/**
 * The article of an address.
 *
 * @param field What a problem names.
 * @throws ProblemError `request_invalid`, `article_unknown` or `url_foreign`.
 */
export async function articleByUrl(
  store: Store,
  site: Site,
  given: string,
  field = 'url',
): Promise<StoredArticle> {
  const url = canonicalOrRefuse(field, given);
  const found = await store.articles.find(site.networkId, { siteId: site.id, url });
  if (found !== null) return found.article;
  throw isOwnUrl(url, site.origins)
    ? fieldProblem('article_unknown', field, 'no article is known under this address')
    : fieldProblem('url_foreign', field, "is not on one of the site's own domains");
}

/** A canonical address of the site's own. @throws ProblemError `request_invalid` or `url_foreign`. */
export function ownUrlOrRefuse(site: Site, given: string, field = 'url'): string {
  const url = canonicalOrRefuse(field, given);
  if (isOwnUrl(url, site.origins)) return url;
  throw fieldProblem('url_foreign', field, "is not on one of the site's own domains");
}

/** The article of an id. @throws ProblemError `article_unknown`. */
export async function articleById(store: Store, site: Site, id: string): Promise<StoredArticle> {
  const found = await store.articles.find(site.networkId, { id });
  if (found === null) throw new ProblemError('article_unknown');
  return found.article;
}
