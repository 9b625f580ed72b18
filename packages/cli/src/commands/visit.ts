// Asks ingest, the only service that reaches the internet, what is at an address.
import type { VisitAnswer } from '@maylike/queues';
import { requireServices, type Context } from '../context.js';
import { CliError, messageOf } from '../errors.js';
import { printable } from '../output.js';

/**
 * Tries an address as a feed.
 *
 * @throws CliError `service_missing` when nobody can try it, `timeout` when the answer did not come.
 */
export async function visit(context: Context, url: string): Promise<VisitAnswer> {
  await requireServices(context, ['ingest']);
  try {
    return await context.queues.visit({ kind: 'try-feed', url }, context.openBlocking());
  } catch (error) {
    const message = `${url} could not be tried: ${messageOf(error)}. Nothing was added.`;
    throw new CliError('timeout', message, { cause: error });
  }
}

/** Why an address is no feed, in words that name it, with the feeds that its page names. */
export function refusalInWords(
  url: string,
  { message: raw, code, feeds }: Extract<VisitAnswer, { ok: false }>,
): string[] {
  const message = printable(raw);
  const reason = message.includes(url) ? message : `${url}: ${message}`;
  const named = feeds.map(
    (feed) => `  ${printable(feed.url)}${feed.title === null ? '' : `  ${printable(feed.title)}`}`,
  );
  const list = feeds.length === 0 ? [] : ['It is a page that names these feeds:', ...named];
  return [`${reason} (${code}).`, ...list];
}
