// A newspaper for benchmarks of the API, as its services would have stored it.
import { acquireWriter, generationOf, migrate, Store } from '@maylike/store';
import { buildIdfTable, NO_BOUND } from '@maylike/tfidf';

const ARTICLES = 2_000;
const NEIGHBOURS = 64;

/** A newspaper: every article has a full list, so that an answer reads 64 cards. */
export async function fill(client) {
  await migrate(client);
  const store = new Store(client);
  const now = Date.now();
  const { site, publishable } = await store.sites.create(
    { name: 'bench', origins: ['https://bench.example'] },
    now,
  );
  const { networkId } = site;
  const articles = [];
  for (let i = 0; i < ARTICLES; i += 1) {
    const url = `https://bench.example/news/an-article-of-some-length-${i}`;
    const publishedAt = now - i * 600_000;
    const { number, version } = await store.articles.upsert(
      { siteId: site.id, networkId, feed: null },
      {
        url,
        title: `The council of town ${i} has decided what to do about its ${i % 7} bridges`,
        summary: 'What was said, what it costs, and who will pay for it in the end. '.repeat(3),
        text: 'Text.',
        publishedAt,
        updatedAt: null,
        authors: ['Ada Example'],
        tags: ['bridges'],
        section: 'World',
        language: 'en',
        image: `https://bench.example/pictures/${i}.jpg`,
        source: 'The Bench',
      },
      now,
    );
    const terms = { ids: Uint32Array.of(i), counts: Float32Array.of(1) };
    const labels = [1, 2, 3].map((k) => ({ id: (i % 50) + k, label: `Topic ${(i % 50) + k}` }));
    const stored = { terms, textVersion: 1, publishedAt };
    await store.pending.storeTerms(networkId, number, version, stored, { labels, language: 'en' });
    articles.push({ number, version, publishedAt, url });
  }
  await writeLists(client, networkId, articles);
  const appliedId = await store.networks.logEnd(networkId);
  return { key: publishable.key, urls: articles.map(({ url }) => url), appliedId };
}

async function writeLists(client, networkId, articles) {
  const writer = await acquireWriter(client, networkId, 'bench', 60_000);
  const generation = generationOf({
    id: 'generation-1',
    state: 'active',
    textVersion: 1,
    floor: 0.05,
    documentCount: ARTICLES,
    startedAt: Date.now(),
    activatedAt: Date.now(),
    retiredAt: null,
    reason: 'bench',
  });
  await writer.generations.begin(generation, buildIdfTable([]), null);
  await writer.generations.swap(generation, null);
  for (const [at, { number, version }] of articles.entries()) {
    const entries = Array.from({ length: NEIGHBOURS }, (_, place) => {
      const neighbour = articles[(at + 1 + place * 29) % ARTICLES];
      return { ...neighbour, scoreE6: 900_000 - place * 12_000 };
    });
    const list = { version, bound: NO_BOUND, entries };
    await writer.writeLists(generation.id, new Map([[number, list]]), new Map());
  }
  await writer.release();
}
