import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FeedParseError, parseFeed, readParsedFeed, type ParsedFeed } from '../src/index.js';
import { atom, bytesOf, rss } from './feeds.js';

/** A feed, or null for a body that was refused the declared way. Anything else fails the test. */
async function outcome(bytes: Uint8Array, contentType: string): Promise<ParsedFeed | null> {
  try {
    return await parseFeed(bytes, { url: 'https://x.example/feed', contentType });
  } catch (error) {
    if (error instanceof FeedParseError) return null;
    throw error;
  }
}

function expectClean(feed: ParsedFeed): void {
  // The check of whoever takes the feed from the thread that made it.
  expect(readParsedFeed(feed)).toEqual(feed);
  expect(feed.items.length).toBeLessThanOrEqual(500);
  for (const item of feed.items) {
    for (const url of [item.url, item.image]) {
      if (url !== null) expect(new URL(url).protocol).toMatch(/^https?:$/);
    }
    const texts = [item.title, item.summary, item.contentText, ...item.authors, ...item.tags];
    for (const text of texts)
      expect(text.replace(/[\t\n\r]/g, '')).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
  }
}

const piece = fc.oneof(
  fc.constantFrom(
    ...['<item>', '</item>', '<entry>', '</entry>', '<title>', '</title>', '<description>', '<a '],
    ...[
      '</description>',
      '<link>',
      '</link>',
      '<guid',
      '>',
      '/>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
    ],
    ...['&amp;', '&#x1F4A9;', '&#xD800;', '&', '<', '"', "'", '=', 'href="/a"', '\u0000', '\ud800'],
    ...[
      '<content type="xhtml">',
      '</content>',
      '<pubDate>',
      '2020-01-01',
      '</pubDate>',
      '<!DOCTYPE [',
    ],
    ...[
      '<media:content url="x.png"/>',
      '<ttl>5</ttl>',
      '<skipHours><hour>7</hour></skipHours>',
      '<category term="x"/>',
      '<author><name>n</name></author>',
    ],
  ),
  fc.string({ maxLength: 8 }),
);
const shredded = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  shredded.map((text) => bytesOf(text)),
  shredded.map((text) => bytesOf(rss(text))),
  shredded.map((text) => bytesOf(atom(text))),
  shredded.map((text) => bytesOf(`<rss>${text}`)),
  fc.json().map((text) => bytesOf(text)),
  fc
    .array(fc.jsonValue())
    .map((items) => bytesOf(JSON.stringify({ version: 'https://jsonfeed.org/version/1', items }))),
);

describe('parseFeed', () => {
  it('gives a clean feed or a declared refusal for any bytes and any header', async () => {
    let parsedCount = 0;
    await fc.assert(
      fc.asyncProperty(body, fc.string({ maxLength: 40 }), async (bytes, header) => {
        const feed = await outcome(bytes, header);
        if (feed === null) return;
        parsedCount += 1;
        expectClean(feed);
      }),
      { numRuns: 1_500 },
    );
    expect(parsedCount).toBeGreaterThan(100);
  });

  it('gives the same feed for the same bytes, and for bytes cut anywhere no item twice', async () => {
    const whole = rss(
      [1, 2, 3].map((n) => `<item><guid>${n}</guid><title>T${n}</title></item>`).join(''),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (length) => {
        const bytes = bytesOf(whole.slice(0, length));
        const feed = await outcome(bytes, '');
        expect(await outcome(bytes, '')).toEqual(feed);
        const ids = feed?.items.map(({ id }) => id) ?? [];
        expect(['1', '2', '3'].slice(0, ids.length)).toEqual(ids);
      }),
      { numRuns: 200 },
    );
  });
});
