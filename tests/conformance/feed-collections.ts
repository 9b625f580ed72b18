// The feed files of other parsers' test suites: what their index says of each, and what our parser makes of it in a
// thread that can be killed, as in production.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  feedParserModule,
  readParsedFeed,
  type ParsedFeed,
  type ParseFeedInput,
} from '@maylike/feed-parser';
import { Isolate, IsolatedWorkError } from '@maylike/isolate';
import { expectationOf, type Expectation } from './feedparser-asserts.js';

/** The bounds of the ingest service. */
const bounds = { workersMax: 2, timeoutMs: 10_000, heapMbMax: 256 };

/** Where feedparser serves its files while it tests itself. */
const feedparserServer = 'http://127.0.0.1:8097/';

/** One file, as the index of the collections describes it. */
export interface FeedFile {
  /** Path below the collections; begins with the name of its source. */
  readonly file: string;
  readonly source: string;
  /** Whether it is a feed: neither a page, nor an expected result, nor OPML, KML and their like. */
  readonly isFeed: boolean;
  readonly isPage: boolean;
  /** Its items, as expat counts them up to the first error. */
  readonly itemCount: number;
  /** Null for what is no XML. */
  readonly wellFormed: boolean | null;
  /** Whether the expected result lies beside it as JSON. */
  readonly hasJson: boolean;
  /** What feedparser expects of it. */
  readonly expectation: Expectation | null;
}

/** What became of a file. */
export interface FeedOutcome extends FeedFile {
  readonly feed: ParsedFeed | null;
  /** `parsed`, `salvaged`, one of the parser's codes, or what ended the thread. */
  readonly outcome: string;
}

const feedKind = /^(?:atom|rss|rdf|jsonfeed)/;

/** All files of the index below a folder of collections, in its order. */
export function readFeedIndex(folder: string): FeedFile[] {
  const lines = readFileSync(join(folder, 'index.tsv'), 'utf8').trim().split('\n').slice(1);
  const expectations = new Map(
    readFileSync(join(folder, 'feedparser', 'expect.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => expectationOf(JSON.parse(line)))
      .map((expectation) => [`feedparser/${expectation.file}`, expectation]),
  );
  return lines.map((line) => {
    const [file = '', kind = '', items = '', wellFormed = '', , expected] = line.split('\t');
    return {
      file,
      source: file.split('/', 1)[0] ?? '',
      isFeed: feedKind.test(kind),
      isPage: kind === 'html',
      itemCount: Number(items),
      wellFormed: wellFormed === '-' ? null : wellFormed === 'wf',
      hasJson: expected === 'json',
      expectation: expectations.get(file) ?? null,
    };
  });
}

/** The bytes of a file with what is known of the request that they came from. */
function inputOf(folder: string, { file, expectation }: FeedFile): ParseFeedInput {
  const bytes = new Uint8Array(readFileSync(join(folder, file)));
  if (expectation === null) return { bytes, url: 'https://feeds.example/feed' };
  const { contentType } = expectation;
  const url = `${feedparserServer}tests/${expectation.file}`;
  return { bytes, url, ...(contentType === null ? {} : { contentType }) };
}

/** Parses files; every one gets its outcome, whatever is in it. */
export async function parseFeedFiles(
  folder: string,
  files: readonly FeedFile[],
): Promise<FeedOutcome[]> {
  const isolate = new Isolate<ParseFeedInput, ParsedFeed>({
    module: feedParserModule,
    exportName: 'parseFeedJob',
    checkOutput: readParsedFeed,
    ...bounds,
  });
  const one = async (file: FeedFile): Promise<FeedOutcome> => {
    try {
      const feed = await isolate.run(inputOf(folder, file));
      return { ...file, feed, outcome: feed.bozo === null ? 'parsed' : 'salvaged' };
    } catch (error) {
      const isRefusal =
        error instanceof IsolatedWorkError && error.originalName === 'FeedParseError';
      return { ...file, feed: null, outcome: isRefusal ? (error.code ?? 'none') : String(error) };
    }
  };
  try {
    return await Promise.all(files.map(one));
  } finally {
    await isolate.close();
  }
}
