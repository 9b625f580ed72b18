/**
 * Bytes to a feed: charset, kind of document, reader, items. Nothing in here waits or remembers;
 * its time is linear in the bytes, and it still belongs into a worker that can be killed, because
 * the XML parsers underneath are other people's.
 */
import { cleanCharacters } from './characters.js';
import { decodeBody } from './charset.js';
import { FeedParseError, itemDropReasons } from './errors.js';
import { buildItem, firstDate, languageOf, lineOf, type ItemContext } from './item.js';
import { bodyBytesMax, hubsMax, itemsMax, itemsReadMax, titleBytesMax } from './limits.js';
import { prepareXml, wholeXml, type PreparedXml } from './prepare-xml.js';
import { readJson } from './read-json.js';
import { readSalvaged } from './read-salvaged.js';
import { readXml } from './read-xml.js';
import { readSchedule } from './schedule.js';
import type { FeedItem, ParsedFeed, RawFeed, RawItem } from './types.js';
import { absoluteUrl, firstUrl, resolveBases } from './urls.js';

/** What is known of a body besides its bytes. */
export interface ParseFeedOptions {
  /** The HTTP header, for its charset. */
  contentType?: string;
  /** Where the body came from after redirects: the last base of relative addresses. */
  url: string;
}

/** `parseFeed`'s arguments as one message, for a worker that takes a single input. */
export interface ParseFeedInput extends ParseFeedOptions {
  bytes: Uint8Array;
}

interface ReadFeed {
  raw: RawFeed;
  repairs: string[];
  itemsCut: number;
  itemsEmpty: number;
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return cleanCharacters(message).split('\n', 1)[0]?.slice(0, 200) ?? '';
}

/** Reads prepared XML with rss-parser, and with feedsmith what that refuses or finds empty. */
async function readPrepared(prepared: PreparedXml): Promise<{ raw: RawFeed; repair?: string }> {
  let refusal: string;
  let empty: RawFeed | null = null;
  try {
    const raw = await readXml(prepared);
    const itemsLeft = prepared.itemsSeen - prepared.itemsCut - prepared.itemsEmpty;
    if (raw.items.length > 0 || itemsLeft === 0) return { raw };
    empty = raw;
    refusal = 'no item is where it should be';
  } catch (error) {
    refusal = reasonOf(error);
  }
  try {
    return {
      raw: readSalvaged(wholeXml(prepared)),
      repair: `the first parser refused it: ${refusal}`,
    };
  } catch (error) {
    if (empty !== null) return { raw: empty };
    const found = prepared.itemsSeen === 0 ? 'It has neither a channel nor an item' : refusal;
    throw new FeedParseError('malformed', `No parser can read the feed: ${found}`, {
      cause: error,
    });
  }
}

async function readDocument(text: string): Promise<ReadFeed> {
  const start = text.trimStart().charAt(0);
  if (start === '') throw new FeedParseError('empty', 'The body is empty.');
  if (start === '{' || start === '[') {
    return { raw: readJson(text), repairs: [], itemsCut: 0, itemsEmpty: 0 };
  }
  const prepared = prepareXml(text);
  const { raw, repair } = await readPrepared(prepared);
  const repairs = repair === undefined ? prepared.repairs : [...prepared.repairs, repair];
  const itemsUnread = raw.itemsUnread + prepared.itemsSkipped;
  const { itemsCut, itemsEmpty } = prepared;
  return { raw: { ...raw, itemsUnread }, repairs, itemsCut, itemsEmpty };
}

/**
 * Candidates in the order in which they are to be kept: the newest first where most are dated
 * (undated ones last), else as the feed has them.
 */
function byImportance(items: readonly RawItem[]): RawItem[] {
  if (items.length <= itemsMax) return [...items];
  const dated = items.map((item) => ({
    item,
    date: firstDate(item.published) ?? firstDate(item.updated),
  }));
  const undatedCount = dated.filter(({ date }) => date === null).length;
  if (undatedCount * 2 > items.length) return [...items];
  const key = (date: string | null): string => date ?? '';
  return dated
    .sort((one, other) =>
      key(one.date) < key(other.date) ? 1 : key(one.date) > key(other.date) ? -1 : 0,
    )
    .map(({ item }) => item);
}

/** The items that are kept, in the feed's own order. */
function chooseItems(raw: RawFeed, context: ItemContext): FeedItem[] {
  const chosen = new Set(byImportance(raw.items.slice(0, itemsReadMax)).slice(0, itemsMax));
  return raw.items.filter((item) => chosen.has(item)).map((item) => buildItem(item, context));
}

function countDropped({ raw, itemsCut, itemsEmpty }: ReadFeed): ParsedFeed['itemsDropped'] {
  const counts = new Map<string, number>([
    [itemDropReasons.empty, itemsEmpty],
    [itemDropReasons.cut, itemsCut],
  ]);
  for (const reason of raw.unreadable) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].flatMap(([reason, count]) => (count === 0 ? [] : [{ reason, count }]));
}

/** Absolute addresses, each once. */
function addressesOf(candidates: readonly string[], base: string | null, max: number): string[] {
  const urls = candidates.map((candidate) => absoluteUrl(candidate, base));
  return [...new Set(urls.filter((url) => url !== null))].slice(0, max);
}

async function parseBody(bytes: Uint8Array, options: ParseFeedOptions): Promise<ParsedFeed> {
  if (bytes.length === 0) throw new FeedParseError('empty', 'The body is empty.');
  if (bytes.length > bodyBytesMax) {
    throw new FeedParseError(
      'too_large',
      `The body has ${bytes.length} bytes; a feed may have ${bodyBytesMax}.`,
    );
  }
  const { text, encoding, repair } = decodeBody(bytes, options.contentType);
  const read = await readDocument(cleanCharacters(text));
  const { raw, repairs } = read;
  const ownBase = resolveBases(absoluteUrl(options.url, null), raw.bases);
  const link = firstUrl(raw.links, ownBase);
  // Atom and JSON say what relative addresses mean; RSS does not, and means its site.
  const isSiteRelative = (raw.format === 'rss' || raw.format === 'rdf') && raw.bases.length === 0;
  const base = isSiteRelative ? (link ?? ownBase) : ownBase;
  const items = chooseItems(raw, { base, authors: raw.authors });
  const faults = repair === null ? repairs : [repair, ...repairs];
  return {
    format: raw.format,
    encoding,
    title: lineOf(raw.title, titleBytesMax) || null,
    link,
    language: languageOf(raw.language),
    bozo: faults.length === 0 ? null : faults.join('; '),
    items,
    itemsDropped: countDropped(read),
    itemsCapped: raw.items.length + raw.itemsUnread - items.length,
    hubs: addressesOf(raw.hubs, ownBase, hubsMax),
    self: firstUrl(raw.selves, ownBase),
    ...readSchedule(raw.schedule),
  };
}

/**
 * Reads RSS 0.9x and 2.0, RDF, Atom 0.3 and 1.0, and JSON Feed.
 *
 * Resolves to the feed, repaired where need be (`bozo` then says how), with at most 500 items.
 * Rejects only with FeedParseError: `empty`, `not_a_feed` (the message says what the body is
 * instead), `malformed`, `too_large` (over 10 MB). Time is linear in the bytes.
 */
export async function parseFeed(bytes: Uint8Array, options: ParseFeedOptions): Promise<ParsedFeed> {
  try {
    return await parseBody(bytes, options);
  } catch (error) {
    if (error instanceof FeedParseError) throw error;
    throw new FeedParseError('malformed', `The feed cannot be read: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** `parseFeed` for `Isolate`: the export that a worker runs on one structured-cloned input. */
export function parseFeedJob({ bytes, ...options }: ParseFeedInput): Promise<ParsedFeed> {
  return parseFeed(bytes, options);
}

/** The `file:` URL that an isolate loads to run `parseFeedJob`. */
export const feedParserModule: string = new URL('../dist/index.js', import.meta.url).href;
