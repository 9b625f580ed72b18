/**
 * schema.org's JSON-LD, as news pages carry it (https://schema.org/NewsArticle). Read as plain JSON:
 * no context is resolved, since everybody writes the short names.
 */
import type { DomDocument } from './dom.js';
import { jsonLdCharsMax, jsonLdDepthMax, jsonLdObjectsMax, jsonLdScriptsMax } from './limits.js';

/** What a page's JSON-LD says of its article; missing things are null or empty. */
export interface JsonLdArticle {
  headline: string | null;
  authors: string[];
  datePublished: string | null;
  url: string | null;
  image: string | null;
  publisher: string | null;
  section: string | null;
  keywords: string[];
  language: string | null;
  body: string | null;
}

type JsonObject = Record<string, unknown>;

const articleType = /(?:Article|BlogPosting|Posting|Report|Review)$/;

/** The first article in the page's scripts; null where there is none. Malformed scripts are passed over. */
export function findJsonLdArticle(document: DomDocument): JsonLdArticle | null {
  let scripts = 0;
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    if (scripts === jsonLdScriptsMax) break;
    scripts += 1;
    const article = findArticle(parseJson(script.textContent ?? ''));
    if (article !== null) return articleOf(article);
  }
  return null;
}

function parseJson(text: string): unknown {
  if (text.length > jsonLdCharsMax) return null;
  try {
    // Bare line ends inside strings are no JSON, yet common; between values a blank does as well.
    return JSON.parse(unwrapped(text).replace(/\p{Cc}+/gu, ' '));
  } catch {
    // Broken JSON-LD is common and says nothing; the page's other metadata does.
    return null;
  }
}

/** The JSON inside of what scripts of XHTML days are wrapped in: `<![CDATA[ … ]]>` or a comment. */
function unwrapped(text: string): string {
  const inner = text.trim().replace(/^(?:\/\/)? ?<!(?:\[CDATA\[|--)/, '');
  return inner.replace(/(?:\/\/ ?)?(?:\]\]|--)>$/, '');
}

/** Breadth first through lists and `@graph`, `mainEntity` and the like, within bounds. */
function findArticle(root: unknown): JsonObject | null {
  let level: unknown[] = [root];
  let seen = 0;
  for (let depth = 0; depth < jsonLdDepthMax && level.length > 0; depth += 1) {
    const next: unknown[] = [];
    for (const value of level) {
      seen += 1;
      if (seen > jsonLdObjectsMax) return null;
      if (Array.isArray(value)) next.push(...listOf(value));
      if (!isObject(value)) continue;
      if (stringsOf(value['@type']).some((type) => articleType.test(type))) return value;
      next.push(value['@graph'], value['mainEntity'], value['mainEntityOfPage']);
    }
    level = next;
  }
  return null;
}

function articleOf(article: JsonObject): JsonLdArticle {
  return {
    headline: firstString(article['headline']) ?? firstString(article['name']),
    authors: namesOf(article['author']),
    datePublished: firstString(article['datePublished']),
    url: urlOf(article['mainEntityOfPage']) ?? urlOf(article['url']),
    image: urlOf(article['image']) ?? urlOf(article['thumbnailUrl']),
    publisher: namesOf(article['publisher'])[0] ?? null,
    section: firstString(article['articleSection']),
    keywords: keywordsOf(article['keywords']),
    language: firstString(article['inLanguage']) ?? alternateName(article['inLanguage']),
    body: firstString(article['articleBody']),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, jsonLdObjectsMax) : [value];
}

function stringsOf(value: unknown): string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

function firstString(value: unknown): string | null {
  return stringsOf(value)[0] ?? null;
}

/** Names of people and organisations: a string, an object with a name, or a list of both. */
function namesOf(value: unknown): string[] {
  return listOf(value).flatMap((item) => stringsOf(isObject(item) ? item['name'] : item));
}

/** A URL: a string, an object with `url` or `@id`, or a list of both. */
function urlOf(value: unknown): string | null {
  for (const item of listOf(value)) {
    const url = isObject(item) ? (firstString(item['url']) ?? firstString(item['@id'])) : item;
    if (typeof url === 'string') return url;
  }
  return null;
}

/** A list, or one string with commas. */
function keywordsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(',');
  return listOf(value).flatMap((item) => stringsOf(isObject(item) ? item['name'] : item));
}

function alternateName(value: unknown): string | null {
  return isObject(value) ? firstString(value['alternateName']) : null;
}
