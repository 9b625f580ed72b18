// What is known of two articles of a network, read for an explanation. Nothing is changed, and nothing is waited for: a
// writer that is at work beside it may be a step ahead of a list, which is then said and not hidden.
//
// A cosine is explained by the stored terms, which are what the writer weighed. Words come from the texts, made into
// terms once more: where the two differ (another text version, boilerplate learned since) a term stays a number.
import type { ArticleId, NetworkId, Site } from '@maylike/articles';
import { IsolateError } from '@maylike/isolate';
import type { ArticleReference, RankingArticle } from '@maylike/ranking';
import {
  versionTag,
  type ArticleWithList,
  type Card,
  type Generation,
  type Store,
  type StoredArticle,
  type StoredBoilerplate,
  type StoredSignal,
} from '@maylike/store';
import { TEXT_VERSION, type DescribedTerm, type DescribedTerms } from '@maylike/text';
import type { IdfTable, Terms } from '@maylike/tfidf';
import { CliError } from '../errors.js';
import type { DescriptionJob } from './isolated-descriptions.js';

/** Which of the two. */
export type Letter = 'A' | 'B';

/** An article as it was named on the command line. */
export type Named = { readonly id: ArticleId } | { readonly url: string };

/** The terms that one side is weighed by. */
export interface SideTerms {
  readonly terms: Terms;
  /** The version of the article that they were made of. */
  readonly version: number;
  readonly textVersion: number;
  /**
   * Where they are from: none are stored but in `store`, so they were made for this explanation of the article's text
   * or, where that went with the article, of its `headline`, summary and tags only.
   */
  readonly from: 'store' | 'text' | 'headline';
}

/** One of the two articles. */
export interface Side {
  readonly letter: Letter;
  readonly article: StoredArticle & { readonly card: Card };
  readonly list: ArticleWithList['list'];
  readonly terms: SideTerms;
  /** What its text says of its terms, or why it could not be asked. */
  readonly words: ReadonlyMap<number, DescribedTerm> | IsolateError;
}

/** Everything that an explanation is made of. */
export interface Pair {
  readonly a: Side;
  readonly b: Side;
  readonly generation: Generation;
  readonly idf: IdfTable;
  /** The articles of both lists, and the neighbours that evidence asks. */
  readonly articles: ReadonlyMap<number, RankingArticle>;
  /** The best neighbours of both articles and of all entries of their lists. */
  readonly best: ReadonlyMap<number, readonly number[]>;
  /** What the editors of the site that asks say. */
  readonly signals: readonly StoredSignal[];
}

/** Two looks at one network may fall on both sides of a swap; a third look at once does not. */
const looksMax = 3;

/** Makes an article's terms of its text once more, in words. Rejects with IsolateError where the text was too much. */
export type Describe = (job: DescriptionJob) => Promise<DescribedTerms>;

/**
 * Reads two articles, under one generation.
 *
 * @throws CliError `usage` for one article twice, `failed` for one that is unknown or was taken down, and where the
 * network has no tables to weigh by.
 */
export async function readPair(
  store: Store,
  site: Site,
  [a, b]: readonly [Named, Named],
  describe: Describe,
): Promise<Pair> {
  const { networkId } = site;
  const [foundA, foundB, generationId] = await findBoth(store, site, a, b);
  const [generations, idf, boilerplate] = await Promise.all([
    store.networks.generations(networkId),
    store.networks.idf(networkId, generationId),
    store.networks.boilerplate(networkId, generationId),
  ]);
  const generation = generations.find(({ id }) => id === generationId);
  if (generation === undefined || idf === null)
    throw new CliError(
      'failed',
      `The tables of generation ${generationId} are not there any more.`,
    );
  const read = (letter: Letter, found: ArticleWithList): Promise<Side> =>
    readSide(store, describe, { networkId, letter, found, boilerplate });
  const sides = { a: await read('A', foundA), b: await read('B', foundB) };
  const neighbours = await readNeighbours(store, networkId, sides, generationId);
  const signals = await store.signals.ofSite(networkId, site.id);
  return { ...sides, generation, idf, signals, ...neighbours };
}

async function findBoth(
  store: Store,
  site: Site,
  a: Named,
  b: Named,
): Promise<[ArticleWithList, ArticleWithList, string]> {
  for (let look = 0; look < looksMax; look += 1) {
    const foundA = await find(store, site, 'A', a);
    const foundB = await find(store, site, 'B', b);
    if (foundA.article.number === foundB.article.number)
      throw new CliError('usage', 'A and B are the same article.');
    if (foundA.generation === null && foundB.generation === null)
      throw new CliError(
        'failed',
        `The network of ${site.name} has no generation yet: its first lists are still to be made.`,
      );
    if (foundA.generation !== null && foundA.generation === foundB.generation)
      return [foundA, foundB, foundA.generation];
  }
  throw new CliError('timeout', 'Generations are being swapped; try again.');
}

async function find(
  store: Store,
  site: Site,
  letter: Letter,
  named: Named,
): Promise<ArticleWithList> {
  const reference: ArticleReference = 'id' in named ? named : { siteId: site.id, url: named.url };
  const found = await store.reader(site.networkId).find(reference);
  if (found !== null) return found;
  throw new CliError(
    'failed',
    'id' in named
      ? `${letter}: there is no article ${named.id} in the network of ${site.name}.`
      : `${letter}: ${named.url} is not known as an article of ${site.name}.`,
  );
}

async function readSide(
  store: Store,
  describe: Describe,
  about: {
    readonly networkId: NetworkId;
    readonly letter: Letter;
    readonly found: ArticleWithList;
    readonly boilerplate: StoredBoilerplate | null;
  },
): Promise<Side> {
  const { networkId, letter, boilerplate } = about;
  const { article, list } = about.found;
  const { card } = article;
  if (card === null)
    throw new CliError('failed', `${letter}: the article was taken down, nothing of it is kept.`);
  const withCard = { ...article, card };
  const described = await describeOrNot(describe, await jobOf(store, withCard, boilerplate));
  const stored = await storedTerms(store, networkId, about.found);
  const terms = stored ?? termsFromText(letter, article, described);
  return {
    letter,
    article: withCard,
    list,
    terms,
    words:
      described instanceof IsolateError
        ? described
        : new Map(described.described.map((term) => [term.id, term])),
  };
}

/** A text that is too much for its thread costs the words, not the explanation. */
async function describeOrNot(
  describe: Describe,
  job: DescriptionJob,
): Promise<DescribedTerms | IsolateError> {
  try {
    return await describe(job);
  } catch (error) {
    if (error instanceof IsolateError) return error;
    throw error;
  }
}

function termsFromText(
  letter: Letter,
  { version, state }: StoredArticle,
  described: DescribedTerms | IsolateError,
): SideTerms {
  if (described instanceof IsolateError)
    throw new CliError(
      'failed',
      `${letter}: no terms are stored, and none could be made of its text: ${described.message}`,
      { cause: described },
    );
  // What is not live keeps its card and no text.
  const from = state === 'live' ? 'text' : 'headline';
  return { terms: described.terms, version, textVersion: TEXT_VERSION, from };
}

/** The terms of today's version; where they are still to be made, those that the list was made of. */
async function storedTerms(
  store: Store,
  networkId: NetworkId,
  { article, list }: ArticleWithList,
): Promise<SideTerms | null> {
  const { number, version } = article;
  // A list knows its version modulo 4096: the latest such one.
  const behind = list === null ? 0 : versionTag(version - list.versionTag + 4096);
  for (const wanted of new Set([version, version - behind])) {
    const stored = await store.articles.terms(networkId, number, wanted);
    if (stored !== null)
      return {
        terms: stored.terms,
        version: wanted,
        textVersion: stored.textVersion,
        from: 'store',
      };
  }
  return null;
}

async function jobOf(
  store: Store,
  article: Side['article'],
  boilerplate: StoredBoilerplate | null,
): Promise<DescriptionJob> {
  const texts = await store.articles.texts(article);
  if (texts === null) throw new Error('an article with a card has texts');
  const lines = boilerplate?.lines.get(texts.source) ?? [];
  return {
    input: texts.input,
    boilerplate:
      boilerplate === null
        ? null
        : { lineKeys: lines.map(({ key }) => key), headlines: boilerplate.headlines },
  };
}

async function readNeighbours(
  store: Store,
  networkId: NetworkId,
  { a, b }: { readonly a: Side; readonly b: Side },
  generation: string,
): Promise<Pick<Pair, 'articles' | 'best'>> {
  const reader = store.reader(networkId);
  const numbers = new Set(
    [a, b].flatMap(({ article, list }) => [
      article.number,
      ...(list?.entries ?? []).map(({ number }) => number),
    ]),
  );
  const best = await reader.best(generation, [...numbers]);
  for (const { article } of [a, b])
    for (const number of best.get(article.number) ?? []) numbers.add(number);
  const cards = await reader.cards([...numbers]);
  return { best, articles: new Map(cards.map((card) => [card.number, card])) };
}
