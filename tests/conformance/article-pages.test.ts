// Published article pages: how much of what a person would read is found, and what is said of it. The pages are those
// of Readability's own tests, so their expected titles and bylines are Readability's choice where a page has several.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Isolate } from '@maylike/isolate';
import {
  pageParserModule,
  readParsedPage,
  type ParsedPage,
  type ParsePageInput,
} from '@maylike/page-parser';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { decodeHTML } from 'entities';
import { z } from 'zod';
import { data, skipped, testTimeoutMs } from './sample.js';

const given = data === '' ? describe.skip : describe;
const folder = join(data, 'article-pages');

/** Pages of newspapers and magazines; the others are blogs, documents and pages made for a test. */
const newsPages = new Set(
  (
    'aclu aktualne ars-1 bbc-1 buzzfeed-1 cnet engadget folha guardian-1 heise lemonde-1 lwn-1 ' +
    'medicalnewstoday msn pixnet qq telegraph tmz-1 webmd-1 webmd-2 yahoo-1 yahoo-4 youth'
  ).split(' '),
);

const metadataSchema = z.object({
  title: z.string().nullish(),
  byline: z.string().nullish(),
  publishedTime: z.string().nullish(),
});

interface Scored {
  readonly name: string;
  readonly isNews: boolean;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Null where nothing is expected. */
  readonly title: boolean | null;
  readonly byline: boolean | null;
  readonly date: boolean | null;
}

const inlineTag =
  /<\/?(?:a|abbr|b|bdi|bdo|big|cite|code|em|font|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\b[^>]*>/gi;

function tokensOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function textOf(html: string): string {
  return decodeHTML(html.replace(inlineTag, '').replace(/<[^>]+>/g, ' '));
}

/** How many tokens two lists have in common, each as often as in the list that has it less often. */
function overlap(some: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>();
  for (const token of others) left.set(token, (left.get(token) ?? 0) + 1);
  return some.filter((token) => {
    const count = left.get(token) ?? 0;
    left.set(token, count - 1);
    return count > 0;
  }).length;
}

/** Whether one says the other, be it with a word more around it: "By …", "… | The Paper". */
function says(got: string | null, expected: string | null | undefined): boolean | null {
  if (expected === null || expected === undefined) return null;
  const [one, other] = [got ?? '', expected].map((text) => tokensOf(text).join(' '));
  if (one === undefined || other === undefined || one === '') return false;
  return one.includes(other) || other.includes(one);
}

function score(name: string, page: ParsedPage): Scored {
  const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8');
  const expected = metadataSchema.parse(JSON.parse(read('expected-metadata.json')));
  const wanted = tokensOf(textOf(read('expected.html')));
  const got = tokensOf(page.text);
  const common = overlap(got, wanted);
  const time = expected.publishedTime;
  return {
    name,
    isNews: newsPages.has(name),
    precision: common / got.length,
    recall: common / wanted.length,
    f1: (2 * common) / (got.length + wanted.length),
    title: says(page.title, expected.title),
    byline: says(page.byline, expected.byline),
    date: time === null || time === undefined ? null : isSameTime(page.publishedAt, time),
  };
}

/** A time without a zone is UTC here. */
function isSameTime(got: string | null, expected: string): boolean {
  const isLocal = /T|\s/.test(expected) && !/(?:Z|[+-]\d\d:?\d\d)$/.test(expected);
  return got !== null && Date.parse(got) === Date.parse(isLocal ? `${expected}Z` : expected);
}

async function scorePages(): Promise<Scored[]> {
  const isolate = new Isolate<ParsePageInput, ParsedPage>({
    module: pageParserModule,
    exportName: 'parsePageJob',
    checkOutput: readParsedPage,
    workersMax: 2,
    timeoutMs: 10_000,
    heapMbMax: 256,
  });
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'source.html')));
  try {
    return await Promise.all(
      names.map(async (name) => {
        const bytes = new Uint8Array(readFileSync(join(folder, name, 'source.html')));
        return score(name, await isolate.run({ bytes, url: 'http://fakehost/test/page.html' }));
      }),
    );
  } finally {
    await isolate.close();
  }
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

given(`published article pages ${skipped}`, () => {
  let pages: Scored[] = [];
  beforeAll(async () => {
    pages = await scorePages();
  }, testTimeoutMs);

  it('give their texts: mean token F1 of at least 0.90 over the news pages, and over all', () => {
    const news = pages.filter(({ isNews }) => isNews);
    process.stdout.write(table(pages, news));
    expect(news).toHaveLength(newsPages.size);
    expect(mean(news.map(({ f1 }) => f1))).toBeGreaterThanOrEqual(0.9);
    expect(mean(pages.map(({ f1 }) => f1))).toBeGreaterThanOrEqual(0.9);
    // No page is read quite wrongly behind a good mean.
    expect(pages.filter(({ f1 }) => f1 < 0.8)).toEqual([]);
  });

  it.each(['title', 'byline', 'date'] as const)('say their %s right, nine in ten', (field) => {
    const known = pages.filter((page) => page[field] !== null);
    const right = known.filter((page) => page[field] === true);
    expect(known.length).toBeGreaterThan(10);
    expect(right.length / known.length).toBeGreaterThanOrEqual(0.9);
  });
});

function table(pages: readonly Scored[], news: readonly Scored[]): string {
  const accuracy = (some: readonly Scored[], field: 'title' | 'byline' | 'date'): string => {
    const known = some.filter((page) => page[field] !== null);
    return `${known.filter((page) => page[field] === true).length} of ${known.length}`;
  };
  const summary = (name: string, some: readonly Scored[]): string =>
    `${name.padEnd(24)} F1 ${mean(some.map(({ f1 }) => f1)).toFixed(3)}, title ${accuracy(some, 'title')}, ` +
    `byline ${accuracy(some, 'byline')}, date ${accuracy(some, 'date')}\n`;
  const worst = pages
    .filter((page) => page.f1 < 0.97 || [page.title, page.byline, page.date].includes(false))
    .map(({ name, precision, recall, f1, ...page }) => {
      const wrong = (['title', 'byline', 'date'] as const).filter((field) => page[field] === false);
      const figures = [f1, precision, recall].map((figure) => figure.toFixed(3)).join(' ');
      return `  ${name.padEnd(22)} F1, precision, recall ${figures} ${wrong.join(', ')}\n`;
    });
  return `${summary(`${news.length} news pages`, news)}${summary(`${pages.length} pages`, pages)}${worst.join('')}`;
}
