// Two processes at one article: whatever one does in the midst of what the other does, a live article has its text, and
// nothing else is kept.
import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Store } from '../src/index.js';
import { contentOf, startOf2026 as now, withRedis } from './support.js';

const network = 'net';
const older = contentOf('a');
const newer = contentOf('a', { title: 'Newer', text: 'Newer text' });
const commandsMax = 40;

const polledBy = (feed: string, pollNumber: number) => ({
  siteId: 'site',
  networkId: network,
  feed: { id: feed, pollNumber, guid: null },
});

type Act = (store: Store) => Promise<unknown>;

/** Brings in the other version of the article, as another feed of the site does. */
const bring =
  (content: typeof older, pollNumber: number): Act =>
  (store) =>
    store.articles.upsert(polledBy('feed-b', pollNumber), content, now);
const remove =
  (state: 'missing' | 'expired'): Act =>
  (store) =>
    store.articles.remove(network, 'site', 1, state);
/** Adds the page as it was read a moment ago. */
const attach: Act = async ({ articles }) => {
  const article = await articles.get(network, 1);
  if (article?.card === null || article === null) return;
  const page = { text: 'The whole page', card: article.card, canonicalUrl: null };
  await articles.attachPage(network, article, page, now);
};

describe('the text of an article', () => {
  const given = withRedis();

  /** Does one thing, and the other before its n-th command; false where it has fewer. */
  async function interleave(n: number, one: Act, other: Act): Promise<boolean> {
    const redis = new Redis(given.redis.options.path ?? '');
    const send = redis.sendCommand.bind(redis);
    let sent = 0;
    redis.sendCommand = async (...args) => {
      sent += 1;
      if (sent === n) await other(given.store);
      return await send(...args);
    };
    await one(new Store(redis));
    redis.disconnect();
    return sent >= n;
  }

  it.each([
    ['replaced by the other version', bring(newer, 2), bring(older, 3)],
    ['shown again while it is replaced', bring(older, 2), bring(newer, 3)],
    ['replaced while its page is added', bring(newer, 2), attach],
    ['expired while a feed brings it back', remove('expired'), bring(older, 2)],
    ['missing while a feed brings it back', remove('missing'), bring(older, 2)],
    ['brought back while it expires', bring(older, 2), remove('expired')],
    ['changed while it is missing', bring(newer, 2), remove('missing')],
    ['completed by its page while it is replaced', attach, bring(newer, 2)],
    ['completed by its page while it expires', attach, remove('expired')],
    ['completed by its page twice', attach, attach],
  ])('is there after it was %s, at any moment', async (_what, one, other) => {
    // Once without anybody in between, so that the server knows the scripts: a first call is two commands.
    for (const act of [one, other]) await act(given.store);
    let moments = 0;
    for (let n = 1; n <= commandsMax; n += 1) {
      await given.redis.flushall();
      await given.store.articles.upsert(polledBy('feed-b', 1), older, now);
      if (!(await interleave(n, one, other))) break;
      moments += 1;
      const article = await given.store.articles.get(network, 1);
      if (article === null) throw new Error('it has gone');
      const kept: string[] = [];
      for (const key of await given.redis.keys('ml:text:*'))
        if ((await given.redis.ttl(key)) === -1) kept.push(key.split(':').at(-1) ?? '');
      const named = new Set(
        article.state === 'live' ? [article.hash, article.pageHash ?? article.hash] : [],
      );
      expect({ n, kept: new Set(kept) }).toEqual({ n, kept: named });
    }
    expect(moments).toBeGreaterThan(2);
    expect(moments).toBeLessThan(commandsMax);
  });
});
