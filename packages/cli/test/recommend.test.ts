import { describe, expect, it } from '@jest/globals';
import type { ArticleContent, Site } from '@maylike/articles';
import { answer, plainQuestion, type Answer } from '@maylike/ranking';
import { acquireWriter, type StoredTerms } from '@maylike/store';
import { contentOf, siteOf, startOf2026, withGround } from './support.js';

const ground = withGround();

async function addArticles(site: Site, contents: readonly ArticleContent[]): Promise<void> {
  const { articles, pending } = ground().store;
  const origin = { siteId: site.id, networkId: site.networkId, feed: null };
  const terms: StoredTerms = {
    terms: { ids: new Uint32Array([3]), counts: new Float32Array([1]) },
    textVersion: 1,
    publishedAt: startOf2026,
  };
  for (const content of contents) {
    const { number, version } = await articles.upsert(origin, content, startOf2026);
    const about = { labels: [{ id: 3, label: 'ferry' }], language: 'en' };
    await pending.storeTerms(site.networkId, number, version, terms, about);
  }
}

/** A list for each article that holds the others, under an active generation. */
async function writeLists(site: Site, count: number): Promise<void> {
  const { redis, store } = ground();
  const { networkId } = site;
  const writer = await acquireWriter(redis, networkId, 'test', 10_000);
  if (writer === null) throw new Error('the network has a writer already');
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  const lists = new Map(
    numbers.map((number) => {
      const others = numbers.filter((other) => other !== number);
      const entries = others.map((other) => ({
        number: other,
        version: 1,
        score: 0.9 - other / 100,
        publishedAt: startOf2026,
      }));
      return [number, { entries, bound: { score: 0.05, publishedAt: 0, number: 0 } }] as const;
    }),
  );
  void lists;
  await writer.advance({
    appliedId: await store.networks.logEnd(networkId),
    changed: numbers,
    dropped: [],
    trimBelow: null,
  });
  await writer.release();
}

void answer;
void plainQuestion;
export type { Answer };
void addArticles;
void writeLists;
describe.skip('x', () => {
  it('y', () => {
    expect(contentOf('a')).toBeDefined();
    void siteOf;
  });
});
