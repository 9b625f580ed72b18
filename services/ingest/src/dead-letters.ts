// What of a body could not be read, as it is kept: a hash of its bytes, why, and how it begins. Pure.
import { createHash } from 'node:crypto';
import { feedParserVersion, type FeedItem, type ParsedFeed } from '@maylike/feed-parser';
import { lettersOfFeedMax, type NewLetter } from '@maylike/store';
import type { Failure } from './errors.js';
import type { MappedFeed } from './map-item.js';
import type { WrittenItem } from './write-articles.js';

/** Bytes of a body that an excerpt is made of. */
const excerptBytesMax = 1_000;

/**
 * Failures that say something of the bytes; what a server did is told by the feed's history, and a page in place of the
 * feed is no feed that could be read one day.
 */
const unreadableCodes: ReadonlySet<string> = new Set([
  'malformed',
  'too_large',
  'parser_timeout',
  'parser_memory',
  'parser_crash',
  'parser_fault',
]);

/** An item that is cut off comes with the next body, and an empty one says nothing. */
const isNothingLost = (reason: string): boolean =>
  reason.startsWith('cut off') || reason.includes('empty');

const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** The letter of a body that gave nothing, or null where its failure does not speak of its bytes. */
export function letterOfBody(bytes: Uint8Array, { code, message }: Failure): NewLetter | null {
  if (!unreadableCodes.has(code)) return null;
  return {
    hash: sha256(bytes),
    kind: 'body',
    reason: `${code}: ${message}`,
    excerpt: Buffer.from(bytes.subarray(0, excerptBytesMax)).toString('utf8'),
    bytes: bytes.length,
    parserVersion: feedParserVersion,
  };
}

/**
 * The letters of a body whose other items were read: items that the parser could not read, that have no address that can
 * be one, and that the store refused.
 *
 * @param bodyHash Of the whole body: the parser does not tell where an item that it cannot read lies in it.
 * @returns At most as many as are kept of a feed.
 */
export function lettersOfItems(
  bodyHash: string,
  parsed: ParsedFeed,
  mapped: MappedFeed,
  written: readonly WrittenItem[],
): NewLetter[] {
  const dropped = parsed.itemsDropped
    .filter(({ reason }) => !isNothingLost(reason))
    .map(({ reason, count }) =>
      itemLetter(`${bodyHash} ${reason}`, reason, `${count} of the items of the body ${bodyHash}`),
    );
  const skipped = mapped.unread.map(({ reason, item }) =>
    itemLetter(JSON.stringify(item), reason.replaceAll('_', ' '), excerptOf(item)),
  );
  const refused = written.flatMap(({ item, fault }) =>
    fault === null
      ? []
      : [
          itemLetter(
            JSON.stringify([item.guid, item.content]),
            `not storable: ${fault}`,
            `${item.content.title} ${item.content.url}`,
          ),
        ],
  );
  return [...refused, ...skipped, ...dropped].slice(0, lettersOfFeedMax);
}

function itemLetter(text: string, reason: string, excerpt: string): NewLetter {
  return {
    hash: sha256(text),
    kind: 'item',
    reason,
    excerpt,
    bytes: Buffer.byteLength(text),
    parserVersion: feedParserVersion,
  };
}

const excerptOf = ({ id, url, title, summary, contentText }: FeedItem): string =>
  [title, url, id, summary || contentText].filter((part) => part !== null && part !== '').join(' ');
