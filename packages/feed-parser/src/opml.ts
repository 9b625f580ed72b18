// Lists of feeds as files: OPML 2.0, read leniently and written strictly by feedsmith. Pure.
import { generateOpml, parseOpml } from 'feedsmith';
import { OpmlError } from './errors.js';

export { OpmlError, type OpmlErrorCode } from './errors.js';

/** The largest reader's export that was seen has some hundred kilobytes. */
export const opmlBytesMax = 1_048_576;
/** More feeds than a publisher has; whoever needs them all imports several files. */
export const opmlFeedsMax = 5_000;

/** One feed of a file. */
export interface OpmlFeed {
  /** As it stands in the file: not checked. */
  readonly url: string;
  readonly title: string | null;
}

interface Outline {
  readonly xmlUrl?: string;
  readonly title?: string;
  readonly text?: string;
  readonly outlines?: readonly Outline[];
}

/**
 * The feeds of an OPML document, in its order, folders opened up; an address that comes twice is kept once.
 *
 * @throws OpmlError for what is no OPML, or holds no feed, or more than {@link opmlFeedsMax}.
 */
export function feedsOfOpml(text: string): OpmlFeed[] {
  const feeds = new Map<string, OpmlFeed>();
  const open: Outline[] = [...outlinesOf(text)].reverse();
  for (let outline = open.pop(); outline !== undefined; outline = open.pop()) {
    const url = outline.xmlUrl?.trim() ?? '';
    const title = outline.title ?? outline.text ?? null;
    if (url !== '' && !feeds.has(url)) feeds.set(url, { url, title });
    open.push(...[...(outline.outlines ?? [])].reverse());
  }
  if (feeds.size === 0) throw new OpmlError('no_feed', 'names no feed (no xmlUrl)');
  if (feeds.size > opmlFeedsMax)
    throw new OpmlError(
      'too_many_feeds',
      `names ${feeds.size} feeds; at most ${opmlFeedsMax} are taken at once`,
    );
  return [...feeds.values()];
}

function outlinesOf(text: string): readonly Outline[] {
  try {
    return parseOpml(text).body?.outlines ?? [];
  } catch (error) {
    throw new OpmlError('not_opml', 'is not an OPML file', { cause: error });
  }
}

/** An OPML document of these feeds; of none it has one empty folder, because the format has no empty list. */
export function opmlOf(
  title: string,
  feeds: readonly { readonly url: string; readonly title: string | null }[],
  now: number,
): string {
  const outlines = feeds.map((feed) => ({
    text: feed.title ?? feed.url,
    type: 'rss',
    xmlUrl: feed.url,
    ...(feed.title === null ? {} : { title: feed.title }),
  }));
  return generateOpml({
    head: { title, dateCreated: new Date(now) },
    body: { outlines: outlines.length > 0 ? outlines : [{ text: title }] },
  });
}
