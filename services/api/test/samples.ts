// One good request of every documented operation, and the things of a site that they are about.
import type { Operation } from './contract-document.js';
import {
  noon,
  operatorToken,
  publish,
  relate,
  type TestApi,
  type TestArticle,
  type TestSite,
} from './harness.js';

/** One good request of an operation; answered by its first documented status unless told. */
export interface Sample {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of a body that is no JSON. */
  readonly contentType?: string;
}

/** A site's things, by which its samples are made. */
export interface Things {
  readonly site: TestSite;
  readonly article: TestArticle;
  readonly feedId: string;
  readonly signalId: string;
}

/** An address of every site. */
export const sharedOrigin = 'https://news.example';
const opml =
  '<opml version="2.0"><body><outline text="A" xmlUrl="https://a.example/feed"/></body></opml>';

/** What every documented operation is asked; a new one needs a line. */
const samples: Readonly<Record<string, (of: Things) => Sample>> = {
  getRecommendations: ({ article }) => ({ query: { id: article.id } }),
  getRecommendationsFragment: ({ article }) => ({ query: { id: article.id } }),
  getRecommendationsForDraft: () => ({ body: { title: 'A draft', text: 'Of ferries.' } }),
  getArticleByUrl: ({ article }) => ({ query: { url: article.url } }),
  getArticle: ({ article }) => ({ params: { id: article.id } }),
  pushArticleByUrl: () => ({
    query: { url: `${sharedOrigin}/pushed` },
    body: { title: 'Pushed', text: 'Of ferries.' },
  }),
  pushArticle: ({ article }) => ({
    params: { id: article.id },
    body: { title: 'Pushed', text: 'Of ferries.' },
  }),
  takeDownArticleByUrl: ({ article }) => ({ query: { url: article.url } }),
  takeDownArticle: ({ article }) => ({ params: { id: article.id } }),
  getSignals: () => ({}),
  putSignal: ({ article }) => ({ body: { article: { id: article.id }, kind: 'pin', slot: 1 } }),
  removeSignal: ({ signalId }) => ({ params: { id: signalId } }),
  getFeeds: () => ({}),
  addFeed: () => ({ body: { url: `${sharedOrigin}/feed-2`, try: false } }),
  tryFeed: () => ({ body: { url: `${sharedOrigin}/feed` } }),
  getFeed: ({ feedId }) => ({ params: { id: feedId } }),
  changeFeed: ({ feedId }) => ({ params: { id: feedId }, body: { title: 'Renamed' } }),
  removeFeed: ({ feedId }) => ({ params: { id: feedId } }),
  pollFeed: ({ feedId }) => ({ params: { id: feedId }, body: { anew: true } }),
  exportFeeds: () => ({}),
  importFeeds: () => ({ body: opml, contentType: 'text/x-opml' }),
  countEvents: ({ article }) => ({
    body: { events: [{ type: 'click', id: article.id, position: 1, strategy: 'related' }] },
  }),
  getEventSummary: () => ({}),
  getReindex: () => ({}),
  startReindex: () => ({ body: {} }),
  getHealth: () => ({}),
  getReadiness: () => ({}),
  getMetrics: () => ({}),
};

/**
 * A site at the same address as all others, and at one of its own: what tells them apart is their keys alone. Its
 * articles have the addresses of the others', and its name in their titles.
 */
export async function thingsOf(api: TestApi, name: string): Promise<Things> {
  const { site, publishable, secret } = await api.store.sites.create(
    { name, origins: [sharedOrigin, `https://${name}.example`] },
    noon,
  );
  const made = { site, publishable: publishable.key, secret: secret.key };
  const article = await publish(api, made, { path: 'article', title: `Secret of ${name}` });
  const near = await publish(api, made, { path: 'near', title: `Near secret of ${name}` });
  await relate(api, site.networkId, article, [[near, 0.5]]);
  const settings = { fullText: 'never', pollEverySeconds: null, title: `Feed of ${name}` } as const;
  const { feedId } = await api.store.feeds.add(site, `${sharedOrigin}/feed`, settings, noon);
  const { id: signalId } = await api.store.signals.put(
    site,
    { article, word: { kind: 'boost', factor: 2 }, scope: { kind: 'site' }, expiresAt: null },
    noon,
  );
  return { site: made, article, feedId, signalId };
}

/** @throws Error for an operation without a sample. */
export function sampleOf(operation: Operation, of: Things): Sample {
  const sample = samples[operation.id];
  if (sample === undefined) throw new Error(`${operation.id} has no sample for the tests`);
  return sample(of);
}

/** The key that opens an operation; null where it is open. */
export function keyOf({ opensWith }: Operation, { site }: Things): string | null {
  if (opensWith.includes('operatorToken')) return operatorToken;
  if (opensWith.includes('secretKey')) return site.secret;
  return opensWith.length > 0 ? site.publishable : null;
}

/** The same request, of ids that nobody has. */
export function ofNobody(sample: Sample, { article, feedId, signalId }: Things): Sample {
  const ids = [article.id, feedId, signalId];
  return JSON.parse(
    ids.reduce((text, id) => text.replaceAll(id, unknownId(id)), JSON.stringify(sample)),
  ) as Sample;
}

/** An id of the same form that nobody has. */
const unknownId = (id: string): string =>
  id.startsWith('feed_') ? `feed_${'0'.repeat(18)}` : 'A'.repeat(22);
