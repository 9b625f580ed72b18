// `feeds test`: what would become of a feed, without keeping anything.
import type { VisitAnswer } from '@maylike/queues';
import type { Context } from '../context.js';
import { CliError } from '../errors.js';
import { print, printable, printJson, printTable, say } from '../output.js';
import { refusalInWords, visit } from './visit.js';

/**
 * Tries an address and says what is there.
 *
 * @throws CliError `bad_data` where it is no feed (with `--json` the answer is printed all the same), and what `visit`
 * throws.
 */
export async function testFeed(
  context: Context,
  url: string,
  options: { readonly json?: true },
): Promise<void> {
  const { io } = context;
  const answer = await visit(context, url);
  if (options.json) printJson(io, answer);
  if (!answer.ok) throw new CliError('bad_data', refusalInWords(url, answer).join('\n'));
  if (!options.json) show(context, url, answer);
}

function show(
  { io }: Context,
  url: string,
  { url: found, title, format, items, details }: Extract<VisitAnswer, { ok: true }>,
): void {
  print(io, `${format}: ${printable(title ?? 'without a title')}, ${items} items`);
  if (found !== url) print(io, `It has moved for good to ${printable(found)}`);
  if (details === undefined) return;
  print(io, `${details.bytes} bytes in ${details.tookMs} ms`);
  print(io, `It would be polled by ${printable(details.nextPollReason)}`);
  for (const fault of details.faults) say(io, printable(fault));
  printTable(
    io,
    ['PUBLISHED', 'TITLE', 'URL'],
    details.newest.map((item) => [item.publishedAt, item.title, item.url]),
    'It has no items.',
  );
}
