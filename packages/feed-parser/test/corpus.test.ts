/**
 * Every feed file of 18 other parsers' test suites, in a worker with a kill timer as in production.
 * What the index knows of a file (kind, well-formed or not) says what must come of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Isolate, IsolatedWorkError } from '@maylike/isolate';
import { feedParserModule, type ParsedFeed, type ParseFeedInput } from '../src/index.js';

const data = process.env['MAYLIKE_DATA'] ?? join(process.cwd(), '../shared/data');
const folder = join(data, 'feeds');
const index = join(folder, 'index.tsv');
const there = existsSync(index);

interface Row {
  file: string;
  kind: string;
  itemCount: number;
  wellFormed: boolean;
}
interface Outcome extends Row {
  feed: ParsedFeed | null;
  code: string;
}

function readIndex(): Row[] {
  const lines = readFileSync(index, 'utf8').trim().split('\n').slice(1);
  return lines.map((line) => {
    const [file = '', kind = '', items = '0', wellFormed = ''] = line.split('\t');
    return { file, kind, itemCount: Number(items), wellFormed: wellFormed !== 'not-wf' };
  });
}

async function run(rows: readonly Row[]): Promise<Outcome[]> {
  const isolate = new Isolate<ParseFeedInput, ParsedFeed>({
    module: feedParserModule,
    exportName: 'parseFeedJob',
    workersMax: 2,
    timeoutMs: 10_000,
    heapMbMax: 256,
  });
  const one = async (row: Row): Promise<Outcome> => {
    const bytes = new Uint8Array(readFileSync(join(folder, row.file)));
    try {
      const feed = await isolate.run({ bytes, url: 'https://feeds.example/feed' });
      return { ...row, feed, code: feed.bozo === null ? 'parsed' : 'parsed, repaired' };
    } catch (error) {
      const known = error instanceof IsolatedWorkError && error.originalName === 'FeedParseError';
      return { ...row, feed: null, code: known ? (error.code ?? 'none') : String(error) };
    }
  };
  try {
    return await Promise.all(rows.map(one));
  } finally {
    await isolate.close();
  }
}

function countBy(outcomes: readonly Outcome[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of outcomes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

const skipped = there ? '' : ` (skipped: ${index} is not there)`;

describe(`the feeds of other parsers’ test suites${skipped}`, () => {
  (there ? it : it.skip)(
    'are all parsed or refused by a declared code, and nearly all well-formed feeds are parsed',
    async () => {
      const outcomes = await run(readIndex());
      process.stdout.write(`feeds: ${JSON.stringify(countBy(outcomes))}\n`);
      const codes = ['parsed', 'parsed, repaired', 'empty', 'not_a_feed', 'malformed', 'too_large'];
      const unknown = outcomes.filter(({ code }) => !codes.includes(code));
      expect(unknown.map(({ file, code }) => `${file}: ${code}`)).toEqual([]);

      const isFeed = /^(?:atom|rss|rdf|jsonfeed)/;
      const feeds = outcomes.filter(({ kind, wellFormed }) => wellFormed && isFeed.test(kind));
      const parsed = feeds.filter(({ feed }) => feed !== null);
      expect(feeds.length).toBeGreaterThan(2_000);
      expect(parsed.length / feeds.length).toBeGreaterThanOrEqual(0.98);
      const pages = outcomes.filter(({ kind }) => kind === 'html');
      expect(pages.filter(({ code }) => code !== 'not_a_feed')).toEqual([]);

      // An item is kept, or counted as dropped or capped: none disappears without a word.
      const lost = parsed.filter(({ feed, itemCount }) => {
        const droppedCount = feed?.itemsDropped.reduce((sum, { count }) => sum + count, 0) ?? 0;
        return (feed?.items.length ?? 0) + droppedCount + (feed?.itemsCapped ?? 0) < itemCount;
      });
      // The index also counts the few copies of items that extensions keep inside of items.
      expect(lost.length).toBeLessThanOrEqual(10);
    },
    120_000,
  );
});
