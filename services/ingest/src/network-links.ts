// Which of the pages that a body links to are worth keeping: those on the network's own sites. Another's page is never
// recommended, so a link to it is no label; and the pages of most bodies are others'. Pure.
import { articleIdOf, isOwnUrl, twinKeyUrl, type ArticleId, type Site } from '@maylike/articles';
import { linksMax } from '@maylike/store';
import { isFrontPage } from './page-content.js';

/** Finds the sites that links lead to, for bodies of one site. Remembers hosts, so it is made anew for each feed body. */
export class NetworkLinks {
  private readonly sites: readonly Site[];
  private readonly owners = new Map<string, Site | null>();

  /** @param sites All that are known; those of the site's network count, and a page that two of them own is its own. */
  constructor(site: Pick<Site, 'id' | 'networkId'>, sites: readonly Site[]) {
    const known = sites.filter(({ networkId }) => networkId === site.networkId);
    this.sites = known.toSorted((a, b) => Number(b.id === site.id) - Number(a.id === site.id));
  }

  /**
   * The alias keys of the pages that may be articles of the network: which ones are is asked when the links are used. Of
   * all keys of a page it is the one that it shares with its AMP and mobile twins, which every article is found by.
   *
   * @param urls Canonical, in the order of the text.
   * @returns Each once, in that order, at most as many as are kept.
   */
  idsOf(urls: readonly string[]): ArticleId[] {
    const ids = new Set<ArticleId>();
    for (const url of urls) {
      if (ids.size >= linksMax) break;
      const owner = this.ownerOf(url);
      if (owner !== null && !isFrontPage(url)) ids.add(articleIdOf(owner.id, twinKeyUrl(url)));
    }
    return [...ids];
  }

  private ownerOf(url: string): Site | null {
    const { origin } = new URL(url);
    const known = this.owners.get(origin);
    if (known !== undefined) return known;
    const owner = this.sites.find(({ origins }) => isOwnUrl(url, origins)) ?? null;
    this.owners.set(origin, owner);
    return owner;
  }
}
