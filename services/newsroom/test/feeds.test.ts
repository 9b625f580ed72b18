import { parseFeed, type ParsedFeed } from '@maylike/feed-parser';
import { afterAll, describe, expect, it } from '@jest/globals';

import { picturePath } from '../src/addresses.js';
import { changesOf, editionAt, type PublishedArticle } from '../src/edition.js';
import { outlets, type Outlet } from '../src/outlets.js';
import { sample } from '../src/sample/index.js';
import { afterRelease, newsroomAt, openedAt, origin, releaseEveryMs } from './fixtures.js';

const lastRelease = 99;
const moment = afterRelease(lastRelease);
const app = newsroomAt(moment);
const edition = editionAt(sample, openedAt, moment, releaseEveryMs);
const { newsletterLine } = outlets.find(({ id }) => id === 'courier') ?? {};

afterAll(() => app.close());

const ownArticles = ({ id }: Outlet) => edition.articles.filter(({ outlet }) => outlet === id);

async function feedOf({ feed }: Outlet, from = app): Promise<ParsedFeed> {
  const response = await from.inject(feed.path);
  expect(response.statusCode).toBe(200);
  const contentType = String(response.headers['content-type']);
  expect(contentType).toBe(`${feed.contentType}; charset=utf-8`);
  return parseFeed(response.rawPayload, { contentType, url: `${origin}${feed.path}` });
}

/** Parsers take every blank for a space, French ones before a colon, too. */
const plain = (text: string) => text.replace(/\s+/g, ' ');
const iso = (time: number) => new Date(time).toISOString();
/** RSS dates have whole seconds. */
const toSecond = (time: number) => iso(Math.floor(time / 1_000) * 1_000);

/** What MayLike's parser has to find of an article in any of the feeds. */
function labelsOf(article: PublishedArticle) {
  const url = `${origin}/${article.outlet}/${article.slug}`;
  return {
    ...{ id: url, url, title: plain(article.title), summary: plain(article.standfirst) },
    authors: [article.author],
    tags: [article.section, ...article.tags.filter((tag) => tag !== article.section.toLowerCase())],
    image: `${origin}${picturePath(article)}`,
    language: article.language,
  };
}

describe.each(outlets)('the $feed.kind feed of $name', (outlet) => {
  it('is in order, and lists what its outlet has out and nothing else', async () => {
    const feed = await feedOf(outlet);
    expect(feed).toMatchObject({ format: outlet.feed.kind, title: outlet.name, bozo: null });
    expect(feed.link).toBe(`${origin}/${outlet.id}/`);
    const found = feed.items.map(({ url }) => url);
    expect(found).toEqual(ownArticles(outlet).map(({ slug }) => `${origin}/${outlet.id}/${slug}`));
  });

  it('says of each article what it is', async () => {
    const { items } = await feedOf(outlet);
    const toFeed = outlet.feed.kind === 'rss' ? toSecond : iso;
    for (const [place, article] of ownArticles(outlet).entries()) {
      expect(items[place]).toMatchObject(labelsOf(article));
      expect(items[place]?.publishedAt).toBe(toFeed(article.publishedAt));
      if (article.updatedAt !== null) {
        expect(items[place]?.updatedAt).toBe(toFeed(article.updatedAt));
      }
    }
  });

  it('is not sent again to one who has it', async () => {
    const { headers } = await app.inject(outlet.feed.path);
    const conditions = [
      { 'if-none-match': headers.etag },
      { 'if-none-match': `"other", W/${String(headers.etag)}` },
      { 'if-modified-since': headers['last-modified'] },
    ];
    for (const condition of conditions) {
      const again = await app.inject({ url: outlet.feed.path, headers: condition });
      expect([again.statusCode, again.body]).toEqual([304, '']);
      expect(again.headers.etag).toBe(headers.etag);
    }
  });

  it('is sent again to one who has an older one, whatever else the request says', async () => {
    const { headers } = await app.inject(outlet.feed.path);
    const conditions = [
      { 'if-none-match': '"older"', 'if-modified-since': headers['last-modified'] },
      { 'if-modified-since': new Date(openedAt - 1_000).toUTCString() },
      { 'if-modified-since': 'some day' },
    ];
    for (const condition of conditions) {
      const again = await app.inject({ url: outlet.feed.path, headers: condition });
      expect(again.statusCode).toBe(200);
    }
  });

  it('keeps its bytes until one of its articles changes', async () => {
    const [early, late] = [newsroomAt(openedAt), newsroomAt(openedAt + releaseEveryMs - 1)];
    const [one, other] = [
      await early.inject(outlet.feed.path),
      await late.inject(outlet.feed.path),
    ];
    expect(other.body).toBe(one.body);
    expect(other.headers.etag).toBe(one.headers.etag);
    const changes = changesOf(sample, openedAt, releaseEveryMs);
    const hasChanged = changes.some((change) => change.outlet === outlet.id);
    const last = await app.inject(outlet.feed.path);
    expect(last.headers.etag !== one.headers.etag).toBe(hasChanged);
    await Promise.all([early.close(), late.close()]);
  });
});

describe('the texts in the feeds', () => {
  it.each(outlets.filter(({ feed }) => feed.kind !== 'atom'))(
    'are whole at $name',
    async (outlet) => {
      const { items } = await feedOf(outlet);
      for (const [place, { paragraphs }] of ownArticles(outlet).entries()) {
        const lines = items[place]?.contentText.split('\n') ?? [];
        expect(lines.filter((line) => line !== newsletterLine)).toEqual(paragraphs.map(plain));
        expect(lines.includes(newsletterLine ?? '')).toBe(outlet.id === 'courier');
      }
    },
  );

  it('are left out at Meridian Post, whose pages have to be fetched', async () => {
    const meridian = outlets.find(({ id }) => id === 'meridian');
    const { items } = await feedOf(meridian ?? outlets[0] ?? raise());
    for (const { contentText, summary } of items) expect(contentText).toBe(summary);
  });
});

const raise = (): never => {
  throw new Error('there are no outlets');
};
