/**
 * The second parser, for what rss-parser refuses: feedsmith knows namespaces, so a feed whose every
 * element has a prefix, or that lacks a channel, is still read. It sees the same prepared XML.
 */
import { parseFeed as parseWithFeedsmith } from 'feedsmith';
import { authorName } from './read-xml.js';
import type { Markup, RawFeed, RawItem, RawSchedule } from './types.js';

/** Dates stay strings: they are read where all dates are. */
function salvage(xml: string) {
  return parseWithFeedsmith(xml);
}

type Salvaged = ReturnType<typeof salvage>;
type Rss = Extract<Salvaged, { format: 'rss' }>['feed'];
type Atom = Extract<Salvaged, { format: 'atom' }>['feed'];
type Rdf = Extract<Salvaged, { format: 'rdf' }>['feed'];
type ItemOf<Items> = NonNullable<Items> extends (infer Item)[] ? Item : never;
type RssItem = ItemOf<Rss['items']>;
type RdfItem = ItemOf<Rdf['items']>;
type AtomEntry = ItemOf<Atom['entries']>;

function html(value: string | undefined): Markup | null {
  return value === undefined || value.trim() === '' ? null : { value, kind: 'html' };
}

function atomText(text: { value?: string; type?: string } | undefined): Markup | null {
  const markup = html(text?.value);
  return markup !== null && text?.type === 'text' ? { ...markup, kind: 'text' } : markup;
}

function given(...values: (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined);
}

function firstGiven(...values: (string | undefined)[]): string | null {
  return values.find((value) => value !== undefined) ?? null;
}

interface Media {
  contents?: { url?: string; type?: string; medium?: string }[];
  thumbnails?: { url?: string }[];
}

function mediaImages(media: Media | undefined): string[] {
  const pictures = (media?.contents ?? []).filter((content) =>
    (content.medium ?? content.type ?? '').startsWith('image'),
  );
  return given(...[...pictures, ...(media?.thumbnails ?? [])].map(({ url }) => url));
}

type AtomLinks = { href?: string; rel?: string }[] | undefined;

function related(links: AtomLinks, relation: string): string[] {
  return given(
    ...(links ?? []).filter(({ rel = 'alternate' }) => rel === relation).map(({ href }) => href),
  );
}

function alternates(links: AtomLinks): string[] {
  return related(links, 'alternate');
}

/** What RSS and RDF items have in common. */
function common(item: RssItem | RdfItem): Omit<RawItem, 'id' | 'linkLikeId' | 'tags' | 'authors'> {
  return {
    links: [...given(item.link), ...alternates(item.atom?.links)],
    title: html(item.title) ?? html(item.dc?.titles?.[0]),
    summary: html(item.description) ?? html(item.dc?.descriptions?.[0]),
    content: html(item.content?.encoded),
    published: item.dc?.dates ?? [],
    updated: given(item.atom?.updated),
    images: mediaImages(item.media),
    language: firstGiven(item.xml?.lang, item.dc?.languages?.[0]),
    bases: given(item.xml?.base),
  };
}

function rssItem(item: RssItem): RawItem {
  const base = common(item);
  const id = item.guid?.value ?? null;
  const people = (item.authors ?? []).map(({ name, email }) => name ?? email);
  const pictures = (item.enclosures ?? []).filter(({ type }) => type?.startsWith('image') === true);
  return {
    ...base,
    id,
    linkLikeId: item.guid?.isPermaLink === false ? null : id,
    published: [...given(item.pubDate), ...base.published],
    authors: [...given(...people), ...(item.dc?.creators ?? [])].map(authorName),
    tags: [
      ...given(...(item.categories ?? []).map(({ name }) => name)),
      ...(item.dc?.subjects ?? []),
    ],
    images: [...base.images, ...given(...pictures.map(({ url }) => url), item.itunes?.image)],
  };
}

function rdfItem(item: RdfItem): RawItem {
  const id = item.rdf?.about ?? null;
  const { creators = [], subjects = [] } = item.dc ?? {};
  return { ...common(item), id, linkLikeId: id, authors: creators, tags: subjects };
}

function atomEntry(entry: AtomEntry): RawItem {
  const people = (entry.authors ?? []).map(({ name, email }) => name ?? email);
  return {
    id: entry.id ?? null,
    links: alternates(entry.links),
    linkLikeId: entry.id ?? null,
    title: atomText(entry.title),
    summary: atomText(entry.summary),
    content: atomText(entry.content),
    published: [...given(entry.published), ...(entry.dc?.dates ?? [])],
    updated: given(entry.updated),
    authors: [...given(...people), ...(entry.dc?.creators ?? [])],
    tags: given(...(entry.categories ?? []).map(({ label, term }) => label ?? term)),
    images: mediaImages(entry.media),
    language: firstGiven(entry.xml?.lang, entry.dc?.languages?.[0]),
    bases: given(entry.xml?.base),
  };
}

const noSchedule: RawSchedule = { skipHours: [], skipDays: [] };

function scheduleOf({ format, feed }: Exclude<Salvaged, { format: 'json' }>): RawSchedule {
  if (format === 'atom') return noSchedule;
  const { updatePeriod, updateFrequency, updateBase } = feed.sy ?? {};
  return {
    ttlMinutes: format === 'rss' && feed.ttl !== undefined ? String(feed.ttl) : undefined,
    updatePeriod,
    updateFrequency: updateFrequency === undefined ? undefined : String(updateFrequency),
    updateBase,
    skipHours: format === 'rss' ? (feed.skipHours ?? []).map(String) : [],
    skipDays: format === 'rss' ? (feed.skipDays ?? []) : [],
  };
}

/** The parts of a feed that do not depend on its items. */
function readFeed(salvaged: Salvaged): Omit<RawFeed, 'items' | 'itemsUnread' | 'unreadable'> {
  if (salvaged.format === 'json') throw new TypeError('JSON is read by its own reader.');
  if (salvaged.format === 'atom') {
    const { title, links, xml, authors } = salvaged.feed;
    return {
      format: 'atom',
      title: atomText(title),
      links: alternates(links),
      language: xml?.lang ?? null,
      schedule: noSchedule,
      hubs: related(links, 'hub'),
      selves: related(links, 'self'),
      bases: given(xml?.base),
      authors: given(...(authors ?? []).map(({ name }) => name)),
    };
  }
  const { title, link, xml, dc, atom } = salvaged.feed;
  const language = salvaged.format === 'rss' ? salvaged.feed.language : undefined;
  return {
    format: salvaged.format,
    title: html(title),
    links: given(link),
    language: firstGiven(language, dc?.languages?.[0], xml?.lang),
    schedule: scheduleOf(salvaged),
    hubs: related(atom?.links, 'hub'),
    selves: related(atom?.links, 'self'),
    bases: given(xml?.base),
    authors: [],
  };
}

/** Reads prepared XML with the second parser. Throws feedsmith's own error when it refuses too. */
export function readSalvaged(xml: string): RawFeed {
  const salvaged = salvage(xml);
  const feed = readFeed(salvaged);
  const items =
    salvaged.format === 'atom'
      ? (salvaged.feed.entries ?? []).map(atomEntry)
      : salvaged.format === 'rdf'
        ? (salvaged.feed.items ?? []).map(rdfItem)
        : salvaged.format === 'rss'
          ? (salvaged.feed.items ?? []).map(rssItem)
          : [];
  return { ...feed, items, itemsUnread: 0, unreadable: [] };
}
