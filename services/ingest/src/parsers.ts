// The parsers, each in threads that can be killed. Feeds and pages do not share threads, or a day of slow pages would
// hold up the feeds; and what a person waits for has threads of its own.
import {
  feedParserModule,
  readParsedFeed,
  type ParsedFeed,
  type ParseFeedInput,
} from '@maylike/feed-parser';
import { Isolate } from '@maylike/isolate';
import {
  pageParserModule,
  readParsedPage,
  type ParsedPage,
  type ParsePageInput,
} from '@maylike/page-parser';
import type { BodyResult } from '@maylike/safe-fetch';

/** Bounds of a set of parsers. */
export interface ParserLimits {
  /** Threads of each kind. */
  readonly workersMax: number;
  /** Most time of one body. */
  readonly timeoutMs: number;
}

/** A body of 10 MB becomes a tree of many objects; honest ones need a tenth of this. */
const heapMbMax = 256;

/** Feed bytes and page bytes to what they say. */
export class Parsers {
  private readonly feeds: Isolate<ParseFeedInput, ParsedFeed>;
  private readonly pages: Isolate<ParsePageInput, ParsedPage>;

  /** Starts no thread yet: each starts with the first work for it. */
  constructor(limits: ParserLimits) {
    const bounds = { ...limits, heapMbMax };
    this.feeds = new Isolate({
      module: feedParserModule,
      exportName: 'parseFeedJob',
      checkOutput: readParsedFeed,
      ...bounds,
    });
    this.pages = new Isolate({
      module: pageParserModule,
      exportName: 'parsePageJob',
      checkOutput: readParsedPage,
      ...bounds,
    });
  }

  /** @throws IsolatedWorkError of a FeedParseError, or IsolateError. */
  async feed(body: BodyResult): Promise<ParsedFeed> {
    return await this.feeds.run(inputOf(body));
  }

  /** @throws IsolatedWorkError of a PageParseError, or IsolateError. */
  async page(body: BodyResult): Promise<ParsedPage> {
    return await this.pages.run(inputOf(body));
  }

  /** Ends all threads; work in them rejects with IsolateError `closed`. */
  async close(): Promise<void> {
    await Promise.all([this.feeds.close(), this.pages.close()]);
  }
}

function inputOf({ bytes, finalUrl, contentType }: BodyResult): ParsePageInput & ParseFeedInput {
  return { bytes, url: finalUrl, ...(contentType === null ? {} : { contentType }) };
}
