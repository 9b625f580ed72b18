/**
 * RSS, RDF and Atom by rss-parser, on prepared XML.
 *
 * rss-parser finds out what the document is and where its items are; its conveniences are kept off
 * the values, because they are what hangs or rejects: the snippet of a description takes quadratic
 * time, one bad Atom date or a link without attributes throws the whole feed away, and of repeated
 * elements only the first is seen. So every element that is not structure is renamed while the XML
 * is read (`title` → `field:title`) and asked back under that name, untouched, as a list.
 */
import Parser from 'rss-parser';
import { namesReadMax } from './limits.js';
import type { PreparedXml } from './prepare-xml.js';
import type { FeedFormat, Markup, RawFeed, RawItem, RawSchedule } from './types.js';
import {
  attributeOf,
  attributesOf,
  childrenOf,
  fieldKeyOf,
  foreignFieldKeyOf,
  own,
  textOf,
  textsOf,
} from './xml-node.js';

/** The elements that rss-parser finds its way by. */
const structure = new Set(['rss', 'rdf:RDF', 'channel', 'item', 'feed', 'entry']);

const feedFields = (
  'title dc:title link atom:link language dc:language author dc:creator ' +
  'ttl skipHours skipDays sy:updatePeriod sy:updateFrequency sy:updateBase'
).split(' ');

const itemFields = (
  'title dc:title media:title link atom:link feedburner:origLink guid id ' +
  'description summary dc:description itunes:summary itunes:subtitle media:description ' +
  'media:group content content:encoded fullitem body xhtml:body ' +
  'pubDate published issued dc:date date dcterms:issued created dcterms:created ' +
  'updated modified dcterms:modified atom:updated ' +
  'author dc:creator itunes:author dc:contributor category dc:subject media:keywords ' +
  'itunes:keywords enclosure media:content media:thumbnail itunes:image language dc:language'
).split(' ');

/** Asks rss-parser for elements (and for the attributes, `$`) as they are. */
function untouched(names: readonly string[]): [string, string, { keepArray: boolean }][] {
  return ['$', ...names.map(fieldKeyOf)].map((key) => [key, key, { keepArray: true }]);
}

type ParserOptions = NonNullable<ConstructorParameters<typeof Parser>[0]>;

function makeParser(texts: PreparedXml['texts']): InstanceType<typeof Parser<unknown, unknown>> {
  const options = {
    // Without a version, or with one that nobody published, it is read as the latest.
    defaultRSS: 2,
    customFields: {
      // RDF keeps its items beside the channel; some put them inside as RSS does.
      feed: [...untouched(feedFields), ['item', fieldKeyOf('item'), { keepArray: true }]],
      item: untouched(itemFields),
    },
    xml2js: {
      // Always an object: on a plain string rss-parser finds the methods of strings, as `link`.
      explicitCharkey: true,
      emptyTag: () => ({}),
      valueProcessors: [(value: string) => texts.get(value) ?? value],
      tagNameProcessors: [(name: string) => (structure.has(name) ? name : foreignFieldKeyOf(name))],
    },
  };
  // The library's types forget that feed fields take the same triples as item fields.
  return new Parser(options as unknown as ParserOptions);
}

/** The items of what rss-parser gives back; like all other fields they are read with care. */
function itemsOf(feed: unknown): unknown[] {
  const items = own(feed, 'items');
  if (!Array.isArray(items)) throw new TypeError('rss-parser gave back no list of items.');
  return items.length > 0 ? items : childrenOf(feed, 'item');
}

/** Text of an element that says whether it is HTML; null for what is not text at all. */
function markupOf(node: unknown): Markup | null {
  const type = (attributeOf(node, 'type') ?? '').trim().toLowerCase();
  const value = textOf(node);
  if (value.trim() === '') return null;
  if (attributeOf(node, 'mode') === 'base64') {
    return { value: Buffer.from(value, 'base64').toString('utf8'), kind: 'html' };
  }
  if (type === 'text' || type === 'text/plain') return { value, kind: 'text' };
  const isText = !type.includes('/') || /^text\/|[/+]xml$|html/.test(type);
  return isText ? { value, kind: 'html' } : null;
}

function firstMarkup(node: unknown, ...names: string[]): Markup | null {
  for (const name of names) {
    for (const child of childrenOf(node, name)) {
      const markup = markupOf(child);
      if (markup !== null) return markup;
    }
  }
  return null;
}

/** Atom links of a relation, those to HTML first, then RSS's link text and bare `href`. */
function linksOf(node: unknown, format: FeedFormat): string[] {
  const links = [...childrenOf(node, 'link'), ...childrenOf(node, 'atom:link')];
  const alternates = links.filter((link) => {
    const href = attributeOf(link, 'href');
    return href !== null && (attributeOf(link, 'rel') ?? 'alternate') === 'alternate';
  });
  const isPage = (link: unknown): boolean => (attributeOf(link, 'type') ?? 'html').includes('html');
  const sorted = [...alternates.filter(isPage), ...alternates.filter((link) => !isPage(link))];
  const hrefs = sorted.map((link) => attributeOf(link, 'href')).filter((href) => href !== null);
  const texts = textsOf(node, 'link');
  const originals = textsOf(node, 'feedburner:origLink');
  return format === 'atom'
    ? [...originals, ...hrefs, ...texts]
    : [...originals, ...texts, ...hrefs];
}

/** Names of people: Atom's `name`, RSS's "mail (Name)", "Name (mail)", "Name <mail>", plain text. */
export function authorName(text: string): string {
  const start = text.slice(0, 500).trim();
  const [, inBrackets] = /^\S+@\S+\s*\(([^()]+)\)$/.exec(start) ?? [];
  const [, beforeMail] = /^([^()<>@]+)[(<]\s*[^\s()<>@]+@[^\s()<>@]+\s*[)>]$/.exec(start) ?? [];
  return inBrackets ?? beforeMail ?? text;
}

function authorsOf(node: unknown): string[] {
  const people = childrenOf(node, 'author').map((author) => {
    const [name = textOf(author)] = textsOf(author, 'name', 'email');
    return name;
  });
  const own = [...people.filter((name) => name.trim() !== ''), ...textsOf(node, 'dc:creator')];
  const names = own.length > 0 ? own : textsOf(node, 'itunes:author', 'dc:contributor');
  return names.map((name) => authorName(name));
}

function tagsOf(node: unknown): string[] {
  const categories = childrenOf(node, 'category')
    // Blogger's word for "this entry is a post".
    .filter((category) => !(attributeOf(category, 'scheme') ?? '').endsWith('#kind'))
    .map((category) => {
      const label = attributeOf(category, 'label') ?? '';
      return label.trim() === '' ? (attributeOf(category, 'term') ?? textOf(category)) : label;
    });
  const lists = textsOf(node, 'dc:subject', 'media:keywords', 'itunes:keywords');
  return [...categories, ...lists.flatMap((list) => list.split(/[,;]/, namesReadMax))];
}

const pictureFile = /\.(?:avif|gif|jpe?g|png|webp)(?:[?#]|$)/i;

function isPicture(node: unknown): boolean {
  const type = attributeOf(node, 'medium') ?? attributeOf(node, 'type');
  if (type !== null) return type.toLowerCase().startsWith('image');
  return pictureFile.test(attributeOf(node, 'url') ?? '');
}

function imagesOf(node: unknown): string[] {
  const groups = [node, ...childrenOf(node, 'media:group')];
  const contents = groups.flatMap((group) => childrenOf(group, 'media:content'));
  const width = (content: unknown): number => Number(attributeOf(content, 'width') ?? 0) || 0;
  const pictures = contents.filter(isPicture).sort((one, other) => width(other) - width(one));
  const thumbnails = [...groups, ...contents].flatMap((holder) =>
    attributesOf(holder, 'media:thumbnail', 'url'),
  );
  const enclosures = childrenOf(node, 'enclosure').filter(isPicture);
  const atomEnclosures = childrenOf(node, 'link').filter(
    (link) => attributeOf(link, 'rel') === 'enclosure' && isPicture(link),
  );
  return [
    ...pictures.map((picture) => attributeOf(picture, 'url')),
    ...thumbnails,
    ...enclosures.map((enclosure) => attributeOf(enclosure, 'url')),
    ...atomEnclosures.map((link) => attributeOf(link, 'href')),
    ...attributesOf(node, 'itunes:image', 'href'),
  ].filter((url) => url !== null);
}

function isNotNull<Value>(value: Value | null): value is Value {
  return value !== null;
}

function readItem(item: unknown, format: FeedFormat): RawItem {
  const [guid] = childrenOf(item, format === 'atom' ? 'id' : 'guid');
  const about = attributeOf(item, 'rdf:about') ?? textsOf(item, 'id')[0] ?? null;
  const id = textOf(guid).trim() === '' ? about : textOf(guid);
  const mayBeLink = attributeOf(guid, 'isPermaLink')?.trim().toLowerCase() !== 'false';
  const groups = childrenOf(item, 'media:group');
  const content = firstMarkup(
    item,
    ...['content:encoded', 'content', 'fullitem', 'xhtml:body', 'body'],
  );
  const summary = firstMarkup(item, 'summary');
  const description = firstMarkup(item, 'description', 'dc:description');
  const [contentNode] = childrenOf(item, 'content');
  return {
    id,
    links: linksOf(item, format),
    linkLikeId: mayBeLink ? id : null,
    title: firstMarkup(item, 'title', 'dc:title', 'media:title'),
    summary:
      summary ??
      description ??
      firstMarkup(item, 'itunes:summary', 'itunes:subtitle', 'media:description') ??
      groups.map((group) => firstMarkup(group, 'media:description')).find(isNotNull) ??
      null,
    // Where a feed gives both, its description is the long one.
    content: content ?? (summary === null ? null : description),
    published: textsOf(
      item,
      ...['pubDate', 'published', 'issued', 'dc:date', 'date', 'dcterms:issued'],
      ...['created', 'dcterms:created'],
    ),
    updated: textsOf(item, 'updated', 'modified', 'dcterms:modified', 'atom:updated'),
    authors: authorsOf(item),
    tags: tagsOf(item),
    images: imagesOf(item),
    language: attributeOf(item, 'xml:lang') ?? textsOf(item, 'dc:language', 'language')[0] ?? null,
    bases: [attributeOf(item, 'xml:base'), attributeOf(contentNode, 'xml:base')].filter(isNotNull),
  };
}

/** Addresses of the links of a relation, such as `hub`. */
function relatedLinks(node: unknown, relation: string): string[] {
  return [...childrenOf(node, 'atom:link'), ...childrenOf(node, 'link')]
    .filter((link) =>
      (attributeOf(link, 'rel') ?? '').toLowerCase().split(/\s+/).includes(relation),
    )
    .map((link) => attributeOf(link, 'href'))
    .filter(isNotNull);
}

function scheduleOf(feed: unknown): RawSchedule {
  const skips = (holder: string, name: string): string[] =>
    childrenOf(feed, holder).flatMap((node) => textsOf(node, name));
  return {
    ttlMinutes: textsOf(feed, 'ttl')[0],
    updatePeriod: textsOf(feed, 'sy:updatePeriod')[0],
    updateFrequency: textsOf(feed, 'sy:updateFrequency')[0],
    updateBase: textsOf(feed, 'sy:updateBase')[0],
    skipHours: skips('skipHours', 'hour'),
    skipDays: skips('skipDays', 'day'),
  };
}

function formatOf(rootName: string): FeedFormat {
  if (rootName === 'feed') return 'atom';
  return rootName === 'rdf:RDF' ? 'rdf' : 'rss';
}

/**
 * Reads prepared RSS, RDF or Atom. Rejects with rss-parser's own error for documents that it does
 * not know (a namespace prefix before every element, RSS without a channel).
 */
export async function readXml(prepared: PreparedXml): Promise<RawFeed> {
  const format = formatOf(prepared.rootName);
  const feed: unknown = await makeParser(prepared.texts).parseString(prepared.xml);
  const items = itemsOf(feed);
  const rootLanguage = prepared.rootAttributes.get('xml:lang') ?? null;
  const bases = [prepared.rootAttributes.get('xml:base') ?? null, attributeOf(feed, 'xml:base')];
  return {
    format,
    title: firstMarkup(feed, 'title', 'dc:title'),
    links: linksOf(feed, format),
    language:
      textsOf(feed, 'language', 'dc:language')[0] ?? attributeOf(feed, 'xml:lang') ?? rootLanguage,
    schedule: scheduleOf(feed),
    hubs: relatedLinks(feed, 'hub'),
    selves: relatedLinks(feed, 'self'),
    bases: [...new Set(bases.filter(isNotNull))],
    authors: format === 'atom' ? authorsOf(feed) : [],
    items: items.map((item) => readItem(item, format)),
    itemsUnread: 0,
    unreadable: [],
  };
}
