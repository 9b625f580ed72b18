// `explain` against a real Redis that holds what the services would have written.
import { describe, expect, it } from '@jest/globals';
import type { ArticleContent, Site } from '@maylike/articles';
import { IsolateError } from '@maylike/isolate';
import { acquireWriter, generationOf } from '@maylike/store';
import { makeTerms, TEXT_VERSION } from '@maylike/text';
import { buildIdfTable, NeighbourIndex, weigh } from '@maylike/tfidf';
import { explainPair, type PairExplained } from '../src/explain/explain-pair.js';
import { readPair } from '../src/explain/read-pair.js';
import { contentOf, siteOf, startOf2026, withGround } from './support.js';

const ground = withGround();

/** An article with a text of its own. */
const about = (name: string, title: string, text: string): ArticleContent => ({
  ...contentOf(name),
  title,
  summary: '',
  text,
});

const ferry = about(
  'ferry',
  'Island ferry stopped by storm',
  'The ferry Aurora Queen to the island stopped on Monday. Captain Ada Holm said 1,200 passengers waited in the harbour.',
);
const harbour = about(
  'harbour',
  'Passengers stranded in the harbour',
  'Some 1,200 passengers waited for the island ferry. The Aurora Queen was damaged by the storm, said Ada Holm.',
);
const sailing = about(
  'sailing',
  'The ferry sails again',
  'After the storm the Aurora Queen left the harbour for the island with its first passengers.',
);
const bonds = about(
  'bonds',
  'Hospital sells bonds',
  'A hospital in the valley sold municipal debt to investors, and yields rose.',
);
const all = [ferry, harbour, sailing, bonds];

/** What was published: articles 1, 2, … with their terms, and, unless told, exact lists under one generation. */
async function publish(
  site: Site,
  contents: readonly ArticleContent[] = all,
  { withLists = true, scoreOff = 0 } = {},
): Promise<void> {
  const { redis, store } = ground();
  const { networkId } = site;
  for (const [i, content] of contents.entries()) {
    await store.articles.upsert({ siteId: site.id, networkId, feed: null }, content, startOf2026);
    const { title, summary: lead, text, tags, section, language } = content;
    const made = makeTerms({ title, lead, text, tags, section, language });
    const publishedAt = content.publishedAt ?? startOf2026;
    const stored = { terms: made.terms, textVersion: TEXT_VERSION, publishedAt };
    await store.pending.storeTerms(networkId, i + 1, 1, stored, made);
  }
  if (!withLists) return;
  const writer = await acquireWriter(redis, networkId, 'test', 10_000);
  if (writer === null) throw new Error('the network has a writer already');
  const numbers = contents.map((_content, i) => i + 1);
  const terms = await Promise.all(
    numbers.map(async (number) => {
      const stored = await store.articles.terms(networkId, number, 1);
      if (stored === null) throw new Error(`article ${number} has no terms`);
      return stored.terms;
    }),
  );
  const idf = buildIdfTable(terms);
  const index = new NeighbourIndex();
  const indexed = terms.map((one, i) => ({
    number: i + 1,
    version: 1,
    publishedAt: startOf2026,
    vector: weigh(one, idf),
  }));
  for (const article of indexed) index.put(article);
  const generation = generationOf({
    id: 'gen_1',
    state: 'building',
    textVersion: TEXT_VERSION,
    floor: 0.05,
    documentCount: contents.length,
    startedAt: startOf2026,
    activatedAt: startOf2026,
    retiredAt: null,
    reason: 'test',
  });
  await writer.generations.begin(generation, idf, null);
  const lists = indexed.map(({ number, vector }) => {
    const { bound, entries } = index.nearest(vector, { exclude: number });
    const off = entries.map((entry) => ({ ...entry, scoreE6: entry.scoreE6 + scoreOff }));
    return [number, { version: 1, bound, entries: off }] as const;
  });
  await writer.writeLists('gen_1', new Map(lists));
  await writer.generations.swap({ ...generation, state: 'active' }, null);
  const appliedId = await store.networks.logEnd(networkId);
  await writer.advance({ appliedId, changed: numbers, dropped: [], trimBelow: null });
  await writer.release();
}

/** Drops the stored terms of a version, as the writer does when another one is in the lists. */
async function dropTerms({ networkId }: Site, number: number): Promise<void> {
  const { redis, store } = ground();
  const writer = await acquireWriter(redis, networkId, 'test', 10_000);
  const appliedId = await store.networks.logEnd(networkId);
  const dropped = [{ number, version: 1 }];
  await writer?.advance({ appliedId, changed: [], dropped, trimBelow: null });
  await writer?.release();
}

/** The explanation of two articles as JSON. */
async function explained(
  site: Site,
  a: ArticleContent | string,
  b: ArticleContent | string,
): Promise<PairExplained> {
  const named = [a, b].map((one) => (typeof one === 'string' ? one : one.url));
  const run = await ground().run(['explain', ...named, '--site', site.name, '--json']);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  return run.json() as PairExplained;
}

describe('explain', () => {
  it('gives products that add up, in ascending term id, to the cosine that both lists have', async () => {
    const site = await siteOf(ground().store);
    await publish(site);
    const { cosine, sum, terms, bUnderA, aUnderB } = await explained(site, ferry, harbour);
    const added = [...terms]
      .sort((one, other) => one.id - other.id)
      .reduce((total, { product }) => total + product, 0);
    expect(added).toBe(sum);
    expect(Math.round(sum * 1e6) / 1e6).toBe(cosine);
    for (const { product, weightInA, weightInB } of terms)
      expect(product).toBe(weightInA * weightInB);
    for (const direction of [bUnderA, aUnderB])
      expect(direction).toMatchObject({ listCosine: cosine, isListCosineEqual: true });
  });

  it('tells each shared term in words: names, numbers and stems', async () => {
    const site = await siteOf(ground().store);
    await publish(site);
    const { terms } = await explained(site, ferry, harbour);
    const told = terms.map(({ kind, key, surfaceInA, surfaceInB }) => ({
      kind,
      key,
      surfaceInA,
      surfaceInB,
    }));
    const both = (surface: string) => ({ surfaceInA: surface, surfaceInB: surface });
    expect(told).toContainEqual({ kind: 'name', key: 'aurora queen', ...both('Aurora Queen') });
    expect(told).toContainEqual({ kind: 'number', key: '1200', ...both('1,200') });
    expect(told).toContainEqual({ kind: 'word', key: 'passeng', ...both('passengers') });
    expect(told.every(({ kind }) => kind !== null)).toBe(true);
  });

  it('gives relatedness and score as the answer gives them, in both directions', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site);
    const { bUnderA, aUnderB, a, b } = await explained(site, ferry, harbour);
    for (const [asked, shown, direction] of [
      [ferry, b, bUnderA],
      [harbour, a, aUnderB],
    ] as const) {
      const answer = await run(['recommend', asked.url, '--site', site.name, '--json']);
      const { items } = answer.json() as { items: { id: string; score: number }[] };
      const place = items.findIndex(({ id }) => id === shown.id);
      expect(direction).toMatchObject({ place: place + 1, score: items[place]?.score });
      expect(direction.hiddenBecause).toBeNull();
    }
  });

  it('names the neighbours whose cosines, weighted by their ranks, are the evidence', async () => {
    const site = await siteOf(ground().store);
    await publish(site);
    const { bUnderA, cosine } = await explained(site, ferry, harbour);
    const { evidence, evidenceWeightsSum, neighbours, relatedness } = bUnderA;
    const sum = neighbours.reduce((total, { product }) => total + product, 0);
    expect(sum / evidenceWeightsSum).toBe(evidence);
    expect(relatedness).toBe((cosine + 2 * evidence) / 3);
    expect(neighbours.map(({ url }) => url).sort()).toEqual([ferry.url, sailing.url]);
    expect(neighbours.find(({ isAskedArticle }) => isAskedArticle)).toMatchObject({
      url: ferry.url,
      cosine: 0.5,
    });
    const { bUnderA: ofSailing } = await explained(site, ferry, sailing);
    expect(neighbours.find(({ url }) => url === sailing.url)?.cosine).toBe(ofSailing.listCosine);
  });

  it('takes ids as well as addresses, however they are spelt', async () => {
    const site = await siteOf(ground().store);
    await publish(site);
    const plain = await explained(site, ferry, harbour);
    expect(await explained(site, plain.a.id, plain.b.id)).toEqual(plain);
    expect(await explained(site, `${ferry.url}?utm_source=x#top`, plain.b.id)).toEqual(plain);
  });

  it('swaps the sides with the arguments and changes nothing else', async () => {
    const site = await siteOf(ground().store);
    await publish(site);
    const one = await explained(site, ferry, harbour);
    const other = await explained(site, harbour, ferry);
    expect(other).toMatchObject({
      cosine: one.cosine,
      sum: one.sum,
      a: one.b,
      b: one.a,
      bUnderA: one.aUnderB,
      aUnderB: one.bUnderA,
    });
  });

  it('shows a person tables, as many terms as are wanted, and what the rest amounts to', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site);
    const { cosine, sum, terms } = await explained(site, ferry, harbour);
    const args = ['explain', ferry.url, harbour.url, '--site', site.id, '--terms', '9'];
    const { code, stdout, stderr } = await run(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Cosine ${cosine.toFixed(6)} of ${terms.length} shared terms\nTERM `);
    expect(stdout).toContain(`… and ${terms.length - 9} more, `);
    expect(stdout).toContain(`sum of all products: ${sum}\n`);
    expect(stdout).toMatch(
      /B under A\nstored list: no\. 1 with cosine 0\.\d{6} \(the same\)\nrelatedness 0\.\d{6} = \(0\.\d{6} \+ 2 × evidence 0\.\d{6}\) \/ 3\nscore 0\.\d{6} = relatedness × recency 0\.\d{6} of 1 hour\nshown: no\. 1 of the answer\n/,
    );
    expect(stdout).toMatch(/A under B\nstored list: no\. 1 /);
    expect(stdout).toContain('Island ferry stopped by storm');
    expect(stdout).toMatch(/^\d +A itself, counted a half .* 0\.500000 /m);
    expect(stdout).toMatch(/^passengers → passeng +word /m);
  });

  it('shows nothing of a text that moves a terminal', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const red = { ...harbour, title: 'Passengers \u001b[31mred' };
    await publish(site, [ferry, red]);
    const { stdout } = await run(['explain', ferry.url, red.url, '--site', site.id]);
    expect(stdout).toContain('Passengers');
    expect(stdout).not.toContain('\u001b');
  });

  it('says of articles that are not related that neither list has the other', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site);
    expect(await explained(site, ferry, bonds)).toMatchObject({
      cosine: 0,
      terms: [],
      bUnderA: {
        listRank: null,
        isListCosineEqual: null,
        score: null,
        hiddenBecause: 'not_in_list',
      },
    });
    const { stdout } = await run(['explain', ferry.url, bonds.url, '--site', site.id]);
    expect(stdout).toContain('They have no term in common.');
    expect(stdout).toContain("not shown: it is not in the other's list");
  });

  it('does not hide a list whose cosine is another', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site, all, { scoreOff: -1 });
    const { bUnderA, cosine } = await explained(site, ferry, harbour);
    expect(bUnderA.isListCosineEqual).toBe(false);
    expect(bUnderA.listCosine).toBeCloseTo(cosine - 1e-6, 9);
    const { stdout } = await run(['explain', ferry.url, harbour.url, '--site', site.id]);
    expect(stdout).toContain('(NOT THE SAME)');
  });

  it('explains the version that the list was made of while a newer one waits, and says so', async () => {
    const { store } = ground();
    const site = await siteOf(store);
    await publish(site);
    const before = await explained(site, ferry, harbour);
    const origin = { siteId: site.id, networkId: site.networkId, feed: null };
    await store.articles.upsert(origin, { ...ferry, title: 'Ferry moored' }, startOf2026);
    const after = await explained(site, ferry, harbour);
    expect(after).toMatchObject({
      cosine: before.cosine,
      a: { version: 2, terms: { version: 1 }, list: { isOfThisVersion: false } },
      bUnderA: { isListCosineEqual: true },
      aUnderB: { hiddenBecause: 'other_content' },
    });
    expect(after.notes).toEqual([
      'A has version 2, whose terms are still to be made; explained is version 1.',
      "A's list was made of an earlier version of it and will be put right.",
    ]);
  });

  it('says of an article that left the index that only its headline is left to compare', async () => {
    const { store } = ground();
    const site = await siteOf(store);
    await publish(site);
    const before = await explained(site, ferry, harbour);
    await store.articles.remove(site.networkId, site.id, 2, 'missing');
    await dropTerms(site, 2);
    const after = await explained(site, ferry, harbour);
    expect(after).toMatchObject({
      b: { state: 'missing', terms: { from: 'headline' } },
      bUnderA: { hiddenBecause: 'not_live', isListCosineEqual: null },
    });
    expect(after.terms.map(({ key }) => key).sort()).toEqual(['harbour', 'passeng']);
    expect(after.cosine).toBeLessThan(before.cosine);
    expect(after.notes).toEqual([
      'B is missing: it is in no list of others.',
      'B has no stored terms any more, and its text went with it; they were made of its headline, summary and tags, so that the cosine is not that of its lists.',
    ]);
  });

  it('says of an article that came a moment ago that it has no list yet', async () => {
    const { store } = ground();
    const site = await siteOf(store);
    await publish(site);
    const origin = { siteId: site.id, networkId: site.networkId, feed: null };
    const late = about('late', 'Ferry delayed', 'The island ferry is late.');
    await store.articles.upsert(origin, late, startOf2026);
    const { a, bUnderA, notes, cosine } = await explained(site, late, ferry);
    expect(a).toMatchObject({ list: null, terms: { from: 'text' } });
    expect(cosine).toBeGreaterThan(0);
    expect(bUnderA.hiddenBecause).toBe('not_in_list');
    expect(notes).toContain('A has no list under generation gen_1 (yet).');
  });

  it('explains the cosine of texts that kill their thread, with numbers for words', async () => {
    const { store } = ground();
    const site = await siteOf(store);
    await publish(site);
    const plain = await explained(site, ferry, harbour);
    const killed = (): Promise<never> =>
      Promise.reject(new IsolateError('timeout', 'The work took too long.'));
    const named = [{ url: ferry.url }, { url: harbour.url }] as const;
    const pair = await readPair(store, site, named, killed);
    const wordless = explainPair(pair, site.id, startOf2026);
    expect(wordless).toMatchObject({ cosine: plain.cosine, bUnderA: plain.bUnderA });
    expect(wordless.terms.map(({ kind }) => kind)).toEqual(plain.terms.map(() => null));
    expect(wordless.notes).toEqual([
      "A's text cannot be read for its words: The work took too long.",
      "B's text cannot be read for its words: The work took too long.",
    ]);
    await dropTerms(site, 2);
    await expect(readPair(store, site, named, killed)).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringMatching(/^B: no terms are stored, and none could be made/),
    });
  });

  it.each([
    ['https://news.example/unknown', 'is not known as an article of Alder Post.'],
    ['AAAAAAAAAAAAAAAAAAAAAA', 'there is no article AAAAAAAAAAAAAAAAAAAAAA in the network'],
  ])('names the side whose article is unknown: %s', async (unknown, message) => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site);
    for (const [args, letter] of [
      [[unknown, ferry.url], 'A'],
      [[ferry.url, unknown], 'B'],
    ] as const) {
      const asked = await run(['explain', ...args, '--site', site.id]);
      expect(asked).toMatchObject({ code: 1, stdout: '' });
      expect(asked.stderr.startsWith(`maylike: ${letter}: `)).toBe(true);
      expect(asked.stderr).toContain(message);
    }
  });

  it('says that an article was taken down', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site);
    await store.articles.remove(site.networkId, site.id, 2, 'removed');
    const asked = await run(['explain', ferry.url, harbour.url, '--site', site.id]);
    expect(asked).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'maylike: B: the article was taken down, nothing of it is kept.\n',
    });
  });

  it('says that there is nothing to weigh by before the first generation', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site, all, { withLists: false });
    const asked = await run(['explain', ferry.url, harbour.url, '--site', site.id]);
    expect(asked).toMatchObject({ code: 1, stdout: '' });
    expect(asked.stderr).toBe(
      'maylike: The network of Alder Post has no generation yet: its first lists are still to be made.\n',
    );
  });

  it('refuses one article twice, also by two of its names', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site);
    const { a } = await explained(site, ferry, harbour);
    const asked = await run(['explain', ferry.url, a.id, '--site', site.id]);
    expect(asked).toMatchObject({ code: 64, stderr: 'maylike: A and B are the same article.\n' });
  });

  it.each([
    [['nonsense', 'https://a.example/', '--site', 'x'], "'nonsense' is invalid for argument 'a'"],
    [['https://a.example/', '--site', 'x'], "missing required argument 'b'"],
    [['https://a.example/', 'https://a.example/b'], "required option '--site <site>'"],
    [['https://a.example/', 'https://a.example/b', '--site', 'x', '--terms', '0'], "'--terms <n>'"],
  ])('refuses %j in one line that names what is wrong', async (args, message) => {
    const asked = await ground().run(['explain', ...args]);
    expect(asked).toMatchObject({ code: 64, stdout: '' });
    expect(asked.stderr).toContain(message);
    expect(asked.stderr.trim()).not.toContain('\n');
  });

  it('says that a site is unknown', async () => {
    const asked = await ground().run(['explain', ferry.url, harbour.url, '--site', 'Nowhere']);
    expect(asked).toMatchObject({ code: 1, stdout: '' });
    expect(asked.stderr).toContain('There is no such site');
  });
});
