/**
 * Pages that are built to hang or trick a parser, each in a thread with the bounds of the ingest service, and what must
 * hold of that thread afterwards. The ids are those of the catalogue of faults that the house tests.
 */
import { afterAll, describe, expect, it } from '@jest/globals';
import { Isolate, IsolatedWorkError } from '@maylike/isolate';
import {
  pageParserModule,
  parsePage,
  readParsedPage,
  type ParsedPage,
  type ParsePageInput,
} from '../src/index.js';

const url = 'https://www.example.com/story';
const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';
const sentence =
  'The ministry said on Tuesday, after months of talks, that the first would arrive. ';
const story = `<article>${`<p>${sentence.repeat(3)}</p>`.repeat(5)}</article>`;
const page = (body: string, head = '<title>A story</title>'): string =>
  `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;

const isolate = new Isolate<ParsePageInput, ParsedPage>({
  module: pageParserModule,
  exportName: 'parsePageJob',
  checkOutput: readParsedPage,
  workersMax: 1,
  // The service's is 10 s; on a starved machine it would say nothing, while what hangs takes minutes.
  timeoutMs: 60_000,
  heapMbMax: 256,
});
afterAll(() => isolate.close());

const run = (html: string): Promise<ParsedPage> =>
  isolate.run({ bytes: new TextEncoder().encode(html), url });

/** The code of a refusal, or how many characters of text were found. A thread that dies fails the test. */
async function outcomeOf(html: string): Promise<string | number> {
  try {
    return (await run(html)).text.length;
  } catch (error) {
    if (error instanceof IsolatedWorkError && error.originalName === 'PageParseError')
      return error.code ?? '';
    throw error;
  }
}

const attributes = Array.from({ length: 200_000 }, (_, n) => `a${n}="${n}"`).join(' ');

describe('B-18: a page bomb is refused or read, and its thread reads the next page', () => {
  it.each([
    ['10,000 nested div', '<div>'.repeat(10_000) + story],
    ['24 kB of nested formatting', '<b><i><u>'.repeat(2_700) + story],
    ['200,000 attributes', `<div ${attributes}>${story}</div>`],
    ['nested tables', '<table><tr><td>'.repeat(20_000) + story],
    ['10 MB of one word', 'x'.repeat(9_900_000)],
    ['a comment of 10 MB', `<!--${'- '.repeat(4_900_000)}-->${story}`],
    ['a script of 10 MB', `<script>${'<'.repeat(9_800_000)}</script>${story}`],
    ['JSON-LD of 5 MB', `<script type="application/ld+json">${'['.repeat(5_000_000)}</script>`],
  ])(
    '%s',
    async (_, body) => {
      const outcome = await outcomeOf(page(body));
      expect(typeof outcome === 'number' || outcome === 'too_complex').toBe(true);
      expect((await run(page(story))).text).toContain('The ministry said');
    },
    120_000,
  );

  it('as deep and as long as the limits allow is read in the time that a page has', async () => {
    const tower = '<div>'.repeat(190) + story + '</div>'.repeat(190);
    const outcome = await outcomeOf(page(tower + '<p>words, and words.</p>'.repeat(2_000)));
    expect(outcome).toBeGreaterThan(1_000);
  }, 120_000);
});

describe('B-09: time grows with the length of a page and no faster', () => {
  const units = ['<p>words, and more of them.</p>', '<br>', 'x ', '&amp;', '<a href=x>y</a> ', '<'];

  /** Processor time in ms: a machine that is busy elsewhere does not count. */
  async function costOf(html: string): Promise<number> {
    const bytes = new TextEncoder().encode(html);
    const costs: number[] = [];
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const before = process.cpuUsage();
      // Refusals cost time as well.
      await parsePage(bytes, { url }).catch(() => undefined);
      const { user, system } = process.cpuUsage(before);
      costs.push((user + system) / 1_000);
    }
    return Math.min(...costs);
  }

  it.each(units)(
    'of "%s"',
    async (unit) => {
      // Three doublings, or five.
      const [shorter, longer] = [5_000, isLong ? 160_000 : 40_000];
      const made = (length: number): string => page(unit.repeat(length / unit.length));
      await costOf(made(shorter));
      const short = Math.max(await costOf(made(shorter)), 6);
      const long = await costOf(made(longer));
      // With room for noise: what is quadratic takes eight times as long as that, or more.
      expect(long).toBeLessThan(short * (longer / shorter) * 2.5);
    },
    60_000,
  );
});

describe('B-11, B-17: the lines of a page', () => {
  it('have no character that hides, turns around or orders', async () => {
    const bad = '\u202e\u2066\u200b\u00ad\u0007\u001b[31m\u0000&#x202e;&#7;';
    const head = `<title>a${bad}b</title><meta name="author" content="c${bad}d">`;
    const { title, byline, text } = await run(
      page(story.replace('ministry', `min${bad}istry`), head),
    );
    for (const line of [title, byline, text])
      expect(line).not.toMatch(/[\u00ad\u200b\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u);
    expect(title?.startsWith('a')).toBe(true);
  });
});

describe('B-16, B-20: addresses and markup of a page', () => {
  const schemes = [
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
  ];

  it.each([...schemes, 'file:///etc/passwd', '//', 'http://user:secret@www.example.com/'])(
    'are null or left out where they lead nowhere on the web: %s',
    async (address) => {
      const head =
        `<link rel="canonical" href="${address}"><meta property="og:image" content="${address}">` +
        `<link rel="alternate" type="application/rss+xml" href="${address}">`;
      const { canonicalUrl, image, feeds, links } = await run(page(story, head));
      expect({ canonicalUrl, image, feeds, links }).toEqual({
        canonicalUrl: null,
        image: null,
        feeds: [],
        links: [],
      });
    },
  );

  it('leave no tag in any line, but for text that shows one', async () => {
    const attack = '<img src=x onerror=alert(1)><svg onload=alert(1)><script>alert(1)</script>';
    const head = `<title>Shown</title><meta name="author" content="Ann"><meta property="article:tag" content="t">`;
    const { title, byline, text, tags } = await run(
      page(story.replaceAll('Tuesday', `Tues${attack}day`), head),
    );
    for (const line of [title, byline, text, ...tags]) expect(line).not.toMatch(/<[a-z!/]/i);
    expect(text).not.toContain('alert');
  });
});
