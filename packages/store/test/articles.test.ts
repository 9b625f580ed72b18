import { describe, expect, it } from '@jest/globals';
import { articleIdOf } from '@maylike/articles';
import type { Redis } from 'ioredis';
import type { ContentOrigin } from '../src/index.js';
import { unknownPagesPerMinuteMax } from '../src/articles.js';
import { networkKeys } from '../src/keys.js';
import { contentOf, startOf2026 as now, withRedis } from './support.js';

const dayMs = 86_400_000;
const network = 'net';
const keys = networkKeys(network);

const poll = (
  pollNumber: number,
  guid: string | null = null,
  feedId = 'feed-a',
): ContentOrigin => ({
  siteId: 'site',
  networkId: network,
  feed: { id: feedId, pollNumber, guid },
});
const demand: ContentOrigin = { siteId: 'site', networkId: network, feed: null };
const url = (name: string): string => `https://news.example/${name}`;
const reference = (name: string) => ({ siteId: 'site', url: url(name) });

/** The keys of texts that do not go by themselves. */
async function keptTexts(redis: Redis): Promise<string[]> {
  const keys = await redis.keys('ml:text:*');
  const ttls = await Promise.all(keys.map((key) => redis.ttl(key)));
  return keys.filter((_key, i) => ttls[i] === -1);
}

describe('upserting an article', () => {
  const given = withRedis();

  it('stores a new one once, with a permanent id, pending and dated', async () => {
    const { articles, pending } = given.store;
    const first = await articles.upsert(poll(1), contentOf('a'), now);
    const again = await articles.upsert(poll(2), contentOf('a'), now + 1);
    expect(first).toEqual({ status: 'created', number: 1, version: 1 });
    expect(again).toEqual({ status: 'unchanged', number: 1, version: 1 });
    const found = await articles.find(network, reference('a'));
    expect(found?.article).toMatchObject({
      id: articleIdOf('site', url('a')),
      number: 1,
      state: 'live',
      publishedAt: now,
      firstSeenAt: now,
      card: { title: 'Title of a' },
    });
    expect(await pending.count(network)).toBe(1);
    expect(await articles.newest(network, now, 10)).toEqual([1]);
  });

  it('replaces an edited headline under the same id, and keeps one text', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    const edited = await articles.upsert(
      poll(2),
      contentOf('a', { title: 'New', text: 'New text' }),
      now,
    );
    expect(edited).toEqual({ status: 'changed', number: 1, version: 2 });
    const found = await articles.find(network, reference('a'));
    expect(found?.article.card?.title).toBe('New');
    if (found === null) throw new Error('not found');
    expect(await articles.text(found.article)).toBe('New text');
    expect(await keptTexts(given.redis)).toHaveLength(1);
  });

  it('refuses the late write of an older poll, and leaves no text behind', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(5), contentOf('a'), now);
    const late = await articles.upsert(poll(4), contentOf('a', { title: 'Old' }), now);
    expect(late).toEqual({ status: 'stale', number: 1, version: 1 });
    expect((await articles.get(network, 1))?.card?.title).toBe('Title of a');
    expect(await keptTexts(given.redis)).toHaveLength(1);
  });

  it('finds an article by its guid under a new address, and learns the address', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1, 'guid-1'), contentOf('a'), now);
    const moved = await articles.upsert(poll(2, 'guid-1'), contentOf('b'), now);
    expect(moved).toEqual({ status: 'changed', number: 1, version: 2 });
    const byOld = await articles.find(network, reference('a'));
    const byNew = await articles.find(network, reference('b'));
    expect(byOld?.article.id).toBe(articleIdOf('site', url('a')));
    expect(byNew?.article.id).toBe(byOld?.article.id);
  });

  it('keeps the guids of two feeds and the addresses of two sites apart', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1, '1'), contentOf('a'), now);
    const otherFeed = await articles.upsert(poll(1, '1', 'feed-b'), contentOf('b'), now);
    const otherSite = await articles.upsert(
      { ...poll(1, '1', 'feed-c'), siteId: 'other' },
      contentOf('a'),
      now,
    );
    expect([otherFeed.number, otherSite.number]).toEqual([2, 3]);
    expect((await articles.get(network, 1))?.siteId).toBe('site');
  });

  it('merges two records found to be one: the older stays, the other leaves every list', async () => {
    const { articles, pending } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    await articles.upsert(poll(1, 'guid-b'), contentOf('b'), now);
    const stored = {
      terms: { ids: new Uint32Array([1]), counts: new Float32Array([1]) },
      textVersion: 1,
      publishedAt: now,
    };
    await pending.storeTerms(network, 2, 1, stored, { labels: [], language: null });
    const merged = await articles.upsert(poll(2, 'guid-b'), contentOf('a'), now);
    expect(merged.number).toBe(1);
    expect((await articles.get(network, 2))?.state).toBe('merged');
    expect((await articles.find(network, reference('b')))?.article.number).toBe(1);
    expect(await articles.newest(network, now, 10)).toEqual([1]);
    const log = await given.redis.xrange(keys.log, '-', '+');
    expect(log.map(([, fields]) => fields)).toEqual([
      ['n', '2', 'v', '1', 'op', 'add', 'stored', String(now)],
      ['n', '2', 'v', '1', 'op', 'remove'],
    ]);
  });

  it('is one for its AMP and mobile twins, whichever was first, on its own site alone', async () => {
    const { articles } = given.store;
    const twins = ['a/amp', 'a/', 'a?amp=1'].map(url);
    const first = { ...contentOf('a/amp') };
    expect(await articles.upsert(poll(1), first, now)).toMatchObject({ status: 'created' });
    expect(await articles.upsert(demand, contentOf('a'), now)).toMatchObject({ number: 1 });
    for (const twin of [...twins, 'http://m.news.example/a'])
      expect((await articles.find(network, { siteId: 'site', url: twin }))?.article).toMatchObject({
        number: 1,
        id: articleIdOf('site', url('a/amp')),
      });
    expect(await articles.find(network, { siteId: 'other', url: url('a') })).toBeNull();
    expect(await articles.find(network, reference('a-2'))).toBeNull();
  });

  it('lets one feed own an article: another one tells it differently in vain', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    const other = await articles.upsert(
      poll(9, 'x', 'feed-b'),
      contentOf('a', { title: 'Other' }),
      now,
    );
    expect(other).toEqual({ status: 'known', number: 1, version: 1 });
    const same = await articles.upsert(poll(9, 'x', 'feed-b'), contentOf('a'), now);
    expect(same.status).toBe('known');
    const article = await articles.get(network, 1);
    expect(article?.card?.title).toBe('Title of a');
    expect(article === null ? '' : await articles.text(article)).toBe('Text of a');
  });

  it('gives an article to a feed that brings at least twice its text', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a', { text: 'short text' }), now);
    const longer = contentOf('a', { text: 'a text that is a good deal longer' });
    expect((await articles.upsert(poll(1, null, 'feed-b'), longer, now)).status).toBe('changed');
    expect((await articles.get(network, 1))?.feedId).toBe('feed-b');
  });

  it('gives a page that was asked for on demand to the feed that brings it later', async () => {
    const { articles } = given.store;
    await articles.upsert(demand, contentOf('a', { text: 'the whole text of the page' }), now);
    const fed = await articles.upsert(poll(1), contentOf('a', { text: 'short' }), now);
    expect(fed.status).toBe('changed');
    expect((await articles.upsert(demand, contentOf('a'), now)).status).toBe('known');
  });

  it('does not believe a date more than a day ahead, nor a missing one', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('soon', { publishedAt: now + dayMs }), now);
    await articles.upsert(poll(1), contentOf('far', { publishedAt: now + dayMs + 1 }), now);
    await articles.upsert(poll(1), contentOf('none', { publishedAt: null }), now + 5);
    await articles.upsert(
      poll(2),
      contentOf('none', { publishedAt: null, title: 'again' }),
      now + 50,
    );
    const dates = await Promise.all([1, 2, 3].map((n) => articles.get(network, n)));
    expect(dates.map((article) => article?.publishedAt)).toEqual([now + dayMs, now, now + 5]);
    expect(await articles.newest(network, now + 10, 10)).toEqual([3, 2]);
  });
});

describe('removing an article', () => {
  const given = withRedis();

  it('takes it out of the calendar and of the waiting work, and tells the log of its stored terms', async () => {
    const { articles, pending } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    const stored = {
      terms: { ids: new Uint32Array([1]), counts: new Float32Array([1]) },
      textVersion: 1,
      publishedAt: now,
    };
    await pending.storeTerms(network, 1, 1, stored, { labels: [], language: null });
    expect(await articles.remove(network, 'site', 1, 'removed')).toBe(true);
    expect(await articles.remove(network, 'site', 1, 'removed')).toBe(false);
    expect(await articles.newest(network, now, 10)).toEqual([]);
    const log = await given.redis.xrange(keys.log, '-', '+');
    expect(log.at(-1)?.[1]).toEqual(['n', '1', 'v', '1', 'op', 'remove']);
    expect(log).toHaveLength(2);
  });

  it('drops what a person took down, and no feed brings it back', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    await articles.remove(network, 'site', 1, 'removed');
    const back = await articles.upsert(poll(2), contentOf('a', { title: 'Back' }), now);
    expect(back.status).toBe('removed');
    expect(await articles.get(network, 1)).toMatchObject({ state: 'removed', card: null });
    expect(await keptTexts(given.redis)).toEqual([]);
  });

  it('drops the texts of what has expired; a feed that brings it back brings them along', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    await articles.remove(network, 'site', 1, 'expired');
    expect(await keptTexts(given.redis)).toEqual([]);
    const gone = await articles.get(network, 1);
    expect(gone === null ? null : await articles.text(gone)).toBe('');
    expect((await articles.get(network, 1))?.card).not.toBeNull();
    expect((await articles.upsert(poll(2), contentOf('a'), now)).status).toBe('changed');
    const back = await articles.get(network, 1);
    expect(back?.state).toBe('live');
    expect(back === null ? '' : await articles.text(back)).toBe('Text of a');
  });

  it('brings back what was missing when a feed shows it again', async () => {
    const { articles, pending } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    await articles.remove(network, 'site', 1, 'missing');
    expect(await pending.count(network)).toBe(0);
    // Most of what is missing never comes back: a month's texts would be kept for ever.
    expect(await keptTexts(given.redis)).toEqual([]);
    const back = await articles.upsert(poll(2), contentOf('a'), now);
    expect(back).toEqual({ status: 'changed', number: 1, version: 2 });
    const live = await articles.get(network, 1);
    expect(live?.state).toBe('live');
    expect(live === null ? '' : await articles.text(live)).toBe('Text of a');
    expect(await pending.count(network)).toBe(1);
  });

  it.each(['missing', 'expired'] as const)(
    'forgets the page of what is %s, so that it is a new text when it comes back',
    async (state) => {
      const { articles } = given.store;
      await articles.upsert(poll(1), contentOf('a'), now);
      const attach = async () => {
        const article = await articles.get(network, 1);
        if (article?.card === null || article === null) throw new Error('not found');
        const page = { text: 'The whole page', card: article.card, canonicalUrl: null };
        return await articles.attachPage(network, article, page, now);
      };
      expect(await attach()).toBe('attached');
      await articles.remove(network, 'site', 1, state);
      await articles.upsert(poll(2), contentOf('a'), now);
      expect((await articles.get(network, 1))?.pageHash).toBeNull();
      expect(await attach()).toBe('attached');
    },
  );

  it('knows nothing of a number that never was', async () => {
    expect(await given.store.articles.remove(network, 'site', 77, 'missing')).toBe(false);
  });
});

describe('attaching a page', () => {
  const given = withRedis();

  async function read(name: string) {
    const found = await given.store.articles.find(network, reference(name));
    if (found?.article.card == null) throw new Error(`no ${name}`);
    return { article: found.article, card: found.article.card };
  }

  it('makes a new version with the page’s text, which outlives the next poll of the same item', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    const { article, card } = await read('a');
    const page = {
      text: 'The whole page',
      card: { ...card, image: 'https://news.example/i.png' },
      canonicalUrl: null,
    };
    expect(await articles.attachPage(network, article, page, now)).toBe('attached');
    expect((await articles.upsert(poll(2), contentOf('a'), now)).status).toBe('unchanged');
    const after = await read('a');
    expect(after.article.version).toBe(2);
    expect(after.card.image).toBe('https://news.example/i.png');
    expect(await articles.text(after.article)).toBe('The whole page');
    expect(await articles.attachPage(network, after.article, page, now)).toBe('unchanged');
  });

  it('without a text leaves the feed’s, takes a page’s of before away, and keeps what else it adds', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    const { article, card } = await read('a');
    const feedText = await articles.text(article);
    const page = { text: 'The whole page', card, canonicalUrl: null };
    await articles.attachPage(network, article, page, now);
    const attached = await read('a');
    const noText = { ...page, text: null, card: { ...card, section: 'Harbour' } };
    expect(await articles.attachPage(network, attached.article, noText, now)).toBe('attached');
    const after = await read('a');
    expect(after.article.pageHash).toBeNull();
    expect(after.card.section).toBe('Harbour');
    expect(await articles.text(after.article)).toBe(feedText);
    expect(await keptTexts(given.redis)).toHaveLength(1);
    expect(await articles.attachPage(network, after.article, noText, now)).toBe('unchanged');
  });

  it('brings a date that the feed left open, unless it lies more than a day ahead', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a', { publishedAt: null }), now);
    const first = await read('a');
    const dated = (publishedAt: number) => ({
      text: `of ${publishedAt}`,
      card: { ...first.card, publishedAt },
      canonicalUrl: null,
    });
    const day = 86_400_000;
    await articles.attachPage(network, first.article, dated(now + 2 * day), now);
    expect((await read('a')).article.publishedAt).toBe(now);
    await articles.attachPage(network, (await read('a')).article, dated(now - day), now);
    expect((await read('a')).article.publishedAt).toBe(now - day);
    expect(await articles.publishedBefore(network, now, 10)).toEqual([1]);
  });

  it('refuses a page of a version that is no longer the newest', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    const { article, card } = await read('a');
    await articles.upsert(poll(2), contentOf('a', { title: 'Edited' }), now);
    expect(
      await articles.attachPage(network, article, { text: 'x', card, canonicalUrl: null }, now),
    ).toBe('stale');
    const texts = await keptTexts(given.redis);
    expect(texts).toHaveLength(1);
  });

  it('makes the canonical address an alias, and joins the record that has it already', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    const first = await read('a');
    const page = { text: 'page', card: first.card, canonicalUrl: url('canonical') };
    await articles.attachPage(network, first.article, page, now);
    expect((await read('canonical')).article.number).toBe(1);
    await articles.upsert(poll(1), contentOf('b'), now);
    const second = await read('b');
    await articles.attachPage(network, second.article, { ...page, card: second.card }, now);
    expect((await read('b')).article.number).toBe(1);
    expect((await articles.get(network, 2))?.state).toBe('merged');
  });
});

describe('pages of unknown addresses', () => {
  const given = withRedis();

  it('are counted by site and minute', async () => {
    const { articles } = given.store;
    const ask = (site: string, at: number) => articles.mayFetchUnknown(site, at);
    for (let i = 0; i < unknownPagesPerMinuteMax; i++) expect(await ask('site', now)).toBe(true);
    expect(await ask('site', now)).toBe(false);
    expect(await ask('other', now)).toBe(true);
    expect(await ask('site', now + 60_000)).toBe(true);
  });
});

describe('what a publisher sends', () => {
  const given = withRedis();
  const push: ContentOrigin = { ...demand, isPushed: true };

  it('counts more than a feed, which never rewrites it, and is idempotent', async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    const sent = contentOf('a', { title: 'As its publisher has it' });
    expect((await articles.upsert(push, sent, now)).status).toBe('changed');
    expect((await articles.upsert(push, sent, now)).status).toBe('unchanged');
    const richer = contentOf('a', { text: 'Long text. '.repeat(500) });
    expect((await articles.upsert(poll(2), richer, now)).status).toBe('known');
    const found = await articles.find(network, reference('a'));
    expect(found?.article).toMatchObject({ feedId: null, card: { title: sent.title } });
    expect(await keptTexts(given.redis)).toHaveLength(1);
  });

  it("takes the place of the page's text", async () => {
    const { articles } = given.store;
    await articles.upsert(poll(1), contentOf('a'), now);
    const before = (await articles.find(network, reference('a')))?.article;
    if (before?.card === undefined || before.card === null) throw new Error('not found');
    const page = { text: 'What the page says.', card: before.card, canonicalUrl: null };
    expect(await articles.attachPage(network, before, page, now)).toBe('attached');
    // The content of the feed's item: the page alone makes the difference.
    expect((await articles.upsert(push, contentOf('a'), now)).status).toBe('changed');
    const after = (await articles.find(network, reference('a')))?.article;
    if (after === undefined) throw new Error('not found');
    expect(await articles.text(after)).toBe('Text of a');
    expect(await keptTexts(given.redis)).toHaveLength(1);
    expect((await articles.upsert(push, contentOf('a'), now)).status).toBe('unchanged');
    // A page that was asked for before comes too late.
    expect(await articles.attachPage(network, after, page, now)).toBe('stale');
    expect(await articles.text(after)).toBe('Text of a');
    expect(await keptTexts(given.redis)).toHaveLength(1);
  });

  it.each<[string, boolean]>([
    ['a feed', true],
    ['a page', false],
  ])(
    'stays where %s joins it with an older record, whose names lead to it',
    async (_who, isFeed) => {
      const { articles } = given.store;
      await articles.upsert(poll(1, 'guid'), contentOf('old'), now);
      const sent = contentOf('new', { title: 'As its publisher has it', text: 'Sent text' });
      const { number } = await articles.upsert(push, sent, now);
      const old = (await articles.find(network, reference('old')))?.article;
      if (old?.card === undefined || old.card === null) throw new Error('not found');
      if (isFeed) {
        const moved = contentOf('new', { text: 'Long text. '.repeat(500) });
        expect((await articles.upsert(poll(2, 'guid'), moved, now)).status).toBe('known');
      } else {
        const page = { text: 'What the page says.', card: old.card, canonicalUrl: url('new') };
        expect(await articles.attachPage(network, old, page, now)).toBe('stale');
      }
      for (const name of ['old', 'new']) {
        const found = (await articles.find(network, reference(name)))?.article;
        if (found === undefined) throw new Error('not found');
        expect(found).toMatchObject({ number, state: 'live', card: { title: sent.title } });
        expect(await articles.text(found)).toBe('Sent text');
      }
      expect(await articles.newest(network, now, 10)).toEqual([number]);
    },
  );

  it('is never missing, whatever its page says; its publisher takes it down', async () => {
    const { articles } = given.store;
    const { number } = await articles.upsert(push, contentOf('a'), now);
    expect(await articles.remove(network, 'site', number, 'missing')).toBe(false);
    expect((await articles.get(network, number))?.state).toBe('live');
    expect(await articles.remove(network, 'site', number, 'removed')).toBe(true);
  });

  it('brings back what was taken down, which no feed does', async () => {
    const { articles, pending } = given.store;
    const { number } = await articles.upsert(poll(1), contentOf('a'), now);
    await articles.remove(network, 'site', number, 'removed');
    expect((await articles.upsert(poll(2), contentOf('a'), now)).status).toBe('removed');
    expect((await articles.upsert(push, contentOf('a'), now)).status).toBe('changed');
    const found = await articles.find(network, reference('a'));
    expect(found?.article).toMatchObject({ number, state: 'live', card: { title: 'Title of a' } });
    expect(found === null ? '' : await articles.text(found.article)).toBe('Text of a');
    expect(await pending.count(network)).toBe(1);
  });
});
