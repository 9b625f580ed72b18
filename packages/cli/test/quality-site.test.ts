// `quality --site` against a real Redis that holds what the services would have written.
import { describe, expect, it } from '@jest/globals';
import { articleIdOf, type Site } from '@maylike/articles';
import { acquireWriter, generationOf } from '@maylike/store';
import { contentOf, siteOf, startOf2026, withGround, type Run } from './support.js';

const ground = withGround();

/**
 * Articles 1 to 8, a to h, each with the seven others in its list, lowest number first; h is in the story of g. The texts
 * of a and c have words in common that no other has; else all say the same.
 */
async function publish(site: Site, links: Readonly<Record<string, string[]>>): Promise<void> {
  const { redis, store } = ground();
  const { id: siteId, networkId } = site;
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
  for (const name of 'abcdefgh') {
    const linked = (links[name] ?? []).map((to) => articleIdOf(siteId, contentOf(to).url));
    const origin = { siteId, networkId, feed: null };
    const text = 'ac'.includes(name) ? 'The ferry sails from the harbour.' : '';
    await store.articles.upsert(origin, { ...contentOf(name), text }, startOf2026, linked);
  }
  const writer = await acquireWriter(redis, networkId, 'test', 10_000);
  if (writer === null) throw new Error('the network has a writer already');
  const listOf = (own: number) => ({
    version: 1,
    bound: { scoreE6: 0, publishedAt: 0, number: 0 },
    entries: numbers
      .filter((number) => number !== own)
      .map((number) => ({ number, version: 1, scoreE6: 900_000 - 100_000 * number })),
  });
  const stories = new Map([
    [7, 7],
    [8, 7],
  ]);
  await writer.writeLists('gen_1', new Map(numbers.map((own) => [own, listOf(own)])), stories);
  const generation = generationOf({
    id: 'gen_1',
    state: 'active',
    textVersion: 1,
    floor: 0.05,
    documentCount: numbers.length,
    startedAt: startOf2026,
    activatedAt: startOf2026,
    retiredAt: null,
    reason: 'test',
  });
  await writer.generations.swap(generation, null);
  await writer.release();
}

const quality = (...args: string[]): Promise<Run> => ground().run(['quality', ...args]);

describe('quality of a site', () => {
  it('is measured by what its articles link to, the baselines beside it on the same links', async () => {
    const site = await siteOf(ground().store);
    await publish(site, { a: ['c', 'nowhere', 'a'], b: ['a', 'h'], g: ['h'] });
    const run = await quality('--site', site.name, '--json');
    expect(run.code).toBe(0);
    const shown = run.json();
    expect(shown).toMatchObject({
      site: site.id,
      name: site.name,
      networkId: site.networkId,
      generation: 'gen_1',
      documents: 8,
      articles: 8,
      coverage: 1,
      stories: { count: 1, articles: 2 },
      linking: 2,
      links: 3,
    });
    const { measures } = shown as { measures: { system: string; figures: unknown }[] };
    expect(measures.map(({ system }) => system)).toEqual([
      'TF-IDF (scikit-learn)',
      'TF-IDF sublinear, stems',
      'BM25, whole article',
      'MoreLikeThis (Lucene)',
      'MayLike, stored lists',
      'MayLike',
    ]);
    expect(measures[4]).toMatchObject({
      kind: 'linked articles',
      questions: 2,
      figures: { 'recall@5': 2 / 3, 'recall@20': 1, MRR: (1 / 2 + 1) / 2 },
    });
    const tfidf = measures[0]?.figures as Readonly<Record<string, number>>;
    // The texts are read too: without them, c stands behind all that came later.
    expect(tfidf['MRR']).toBe(1);
  });

  it('stands in a table under what is known of the site', async () => {
    const site = await siteOf(ground().store);
    await publish(site, { a: ['c'] });
    const { code, stdout, stderr } = await quality('--site', site.id);
    expect(code).toBe(0);
    expect(stdout).toContain('Alder Post: 8 articles among 8 of its network, generation gen_1\n');
    expect(stdout).toContain('coverage: 100.0 % of them have 5 neighbours or more\n');
    expect(stdout).toContain('stories: 1 of several of them, 2 in all\n');
    expect(stdout).toContain('links: 1 link in the texts of 1 article to others that are stored\n');
    expect(stdout).toMatch(/SET +DOCS +ASKED +SYSTEM +RECALL@5 +RECALL@20 +MRR\n/);
    expect(stdout).toMatch(/Alder Post +8 +1 +MayLike, stored lists +1\.0000 +1\.0000 +0\.5000\n/);
    expect(stderr).toMatch(/MayLike, 0\.0 s, \d+ MB\n/);
  });

  it('without a link says so, and measures nothing', async () => {
    const site = await siteOf(ground().store);
    await publish(site, {});
    const { code, stdout } = await quality('--site', site.name);
    expect(code).toBe(0);
    expect(stdout).toContain('links: 0 links');
    expect(stdout).toMatch(/Without links there is nothing to measure the lists by\.\n$/);
    expect((await quality('--site', site.name, '--json')).json()).toMatchObject({ measures: [] });
  });

  it('is refused where there are no lists, no such site, or other documents are named', async () => {
    const site = await siteOf(ground().store);
    const early = await quality('--site', site.name);
    expect([early.code, early.stderr]).toEqual([
      1,
      expect.stringContaining('no lists of Alder Post'),
    ]);
    const unknown = await quality('--site', 'Elsewhere');
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('Elsewhere')]);
    const both = await quality('--site', site.name, '--docs', 'x.jsonl');
    expect([both.code, both.stderr]).toEqual([64, expect.stringContaining('--docs')]);
  });
});
