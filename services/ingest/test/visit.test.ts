import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { VisitAnswer } from '@maylike/queues';
import { tryFeed } from '../src/visit.js';
import { calm, openHouse, type House } from './house.js';
import { articlePage, rss, startPublisher, type Publisher } from './publisher.js';

let house: House;
let publisher: Publisher;

beforeAll(async () => {
  house = await openHouse({ limits: { timeoutMs: 1_000 } });
});
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  publisher = await startPublisher();
});
afterEach(async () => {
  await publisher.close();
});

const at = (path: string): string => `${publisher.origin}${path}`;
const visit = async (url: string): Promise<VisitAnswer> =>
  await tryFeed({ kind: 'try-feed', url }, house.tools, calm);

describe('trying a feed', () => {
  it('tells its title, format and number of items', async () => {
    publisher.set('/feed', rss([{ link: at('/a') }, { link: at('/b') }]));
    expect(await visit(at('/feed'))).toMatchObject({
      ok: true,
      url: at('/feed'),
      title: 'The Harbour Post',
      format: 'rss',
      items: 2,
    });
  });

  it('gives the address to which it moved for good, and keeps the given one otherwise', async () => {
    publisher.set('/feed', rss([]));
    publisher.set('/moved', { status: 301, headers: { location: '/feed' } });
    publisher.set('/for-now', { status: 302, headers: { location: '/feed' } });
    expect(await visit(at('/moved'))).toMatchObject({ ok: true, url: at('/feed'), items: 0 });
    expect(await visit(at('/for-now'))).toMatchObject({ ok: true, url: at('/for-now') });
  });

  it('names the address and the status of one that is missing', async () => {
    expect(await visit(at('/none'))).toEqual({
      ok: false,
      code: 'http_error',
      message: `${at('/none')}: HTTP 404`,
      feeds: [],
    });
  });

  it('names the feeds that a page announces', async () => {
    publisher.set(
      '/',
      articlePage({
        head: `<link rel="alternate" type="application/rss+xml" title="All news" href="/feed">
          <link rel="alternate" type="application/atom+xml" href="/atom">`,
      }),
    );
    const answer = await visit(at('/'));
    expect(answer).toEqual({
      ok: false,
      code: 'not_a_feed',
      message: `${at('/')} is an HTML page, not a feed; it names these feeds: ${at('/feed')}, ${at('/atom')}`,
      feeds: [
        { url: at('/feed'), title: 'All news' },
        { url: at('/atom'), title: null },
      ],
    });
  });

  it('says so where a page announces none', async () => {
    publisher.set('/', articlePage());
    expect(await visit(at('/'))).toMatchObject({
      code: 'not_a_feed',
      message: `${at('/')} is an HTML page, not a feed, and names no feed`,
      feeds: [],
    });
  });

  it.each([
    [
      'an OPML list',
      { type: 'text/xml', body: '<opml version="2.0"><body/></opml>' },
      'not_a_feed',
    ],
    ['other JSON', { type: 'application/json', body: '{"a":1}' }, 'not_a_feed'],
    [
      'a picture',
      { type: 'image/png', body: Buffer.from([137, 80, 78, 71, 13, 10]) },
      'not_a_feed',
    ],
    ['nothing', { type: 'text/xml', body: '' }, 'empty'],
    ['a loop', { status: 302, headers: { location: '/x' } }, 'redirects_exceeded'],
  ])('says of %s what it is', async (_what, answer, code) => {
    publisher.set('/x', answer);
    const said = await visit(at('/x'));
    expect(said).toMatchObject({ ok: false, code, feeds: [] });
    expect('message' in said ? said.message : '').toMatch(`${at('/x')}: `);
  });

  it.each([
    ['not an address', 'url_invalid'],
    ['file:///etc/passwd', 'scheme_refused'],
    ['http://10.0.0.1/feed', 'address_refused'],
    ['http://user:secret@127.0.0.1/feed', 'credentials_refused'],
  ])('answers for %s without asking anybody', async (url, code) => {
    expect(await visit(url)).toMatchObject({ ok: false, code });
    expect(publisher.requests).toHaveLength(0);
  });
});
