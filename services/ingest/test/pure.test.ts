import { describe, expect, it } from '@jest/globals';
import type { FeedItem, ParsedFeed } from '@maylike/feed-parser';
import { IsolatedWorkError, IsolateError } from '@maylike/isolate';
import { FetchError } from '@maylike/safe-fetch';
import fc from 'fast-check';
import { failureOf } from '../src/errors.js';
import { betterText, isTeaser } from '../src/full-text.js';
import { mapFeed } from '../src/map-item.js';
import { authorsOf, ownAddress } from '../src/page-content.js';
import { userAgentOf } from '../src/user-agent.js';
import { withdrawnChecksMax, withdrawnNumbers } from '../src/withdrawn.js';

describe('withdrawn numbers', () => {
  it('are those that left although an older one is still there, by a slow obvious model', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 60 });
    fc.assert(
      fc.property(numbers, numbers, (previous, now) => {
        const current = new Set(now);
        const model = previous.filter(
          (number, place) =>
            !current.has(number) && previous.slice(place + 1).some((older) => current.has(older)),
        );
        expect(withdrawnNumbers(previous, current)).toEqual(model.slice(0, withdrawnChecksMax));
      }),
    );
  });
});

const item = (other: Partial<FeedItem>): FeedItem => ({
  id: null,
  url: 'https://harbour.example/a',
  title: 'A',
  summary: '',
  contentText: '',
  isTextCut: false,
  linkListLines: [],
  links: [],
  publishedAt: null,
  updatedAt: null,
  authors: [],
  tags: [],
  image: null,
  language: null,
  ...other,
});
const feed = (...items: FeedItem[]): ParsedFeed => ({
  format: 'rss',
  title: 'The Harbour Post',
  link: null,
  language: 'en',
  bozo: null,
  items,
  itemsDropped: [],
  itemsCapped: 0,
  encoding: 'utf-8',
  hubs: [],
  self: null,
  ttlSeconds: null,
  updatePeriodSeconds: null,
  updateBase: null,
  skipHours: [],
  skipDays: [],
});
const map = (...items: FeedItem[]) =>
  mapFeed(feed(...items), { source: null, publishedSince: null });

describe('mapping a feed', () => {
  it("takes an item's own language before its feed's", () => {
    const mapped = map(item({}), item({ url: 'https://harbour.example/b', language: 'cy' }));
    expect(mapped.items.map(({ content }) => content.language)).toEqual(['en', 'cy']);
  });

  it('prefers the name that an operator gave to the title of the feed', () => {
    const named = mapFeed(feed(item({})), { source: 'Quay', publishedSince: null });
    expect(named.items[0]?.content.source).toBe('Quay');
    expect(map(item({})).items[0]?.content.source).toBe('The Harbour Post');
  });

  it('counts what has no address, or none that can be one', () => {
    const long = `https://harbour.example/${'x'.repeat(5_000)}`;
    const mapped = map(
      item({ url: null }),
      item({ url: 'mailto:a@b.example' }),
      item({ url: long }),
    );
    expect(mapped.items).toEqual([]);
    expect(Object.fromEntries(mapped.skipped)).toEqual({ no_address: 1, bad_address: 2 });
  });

  it('keeps a guid that stands twice at one address, and drops one that stands at two', () => {
    const twice = map(item({ id: 'g' }), item({ id: ' g ', title: 'again' }));
    expect(twice.items.map(({ guid }) => guid)).toEqual(['g']);
    const shared = map(item({ id: 'g' }), item({ id: 'g', url: 'https://harbour.example/b' }));
    expect(shared.items.map(({ guid }) => guid)).toEqual([null, null]);
    const nowhere = map(item({ id: 'g' }), item({ id: 'g', url: null }));
    expect(nowhere.items.map(({ guid }) => guid)).toEqual([null]);
  });

  it('orders by date where all have one, else keeps the order of the feed', () => {
    const url = (name: string): string => `https://harbour.example/${name}`;
    const old = item({ url: url('old'), title: 'old', publishedAt: '2026-01-01T00:00:00Z' });
    const young = item({ url: url('new'), title: 'new', publishedAt: '2026-02-01T00:00:00Z' });
    const undated = item({ url: url('undated'), title: 'undated' });
    const order = (...items: FeedItem[]): string[] =>
      map(...items).items.map(({ content }) => content.title);
    expect(order(old, young)).toEqual(['new', 'old']);
    expect(order(old, undated, young)).toEqual(['old', 'undated', 'new']);
  });

  it('lets the later date win where an address stands twice', () => {
    const mapped = map(
      item({ title: 'first', publishedAt: '2026-01-01T00:00:00Z' }),
      item({ title: 'second', publishedAt: '2026-01-02T00:00:00Z' }),
    );
    expect(mapped.items.map(({ content }) => content.title)).toEqual(['second']);
    expect(mapped.skipped.get('same_address_twice')).toBe(1);
  });

  it('takes the AMP and the mobile twin of an address for the same article', () => {
    const twins = ['a', 'a/amp', 'a/', 'a?amp=1'].map((path) =>
      item({ url: `https://harbour.example/${path}` }),
    );
    const mapped = map(...twins, item({ url: 'https://m.harbour.example/a' }));
    expect(mapped.items).toHaveLength(1);
    expect(mapped.skipped.get('same_address_twice')).toBe(4);
  });

  it('never gives two items with one address or one guid, whatever the feed says', () => {
    const anyItem = fc.record({
      id: fc.option(fc.constantFrom('1', '2', ' 2', '')),
      url: fc.option(fc.constantFrom('https://h.example/a', 'https://h.example/b', 'x:y')),
      publishedAt: fc.option(fc.constantFrom('2026-01-01T00:00:00Z', 'never')),
    });
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 8 }), (parts) => {
        const mapped = map(...parts.map((part) => item(part)));
        const urls = mapped.items.map(({ content }) => content.url);
        const guids = mapped.items.flatMap(({ guid }) => (guid === null ? [] : [guid.trim()]));
        expect(new Set(urls).size).toBe(urls.length);
        expect(new Set(guids).size).toBe(guids.length);
        const skipped = [...mapped.skipped.values()].reduce((sum, count) => sum + count, 0);
        expect(mapped.items.length + skipped).toBe(parts.length);
      }),
    );
  });

  it('gives a picture only where a browser may load it', () => {
    expect(map(item({ image: 'javascript:alert(1)' })).items[0]?.content.image).toBeNull();
    const image = 'https://harbour.example/a.jpg';
    expect(map(item({ image })).items[0]?.content.image).toBe(image);
  });
});

describe('a teaser', () => {
  const long = 'The council voted on the harbour wall after a long night. '.repeat(12).trim();
  it.each([
    ['a short text', 'The council voted.', false, true],
    ['no text', '', false, true],
    ['a long text', long, false, false],
    ['a long text that was cut', long, true, true],
    ['an ellipsis at its end', `${long} And then…`, false, true],
    ['three full stops in brackets', `${long} And then [...]`, false, true],
    [
      'an ellipsis before a line of its outlet',
      `${long} And […]\nIt appeared first in the Post.`,
      false,
      true,
    ],
    ['an ellipsis within it', `${long} And then… ${long}`, false, false],
    ['an ellipsis many lines before its end', `Wait…\n${long}\n${long}\n${long}`, false, false],
  ])('is told by its text: %s', (_what, text, isCut, expected) => {
    expect(isTeaser(text, isCut)).toBe(expected);
  });
});

describe("the better of a feed's and a page's text", () => {
  const title = 'Harbour wall approved after long night';
  const text = 'The council of Port Alder voted for the new harbour wall, eleven to four.';
  const story = `${text} Nobody wished to speak first. ${'The wall will cost forty millions. '.repeat(9)}`;
  const wall = 'We and our partners use cookies. Subscribe now to go on reading. '.repeat(20);
  it.each([
    ['a page with more', { title, text }, story, 'page'],
    ['a page with as much', { title, text }, text, 'feed'],
    ['a page with less', { title, text: story }, text, 'feed'],
    ['a page with nothing', { title, text: '' }, '', 'feed'],
    [
      'a page whose editor summed it up in other words',
      { title, text: 'It was decided in the small hours. Few had slept, and nobody cheered.' },
      `The council of Port Alder voted after a long debate, eleven to four. ${'The harbour wall will cost forty millions. '.repeat(9)}`,
      'page',
    ],
    ['a wall', { title, text }, wall, 'other'],
    [
      'a wall under the headline',
      { title, text: `${text} ${story}` },
      `${title} ${wall.repeat(3)}`,
      'other',
    ],
    ['a feed that says too little to tell', { title: 'Wall', text: '' }, wall, 'page'],
    [
      'a story in Japanese',
      {
        title: '港の壁が承認された',
        text: '町議会は長い夜の後に新しい港の壁の建設を承認した。費用は四千万円で、反対する議員は四人だった。',
      },
      '町議会は長い夜の後に新しい港の壁の建設を承認した。費用は四千万円である。議員の四人が反対した。'.repeat(
        5,
      ),
      'page',
    ],
  ] as const)('%s', (_what, feedSays, pageText, expected) => {
    expect(betterText(feedSays, pageText)).toBe(expected);
  });
});

describe('an error', () => {
  it.each([
    [new FetchError('http_error', 'x', { httpStatus: 404 }), 'http_error', 'HTTP 404'],
    [new FetchError('timeout', 'Too slow.'), 'timeout', 'Too slow'],
    [
      new IsolatedWorkError({ name: 'FeedParseError', message: 'Empty.', code: 'empty' }),
      'empty',
      'Empty',
    ],
    [
      new IsolatedWorkError({ name: 'TypeError', message: 'x is not a function' }),
      'parser_fault',
      'the parser failed: x is not a function',
    ],
    [new IsolateError('timeout', 'Late.'), 'parser_timeout', 'parsing was stopped: Late'],
    [new IsolateError('memory', 'Full.'), 'parser_memory', 'parsing was stopped: Full'],
    [new IsolateError('crash', 'Gone.'), 'parser_crash', 'parsing was stopped: Gone'],
  ])('from outside (%s) is a result with its code', (error, code, message) => {
    expect(failureOf(error)).toMatchObject({ code, message });
  });

  it.each([
    new FetchError('aborted', 'x'),
    new IsolateError('closed', 'x'),
    new Error('Connection is closed.'),
    'text',
  ])('of our own side (%s) is none', (error) => {
    expect(failureOf(error)).toBeNull();
  });
});

it.each([
  ['https://www.h.example/a?utm_source=x', 'https://www.h.example/a'],
  ['https://m.h.example/a', 'https://m.h.example/a'],
  ['https://www.h.example/', null],
  ['https://elsewhere.example/a', null],
  ['javascript:alert(1)', null],
  [null, null],
])('the address %s of a page counts as %s', (claimed, address) => {
  expect(ownAddress(claimed, ['https://www.h.example'])).toBe(address);
});

it('a byline is one author a name, each once', () => {
  expect(authorsOf('Ann Quay,  Bob Mole, Ann Quay')).toEqual(['Ann Quay', 'Bob Mole']);
  expect(authorsOf(null)).toEqual([]);
});

it('the user agent names the version and who to write to', () => {
  expect(userAgentOf('0.1.0', 'https://h.example/bot')).toBe(
    'MayLike/0.1.0 (+https://h.example/bot)',
  );
  expect(userAgentOf('0.1.0', null)).toBe('MayLike/0.1.0');
  expect(userAgentOf('0.1.0', `https://h.example/${'x'.repeat(300)}`)).toBe('MayLike/0.1.0');
});
