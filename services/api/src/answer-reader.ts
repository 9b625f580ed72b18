// One network, as ranking reads it.
import type { NetworkId } from '@maylike/articles';
import type { AnswerReader } from '@maylike/ranking';
import type { Store } from '@maylike/store';

/**
 * A reader of a network. An article's list counts as current when the article does not wait for its terms and the
 * network's writer has applied the whole log: an edit of the article is pending, or in the log, or in the list. While
 * the writer is behind with anything, lists of other articles are said not to be current either: a newcomer that belongs
 * into them may be what it is behind with.
 */
export function readerOfNetwork(store: Store, networkId: NetworkId): AnswerReader {
  const { articles, networks, pending, sites } = store;
  return {
    find: (reference) => articles.find(networkId, reference),
    cards: (numbers) => articles.cards(networkId, numbers),
    newest: (until, max) => articles.newest(networkId, until, max),
    siteNames: (ids) => sites.names(ids),
    isListCurrent: async (number) => {
      const waiting = await pending.amongWaiting(networkId, [number]);
      if (waiting.length > 0) return false;
      return await networks.hasApplied(networkId, await networks.logEnd(networkId));
    },
  };
}
