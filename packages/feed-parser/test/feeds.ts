// Small feeds for the tests: one oddity each, written out where it is tested.
import { FeedParseError, parseFeed, type FeedItem, type ParsedFeed } from '../src/index.js';

export const feedUrl = 'https://news.example/feeds/all.xml';

export function rss(items: string, channel = '<title>News</title>'): string {
  return (
    '<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"' +
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"' +
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/">' +
    `<channel>${channel}${items}</channel></rss>`
  );
}

export function atom(entries: string, feed = '<title>News</title>'): string {
  return `<feed xmlns="http://www.w3.org/2005/Atom">${feed}${entries}</feed>`;
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export async function parse(body: string | Uint8Array, contentType?: string): Promise<ParsedFeed> {
  const bytes = typeof body === 'string' ? bytesOf(body) : body;
  return parseFeed(bytes, {
    url: feedUrl,
    ...(contentType === undefined ? {} : { contentType }),
  });
}

/** The only item of a feed. */
export async function onlyItem(body: string | Uint8Array): Promise<FeedItem> {
  const { items } = await parse(body);
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`${items.length} items, not one.`);
  return item;
}

/** The error that a refused body gives. */
export async function refusal(body: string | Uint8Array, contentType?: string): Promise<Error> {
  try {
    await parse(body, contentType);
  } catch (error) {
    if (error instanceof FeedParseError) return error;
    throw error;
  }
  throw new Error('The body was expected to be refused.');
}
