import { describe, expect, it } from '@jest/globals';
import type { Site } from '@maylike/articles';
import type { StoredArticle } from '@maylike/store';
import {
  emptyQueue,
  liveArticles,
  newFeed,
  newSite,
  page,
  poll,
  startTime,
  waitingJobs,
  type House,
} from './house.js';
import { articlePage, rss, startPublisher, type Publisher } from './publisher.js';
import { inWorld } from './world.js';

let house: House;
let publisher: Publisher;
let site: Site;

inWorld({ limits: { timeoutMs: 1_000 } }, (world) => {
  ({ house, publisher, site } = world);
});

const at = (path: string): string => `${publisher.origin}${path}`;

/** One article of a feed, number 1, at `/story`. */
async function oneArticle(text = 'Brief.'): Promise<string> {
  publisher.set('/feed', rss([{ link: at('/story'), title: 'From the feed', text, guid: 'g' }]));
  const feedId = await newFeed(house, site, at('/feed'));
  await poll(house, feedId);
  await emptyQueue(house, 'index');
  return feedId;
}
async function article(number = 1): Promise<StoredArticle> {
  const found = await house.store.articles.get(site.networkId, number);
  if (found === null) throw new Error(`no article ${number}`);
  return found;
}
/** How many texts do not go by themselves. */
const keptTexts = async (): Promise<number> => {
  const keys = await house.client.keys('ml:text:*');
  const ttls = await Promise.all(keys.map((key) => house.client.ttl(key)));
  return ttls.filter((seconds) => seconds === -1).length;
};
const textOf = async (number = 1): Promise<string> =>
  await house.store.articles.text(await article(number));
const fullText = (number = 1) => ({
  kind: 'full-text' as const,
  networkId: site.networkId,
  number,
});
const check = (number = 1) => ({ kind: 'check' as const, networkId: site.networkId, number });
const unknown = (url: string, siteId = site.id) => ({ kind: 'unknown' as const, siteId, url });

describe('full text', () => {
  it("replaces the feed's text, fills only what the feed left open, and asks for new terms", async () => {
    await oneArticle();
    publisher.set(
      '/story',
      articlePage({
        title: 'From the page',
        head: `<meta property="og:image" content="${at('/wall.jpg')}">
          <meta name="author" content="Ann Quay, Bob Mole">
          <meta property="article:section" content="Harbour">
          <meta property="article:published_time" content="2026-10-30T08:00:00Z">`,
      }),
    );
    expect(await page(house, fullText())).toEqual({ outcome: 'attached' });
    expect(await textOf()).toContain('harbour wall');
    expect((await article()).card).toMatchObject({
      title: 'From the feed',
      language: 'en-gb',
      image: at('/wall.jpg'),
      authors: ['Ann Quay', 'Bob Mole'],
      section: 'Harbour',
      publishedAt: Date.UTC(2026, 9, 30, 8),
    });
    expect(await waitingJobs(house, 'index')).toEqual([{ networkId: site.networkId }]);
  });

  it("brings the links of the page's running text, none of its lists", async () => {
    const prose = '<p>The vote was put off twice, as was told in <a href="/two">May</a>.</p>';
    const list = `<ul>${'<li><a href="/one">The harbour wall is not built</a></li>'.repeat(3)}</ul>`;
    publisher.set(
      '/feed',
      rss(['one', 'two'].map((name) => ({ link: at(`/${name}`), guid: name }))),
    );
    await poll(house, await newFeed(house, site, at('/feed')));
    publisher.set('/one', articlePage({ body: prose + list }));
    expect(await page(house, fullText(2))).toEqual({ outcome: 'attached' });
    const linked = await house.store.links.linkedFrom(site.networkId, [1, 2]);
    expect([...linked]).toEqual([[2, [1]]]);
  });

  it('a second time changes nothing', async () => {
    await oneArticle();
    publisher.set('/story', articlePage());
    await page(house, fullText());
    const { version } = await article();
    expect(await page(house, fullText())).toEqual({ outcome: 'unchanged' });
    expect((await article()).version).toBe(version);
  });

  const wholeStory = 'The feed tells the whole story at great length. '.repeat(60).trim();
  const head = (slug: string): string => `<link rel="canonical" href="${at(slug)}">
    <meta property="og:image" content="${at('/wall.jpg')}"><meta name="author" content="Ann Quay">
    <meta property="article:tag" content="walls"><meta property="article:published_time" content="2026-10-30T08:00:00Z">`;

  it("is the feed's where the page has less, and what else only the page knows is used all the same", async () => {
    await oneArticle(wholeStory);
    publisher.set('/story', articlePage({ characters: 600, head: head('/2026/story') }));
    expect(await page(house, fullText())).toEqual({ outcome: 'feed_text_kept' });
    expect(await textOf()).toBe(wholeStory);
    const publishedAt = Date.UTC(2026, 9, 30, 8);
    const { card, pageHash, ...known } = await article();
    expect(card).toMatchObject({
      image: at('/wall.jpg'),
      authors: ['Ann Quay'],
      tags: ['walls'],
      publishedAt,
    });
    expect(known.publishedAt).toBe(publishedAt);
    expect(pageHash).toBeNull();
    const { articles } = house.store;
    const found = await articles.find(site.networkId, { siteId: site.id, url: at('/2026/story') });
    expect(found?.article.number).toBe(1);
    expect(await waitingJobs(house, 'index')).toHaveLength(1);
    const { version } = await article();
    expect(await page(house, fullText())).toEqual({ outcome: 'feed_text_kept' });
    expect((await article()).version).toBe(version);
    expect(await waitingJobs(house, 'index')).toHaveLength(1);
  });

  it("goes back to the feed's once that has more, and the page's is kept nowhere", async () => {
    const feedId = await oneArticle();
    publisher.set('/story', articlePage());
    expect(await page(house, fullText())).toEqual({ outcome: 'attached' });
    publisher.set('/feed', rss([{ link: at('/story'), text: wholeStory, guid: 'g' }]));
    await poll(house, feedId);
    expect(await page(house, fullText())).toEqual({ outcome: 'feed_text_kept' });
    expect(await textOf()).toBe(wholeStory);
    expect(await keptTexts()).toBe(1);
  });

  it('is not taken from a page that speaks of something else, nor is anything that it says', async () => {
    await oneArticle(
      'Fishermen of Port Alder sold twelve thousand crates of herring on Tuesday morning, more than in any week since 1987.',
    );
    const wall = articlePage({ title: 'Before you go on', head: head('/consent') });
    publisher.set('/story', wall);
    expect(await page(house, fullText())).toEqual({ outcome: 'other_text' });
    expect(await textOf()).toMatch(/^Fishermen/);
    expect(await article()).toMatchObject({ version: 1, card: { image: null, authors: [] } });
    const { articles } = house.store;
    expect(
      await articles.find(site.networkId, { siteId: site.id, url: at('/consent') }),
    ).toBeNull();
  });

  it("brings a date of the page's that lies ahead no further than the time first seen", async () => {
    await oneArticle();
    const ahead = '<meta property="article:published_time" content="2027-10-30T08:00:00Z">';
    publisher.set('/story', articlePage({ head: ahead }));
    await page(house, fullText());
    expect((await article()).publishedAt).toBe(startTime);
  });

  it('is not read where robots.txt forbids it', async () => {
    await oneArticle();
    publisher.set('/robots.txt', { type: 'text/plain', body: 'User-agent: *\nDisallow: /story' });
    publisher.set('/story', articlePage());
    expect(await page(house, fullText())).toEqual({ outcome: 'robots_refused' });
    expect(publisher.asked('/story')).toBe(0);
  });

  it('is written over what a poll wrote while the page was on its way', async () => {
    const feedId = await oneArticle();
    const { articles } = house.store;
    const attachPage = articles.attachPage.bind(articles);
    let tries = 0;
    articles.attachPage = async (...args) => {
      tries += 1;
      if (tries === 1) {
        publisher.set('/feed', rss([{ link: at('/story'), title: 'Edited', guid: 'g' }]));
        await poll(house, feedId);
      }
      return await attachPage(...args);
    };
    publisher.set('/story', articlePage());
    try {
      expect(await page(house, fullText())).toEqual({ outcome: 'attached' });
    } finally {
      articles.attachPage = attachPage;
    }
    expect(tries).toBe(2);
    expect((await article()).card?.title).toBe('Edited');
    expect(await textOf()).toContain('harbour wall');
  });

  it("makes the page's own canonical address an alias, and no address of another site", async () => {
    await oneArticle();
    const canonical = (url: string) =>
      articlePage({ head: `<link rel="canonical" href="${url}">` });
    publisher.set('/story', canonical('https://elsewhere.example/story'));
    await page(house, fullText());
    const { articles } = house.store;
    const find = async (url: string) =>
      (await articles.find(site.networkId, { siteId: site.id, url }))?.article.number ?? null;
    expect(await find('https://elsewhere.example/story')).toBeNull();
    publisher.set('/story', {
      ...canonical(at('/2026/story')),
      body: `${String(canonical(at('/2026/story')).body)}<p>More.</p>`,
    });
    await oneArticle('Brief again.');
    await page(house, fullText());
    expect(await find(at('/2026/story'))).toBe(1);
  });

  it('never makes one article of two whose template names the front page', async () => {
    publisher.set('/feed', rss([{ link: at('/a') }, { link: at('/b') }]));
    await poll(house, await newFeed(house, site, at('/feed')));
    const front = articlePage({ head: `<link rel="canonical" href="${publisher.origin}/">` });
    for (const path of ['/a', '/b']) publisher.set(path, front);
    await page(house, fullText(1));
    await page(house, fullText(2));
    expect(await liveArticles(house, site.networkId)).toHaveLength(2);
  });

  it('is not taken from the front page to which a page that is gone sends', async () => {
    await oneArticle();
    publisher.set('/story', { status: 302, headers: { location: '/' } });
    publisher.set('/', articlePage());
    expect(await page(house, fullText())).toEqual({ outcome: 'sent_to_front_page' });
    expect(await textOf()).toBe('Brief.');
  });

  it.each([
    ['a 500', { status: 500 }, 'http_error'],
    ['a video', { type: 'video/mp4', body: 'x' }, 'type_refused'],
    ['an empty page', { body: ' ' }, 'empty'],
    ['a page of 3,000 nested tags', { body: '<div>'.repeat(3_000) }, 'too_complex'],
  ])('that fails with %s is a result: the feed text stays', async (_what, answer, outcome) => {
    await oneArticle();
    publisher.set('/story', answer);
    expect((await page(house, fullText())).outcome).toBe(outcome);
    expect(await textOf()).toBe('Brief.');
    expect((await article()).version).toBe(1);
  });

  it('of an article that is gone or was never there asks nobody', async () => {
    await oneArticle();
    await house.store.articles.remove(site.networkId, site.id, 1, 'removed');
    expect(await page(house, fullText())).toEqual({ outcome: 'gone' });
    expect(await page(house, fullText(99))).toEqual({ outcome: 'gone' });
    expect(publisher.asked('/story')).toBe(0);
  });
});

describe('what a publisher sends meanwhile', () => {
  const sentText = 'What the publisher sent.';
  const send = async (): Promise<void> => {
    const { id: siteId, networkId } = site;
    const { card } = await article();
    if (card === null) throw new Error('nothing is known of it');
    const content = { ...card, title: 'As it was sent', text: sentText };
    const origin = { siteId, networkId, feed: null, isPushed: true };
    await house.store.articles.upsert(origin, content, startTime);
  };
  const jobs = [
    ['its whole text', fullText, articlePage()],
    ['a check of it', check, { status: 404, body: 'Not here.' }],
  ] as const;

  it.each(jobs)('stands: %s, queued before, asks nobody', async (_what, job, answer) => {
    await oneArticle();
    publisher.set('/story', answer);
    await send();
    expect(await page(house, job())).toEqual({ outcome: 'pushed' });
    expect(publisher.asked('/story')).toBe(0);
    expect([(await article()).state, await textOf()]).toEqual(['live', sentText]);
  });

  it.each(jobs)('stands: %s, under way, changes nothing', async (_what, job, answer) => {
    await oneArticle();
    publisher.set('/story', (_request, response) => {
      void send().then(() => {
        response.writeHead(answer.status ?? 200, { 'content-type': 'text/html' });
        response.end(answer.body ?? '');
      });
    });
    expect(await page(house, job())).toEqual({ outcome: 'pushed' });
    expect(await article()).toMatchObject({ state: 'live', card: { title: 'As it was sent' } });
    expect(await textOf()).toBe(sentText);
    expect(await keptTexts()).toBe(1);
  });
});

describe('a check', () => {
  it.each([404, 410])('takes an article out whose page answers %d', async (status) => {
    await oneArticle();
    publisher.set('/story', { status });
    expect(await page(house, check())).toEqual({ outcome: 'removed' });
    expect((await article()).state).toBe('missing');
    expect(await liveArticles(house, site.networkId)).toEqual([]);
  });

  it.each([200, 403, 500, 503])('leaves an article whose page answers %d', async (status) => {
    await oneArticle();
    publisher.set('/story', { status, body: 'x' });
    await page(house, check());
    expect((await article()).state).toBe('live');
  });

  it('leaves an article whose server cannot be reached', async () => {
    await oneArticle();
    publisher.set('/story', (request) => request.socket.destroy());
    await page(house, check());
    expect((await article()).state).toBe('live');
  });

  it('of an article that came back through its feed brings it back', async () => {
    const feedId = await oneArticle();
    await page(house, check());
    expect((await article()).state).toBe('missing');
    publisher.set('/feed', rss([{ link: at('/story'), title: 'Back', guid: 'g' }]));
    await poll(house, feedId);
    expect((await article()).state).toBe('live');
  });
});

describe('an unknown address', () => {
  it('of the site becomes an article under every address that leads to it', async () => {
    publisher.set('/amp/wall', { status: 301, headers: { location: '/wall?amp=1' } });
    publisher.set(
      '/wall?amp=1',
      articlePage({ head: `<link rel="canonical" href="${at('/wall')}">` }),
    );
    const job = unknown(at('/amp/wall?utm_source=x'));
    publisher.set('/amp/wall?utm_source=x', { status: 404 });
    expect(await page(house, job)).toEqual({ outcome: 'created' });
    const { articles } = house.store;
    for (const path of ['/amp/wall', '/wall?amp=1', '/wall']) {
      const found = await articles.find(site.networkId, { siteId: site.id, url: at(path) });
      expect(found?.article.number).toBe(1);
    }
    const [stored] = await liveArticles(house, site.networkId);
    expect(stored).toMatchObject({ feedId: null, publishedAt: startTime });
    expect(stored?.card).toMatchObject({
      url: at('/wall'),
      title: 'The wall is built',
      language: 'en',
      source: 'Harbour',
    });
    expect(await waitingJobs(house, 'index')).toEqual([{ networkId: site.networkId }]);
    expect(await page(house, job)).toEqual({ outcome: 'known' });
  });

  it('that is another name of a known article only becomes its alias', async () => {
    await oneArticle();
    publisher.set('/amp', articlePage({ head: `<link rel="canonical" href="${at('/story')}">` }));
    expect(await page(house, unknown(at('/amp')))).toEqual({ outcome: 'known' });
    const reference = { siteId: site.id, url: at('/amp') };
    const found = await house.store.articles.find(site.networkId, reference);
    expect(found?.article).toMatchObject({ number: 1, version: 1 });
  });

  it('of another site is never asked for', async () => {
    const other = await newSite(house, 'https://elsewhere.example', 'Elsewhere');
    publisher.set('/story', articlePage());
    expect(await page(house, unknown(at('/story'), other.id))).toEqual({ outcome: 'not_own' });
    expect(publisher.requests).toHaveLength(0);
  });

  it('that leads to another site is dropped', async () => {
    const elsewhere = await startPublisher();
    elsewhere.set('/story', articlePage());
    publisher.set('/story', { status: 302, headers: { location: `${elsewhere.origin}/story` } });
    const result = await page(house, unknown(at('/story')));
    await elsewhere.close();
    expect(result).toEqual({ outcome: 'not_own' });
  });

  it.each([
    ['a section front', articlePage({ characters: 0 }), 'no_article'],
    ['a missing page', { status: 404 }, 'http_error'],
    ['a feed', rss([]), 'type_refused'],
  ])('of %s makes no article', async (_what, answer, outcome) => {
    publisher.set('/x', answer);
    expect((await page(house, unknown(at('/x')))).outcome).toBe(outcome);
    expect(await house.store.articles.liveCount(site.networkId)).toBe(0);
  });

  it('of a site that is gone, or forbidden by robots.txt, is left', async () => {
    expect(await page(house, unknown(at('/x'), 'site_gone'))).toEqual({ outcome: 'gone' });
    publisher.set('/robots.txt', { type: 'text/plain', body: 'User-agent: MayLike\nDisallow: /' });
    expect(await page(house, unknown(at('/x')))).toEqual({ outcome: 'robots_refused' });
  });
});

describe('a fault of ours', () => {
  it('is thrown, so that the page is tried again', async () => {
    await oneArticle();
    publisher.set('/story', articlePage());
    const { articles } = house.store;
    const attachPage = articles.attachPage.bind(articles);
    articles.attachPage = () => Promise.reject(new Error('Connection is closed.'));
    try {
      await expect(page(house, fullText())).rejects.toThrow('Connection is closed.');
    } finally {
      articles.attachPage = attachPage;
    }
  });
});
