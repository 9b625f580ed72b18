// What a network's lists are, and what they have to be.
import { expect } from '@jest/globals';
import { NetworkWriter, type Store, type StoredArticle } from '@maylike/store';
import { NeighbourIndex, selectTop, weigh, type NeighbourList } from '@maylike/tfidf';

/** A list may be shorter than the one computed from scratch, but not shorter than this. */
const listLengthMin = 48;
const pageSize = 1_000;

/** Lists as readers could tell them apart: addresses and scores, by the address of their article. */
export type ListsByUrl = ReadonlyMap<string, readonly (readonly [url: string, scoreE6: number])[]>;

/** All articles of a network that were ever published and are live. */
export async function liveArticles(store: Store, networkId: string): Promise<StoredArticle[]> {
  const articles: StoredArticle[] = [];
  for (;;) {
    const page = await store.articles.newest(
      networkId,
      Number.MAX_SAFE_INTEGER,
      pageSize,
      articles.length,
    );
    if (page.length === 0) return articles;
    articles.push(...(await store.articles.cards(networkId, page)));
  }
}

/** Expects that exactly these articles are there, each once, in the edition that was accepted or a later one. */
export async function expectOnce(
  store: Store,
  networkId: string,
  editionOf: ReadonlyMap<string, number>,
): Promise<void> {
  const live = await liveArticles(store, networkId);
  const slugs = live.map(({ card }) => card?.url.split('/').at(-1) ?? '');
  expect(slugs.toSorted()).toEqual([...editionOf.keys()].sort());
  for (const [place, { card }] of live.entries()) {
    const stored = Number(/, edition (\d+)$/.exec(card?.title ?? '')?.[1] ?? 1);
    expect(stored).toBeGreaterThanOrEqual(editionOf.get(slugs[place] ?? '') ?? 0);
  }
}

/** Reads only: it holds no lease. */
const readerOf = (store: Store, networkId: string): NetworkWriter =>
  new NetworkWriter(store.redis, networkId, 'test', 0);

/** The lists of the active generation. */
export async function listsOf(store: Store, networkId: string): Promise<ListsByUrl> {
  const articles = await liveArticles(store, networkId);
  const urlOf = new Map(articles.map(({ number, card }) => [number, card?.url ?? '']));
  const generation = (await store.networks.generation(networkId)) ?? '';
  const lists = await readerOf(store, networkId).lists(generation, [...urlOf.keys()]);
  return new Map(
    Array.from(lists, ([number, { entries }]) => {
      const list = entries.map((one) => [urlOf.get(one.number) ?? '', one.scoreE6] as const);
      return [urlOf.get(number) ?? '', list] as const;
    }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * Expects that every live article has a list, and that it is the beginning of the one computed from scratch, complete
 * or long enough, under the active generation's tables and from the terms that are stored.
 *
 * @returns How many lists there are.
 */
export async function expectRightLists(
  store: Store,
  networkId: string,
  setAside: ReadonlySet<number> = new Set(),
): Promise<number> {
  const reader = readerOf(store, networkId);
  const generation = (await store.networks.generation(networkId)) ?? '';
  const idf = await reader.generations.idf(generation);
  const articles = (await liveArticles(store, networkId)).filter(
    ({ number }) => !setAside.has(number),
  );
  const index = new NeighbourIndex();
  for (const { number, version } of articles) {
    const stored = await store.articles.terms(networkId, number, version);
    if (stored === null) throw new Error(`article ${number} has no terms`);
    const { publishedAt, terms } = stored;
    index.put({ number, version, publishedAt, vector: weigh(terms, idf) });
  }
  const lists = await reader.lists(
    generation,
    articles.map(({ number }) => number),
  );
  expect(lists.size).toBe(articles.length);
  for (const { number } of articles) {
    const stored = lists.get(number)?.entries.map((one) => [one.number, one.scoreE6]) ?? [];
    const wanted = scratch(index, number).entries.map((one) => [one.number, one.scoreE6]);
    expect(stored).toEqual(wanted.slice(0, stored.length));
    if (stored.length < wanted.length) expect(stored.length).toBeGreaterThanOrEqual(listLengthMin);
  }
  return lists.size;
}

function scratch(index: NeighbourIndex, number: number): NeighbourList {
  const vector = index.get(number)?.vector;
  if (vector === undefined) throw new Error(`article ${number} is not indexed`);
  return selectTop(index.query(vector, { exclude: number }));
}
