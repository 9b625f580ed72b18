// Hostile servers and hostile feeds through whole polls of the running service: each ends with its own named error, or
// is read as far as its bounds allow, on that feed alone, while an honest feed is polled beside all of them at once.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FeedId, Site } from '@maylike/articles';
import { startHostileServer, type HostileServer } from '@maylike/safe-fetch/testing';
import type { Feed, StoredArticle } from '@maylike/store';
import type { Ingest } from '../src/index.js';
import { liveArticles, newFeed, newSite, openHouse, startIn, type House } from './house.js';
import { rss, startPublisher, type Publisher } from './publisher.js';

/** Short, so that what never ends does so here, and long enough for an honest server on a busy machine. */
const fetchLimits = {
  timeoutMs: 5_000,
  firstByteTimeoutMs: 2_000,
  idleTimeoutMs: 2_000,
  connectTimeoutMs: 2_000,
};
const concurrency = 16;
const honestEverySeconds = 1;
/** What the service may grow by: bodies of 10 MB, wire and decoded, in each worker's hands, and two parsers' heaps. */
const growthMbMax = concurrency * 20 + 2 * 256;

/** What a server does, its path, how its feed's poll ends, and what is said of it. */
const servers: readonly (readonly [string, string, string, RegExp])[] = [
  ['never answers', '/silent', 'timeout', /too long to answer/],
  ['A-14 resets the connection', '/reset', 'protocol_error', /broke off/],
  ['A-14 resets within its body', '/half', 'protocol_error', /broke off/],
  ['sends its headers a byte at a time', '/headers-drip', 'timeout', /too long to answer/],
  ['sends its body a byte at a time', '/body-drip', 'timeout', /longer than 5000 ms/],
  ['stops within its body', '/body-stops', 'timeout', /silent for too long within/],
  ['A-10 sends a body without end', '/body-endless', 'body_too_large', /^The body has/],
  ['A-10 sends chunks of a byte', '/chunks-of-one-byte', 'protocol_error', /crumbs/],
  ['A-11 sends 10 GB as a gzip of 10 MB', '/gzip-bomb', 'body_too_large', /^The body has/],
  ['A-11 sends a gzip without end', '/gzip-endless', 'body_too_large', /^The body has/],
  ['A-08 redirects to itself', '/loop', 'redirects_exceeded', /5 times/],
  ['A-04 redirects inside', '/inside', 'address_refused', /public/],
  ['A-04 redirects inside by a chain', '/chain-inside', 'address_refused', /public/],
  ['A-13 promises more than it sends', '/too-short', 'protocol_error', /broke off/],
  ['A-13 promises more than anybody takes', '/length-of-nobody', 'protocol_error', /proper/],
  ['sends a film', '/film', 'body_too_large', /^The body has/],
  ['B-14 sends a page', '/feed/page', 'not_a_feed', /HTML/],
  ['B-14 sends nothing', '/feed/nothing', 'empty', /empty/],
  ['B-01 sends a billion laughs', '/feed/entities-that-multiply', 'malformed', /entit/],
  ['B-01 sends entities that grow', '/feed/entities-quadratic', 'malformed', /entit/],
  ['B-02 asks for a file', '/feed/entity-of-a-file', 'malformed', /entit/],
  ['B-04 sends 50,000 nested tags', '/feed/50000-nested-tags', 'malformed', /deep|nest/],
  ['B-05 sends an item of 50 MB', '/feed/item-of-50-mb', 'body_too_large', /^The body has/],
];

/** Feeds that are read, within bounds: what each does, its path, how many articles it gives, and what is said of it. */
const readable: readonly (readonly [string, string, number, RegExp | null])[] = [
  ['B-06 100,000 items', '/feed/100000-items', 500, /99500 items beyond/],
  ['B-07 an item of 9.9 MB', '/feed/item-of-9-mb', 1, null],
  ['B-05 a title of 9.9 MB', '/feed/title-of-9-mb', 1, null],
  ['B-04 50,000 tags nested in a text', '/feed/nested-in-a-text', 1, null],
  ['B-11 control characters in a title', '/feed/control-characters', 1, null],
  ['B-08 elements named as prototypes', '/feed/names-of-prototypes', 1, null],
  ['B-09 the quadratic snippet', '/feed/quadratic-snippet', 1, null],
];

/**
 * On a machine that is busy elsewhere each of them may be cut off by its time first, which is a named error too. That
 * each ends for the reason that is its own is what the tests of safe-fetch and feed-parser say.
 */
const tooBusy = ['timeout', 'parser_timeout'];

describe('beside an honest feed', () => {
  let house: House;
  let hostile: HostileServer;
  let publisher: Publisher;
  let site: Site;
  let ingest: Ingest;
  const feeds = new Map<string, Feed>();
  const articles = new Map<string, StoredArticle[]>();
  const prototypeBefore = Object.getOwnPropertyNames(Object.prototype);
  /** Ends of polls, in order. */
  const ended: FeedId[] = [];
  let honest: FeedId;
  let grownMb = 0;

  beforeAll(async () => {
    house = await openHouse();
    house.clock.at = Date.now();
    hostile = await startHostileServer();
    publisher = await startPublisher();
    publisher.set('/feed', rss([{ link: `${publisher.origin}/story` }]));
    site = await newSite(house, publisher.origin);
    const memory = watchMemory();
    await pollAll();
    grownMb = memory.end();
    process.stdout.write(
      `${servers.length + readable.length} hostile feeds at once: memory +${grownMb.toFixed(0)} MB; ${ended.filter((id) => id === honest).length} polls of an honest feed beside them\n`,
    );
  }, 120_000);
  afterAll(async () => {
    await ingest.stop();
    await Promise.all([publisher.close(), hostile.stop()]);
    await house.close();
  });

  async function pollAll(): Promise<void> {
    const paths = [...servers, ...readable].map(([, path]) => path);
    const ids = new Map<FeedId, string>();
    // Each in a network of its own, so that what it leaves can be looked at.
    const sites = new Map<string, Site>();
    for (const path of paths) {
      const own = await newSite(house, 'https://hostile.example', path);
      sites.set(path, own);
      ids.set(await newFeed(house, own, `${hostile.origin}${path}`), path);
    }
    honest = await newFeed(house, site, `${publisher.origin}/feed`, {
      pollEverySeconds: honestEverySeconds,
    });
    const allEnded = whenEnded(new Set(ids.keys()));
    ingest = await startIn(house, {
      fetchLimits,
      concurrency,
      perHost: { requestsAtOnce: concurrency, requestsPerMinute: 60_000 },
      now: Date.now,
    });
    await allEnded;
    for (const [id, path] of ids) {
      feeds.set(path, await house.store.feeds.get(id));
      const own = sites.get(path);
      if (own !== undefined) articles.set(path, await liveArticles(house, own.networkId));
    }
  }

  /** Notes the end of each poll from now on; resolves when all of these feeds have been polled. */
  async function whenEnded(wanted: Set<FeedId>): Promise<void> {
    const store = house.store.feeds;
    const finishPoll = store.finishPoll.bind(store);
    await new Promise<void>((resolve) => {
      store.finishPoll = async (claimed, end) => {
        const counted = await finishPoll(claimed, end);
        ended.push(claimed.feedId);
        wanted.delete(claimed.feedId);
        if (wanted.size === 0) resolve();
        return counted;
      };
    });
  }

  it.each(servers)('a server that %s (%s) ends as %s, in words', (_what, path, code, message) => {
    const feed = feeds.get(path);
    const { status = '', message: said } = feed?.lastOutcome ?? {};
    expect([code, ...tooBusy]).toContain(status);
    expect(said).toMatch(tooBusy.includes(status) ? /took longer|too long|stopped/ : message);
    expect(feed).toMatchObject({ errorsInRow: 1 });
    expect(feed?.nextPollReason).toMatch(/^error 1 in a row: ./);
    expect(feed?.memory).toMatchObject({ etag: null, lastModified: null, bodyHash: null });
    expect(articles.get(path)).toEqual([]);
  });

  it.each(readable)('%s (%s) gives %d articles within bounds', (_what, path, count, message) => {
    const outcome = feeds.get(path)?.lastOutcome;
    expect(['changed', ...tooBusy]).toContain(outcome?.status);
    if (outcome?.status !== 'changed') return;
    const stored = articles.get(path) ?? [];
    expect(stored).toHaveLength(count);
    if (message !== null) expect(outcome.message).toMatch(message);
    for (const { card } of stored) {
      expect(Buffer.byteLength(card?.title ?? '')).toBeLessThanOrEqual(1_024);
      expect(Buffer.byteLength(card?.summary ?? '')).toBeLessThanOrEqual(4_003);
      expect(JSON.stringify(card)).not.toMatch(/\\u0000|\\u0007|\\u001b|\u202e|polluted/);
    }
  });

  it('no body of theirs becomes a text beyond its bound', async () => {
    for (const [article] of articles.values()) {
      if (article === undefined) continue;
      const text = await house.store.articles.text(article);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(200_000);
    }
  });

  it('nothing that is named as a prototype becomes one', () => {
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(prototypeBefore);
    expect(Object.keys({})).toEqual([]);
  });

  it('a part of a body that had more items is not taken for the whole', () => {
    expect(feeds.get('/feed/100000-items')?.memory).toMatchObject({
      etag: null,
      lastModified: null,
      bodyHash: null,
    });
  });

  it('memory stays bounded', () => {
    expect(grownMb).toBeLessThan(growthMbMax);
  });

  it('the honest feed is polled while others are still under way, and never fails', async () => {
    const lastHostile = ended.findLastIndex((id) => id !== honest);
    const before = ended.slice(0, lastHostile).filter((id) => id === honest);
    expect(before.length).toBeGreaterThanOrEqual(1);
    const history = await house.store.feeds.history(honest);
    expect(new Set(history.map(({ status }) => status))).toEqual(new Set(['changed', 'unchanged']));
    expect(await liveArticles(house, site.networkId)).toHaveLength(1);
  });
});

/** The most that this process grew while it was watched, in MB. */
function watchMemory(): { end: () => number } {
  const beforeBytes = process.memoryUsage.rss();
  let mostBytes = beforeBytes;
  const look = (): void => {
    mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 20);
  return {
    end: () => {
      clearInterval(timer);
      look();
      return (mostBytes - beforeBytes) / 1e6;
    },
  };
}
