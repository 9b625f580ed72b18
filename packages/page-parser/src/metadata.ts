/**
 * What a page's head says: JSON-LD first, since it is written for machines, then Open Graph and the
 * older meta names, then plain HTML.
 */
import type { DomDocument, DomElement } from './dom.js';
import { findJsonLdArticle, type JsonLdArticle } from './json-ld.js';
import { articleTagsMax, feedsMax, titleBytesMax } from './limits.js';
import type { PageFeed, ParsedPage } from './model.js';
import { cleanLine, httpUrl, isoUtc, languageTag } from './plain.js';

/** All of a page but its text and links, and what may stand in where something is missing. */
export interface PageMetadata extends Omit<ParsedPage, 'text' | 'links'> {
  /** The article as JSON-LD carries it. */
  jsonLdBody: string | null;
  /** An author marked in the page's text; Readability's own find is the better one. */
  markedByline: string | null;
}

const feedTypes: ReadonlyMap<string, PageFeed['type']> = new Map([
  ['application/rss+xml', 'rss'],
  ['application/rdf+xml', 'rss'],
  ['application/atom+xml', 'atom'],
  // Bare application/json announces all sorts of other things (WordPress: its own API).
  ['application/feed+json', 'json'],
]);

/** Reads a page's metadata. Linear in the size of the page. */
export function readMetadata(document: DomDocument, pageUrl: string): PageMetadata {
  const base = httpUrl(document.querySelector('base')?.getAttribute('href'), pageUrl) ?? pageUrl;
  const meta = readMeta(document);
  const jsonLd = findJsonLdArticle(document);
  const siteName = line(jsonLd?.publisher) ?? line(meta.first('og:site_name', 'application-name'));
  return {
    title: readTitle(document, meta, jsonLd, siteName),
    byline: readByline(meta, jsonLd),
    markedByline: readMarkedByline(document),
    language: readLanguage(document, meta, jsonLd),
    publishedAt: readPublishedAt(document, meta, jsonLd),
    canonicalUrl: readCanonicalUrl(document, meta, jsonLd, base, pageUrl),
    image: httpUrl(
      meta.first('og:image', 'og:image:url') ?? jsonLd?.image ?? meta.first('twitter:image'),
      base,
    ),
    siteName,
    section: line(jsonLd?.section) ?? line(meta.first('article:section', 'parsely-section')),
    tags: readTags(meta, jsonLd),
    feeds: readFeeds(document, base),
    jsonLdBody: jsonLd?.body ?? null,
  };
}

/** The page's meta tags by lower-cased name. */
interface MetaTags {
  /** The first value that is not blank, of the first name that has one. */
  first(...names: string[]): string | null;
  all(name: string): string[];
}

function readMeta(document: DomDocument): MetaTags {
  const values = new Map<string, string[]>();
  for (const tag of document.querySelectorAll('meta')) {
    const content = tag.getAttribute('content')?.trim() ?? '';
    if (content === '') continue;
    for (const attribute of ['property', 'name', 'itemprop', 'http-equiv']) {
      const names = (tag.getAttribute(attribute) ?? '').toLowerCase().split(/\s+/);
      for (const name of names) {
        if (name !== '') values.set(name, [...(values.get(name) ?? []).slice(0, 100), content]);
      }
    }
  }
  return {
    first: (...names) => names.map((name) => values.get(name)?.[0]).find(Boolean) ?? null,
    all: (name) => values.get(name) ?? [],
  };
}

function line(value: string | null | undefined): string | null {
  return cleanLine(value, titleBytesMax);
}

function readTitle(
  document: DomDocument,
  meta: MetaTags,
  jsonLd: JsonLdArticle | null,
  siteName: string | null,
): string | null {
  const title =
    line(jsonLd?.headline) ??
    line(meta.first('og:title', 'parsely-title', 'twitter:title', 'dc.title')) ??
    line(document.querySelector('title')?.textContent) ??
    line(document.querySelector('h1')?.textContent);
  return title === null || siteName === null ? title : withoutSiteName(title, siteName);
}

/** `Story | The Paper` → `Story`, where the paper's name is known. */
function withoutSiteName(title: string, siteName: string): string {
  if (!title.toLowerCase().endsWith(siteName.toLowerCase())) return title;
  const match = /^(.*\S)\s*[|\-–—·:»]\s*$/u.exec(title.slice(0, -siteName.length));
  return match?.[1] ?? title;
}

/** Characters of a byline in the page's text; what is longer is a portrait. */
const bylineCharsMax = 100;
/** Names of a byline; more is a list of contributors. */
const bylineNamesMax = 20;

function readByline(meta: MetaTags, jsonLd: JsonLdArticle | null): string | null {
  const names = ['author', 'parsely-author', 'dc.creator', 'byl', 'article:author_name'];
  const candidates = [
    jsonLd?.authors ?? [],
    ...[...names, 'article:author'].map((name) => meta.all(name)),
  ];
  for (const candidate of candidates) {
    const people = new Set(candidate.filter((value) => !/^https?:/i.test(value)));
    const joined = line([...people].slice(0, bylineNamesMax).join(', '));
    if (joined !== null) return byline(joined);
  }
  return null;
}

function readMarkedByline(document: DomDocument): string | null {
  const marked = document.querySelector('[rel~="author"], [itemprop~="author"]');
  const text = line(marked?.textContent);
  return text !== null && text.length <= bylineCharsMax ? byline(text) : null;
}

/** A byline without the word before it. */
export function byline(value: string | null): string | null {
  return line(value?.replace(/^(?:by|von|par|por)\s*:?\s+/i, ''));
}

function readLanguage(
  document: DomDocument,
  meta: MetaTags,
  jsonLd: JsonLdArticle | null,
): string | null {
  return (
    languageTag(document.documentElement.getAttribute('lang')) ??
    languageTag(jsonLd?.language) ??
    languageTag(meta.first('og:locale')) ??
    languageTag(meta.first('content-language', 'language', 'dc.language'))
  );
}

function readPublishedAt(
  document: DomDocument,
  meta: MetaTags,
  jsonLd: JsonLdArticle | null,
): string | null {
  const names = [
    'article:published_time',
    'datepublished',
    'parsely-pub-date',
    'og:published_time',
    'dc.date.issued',
    'dcterms.created',
    'pubdate',
    'date',
  ];
  const candidates = [jsonLd?.datePublished, ...names.map((name) => meta.first(name))];
  for (const candidate of candidates) {
    const time = isoUtc(candidate);
    if (time !== null) return time;
  }
  const marked = 'time[itemprop="datePublished"], time[pubdate]';
  return isoUtc(document.querySelector(marked)?.getAttribute('datetime'));
}

function readCanonicalUrl(
  document: DomDocument,
  meta: MetaTags,
  jsonLd: JsonLdArticle | null,
  base: string,
  pageUrl: string,
): string | null {
  const links = linksWithRel(document, 'canonical').map((link) => link.getAttribute('href'));
  const isFrontPage = (url: string): boolean => /^https?:\/\/[^/]+\/?$/.test(url);
  for (const candidate of [...links, meta.first('og:url'), jsonLd?.url]) {
    const url = httpUrl(candidate, base);
    // A template that names the front page on every page would make all articles one.
    if (url !== null && (!isFrontPage(url) || isFrontPage(pageUrl))) return url;
  }
  return null;
}

function readTags(meta: MetaTags, jsonLd: JsonLdArticle | null): string[] {
  const lists = [
    meta.all('article:tag'),
    jsonLd?.keywords ?? [],
    (meta.first('news_keywords') ?? '').split(','),
    (meta.first('keywords') ?? '').split(','),
  ];
  const tags = new Map<string, string>();
  for (const value of lists.find((list) => list.some((item) => item.trim() !== '')) ?? []) {
    const tag = line(value);
    if (tag !== null && !tags.has(tag.toLowerCase())) tags.set(tag.toLowerCase(), tag);
    if (tags.size === articleTagsMax) break;
  }
  return [...tags.values()];
}

function readFeeds(document: DomDocument, base: string): PageFeed[] {
  const feeds = new Map<string, PageFeed>();
  for (const link of linksWithRel(document, 'alternate')) {
    const mediaType = (link.getAttribute('type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
    const type = feedTypes.get(mediaType ?? '');
    const url = httpUrl(link.getAttribute('href'), base);
    if (type === undefined || url === null || feeds.has(url)) continue;
    feeds.set(url, { url, title: line(link.getAttribute('title')), type });
    if (feeds.size === feedsMax) break;
  }
  return [...feeds.values()];
}

function linksWithRel(document: DomDocument, rel: string): DomElement[] {
  return [...document.querySelectorAll('link')].filter((link) =>
    (link.getAttribute('rel') ?? '').toLowerCase().split(/\s+/).includes(rel),
  );
}
