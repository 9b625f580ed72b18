// What is measured of a site's own stored data: which articles its bodies link to, and where its lists have them. Only
// read; a writer that is at work beside it may be a step ahead of a list.
import type { ArticleNumber, NetworkId, Site } from '@maylike/articles';
import { evidence, relatedness } from '@maylike/ranking';
import type { QualityDocument, Question } from '@maylike/quality';
import type { Card, Store, StoredArticle, StoredList } from '@maylike/store';
import { SCORE_SCALE } from '@maylike/tfidf';
import { CliError } from '../errors.js';

/**
 * The newest articles of the network that links and lists are measured among: their texts are held in memory, counted
 * into some 300 MB.
 */
const documentsMax = 5_000;
/**
 * Articles that are asked what they link to, spread evenly over those that link: every baseline compares each of them
 * with all documents, ten seconds for a thousand. A share of their two or three thousand links is right to a point.
 */
const linkingMax = 1_000;
/** As many neighbours as an answer shows by default: what coverage counts, as the quality gate does. */
const enoughNeighbours = 5;
/** Numbers asked for in one round trip. */
const numbersPerPage = 500;
/** Texts on their way at once. */
const textsAtOnce = 32;

/** A site's lists beside what its bodies link to. Rows are places in `articles`. */
export interface StoredSite {
  readonly site: Site;
  readonly generation: string;
  /** Live articles of the network, by publication, oldest first. */
  readonly articles: readonly ShownArticle[];
  /** How many of them are the site's own. */
  readonly own: number;
  /** The share of its own articles with five neighbours or more, 0 to 1; 0 for none. */
  readonly coverage: number;
  /** Stories that hold several of its own articles, and how many articles these hold. */
  readonly stories: { readonly count: number; readonly articles: number };
  /** One for each of its own articles that links to others, a thousand at most. */
  readonly questions: readonly Question[];
  /** Stored lists by cosine, best first; neighbours that are not among the articles are left out. */
  readonly lists: readonly (readonly number[])[];
  /** The same in the order in which answers have them, by relatedness. */
  readonly related: readonly (readonly number[])[];
}

type ShownArticle = StoredArticle & { readonly card: Card };

/** Reads a site. @throws StoreError `site_unknown`, CliError `failed` for a network without lists. */
export async function readStoredSite(
  store: Store,
  idOrName: string,
  now: number,
): Promise<StoredSite> {
  const site = await store.sites.get(idOrName);
  const { networkId } = site;
  const generation = await store.networks.generation(networkId);
  if (generation === null) throw new CliError('failed', `There are no lists of ${site.name} yet.`);
  const articles = await readArticles(store, networkId, now);
  const numbers = articles.map(({ number }) => number);
  const rowOf = new Map(numbers.map((number, row) => [number, row]));
  const [stored, best] = await Promise.all([
    paged(numbers, (page) => store.articles.lists(networkId, generation, page)),
    paged(numbers, (page) => store.articles.best(networkId, generation, page)),
  ]);
  const own = articles.filter(({ siteId }) => siteId === site.id);
  const covered = own.filter(
    ({ number }) => (stored.get(number)?.entries.length ?? 0) >= enoughNeighbours,
  );
  const rowsOf = (others: readonly ArticleNumber[]): number[] =>
    others.flatMap((number) => rowOf.get(number) ?? []);
  const links = await paged(
    own.map(({ number }) => number),
    (page) => store.links.linkedFrom(networkId, page),
  );
  const questions = own.flatMap(({ number }) =>
    questionOf(rowOf.get(number), rowsOf(links.get(number) ?? [])),
  );
  return {
    site,
    generation,
    articles,
    own: own.length,
    coverage: own.length === 0 ? 0 : covered.length / own.length,
    stories: storiesOf(own),
    questions: evenly(questions, linkingMax),
    lists: numbers.map((number) => rowsOf(byCosine(stored.get(number)))),
    related: numbers.map((number) => rowsOf(byRelatedness(number, stored.get(number), best))),
  };
}

async function readArticles(
  store: Store,
  networkId: NetworkId,
  now: number,
): Promise<ShownArticle[]> {
  const newest = await store.articles.newest(networkId, now, documentsMax);
  const found = new Map<ArticleNumber, ShownArticle>();
  for (let at = 0; at < newest.length; at += numbersPerPage) {
    const cards = await store.articles.cards(networkId, newest.slice(at, at + numbersPerPage));
    for (const article of cards)
      if (article.card !== null) found.set(article.number, { ...article, card: article.card });
  }
  return newest.toReversed().flatMap((number) => found.get(number) ?? []);
}

async function paged<Value>(
  numbers: readonly ArticleNumber[],
  read: (page: readonly ArticleNumber[]) => Promise<ReadonlyMap<ArticleNumber, Value>>,
): Promise<Map<ArticleNumber, Value>> {
  const all = new Map<ArticleNumber, Value>();
  for (let at = 0; at < numbers.length; at += numbersPerPage)
    for (const [number, value] of await read(numbers.slice(at, at + numbersPerPage)))
      all.set(number, value);
  return all;
}

const questionOf = (row: number | undefined, linked: readonly number[]): Question[] =>
  row === undefined || linked.length === 0 ? [] : [{ row, relevant: new Set(linked) }];

/** At most `max` of these, every n-th. */
function evenly<Value>(values: readonly Value[], max: number): Value[] {
  const step = Math.ceil(values.length / max);
  return values.filter((_value, place) => place % step === 0);
}

function storiesOf(articles: readonly StoredArticle[]): StoredSite['stories'] {
  const sizes = new Map<ArticleNumber, number>();
  for (const { story } of articles)
    if (story !== null) sizes.set(story, (sizes.get(story) ?? 0) + 1);
  const several = [...sizes.values()].filter((size) => size > 1);
  return { count: several.length, articles: several.reduce((sum, size) => sum + size, 0) };
}

const byCosine = (list: StoredList | undefined): ArticleNumber[] =>
  (list?.entries ?? []).map(({ number }) => number);

function byRelatedness(
  own: ArticleNumber,
  list: StoredList | undefined,
  best: ReadonlyMap<ArticleNumber, readonly ArticleNumber[]>,
): ArticleNumber[] {
  const cosines = new Map(
    (list?.entries ?? []).map((entry) => [entry.number, entry.scoreE6 / SCORE_SCALE]),
  );
  const ranked = Array.from(cosines, ([number, cosine]) => ({
    number,
    worth: relatedness(cosine, evidence(own, cosines, best.get(number) ?? [])),
  }));
  return ranked.sort((a, b) => b.worth - a.worth).map(({ number }) => number);
}

/** The articles as the baselines read them, texts and all. */
export async function readDocuments(
  store: Store,
  { site, articles }: Pick<StoredSite, 'site' | 'articles'>,
): Promise<QualityDocument[]> {
  const documents: QualityDocument[] = [];
  for (let at = 0; at < articles.length; at += textsAtOnce)
    documents.push(
      ...(await Promise.all(
        articles
          .slice(at, at + textsAtOnce)
          .map((article) => documentOf(store, site.networkId, article)),
      )),
    );
  return documents;
}

async function documentOf(
  store: Store,
  networkId: NetworkId,
  article: ShownArticle,
): Promise<QualityDocument> {
  const { title, summary, language, source, url } = article.card;
  // A card does not tell where the text lies.
  const whole = await store.articles.get(networkId, article.number);
  return {
    id: article.id,
    title,
    summary,
    text: whole === null ? '' : await store.articles.text(whole),
    language,
    source: source ?? article.siteId,
    labels: [],
    url,
    links: [],
  };
}
