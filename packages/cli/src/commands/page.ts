// `page extract`: what the page parser makes of a file. A black box: no Redis, the code of the ingest service.
import type { Command } from 'commander';
import type { ParsedPage } from '@maylike/page-parser';
import { webAddress } from '../arguments.js';
import { measured, quietOption, type BlackBox, type Outcome } from '../black-boxes/measured.js';
import { pageIsolate, parseFile } from '../black-boxes/parse-file.js';
import { CliError } from '../errors.js';
import type { CliIo } from '../io.js';
import { printable } from '../output.js';

interface PageExtractOptions {
  readonly url: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds `page extract`. */
export function addPage(program: Command, io: CliIo): void {
  const page = program
    .command('page')
    .description('files that are pages; needs no running MayLike');
  page
    .command('extract')
    .description('find the article in a page')
    .argument('<file>', 'an HTML page as it came from the network')
    .requiredOption('--url <url>', 'the address that it came from', webAddress)
    .option('--json', 'print JSON')
    .option(...quietOption)
    .action((file: string, options: PageExtractOptions) =>
      measured(io, options, (box) => extractPage(box, file, options)),
    );
}

async function extractPage(
  { output }: BlackBox,
  file: string,
  { url, json }: PageExtractOptions,
): Promise<Outcome> {
  const isolate = pageIsolate();
  try {
    const parsed = await parseFile(file, { url }, isolate);
    if ('refusal' in parsed) {
      const { code, message } = parsed.refusal;
      throw new CliError('bad_data', `${file}: ${message} (${code})`);
    }
    const page = shownOf(parsed.result);
    await output.write(json ? JSON.stringify(page) : inWords(page));
    return { done: '1 page' };
  } finally {
    await isolate.close();
  }
}

/** The contract of `page extract`. */
function shownOf({
  title,
  byline,
  text,
  language,
  publishedAt,
  canonicalUrl,
  image,
  siteName,
}: ParsedPage) {
  return { title, byline, text, language, publishedAt, canonicalUrl, image, siteName };
}

/** Title, what else is known a line each, a blank line, the text. */
function inWords({ title, text, ...known }: ReturnType<typeof shownOf>): string {
  const lines = [
    ['By', known.byline],
    ['Published', known.publishedAt],
    ['Site', known.siteName],
    ['Language', known.language],
    ['Address', known.canonicalUrl],
    ['Image', known.image],
  ].flatMap(([name, value]) => (value === null ? [] : [`${name?.padEnd(10)} ${value}`]));
  const body = text === '' ? '(no article was found)' : text;
  return [title ?? '(no title)', ...lines, '', ...body.split('\n')].map(printable).join('\n');
}
