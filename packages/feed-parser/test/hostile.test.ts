/**
 * Bodies that are built to hang, fill or trick a parser, at the largest size that the fetcher lets through, each in a
 * thread with the bounds of the ingest service. The ids are those of the catalogue of faults that the house tests.
 */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Isolate, IsolatedWorkError } from '@maylike/isolate';
import {
  feedParserModule,
  parseFeed,
  readParsedFeed,
  type FeedItem,
  type ParsedFeed,
  type ParseFeedInput,
} from '../src/index.js';
import { atom, bytesOf, feedUrl, rss } from './feeds.js';

const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';

/** A body just below what is fetched. */
const large = 9_900_000;
const fill = (unit: string, characters = large): string =>
  unit.repeat(Math.floor(characters / unit.length));
const item = (inside: string): string => rss(`<item><title>t</title>${inside}</item>`);

const isolate = new Isolate<ParseFeedInput, ParsedFeed>({
  module: feedParserModule,
  exportName: 'parseFeedJob',
  checkOutput: readParsedFeed,
  workersMax: 1,
  // The service's is 10 s; on a starved machine it would say nothing, while what hangs takes minutes.
  timeoutMs: 60_000,
  heapMbMax: 256,
});
afterAll(() => isolate.close());

/** What a body comes to: a feed, or the code of its refusal. A thread that dies fails the test. */
async function outcomeOf(body: string): Promise<ParsedFeed | string> {
  try {
    return await isolate.run({ bytes: bytesOf(body), url: feedUrl });
  } catch (error) {
    if (error instanceof IsolatedWorkError && error.originalName === 'FeedParseError')
      return error.code ?? '';
    throw error;
  }
}

async function feedOf(body: string): Promise<ParsedFeed> {
  const outcome = await outcomeOf(body);
  if (typeof outcome === 'string') throw new Error(`refused as ${outcome}`);
  return outcome;
}

async function itemOf(body: string): Promise<FeedItem> {
  const [first] = (await feedOf(body)).items;
  if (first === undefined) throw new Error('no item');
  return first;
}

const bombTimeoutMs = 120_000;

describe('B-01: entities that multiply', () => {
  const document = (subset: string, text: string): string =>
    `<?xml version="1.0"?><!DOCTYPE rss [${subset}]>${item(`<description>${text}</description>`).slice(21)}`;
  const laughs = Array.from({ length: 10 }, (_, level) =>
    level === 0
      ? '<!ENTITY lol0 "lol">'
      : `<!ENTITY lol${level} "${`&lol${level - 1};`.repeat(10)}">`,
  );
  it.each([
    ['a billion laughs', document(laughs.join(''), '&lol9;')],
    ['a quadratic blow-up', document(`<!ENTITY a "${'a'.repeat(50_000)}">`, fill('&a;', 150_000))],
    ['short ones, a million times', document('<!ENTITY a "aaaaaaaaaa">', fill('&a;', 3_000_000))],
    [
      'parameter entities that call themselves',
      document('<!ENTITY % a "%b;"><!ENTITY % b "%a;"><!ENTITY c "%a;">%a;', '&c;'),
    ],
    ['a circle', document('<!ENTITY a "&b;"><!ENTITY b "&a;">', '&a;')],
  ])('refuse the document: %s', async (_, body) => {
    expect(await outcomeOf(body)).toBe('malformed');
  });

  it('do no harm where they are declared and never used', async () => {
    expect((await itemOf(document(laughs.join(''), 'fine'))).summary).toBe('fine');
  });
});

describe('B-02: documents that ask for other documents', () => {
  const secret = 'the-secret-of-this-file';
  const folder = mkdtempSync(join(tmpdir(), 'maylike-canary-'));
  const file = pathToFileURL(join(folder, 'secret.txt')).href;
  let hits = 0;
  let canary = '';
  const server: Server = createServer((socket) => {
    hits += 1;
    socket.destroy();
  });
  beforeAll(async () => {
    writeFileSync(join(folder, 'secret.txt'), secret);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    canary = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}/`;
  });
  afterAll(async () => {
    server.close();
    await once(server, 'close');
    rmSync(folder, { recursive: true });
  });

  const bodies: [string, () => string][] = [
    ['an external entity', () => `<!DOCTYPE rss [<!ENTITY x SYSTEM "${file}">]>${item('&x;')}`],
    ['a public one', () => `<!DOCTYPE rss [<!ENTITY x PUBLIC "p" "${canary}">]>${item('&x;')}`],
    ['one of parameters', () => `<!DOCTYPE rss [<!ENTITY % x SYSTEM "${canary}">%x;]>${item('')}`],
    ['an external document type', () => `<!DOCTYPE rss SYSTEM "${canary}x.dtd">${item('')}`],
    [
      'an inclusion',
      () => item(`<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${file}"/>`),
    ],
    ['a style sheet', () => `<?xml-stylesheet type="text/xsl" href="${canary}"?>${item('')}`],
    ['a schema', () => item('').replace('<rss', `<rss schemaLocation="${canary}" `)],
    ['content elsewhere', () => atom(`<entry><content src="${canary}" type="text/html"/></entry>`)],
    ['a text that names the file', () => item(`<description>${file}</description>`)],
  ];
  it.each(bodies)('get nothing: %s', async (_, body) => {
    const outcome = await outcomeOf(body());
    expect(JSON.stringify(outcome)).not.toContain(secret);
    expect(hits).toBe(0);
  });
});

describe('a body of nearly 10 MB', () => {
  it.each([
    ['B-03: numeric references', item(`<description>${fill('&#65;')}</description>`)],
    ['B-03: named references', item(`<description>${fill('&amp;')}</description>`)],
    ['B-03: references in a title', item(`<title>${fill('&#x10FFFF;')}</title>`)],
    ['B-05: an attribute', item(`<a b="${fill('x')}"/>`)],
    ['B-05: a comment', item(`<!--${fill('- ')}-->`)],
    ['B-05: a processing instruction', item(`<?a ${fill('x')}?>`)],
    ['B-05: a document type', `<!DOCTYPE rss [${fill('<!ELEMENT a ANY>')}]>${item('')}`],
    ['B-05: the name of an element', item(`<${fill('x')}/>`)],
    ['B-05: CDATA', item(`<description><![CDATA[${fill('x ')}]]></description>`)],
    ['B-05: CDATA in a title', item(`<title><![CDATA[${fill('x<')}]]></title>`)],
    ['B-05: attributes', item(`<a ${fill('a="" ')}/>`)],
    ['B-06: categories', item(fill('<category>c</category>'))],
  ])(
    'is read: %s',
    async (_, body) => {
      const { title } = await itemOf(body);
      expect(Buffer.byteLength(title)).toBeLessThanOrEqual(1_024);
    },
    bombTimeoutMs,
  );

  it(
    'B-06: of empty items gives none and counts them',
    async () => {
      const empty = fill('<item/>');
      const feed = await feedOf(rss(`${empty}<item><title>t</title></item>`));
      expect(feed.items.map(({ title }) => title)).toEqual(['t']);
      expect(feed.itemsDropped).toEqual([{ reason: 'empty', count: empty.length / 7 }]);
    },
    bombTimeoutMs,
  );

  it(
    'B-06: of items gives the newest 500 and counts the rest',
    async () => {
      const dated = (index: number): string => {
        const date = new Date(Date.UTC(2020, 0, 1) + index * 60_000).toISOString();
        return `<item><title>${index}</title><pubDate>${date}</pubDate></item>`;
      };
      const feed = await feedOf(rss(Array.from({ length: 100_000 }, (_, i) => dated(i)).join('')));
      expect(feed.items).toHaveLength(500);
      // The newest of the 10,000 that are looked at.
      expect(feed.items[0]?.title).toBe('9500');
      expect(feed.itemsCapped).toBe(99_500);
    },
    bombTimeoutMs,
  );

  it(
    'B-07: of one text is cut at 200 kB, and says so',
    async () => {
      const body = item(`<description>${fill('words and more words. ')}</description>`);
      const { contentText, isTextCut } = await itemOf(body);
      expect(Buffer.byteLength(contentText)).toBeLessThanOrEqual(200_000);
      expect(Buffer.byteLength(contentText)).toBeGreaterThan(199_000);
      expect(isTextCut).toBe(true);
      const short = item('<description>All of it.</description>');
      expect((await itemOf(short)).isTextCut).toBe(false);
    },
    bombTimeoutMs,
  );
});

describe('B-04: elements inside each other', () => {
  it.each([
    ['a thousand', rss(fill('<a>', 3_000) + fill('</a>', 4_000))],
    ['ten thousand', rss(fill('<a>', 30_000) + fill('</a>', 40_000))],
    ['a million', rss(fill('<a>', 3_000_000) + fill('</a>', 4_000_000))],
    ['a million, never closed', `<rss>${fill('<a>', 3_000_000)}`],
    ['a million, in a text', item(`<description>${fill('<b>', 3_000_000)}</description>`)],
  ])('are refused: %s', async (_, body) => {
    expect(await outcomeOf(body)).toBe('malformed');
  });

  it('are read up to 64', async () => {
    const inside = fill('<a>', 180) + fill('</a>', 240);
    expect((await itemOf(rss(`<item>${inside}<title>t</title></item>`))).title).toBe('t');
  });
});

const data = process.env['MAYLIKE_DATA'] ?? join(process.cwd(), '../shared/data');
const bombs = join(data, 'security', 'defusedxml');
const given = existsSync(bombs) ? it : it.skip;

given('B-01, B-02: the files of defusedxml give no feed (skipped without the data)', async () => {
  const files = readdirSync(bombs).filter((name) => name.endsWith('.xml'));
  expect(files.length).toBeGreaterThan(8);
  for (const file of files) {
    const outcome = await outcomeOf(readFileSync(join(bombs, file), 'utf8'));
    expect({ file, outcome }).toEqual({ file, outcome: expect.stringMatching(/^(?:not_a|malf)/) });
  }
});

describe('B-09: time grows with the length and no faster', () => {
  const description = (unit: string) => (length: number) =>
    item(`<description>${fill(unit, length)}</description>`);
  const shapes: [string, (length: number) => string][] = [
    ['"<"', description('<')],
    ['"a<p"', description('a<p')],
    ['"a<p", escaped', description('a&lt;p')],
    [
      '"x<h" in CDATA',
      (length) => item(`<description><![CDATA[${fill('x<h', length)}]]></description>`),
    ],
    ['"&"', description('&')],
    ['"(" in a date', (length) => item(`<pubDate>${fill('(', length)}</pubDate>`)],
    ['one word', description('x')],
    ['full stops', description('. ')],
    ['an author of "@"', (length) => item(`<author>${fill('a@(', length)}</author>`)],
    ['links', description('<a href=x>y</a> ')],
    ['link lists', description('<li><a href=x>y</a></li>')],
    ['marks', (length) => item(`<title>${fill('\u0301', length)}</title>`)],
    ['namespaces', (length) => item(`<a ${fill('xmlns:a="" ', length)}/>`)],
    ['white space', (length) => fill(' ', length) + item('')],
  ];

  /** Processor time in ms: a machine that is busy elsewhere does not count. */
  async function costOf(body: string): Promise<number> {
    const bytes = bytesOf(body);
    const costs: number[] = [];
    for (let run = 0; run < 2; run += 1) {
      const before = process.cpuUsage();
      // Refusals cost time as well.
      await parseFeed(bytes, { url: feedUrl }).catch(() => undefined);
      const { user, system } = process.cpuUsage(before);
      costs.push((user + system) / 1_000);
    }
    return Math.min(...costs);
  }

  it.each(shapes)('of %s', async (_, make) => {
    // Three doublings, or six.
    const [shorter, longer] = [25_000, isLong ? 1_600_000 : 200_000];
    await costOf(make(shorter));
    const short = Math.max(await costOf(make(shorter)), 4);
    const long = await costOf(make(longer));
    // With room for noise: what is quadratic takes eight times as long as that, or more.
    expect(long).toBeLessThan(short * (longer / shorter) * 2.5);
  });
});
