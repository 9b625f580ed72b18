// What is written into a feed comes out of it, in each dialect, whatever the words are. 10,000 cases each in the long run;
// a case that fails is printed with the seed that repeats it.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FeedItem } from '../src/index.js';
import { atom, parse, rss } from './feeds.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
const numRuns = isLong ? 10_000 : 150;
const timeoutMs = 300_000;

/** What of an item a publisher fills in, and a reader sees. */
interface Written {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly summary: string;
  readonly content: readonly string[];
  readonly publishedAt: number;
  readonly tags: readonly string[];
  readonly author: string;
}

/** An entity that is spelled out is none of them: feeds that escape twice are common, and it is read as what it names. */
const word = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[A-Za-z0-9]{1,9}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'Größe',
      'naïve',
      '日本',
      'привет',
      '&',
      '<',
      '>',
      '"',
      '💡',
      '½',
      ']]>',
    ),
  },
);
/** Words with one space between them: what white space a feed has is not its own. */
const line = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
const name = fc.stringMatching(/^[A-Z][a-z]{1,7} [A-Z][a-z]{1,9}$/);
const item: fc.Arbitrary<Written> = fc.record({
  id: fc.stringMatching(/^[a-z0-9:-]{1,20}$/),
  url: fc.stringMatching(/^[a-z0-9-]{1,20}$/).map((slug) => `https://news.example/${slug}`),
  title: line,
  summary: line,
  content: fc.array(line, { minLength: 1, maxLength: 3 }),
  // Whole seconds: RSS has no others.
  publishedAt: fc.integer({ min: 946_684_800, max: 1_900_000_000 }).map((time) => 1_000 * time),
  tags: fc.uniqueArray(fc.stringMatching(/^[a-z]{2,8}$/), { maxLength: 3 }),
  author: name,
});
const items = fc.uniqueArray(item, { maxLength: 5, selector: ({ id }) => id });

const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
const paragraphs = (content: readonly string[]): string =>
  content.map((one) => `<p>${escaped(one)}</p>`).join('');
const iso = (time: number): string => new Date(time).toISOString();

/** HTML in RSS is escaped once more, or stands in a CDATA section. */
const asRss = (all: readonly Written[]): string =>
  rss(
    all
      .map(
        (one) => `<item><guid isPermaLink="false">${one.id}</guid><link>${one.url}</link>
          <title>${escaped(escaped(one.title))}</title>
          <description>${escaped(escaped(one.summary))}</description>
          <content:encoded>${escaped(paragraphs(one.content))}</content:encoded>
          <pubDate>${new Date(one.publishedAt).toUTCString()}</pubDate>
          <dc:creator>${one.author}</dc:creator>
          ${one.tags.map((tag) => `<category>${tag}</category>`).join('')}</item>`,
      )
      .join(''),
  );

const asAtom = (all: readonly Written[]): string =>
  atom(
    all
      .map(
        (one) => `<entry><id>${one.id}</id><link href="${one.url}"/>
          <title type="text">${escaped(one.title)}</title>
          <summary type="text">${escaped(one.summary)}</summary>
          <content type="html">${escaped(paragraphs(one.content))}</content>
          <published>${iso(one.publishedAt)}</published><author><name>${one.author}</name></author>
          ${one.tags.map((tag) => `<category term="${tag}"/>`).join('')}</entry>`,
      )
      .join(''),
  );

const asJson = (all: readonly Written[]): string =>
  JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'News',
    items: all.map((one) => ({
      id: one.id,
      url: one.url,
      title: one.title,
      summary: one.summary,
      content_html: paragraphs(one.content),
      date_published: iso(one.publishedAt),
      authors: [{ name: one.author }],
      tags: one.tags,
    })),
  });

/** What has to come out. */
const read = (one: Written): Partial<FeedItem> => ({
  id: one.id,
  url: one.url,
  title: one.title,
  summary: one.summary,
  contentText: one.content.join('\n'),
  publishedAt: iso(one.publishedAt),
  tags: [...one.tags],
  authors: [one.author],
});

describe('D-20: a feed that is written and read', () => {
  it.each([
    ['RSS', asRss],
    ['Atom', asAtom],
    ['JSON Feed', asJson],
  ])(
    'as %s has all of its items as they were, in their order',
    async (_dialect, write) => {
      await fc.assert(
        fc.asyncProperty(items, async (all) => {
          const feed = await parse(write(all));
          expect(feed.bozo).toBeNull();
          expect(feed.itemsDropped).toEqual([]);
          expect(feed.items).toHaveLength(all.length);
          feed.items.forEach((found, place) => {
            const one = all[place];
            expect(found).toMatchObject(one === undefined ? {} : read(one));
          });
        }),
        { numRuns },
      );
    },
    timeoutMs,
  );
});
