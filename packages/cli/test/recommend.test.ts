import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ArticleContent, Site } from '@maylike/articles';
import {
  acquireWriter,
  generationOf,
  type Ask,
  type AskQueue,
  type StoredTerms,
} from '@maylike/store';
import { contentOf, siteOf, startOf2026, withGround } from './support.js';

const ground = withGround();
const textVersion = 1;

/** Articles 1, 2, … that are in each other's lists, the lower the number the more alike. */
async function publish(site: Site, contents: readonly ArticleContent[]): Promise<void> {
  const { redis, store } = ground();
  const { networkId } = site;
  const origin = { siteId: site.id, networkId, feed: null };
  const terms: StoredTerms = {
    terms: { ids: new Uint32Array([3]), counts: new Float32Array([1]) },
    textVersion,
    publishedAt: startOf2026,
  };
  const about = { labels: [{ id: 3, label: 'ferry' }], language: 'en' };
  for (const [i, content] of contents.entries()) {
    await store.articles.upsert(origin, content, startOf2026);
    await store.pending.storeTerms(networkId, i + 1, 1, terms, about);
  }
  const writer = await acquireWriter(redis, networkId, 'test', 10_000);
  if (writer === null) throw new Error('the network has a writer already');
  const numbers = contents.map((_content, i) => i + 1);
  const listOf = (own: number) => ({
    bound: { scoreE6: 0, publishedAt: 0, number: 0 },
    entries: numbers
      .filter((number) => number !== own)
      .map((number) => ({
        number,
        version: 1,
        scoreE6: 900_000 - 100_000 * number,
        publishedAt: startOf2026,
      })),
  });
  await writer.writeLists(
    'gen_1',
    new Map(numbers.map((own) => [own, { ...listOf(own), version: 1 }])),
  );
  const generation = generationOf({
    id: 'gen_1',
    state: 'active',
    textVersion,
    floor: 0.05,
    documentCount: contents.length,
    startedAt: startOf2026,
    activatedAt: startOf2026,
    retiredAt: null,
    reason: 'test',
  });
  await writer.generations.swap(generation, null);
  const appliedId = await store.networks.logEnd(networkId);
  await writer.advance({ appliedId, changed: numbers, dropped: [], trimBelow: null });
  await writer.release();
}

/** The first question about a draft; looks until there is one. */
async function firstAsk(asks: AskQueue): Promise<Ask> {
  for (;;) {
    const [ask] = (await asks.read('0-0', 1)).asks;
    if (ask !== undefined) return ask;
  }
}

describe('recommend', () => {
  it('prints the related articles of a known page as the endpoint answers them', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site, ['a', 'b', 'c'].map(contentOf));
    const asked = await run(['recommend', contentOf('a').url, '--site', site.name, '--json']);
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    const item = (name: string) => ({
      id: expect.stringMatching(/^[\w-]{22}$/),
      url: `https://news.example/${name}`,
      title: `Title of ${name}`,
      summary: `Summary of ${name}`,
      image: null,
      publishedAt: '2025-12-31T23:00:00.000Z',
      source: 'Alder Post',
      authors: [],
      section: null,
    });
    const related = {
      score: expect.any(Number),
      strategy: 'related',
      because: ['ferry'],
      alsoIn: [],
    };
    expect(asked.json()).toEqual({
      article: item('a'),
      items: [
        { ...item('b'), ...related },
        { ...item('c'), ...related },
      ],
      complete: true,
      generation: 'gen_1',
    });
  });

  it('finds the page however its address is spelt, and shows a person a table', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const b = { ...contentOf('b'), title: 'Second \u001b[31mred' };
    await publish(site, [contentOf('a'), b]);
    const address = 'HTTPS://news.example/a?utm_source=x#top';
    const asked = await run(['recommend', address, '--site', site.id]);
    expect(asked.stdout).toMatch(/^Articles you may like under "Title of a":\nSCORE +TITLE/);
    expect(asked.stdout).toMatch(
      /0\.\d{3} +Second {2}\[31mred +https:\/\/news\.example\/b .*related +ferry/,
    );
    expect(asked.stdout).not.toContain('\u001b');
    expect(asked.stderr).toBe('complete, generation gen_1\n');
  });

  it('obeys limit, section, lowest score and no fallback', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const sport = { ...contentOf('d'), section: 'Sport' };
    await publish(site, [...['a', 'b', 'c'].map(contentOf), sport]);
    const urlsWith = async (...args: string[]) => {
      const base = ['recommend', contentOf('a').url, '--site', site.id, '--json'];
      const { items } = (await run([...base, ...args])).json() as { items: { url: string }[] };
      return items.map(({ url }) => new URL(url).pathname);
    };
    expect(await urlsWith()).toEqual(['/b', '/c', '/d']);
    expect(await urlsWith('--limit', '1')).toEqual(['/b']);
    expect(await urlsWith('--section', 'sport')).toEqual(['/d']);
    expect(await urlsWith('--min-score', '0.46', '--fallback', 'none')).toEqual(['/b']);
    expect(await urlsWith('--lang', 'de', '--fallback', 'none')).toEqual([]);
  });

  it('says that the answer is not complete while the article waits for its terms', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site, ['a', 'b'].map(contentOf));
    const edited = { ...contentOf('a'), title: 'Another title' };
    const origin = { siteId: site.id, networkId: site.networkId, feed: null };
    await store.articles.upsert(origin, edited, startOf2026);
    const asked = await run(['recommend', contentOf('a').url, '--site', site.id, '--json']);
    expect(asked.json()).toMatchObject({ article: { title: 'Another title' }, complete: false });
  });

  it('has an unknown page of the site fetched, and answers at once from the fallback', async () => {
    const { store, queues, run } = ground();
    const site = await siteOf(store);
    await publish(site, [contentOf('a')]);
    const url = 'https://news.example/unknown';
    const asked = await run(['recommend', url, '--site', site.id, '--json']);
    expect(asked.code).toBe(0);
    expect(asked.json()).toMatchObject({
      article: null,
      items: [{ url: contentOf('a').url, strategy: 'latest', score: null }],
      complete: false,
      generation: null,
    });
    expect(asked.stderr).toBe(
      `${url} is not known yet and is being fetched; ask again in a moment.\n`,
    );
    const jobs = await queues
      .all()
      .find(({ name }) => name === 'page')
      ?.getJobs();
    expect(jobs?.map(({ data }) => data as unknown)).toEqual([
      { kind: 'unknown', siteId: site.id, url },
    ]);
  });

  it('refuses a page that is unknown and not of the site, and has nothing fetched', async () => {
    const { store, queues, run } = ground();
    const site = await siteOf(store);
    const asked = await run(['recommend', 'https://other.example/x', '--site', site.id]);
    expect(asked).toMatchObject({ code: 1, stdout: '' });
    expect(asked.stderr).toBe(
      'maylike: https://other.example/x is not known, and not on a domain of Alder Post (https://news.example).\n',
    );
    expect((await queues.counts('page'))['waiting']).toBe(0);
  });

  it('answers for a draft what the network’s writer says of it', async () => {
    const { store, redis, run, folder } = ground();
    const site = await siteOf(store);
    await publish(site, ['a', 'b'].map(contentOf));
    const file = join(folder, 'draft.txt');
    writeFileSync(file, '\n The ferry\r\nIt sank.\n\nOff Port Alder.');
    const answered = (async () => {
      const writer = await acquireWriter(redis, site.networkId, 'test', 10_000);
      if (writer === null) throw new Error('the network has a writer already');
      const ask = await firstAsk(writer.asks);
      const entry = { number: 2, version: 1, scoreE6: 700_000 };
      await writer.asks.answer(ask, {
        generation: 'gen_1',
        list: { bound: { scoreE6: 0, publishedAt: 0, number: 0 }, entries: [entry] },
        story: null,
        labels: [{ id: 3, label: 'ferry' }],
        language: 'en',
      });
      return ask;
    })();
    const asked = await run(['recommend', '--draft', file, '--site', site.name, '--json']);
    expect((await answered).texts?.input).toMatchObject({
      title: 'The ferry',
      text: 'It sank.\n\nOff Port Alder.',
    });
    expect(asked).toMatchObject({ code: 0, stderr: '' });
    expect(asked.json()).toMatchObject({
      article: null,
      items: [
        { url: contentOf('b').url, strategy: 'related', because: ['ferry'] },
        { url: contentOf('a').url, strategy: 'latest' },
      ],
      complete: true,
      generation: 'gen_1',
    });
  });

  it('answers for a draft on standard input from the fallback where no process says anything', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site, ['a'].map(contentOf));
    const asked = await run(['recommend', '--draft', '-', '--site', site.id], { stdin: 'A title' });
    expect(asked.code).toBe(0);
    expect(asked.stdout).toContain('latest');
    expect(asked.stderr).toBe(
      'No similarity process has answered within a second.\nnot complete yet, generation none\n',
    );
  });

  it.each([
    ['-', ' \n', '-: It is empty.'],
    ['-', 'a'.repeat(700_000), '-: It gives more than 603000 bytes.'],
    ['/nowhere/draft.txt', '', '/nowhere/draft.txt: There is no such file.'],
  ])('refuses the draft %s that cannot be read', async (file, stdin, message) => {
    const { store, run } = ground();
    const site = await siteOf(store);
    const asked = await run(['recommend', '--draft', file, '--site', site.id], { stdin });
    expect(asked).toMatchObject({ code: 65, stdout: '' });
    expect(asked.stderr).toContain(message);
  });

  it('says that an article was taken down', async () => {
    const { store, run } = ground();
    const site = await siteOf(store);
    await publish(site, ['a', 'b'].map(contentOf));
    await store.articles.remove(site.networkId, site.id, 1, 'removed');
    const asked = await run(['recommend', contentOf('a').url, '--site', site.id]);
    expect(asked).toMatchObject({ code: 1, stdout: '' });
    expect(asked.stderr).toBe('maylike: The article was taken down\n');
  });

  it.each([
    [['nonsense', '--site', 'x'], "'nonsense' is invalid for argument 'url'"],
    [['--site', 'x'], "Give either a page's address or --draft FILE."],
    [['https://a.example/', '--site', 'x', '--draft', '-'], "Give either a page's address"],
    [['https://a.example/'], "required option '--site <site>' not specified"],
    [['https://a.example/', '--site', 'x', '--limit', '21'], "option '--limit <n>' argument '21'"],
    [['https://a.example/', '--site', 'x', '--limit', '0'], "option '--limit <n>' argument '0'"],
    [
      ['https://a.example/', '--site', 'x', '--mode', 'odd'],
      "option '--mode <mode>' argument 'odd'",
    ],
    [
      ['https://a.example/', '--site', 'x', '--min-score', '1.1'],
      "option '--min-score <score>' argument '1.1'",
    ],
  ])('refuses %j in one line that names what is wrong', async (args, message) => {
    const asked = await ground().run(['recommend', ...args]);
    expect(asked).toMatchObject({ code: 64, stdout: '' });
    expect(asked.stderr).toContain(message);
    expect(asked.stderr.trim()).not.toContain('\n');
  });
});
