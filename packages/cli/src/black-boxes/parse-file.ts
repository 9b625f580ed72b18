// One file through a parser in a thread that can be killed, as the ingest service sends a body through it.
import {
  feedParserModule,
  readParsedFeed,
  type ParsedFeed,
  type ParseFeedInput,
} from '@maylike/feed-parser';
import { Isolate, IsolateError, IsolatedWorkError } from '@maylike/isolate';
import {
  pageParserModule,
  readParsedPage,
  type ParsedPage,
  type ParsePageInput,
} from '@maylike/page-parser';
import { fileBytesMax, parseTimeoutMs, threadHeapMbMax } from './limits.js';
import { readBoundedFile, type FileRefusal } from './read-file.js';

/** What a parser says of a file, or why it says nothing. */
export type Parsed<Result> = { readonly result: Result } | { readonly refusal: FileRefusal };

const bounds = { timeoutMs: parseTimeoutMs, heapMbMax: threadHeapMbMax };

/** Threads that parse feeds; starts none yet. */
export function feedIsolate(workersMax: number): Isolate<ParseFeedInput, ParsedFeed> {
  return new Isolate({
    module: feedParserModule,
    exportName: 'parseFeedJob',
    checkOutput: readParsedFeed,
    workersMax,
    ...bounds,
  });
}

/** A thread that parses a page; starts none yet. */
export function pageIsolate(): Isolate<ParsePageInput, ParsedPage> {
  return new Isolate({
    module: pageParserModule,
    exportName: 'parsePageJob',
    checkOutput: readParsedPage,
    workersMax: 1,
    ...bounds,
  });
}

/**
 * Reads a file and parses it.
 *
 * @returns Refusals with the code of the file, of the parser, or of the thread (`timeout`, `memory`, `crash`).
 */
export async function parseFile<Options extends object, Result>(
  file: string,
  options: Options,
  isolate: Isolate<Options & { readonly bytes: Uint8Array }, Result>,
): Promise<Parsed<Result>> {
  const read = await readBoundedFile(file, fileBytesMax);
  if ('refusal' in read) return read;
  try {
    return { result: await isolate.run({ ...options, bytes: read.bytes }) };
  } catch (error) {
    if (!(error instanceof IsolateError || error instanceof IsolatedWorkError)) throw error;
    return { refusal: { code: error.code ?? 'crash', message: error.message } };
  }
}
