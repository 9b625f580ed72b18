import { describe, expect, it } from '@jest/globals';
import { articleIdOf, type ArticleId } from '@maylike/articles';
import fc from 'fast-check';
import { decodeLinks, encodeLinks, linksMax } from '../src/codecs/links-codec.js';
import type { Card } from '../src/index.js';
import { networkKeys } from '../src/keys.js';
import { contentOf, startOf2026 as now, withRedis } from './support.js';

const network = 'net';
const keys = networkKeys(network);
const origin = (pollNumber: number, guid: string | null = null, id = 'feed') => ({
  siteId: 'site',
  networkId: network,
  feed: { id, pollNumber, guid },
});
const to = (...names: string[]): ArticleId[] =>
  names.map((name) => articleIdOf('site', `https://news.example/${name}`));

describe('the links of a body as bytes', () => {
  const link = fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((bytes) => Buffer.from(bytes).toString('base64url'));

  it(`come back as they were, the first ${linksMax} of them, in 16 bytes each`, () => {
    fc.assert(
      fc.property(fc.array(link, { maxLength: 50 }), (links) => {
        const kept = links.slice(0, linksMax);
        const bytes = encodeLinks(links);
        expect(bytes).toHaveLength(16 * kept.length);
        expect(decodeLinks(bytes)).toEqual(kept);
      }),
    );
  });

  it('are refused where they are not what they should be', () => {
    expect(() => encodeLinks(['short'])).toThrow(RangeError);
    expect(() => decodeLinks(Buffer.alloc(15))).toThrow(
      expect.objectContaining({ code: 'data_corrupt' }),
    );
  });
});

describe('the links of an article', () => {
  const given = withRedis();
  const linked = async (...numbers: number[]) => [
    ...(await given.store.links.linkedFrom(network, numbers)),
  ];
  const write = (name: string, links: ArticleId[] = [], pollNumber = 1) =>
    given.store.articles.upsert(origin(pollNumber, name), contentOf(name), now, links);
  const setStory = (number: number, story: number) =>
    given.redis.hset(keys.article(number), 'story', story);

  it('lead to live articles in the order of the text, whichever came first, and by any alias', async () => {
    await write('a', to('c', 'nowhere', 'b', 'c'));
    await write('b');
    await write('c-old');
    await given.store.articles.upsert(origin(2, 'c-old'), contentOf('c'), now);
    expect(await linked(1, 2, 3, 99)).toEqual([[1, [3, 2]]]);
  });

  it('lead neither to itself, nor to a copy of its story, nor to or from what was taken down', async () => {
    await write('a', to('a', 'copy', 'gone', 'missing', 'b'));
    for (const name of ['copy', 'gone', 'missing', 'b']) await write(name);
    await setStory(1, 1);
    await setStory(2, 1);
    await setStory(5, 5);
    await given.store.articles.remove(network, 'site', 3, 'removed');
    await given.store.articles.remove(network, 'site', 4, 'missing');
    expect(await linked(1)).toEqual([[1, [5]]]);
    await given.store.articles.remove(network, 'site', 1, 'expired');
    expect(await linked(1)).toEqual([]);
  });

  it('follow records that were merged to the one that stayed', async () => {
    await write('a', to('c'));
    await write('b');
    await write('c');
    await given.store.articles.upsert(origin(2, 'c'), contentOf('b'), now);
    expect((await given.store.articles.get(network, 3))?.state).toBe('merged');
    expect(await linked(1)).toEqual([[1, [2]]]);
  });

  it('are no part of the content: new ones alone make no version, and replace the old', async () => {
    for (const name of ['b', 'c', 'd']) await write(name);
    await write('a', to('b', 'c'));
    const again = await write('a', to('d'), 2);
    expect(again).toMatchObject({ status: 'unchanged', version: 1 });
    expect(await linked(4)).toEqual([[4, [3]]]);
    await write('a', [], 3);
    expect(await given.redis.hexists(keys.article(4), 'links')).toBe(0);
  });

  it('are not changed by a feed that does not own it, or by a late poll', async () => {
    await write('b');
    await write('a', to('b'), 5);
    expect((await write('a', [], 4)).status).toBe('stale');
    const other = await given.store.articles.upsert(origin(9, null, 'other'), contentOf('a'), now);
    expect(other.status).toBe('known');
    expect(await linked(2)).toEqual([[2, [1]]]);
  });

  it("are its page's once one is attached: the feed's teaser no longer tells", async () => {
    for (const name of ['b', 'c', 'd']) await write(name);
    await write('a', to('b'));
    const attach = async (links: ArticleId[]) => {
      const article = await given.store.articles.get(network, 4);
      const card: Card | null = article?.card ?? null;
      if (article === null || card === null) throw new Error('no article');
      const page = { text: 'The whole text', card, canonicalUrl: null, links };
      return await given.store.articles.attachPage(network, article, page, now);
    };
    expect(await attach(to('c'))).toBe('attached');
    await write('a', to('b'), 2);
    expect(await linked(4)).toEqual([[4, [2]]]);
    expect(await attach(to('d'))).toBe('unchanged');
    expect(await linked(4)).toEqual([[4, [3]]]);
  });

  it('go with what a person took down', async () => {
    await write('a', to('b'));
    await given.store.articles.remove(network, 'site', 1, 'removed');
    expect(await given.redis.hexists(keys.article(1), 'links')).toBe(0);
  });
});
