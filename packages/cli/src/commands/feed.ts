// `feed parse`: what the feed parser makes of files. A black box: no Redis, the code of the ingest service.
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import type { FeedItem, ParsedFeed } from '@maylike/feed-parser';
import { webAddress } from '../arguments.js';
import { filesInFlightPerThread } from '../black-boxes/limits.js';
import { mapOrdered } from '../black-boxes/map-ordered.js';
import {
  measured,
  quietOption,
  type BlackBox,
  type Outcome,
  type QuietOptions,
} from '../black-boxes/measured.js';
import { feedIsolate, parseFile, type Parsed } from '../black-boxes/parse-file.js';
import type { CliIo } from '../io.js';
import { counted } from '../output.js';

interface FeedParseOptions extends QuietOptions {
  readonly contentType?: string;
  readonly url?: string;
  readonly json?: true;
}

/** Adds `feed parse`. */
export function addFeed(program: Command, io: CliIo): void {
  const feed = program
    .command('feed')
    .description('files that are feeds; needs no running MayLike');
  feed
    .command('parse')
    .description('parse files as feeds; prints one JSON line a file')
    .argument('<file...>', 'files as they came from the network')
    .option('--content-type <type>', 'the Content-Type header that they came with')
    .option('--url <base>', 'the address that they came from', webAddress)
    .option('--json', 'print JSON, which is all that there is')
    .option(...quietOption)
    .action((files: string[], options: FeedParseOptions) =>
      measured(io, options, (box) => parseFeeds(box, files, options)),
    );
}

async function parseFeeds(
  { output, progress }: BlackBox,
  files: readonly string[],
  { contentType, url = '' }: FeedParseOptions,
): Promise<Outcome> {
  const threads = availableParallelism();
  const isolate = feedIsolate(threads);
  const input = { url, ...(contentType === undefined ? {} : { contentType }) };
  const bar = progress('Parsing', files.length, true);
  let done = 0;
  let refused = 0;
  try {
    const inFlightMax = threads * filesInFlightPerThread;
    const parsing = mapOrdered(files, inFlightMax, async (file) => ({
      file,
      parsed: await parseFile(file, input, isolate),
    }));
    for await (const { file, parsed } of parsing) {
      await output.write(JSON.stringify(lineOf(file, parsed)));
      if ('refusal' in parsed) refused += 1;
      done += 1;
      bar.show(done);
    }
  } finally {
    await isolate.close();
    bar.stop();
  }
  const total = counted(files.length, 'file');
  return refused === 0
    ? { done: total }
    : { done: total, refusal: `${refused} of ${total} gave no feed; their lines say why.` };
}

const itemOf = (item: FeedItem) => ({
  id: item.id,
  url: item.url,
  title: item.title,
  summary: item.summary,
  contentText: item.contentText,
  publishedAt: item.publishedAt,
  updatedAt: item.updatedAt,
  authors: item.authors,
  tags: item.tags,
  image: item.image,
  language: item.language,
});

/** The contract of `feed parse`, one line of it. */
function lineOf(file: string, parsed: Parsed<ParsedFeed>) {
  if ('refusal' in parsed)
    return {
      file,
      ok: false,
      format: null,
      feed: { title: null, link: null, language: null },
      items: [],
      error: parsed.refusal,
    };
  const { format, title, link, language, items } = parsed.result;
  return { file, ok: true, format, feed: { title, link, language }, items: items.map(itemOf) };
}
