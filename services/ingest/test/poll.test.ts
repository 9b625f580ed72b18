import { describe, expect, it } from '@jest/globals';
import type { Site } from '@maylike/articles';
import { noWishes, StoreError } from '@maylike/store';
import { pollFeed } from '../src/poll.js';
import {
  calm,
  dayMs,
  hourMs,
  liveArticles,
  minuteMs,
  newFeed,
  page,
  poll,
  startTime,
  waitingJobs,
  type House,
} from './house.js';
import { rss, type Publisher, type TestItem } from './publisher.js';
import { inWorld } from './world.js';

let house: House;
let publisher: Publisher;
let site: Site;
let feedUrl: string;

inWorld({ limits: { timeoutMs: 2_000 } }, (world) => {
  ({ house, publisher, site } = world);
  feedUrl = `${publisher.origin}/feed`;
});

const at = (path: string): string => `${publisher.origin}${path}`;
const items = (...names: string[]): TestItem[] =>
  names.map((name, i) => ({
    link: at(`/${name}`),
    guid: name,
    title: `About ${name}`,
    date: startTime - (i + 1) * hourMs,
  }));
const titles = async (): Promise<string[]> =>
  (await liveArticles(house, site.networkId)).map(({ card }) => card?.title ?? '');

describe('a poll of a feed with new items', () => {
  it('stores each item once, the oldest under the lowest number, and says so', async () => {
    publisher.set('/feed', rss(items('three', 'two', 'one')));
    const feedId = await newFeed(house, site, feedUrl);
    const { status, created, changed, feed } = await poll(house, feedId);
    expect({ status, created, changed }).toEqual({ status: 'changed', created: 3, changed: 0 });
    expect(await titles()).toEqual(['About one', 'About two', 'About three']);
    expect(feed.memory.numbers).toEqual([3, 2, 1]);
    expect(feed.lastOutcome).toMatchObject({
      status: 'changed',
      httpStatus: 200,
      items: 3,
      created: 3,
      numbers: [3, 2, 1],
      pages: [],
      message: null,
    });
    expect(feed.lastOutcome?.bytes).toBeGreaterThan(100);
    expect(await waitingJobs(house, 'index')).toEqual([{ networkId: site.networkId }]);
    expect(await waitingJobs(house, 'page')).toEqual([]);
  });

  it('gives each article the language and the title of its feed', async () => {
    publisher.set('/feed', rss(items('one')));
    await poll(house, await newFeed(house, site, feedUrl));
    const [article] = await liveArticles(house, site.networkId);
    expect(article?.card).toMatchObject({
      language: 'en-gb',
      source: 'The Harbour Post',
      section: null,
      publishedAt: startTime - hourMs,
    });
  });

  it("learns the feed's title once and leaves one that an operator gave", async () => {
    publisher.set('/feed', rss(items('one')));
    const plain = await poll(house, await newFeed(house, site, feedUrl));
    expect(plain.feed.title).toBe('The Harbour Post');
    publisher.set('/other', rss(items('two')));
    const named = await poll(house, await newFeed(house, site, at('/other'), { title: 'Quay' }));
    expect(named.feed.title).toBe('Quay');
    const sources = (await liveArticles(house, site.networkId)).map(({ card }) => card?.source);
    expect(sources).toEqual(['The Harbour Post', 'Quay']);
  });

  it('skips what has no address and says how much that was', async () => {
    publisher.set('/feed', rss([...items('one'), { title: 'Nowhere' }]));
    const { created, feed } = await poll(house, await newFeed(house, site, feedUrl));
    expect(created).toBe(1);
    expect(feed.lastOutcome?.message).toContain('1 items skipped: no address');
  });
});

describe('a second poll', () => {
  it('asks with the validators, and a 304 writes no article', async () => {
    publisher.set('/feed', (request, response) => {
      const isKnown = request.headers['if-none-match'] === '"v1"';
      const body = rss(items('two', 'one')).body;
      response.writeHead(isKnown ? 304 : 200, { etag: '"v1"', 'content-type': 'text/xml' });
      response.end(isKnown ? undefined : body);
    });
    const feedId = await newFeed(house, site, feedUrl);
    const first = await poll(house, feedId);
    expect(first.feed.memory.etag).toBe('"v1"');
    const before = await house.client.xlen(`ml:{n-${site.networkId}}:changes`);
    const second = await poll(house, feedId);
    expect(second).toMatchObject({ status: 'not_modified', created: 0, changed: 0 });
    expect(second.feed.memory).toEqual(first.feed.memory);
    expect(second.feed.lastOutcome).toMatchObject({ httpStatus: 304, bytes: 0, numbers: [] });
    expect(await house.client.xlen(`ml:{n-${site.networkId}}:changes`)).toBe(before);
  });

  it('of the same bytes writes no article, and takes new validators along', async () => {
    let version = 0;
    const { body } = rss(items('two', 'one'));
    publisher.set('/feed', (_request, response) => {
      version += 1;
      response.writeHead(200, { etag: `"v${version}"`, 'content-type': 'text/xml' });
      response.end(body);
    });
    const feedId = await newFeed(house, site, feedUrl);
    const first = await poll(house, feedId);
    const second = await poll(house, feedId);
    expect(second).toMatchObject({ status: 'unchanged', created: 0, changed: 0 });
    expect(second.feed.memory).toEqual({ ...first.feed.memory, etag: '"v2"' });
    expect((await liveArticles(house, site.networkId)).map(({ version: v }) => v)).toEqual([1, 1]);
  });

  it('of other bytes with the same articles changes no article', async () => {
    publisher.set('/feed', rss(items('two', 'one'), { ttlMinutes: 10 }));
    const feedId = await newFeed(house, site, feedUrl);
    await poll(house, feedId);
    publisher.set('/feed', rss(items('two', 'one'), { ttlMinutes: 11 }));
    const second = await poll(house, feedId);
    expect(second).toMatchObject({ status: 'changed', created: 0, changed: 0 });
    expect(second.feed.lastOutcome?.numbers).toEqual([]);
    expect((await liveArticles(house, site.networkId)).map(({ version }) => version)).toEqual([
      1, 1,
    ]);
  });

  it('replaces an edited headline under the same number', async () => {
    publisher.set('/feed', rss(items('two', 'one')));
    const feedId = await newFeed(house, site, feedUrl);
    await poll(house, feedId);
    const edited = items('two', 'one').map((item) =>
      item.guid === 'one' ? { ...item, title: 'Corrected' } : item,
    );
    publisher.set('/feed', rss(edited));
    const second = await poll(house, feedId);
    expect(second).toMatchObject({ created: 0, changed: 1 });
    expect(second.feed.lastOutcome?.numbers).toEqual([1]);
    expect(await titles()).toEqual(['Corrected', 'About two']);
  });
});

describe('who an article is', () => {
  it('is kept by its guid when its address changes', async () => {
    publisher.set('/feed', rss([{ link: at('/old-slug'), guid: 'g', title: 'A' }]));
    const feedId = await newFeed(house, site, feedUrl);
    await poll(house, feedId);
    publisher.set('/feed', rss([{ link: at('/new-slug'), guid: 'g', title: 'A' }]));
    expect(await poll(house, feedId)).toMatchObject({ created: 0, changed: 1 });
    expect(await liveArticles(house, site.networkId)).toHaveLength(1);
  });

  it('is not told by a guid that stands at two addresses of one body', async () => {
    publisher.set(
      '/feed',
      rss([
        { link: at('/a'), guid: 'same', title: 'A' },
        { link: at('/b'), guid: 'same', title: 'B' },
      ]),
    );
    expect(await poll(house, await newFeed(house, site, feedUrl))).toMatchObject({ created: 2 });
    expect((await titles()).toSorted()).toEqual(['A', 'B']);
  });

  it('is one where an address stands twice in the body, as the newer item tells it', async () => {
    publisher.set(
      '/feed',
      rss([
        { link: at('/a?utm_source=rss'), title: 'Newer' },
        { link: at('/a#comments'), title: 'Older' },
      ]),
    );
    expect(await poll(house, await newFeed(house, site, feedUrl))).toMatchObject({ created: 1 });
    expect(await titles()).toEqual(['Newer']);
  });
});

describe('an item that leaves its feed', () => {
  const startWith = async (...names: string[]): Promise<string> => {
    publisher.set('/feed', rss(items(...names)));
    const feedId = await newFeed(house, site, feedUrl);
    await poll(house, feedId);
    return feedId;
  };
  const pollWith = async (feedId: string, ...names: string[]): Promise<unknown[]> => {
    publisher.set('/feed', rss(items(...names)));
    await poll(house, feedId);
    return await waitingJobs(house, 'page');
  };

  it('from the middle is checked, and goes when its page answers 404', async () => {
    const feedId = await startWith('three', 'two', 'one');
    const job = { kind: 'check' as const, networkId: site.networkId, number: 2 };
    expect(await pollWith(feedId, 'three', 'one')).toEqual([job]);
    expect(await page(house, job)).toEqual({ outcome: 'removed' });
    expect(await titles()).toEqual(['About one', 'About three']);
    expect((await house.store.articles.get(site.networkId, 2))?.state).toBe('missing');
  });

  it('from the end has only grown old', async () => {
    const feedId = await startWith('three', 'two', 'one');
    expect(await pollWith(feedId, 'four', 'three', 'two')).toEqual([]);
  });

  it('with all others at once is not checked, and is still known when the feed is back', async () => {
    const feedId = await startWith('three', 'two', 'one');
    expect(await pollWith(feedId)).toEqual([]);
    const { memory } = await house.store.feeds.get(feedId);
    expect(memory.numbers).toEqual([3, 2, 1]);
    expect(await pollWith(feedId, 'three', 'one')).toHaveLength(1);
  });

  it('behind the place where a body broke off is not checked', async () => {
    const feedId = await startWith('three', 'two', 'one');
    const whole = String(rss(items('three', 'one')).body);
    publisher.set('/feed', { type: 'text/xml', body: whole.slice(0, whole.indexOf('</channel>')) });
    const { feed } = await poll(house, feedId);
    expect(await waitingJobs(house, 'page')).toEqual([]);
    expect(feed.memory.numbers).toEqual([3, 1, 2]);
  });
});

describe('the memory of a feed', () => {
  it('holds no validators of a body that broke off', async () => {
    const whole = String(rss(items('two', 'one')).body);
    publisher.set('/feed', {
      type: 'text/xml',
      headers: { etag: '"cut"' },
      body: whole.slice(0, whole.lastIndexOf('</item>')),
    });
    const { created, feed } = await poll(house, await newFeed(house, site, feedUrl));
    expect(created).toBe(1);
    expect(feed.memory).toMatchObject({ etag: null, lastModified: null, bodyHash: null });
    expect(feed.lastOutcome?.message).toContain('cut off');
  });

  it('is not written when an article could not be: the next try brings all, each once', async () => {
    const names = Array.from({ length: 40 }, (_, i) => `n${i}`);
    publisher.set('/feed', { ...rss(items(...names)), headers: { etag: '"v1"' } });
    const feedId = await newFeed(house, site, feedUrl, { fullText: 'always' });
    const claimed = await house.store.feeds.claim(feedId, startTime, minuteMs);

    const { articles } = house.store;
    const upsert = articles.upsert.bind(articles);
    let writes = 0;
    articles.upsert = async (...args) => {
      writes += 1;
      if (writes === 25) throw new Error('Connection is closed.');
      return await upsert(...args);
    };
    try {
      await expect(pollFeed(claimed, house.tools, calm)).rejects.toThrow('Connection is closed.');
    } finally {
      articles.upsert = upsert;
    }
    const between = await house.store.feeds.get(feedId);
    expect(between.memory).toEqual({
      etag: null,
      lastModified: null,
      bodyHash: null,
      numbers: [],
      wishes: noWishes,
      epoch: '',
      parserVersion: 0,
      unreadItems: 0,
    });
    expect(between.finishedPoll).toBe(0);
    expect((await liveArticles(house, site.networkId)).length).toBeGreaterThan(0);

    await pollFeed(claimed, house.tools, { ...calm, attemptsMade: 1 });
    const after = await house.store.feeds.get(feedId);
    expect(after.memory.etag).toBe('"v1"');
    expect(new Set(await titles()).size).toBe(40);
    expect(await liveArticles(house, site.networkId)).toHaveLength(40);
    // Also those that only the first try made new are waited for, and have their pages read.
    expect(new Set(after.lastOutcome?.numbers).size).toBe(40);
    expect(await waitingJobs(house, 'page')).toHaveLength(40);
  });

  it('also holds for a try that does not know that it repeats one', async () => {
    publisher.set('/feed', rss(items('two', 'one')));
    const feedId = await newFeed(house, site, feedUrl, { fullText: 'always' });
    const claimed = await house.store.feeds.claim(feedId, startTime, minuteMs);
    const { feeds } = house.store;
    const finishPoll = feeds.finishPoll.bind(feeds);
    feeds.finishPoll = () => Promise.reject(new Error('killed'));
    try {
      await expect(pollFeed(claimed, house.tools, calm)).rejects.toThrow('killed');
    } finally {
      feeds.finishPoll = finishPoll;
    }
    await pollFeed(claimed, house.tools, calm);
    const { lastOutcome } = await house.store.feeds.get(feedId);
    expect(lastOutcome).toMatchObject({ created: 0, changed: 0, numbers: [2, 1], pages: [2, 1] });
  });
});

describe('two polls of one feed', () => {
  it('the older one that ends late changes nothing', async () => {
    const late = rss(items('one'));
    let release: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      publisher.set('/feed', (_request, response) => {
        resolve();
        release = () => {
          response.writeHead(200, { 'content-type': 'text/xml', etag: '"old"' });
          response.end(late.body);
        };
      });
    });
    const feedId = await newFeed(house, site, feedUrl);
    const older = await house.store.feeds.claim(feedId, startTime, minuteMs);
    const underWay = pollFeed(older, house.tools, calm);
    await arrived;
    const answerOlder = release;
    publisher.set('/feed', {
      ...rss([{ ...items('one')[0], title: 'New headline' }]),
      headers: { etag: '"new"' },
    });
    expect(await poll(house, feedId)).toMatchObject({ status: 'changed', created: 1 });
    answerOlder();
    expect(await underWay).toEqual({ status: 'superseded', created: 0, changed: 0 });
    expect(await titles()).toEqual(['New headline']);
    expect((await house.store.feeds.get(feedId)).memory.etag).toBe('"new"');
  });

  it('a job that is worked again after its poll ended asks nobody', async () => {
    publisher.set('/feed', rss(items('one')));
    const feedId = await newFeed(house, site, feedUrl);
    const claimed = await house.store.feeds.claim(feedId, startTime, minuteMs);
    await pollFeed(claimed, house.tools, calm);
    expect(await pollFeed(claimed, house.tools, calm)).toMatchObject({ status: 'superseded' });
    expect(publisher.asked('/feed')).toBe(1);
  });

  it('a job of a feed that is gone asks nobody', async () => {
    const job = { feedId: 'feed_gone', pollNumber: 1 };
    expect(await pollFeed(job, house.tools, calm)).toMatchObject({ status: 'superseded' });
  });
});

describe('a feed that fails', () => {
  it('backs off further with each error, says why, and keeps what it knew', async () => {
    publisher.set('/feed', { ...rss(items('one')), headers: { etag: '"v1"' } });
    const feedId = await newFeed(house, site, feedUrl);
    const { feed: good } = await poll(house, feedId);
    publisher.set('/feed', { status: 500 });
    const first = await poll(house, feedId);
    expect(first).toMatchObject({ status: 'http_error', created: 0, changed: 0 });
    expect(first.feed).toMatchObject({
      errorsInRow: 1,
      nextPollAt: startTime + 2 * 300_000,
      nextPollReason: 'error 1 in a row: HTTP 500',
      memory: good.memory,
    });
    const second = await poll(house, feedId);
    expect(second.feed).toMatchObject({ errorsInRow: 2, nextPollAt: startTime + 4 * 300_000 });
    expect(second.feed.lastOutcome).toMatchObject({ message: 'HTTP 500', httpStatus: 500 });
    publisher.set('/feed', rss(items('one')));
    const healed = await poll(house, feedId);
    expect(healed.feed).toMatchObject({ errorsInRow: 0, nextPollAt: startTime + 300_000 });
  });

  it('is left alone for as long as its server asks', async () => {
    publisher.set('/feed', { status: 429, headers: { 'retry-after': '7200' } });
    const { feed } = await poll(house, await newFeed(house, site, feedUrl));
    expect(feed.nextPollAt).toBe(startTime + 2 * hourMs);
    expect(feed.nextPollReason).toBe('error 1 in a row: HTTP 429, asked to wait 2 h');
  });

  it.each([
    ['a page', 'not_a_feed', { type: 'text/html', body: '<!doctype html><html><p>Hi</p></html>' }],
    ['nothing', 'empty', { type: 'text/xml', body: '' }],
    ['a broken JSON Feed', 'malformed', { type: 'application/json', body: '{"version": "htt' }],
  ])('by sending %s ends its poll with the code %s', async (_what, code, answer) => {
    publisher.set('/feed', answer);
    const { status, feed } = await poll(house, await newFeed(house, site, feedUrl));
    expect(status).toBe(code);
    expect(feed.errorsInRow).toBe(1);
    expect(feed.lastOutcome?.message?.length).toBeGreaterThan(5);
  });

  it('by dripping is cut off at the deadline', async () => {
    publisher.set('/feed', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => {
        clearInterval(drip);
      });
    });
    const { status, feed } = await poll(house, await newFeed(house, site, feedUrl));
    expect(status).toBe('timeout');
    expect(feed.nextPollReason).toMatch(/^error 1 in a row: .*2000 ms/);
  });

  it('because our own fetch was cancelled is no failure of the feed: the job is to run again', async () => {
    publisher.set('/feed', rss(items('one')));
    const feedId = await newFeed(house, site, feedUrl);
    const claimed = await house.store.feeds.claim(feedId, startTime, minuteMs);
    const stopped = { ...calm, signal: AbortSignal.abort() };
    await expect(pollFeed(claimed, house.tools, stopped)).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(await house.store.feeds.get(feedId)).toMatchObject({ errorsInRow: 0, finishedPoll: 0 });
  });
});

describe('full text', () => {
  const long = 'A long enough text of the feed. '.repeat(30);
  const two = (): TestItem[] => [
    { link: at('/long'), text: long, date: startTime - hourMs },
    { link: at('/short'), text: 'Brief.', date: startTime - 2 * hourMs },
    { link: at('/teaser'), text: `${long} And so it […]`, date: startTime - 3 * hourMs },
    { link: at('/cut'), text: long.repeat(250), date: startTime - 4 * hourMs },
  ];

  it.each([
    ['never', []],
    ['short', [3, 2, 1]],
    ['always', [4, 3, 2, 1]],
  ] as const)('%s asks for the pages %j', async (fullText, numbers) => {
    publisher.set('/feed', rss(two()));
    const feedId = await newFeed(house, site, feedUrl, { fullText });
    const { feed } = await poll(house, feedId);
    expect(feed.lastOutcome?.pages).toEqual(numbers);
    const expected = numbers.map((number) => ({
      kind: 'full-text',
      networkId: site.networkId,
      number,
    }));
    expect(await waitingJobs(house, 'page')).toEqual(expected);
  });

  it('asks for no page of an article that did not change', async () => {
    publisher.set('/feed', rss(two()));
    const feedId = await newFeed(house, site, feedUrl, { fullText: 'always' });
    await poll(house, feedId);
    publisher.set('/feed', rss([{ link: at('/new'), date: startTime }, ...two()]));
    const { feed } = await poll(house, feedId);
    expect(feed.lastOutcome?.pages).toEqual([5]);
  });
});

describe('a window', () => {
  it('keeps out items that are older, and takes those without a date', async () => {
    publisher.set(
      '/feed',
      rss([
        { link: at('/in'), title: 'In', date: startTime - 6 * dayMs },
        { link: at('/out'), title: 'Out', date: startTime - 8 * dayMs },
        { link: at('/undated'), title: 'Undated' },
      ]),
    );
    const feedId = await newFeed(house, site, feedUrl);
    const { created, feed } = await poll(house, feedId, { ...house.tools, windowDays: 7 });
    expect(created).toBe(2);
    expect((await titles()).toSorted()).toEqual(['In', 'Undated']);
    expect(feed.lastOutcome?.message).toContain('1 items skipped: before window');
  });
});

describe('a poison item', () => {
  it('does not keep the rest of its feed out, is named, and is tried again at the next poll', async () => {
    publisher.set('/feed', { ...rss(items('two', 'one')), headers: { etag: '"v1"' } });
    const { articles } = house.store;
    const upsert = articles.upsert.bind(articles);
    articles.upsert = async (origin, content, now) => {
      if (content.title === 'About one') throw new StoreError('data_corrupt', 'article 1: card');
      return await upsert(origin, content, now);
    };
    const feedId = await newFeed(house, site, feedUrl);
    try {
      const { status, feed } = await poll(house, feedId);
      expect(status).toBe('changed');
      expect(feed.lastOutcome?.message).toBe('1 items could not be stored');
      expect(feed.memory).toMatchObject({ etag: null, bodyHash: null, numbers: [1] });
    } finally {
      articles.upsert = upsert;
    }
    expect(await titles()).toEqual(['About two']);
    expect(await poll(house, feedId)).toMatchObject({ created: 1, changed: 0 });
  });
});

describe('what articles link to', () => {
  const said = 'The council voted on the harbour wall, as it was said in';
  const prose = (path: string): string => `<p>${said} <a href="${path}">May</a>.</p>`;
  const list = `<p>Articles You May Like</p><ul>${['one', 'two', 'three']
    .map((name) => `<li><a href="/${name}">About ${name} and more</a></li>`)
    .join('')}</ul>`;
  const feedOf = (html: string) => {
    const [three, ...others] = items('three', 'two', 'one');
    return rss([{ ...three, text: `<![CDATA[${html}]]>` }, ...others]);
  };
  const linked = async () => [
    ...(await house.store.links.linkedFrom(site.networkId, [1, 2, 3])).entries(),
  ];

  it('is kept from the running text of the feed, by any address: no lists, no other hosts, not itself', async () => {
    const html = [at('/two/amp?utm_source=x'), 'https://other.example/a', at('/three'), at('/')];
    publisher.set('/feed', feedOf(html.map(prose).join('') + list));
    await poll(house, await newFeed(house, site, feedUrl));
    expect(await linked()).toEqual([[3, [2]]]);
    expect(await house.client.hstrlen(`ml:{n-${site.networkId}}:article:3`, 'links')).toBe(16);
  });

  it('is learned anew with each body, and is no change of the article', async () => {
    publisher.set('/feed', feedOf(prose(at('/one'))));
    const feedId = await newFeed(house, site, feedUrl);
    await poll(house, feedId);
    publisher.set('/feed', feedOf(prose(at('/two'))));
    expect(await poll(house, feedId)).toMatchObject({ status: 'changed', created: 0, changed: 0 });
    expect(await linked()).toEqual([[3, [2]]]);
  });

  it('may lie on another site of the network', async () => {
    const wished = { name: 'Quay', origins: ['https://quay.example'], networkId: site.networkId };
    const { site: quay } = await house.store.sites.create(wished, house.clock.at);
    publisher.set('/feed', feedOf(prose('https://m.quay.example/story')));
    await poll(house, await newFeed(house, site, feedUrl));
    expect(await linked()).toEqual([]);
    publisher.set('/quay', rss([{ link: 'https://m.quay.example/story', title: 'Quay' }]));
    await poll(house, await newFeed(house, quay, at('/quay')));
    expect(await linked()).toEqual([[3, [4]]]);
  });
});
