// How many of the links in articles' own bodies the lists of a generation show: what editors thought belongs together,
// said without being asked. Measured on a sample that is the same for every generation of one set of articles.
import type { ArticleNumber } from '@maylike/articles';
import type { NetworkWriter, Store } from '@maylike/store';

/** An article, and one that its body links to. */
export interface LinkedPair {
  readonly article: ArticleNumber;
  readonly linked: ArticleNumber;
}

/** How far down a list a linked article counts as shown: as many as an answer shows at most. */
const shownMax = 20;

/** Pairs measured: the share of so many is right to a point (one standard error), a fifth of what the gate looks for. */
const pairsMax = 2_000;

/** Pairs of one article: a round-up links to thirty, and would speak for ten articles that link to three. */
const pairsPerArticleMax = 5;

/** Articles asked for their links: where one in ten has any, there are enough pairs, and asking takes a second. */
const articlesAskedMax = 10_000;

/** Articles asked in one go: some milliseconds of the server's time. */
const articlesPerPage = 500;

/**
 * At most `max` of these numbers, spread over all of them, in an order that depends on nothing but the numbers: that of
 * their products with 2^32 / φ, modulo 2^32 (Knuth, The Art of Computer Programming, volume 3, 6.4), which lays
 * consecutive numbers out evenly. O(numbers + max log max).
 */
export function spread(numbers: readonly ArticleNumber[], max: number): ArticleNumber[] {
  const keyOf = (number: ArticleNumber): number => Math.imul(number, 0x9e37_79b1) >>> 0;
  const below = numbers.length <= max ? 2 ** 32 : (2 ** 32 * max) / numbers.length;
  return numbers
    .filter((number) => keyOf(number) < below)
    .sort((a, b) => keyOf(a) - keyOf(b))
    .slice(0, max);
}

/**
 * A sample of what the bodies of a network link to: live articles of other stories, both in the index.
 *
 * @param live Numbers of the articles in the index.
 * @throws Any error of the connection.
 */
export async function sampleLinks(
  store: Store,
  { networkId }: NetworkWriter,
  live: ReadonlySet<ArticleNumber>,
): Promise<LinkedPair[]> {
  const pairs: LinkedPair[] = [];
  const asked = spread([...live], articlesAskedMax);
  for (let at = 0; at < asked.length && pairs.length < pairsMax; at += articlesPerPage) {
    const page = asked.slice(at, at + articlesPerPage);
    const linkedFrom = await store.links.linkedFrom(networkId, page);
    for (const [article, linked] of linkedFrom) {
      const indexed = linked.filter((number) => live.has(number)).slice(0, pairsPerArticleMax);
      pairs.push(...indexed.map((number) => ({ article, linked: number })));
    }
  }
  return pairs.slice(0, pairsMax);
}

/**
 * The share of pairs whose linked article is among the first 20 of the article's list, 0 to 1; null without pairs.
 *
 * @throws Any error of the connection.
 */
export async function linkRecall(
  writer: NetworkWriter,
  generation: string,
  pairs: readonly LinkedPair[],
): Promise<number | null> {
  if (pairs.length === 0) return null;
  const numbers = [...new Set(pairs.map(({ article }) => article))];
  const shown = new Map<ArticleNumber, ReadonlySet<ArticleNumber>>();
  for (let at = 0; at < numbers.length; at += articlesPerPage) {
    const lists = await writer.lists(generation, numbers.slice(at, at + articlesPerPage));
    for (const [number, { entries }] of lists)
      shown.set(number, new Set(entries.slice(0, shownMax).map((entry) => entry.number)));
  }
  const found = pairs.filter(({ article, linked }) => shown.get(article)?.has(linked) === true);
  return found.length / pairs.length;
}
