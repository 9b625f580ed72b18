/** One item from what a reader found: text out of markup, addresses absolute, everything bounded. */
import { createHash } from 'node:crypto';
import { linkedUrls } from '@maylike/articles';
import { hrefsInText } from './body-links.js';
import { cleanCharacters, cutToBytes, withoutStackedMarks } from './characters.js';
import { parseFeedDate } from './dates.js';
import { imagesOfHtml } from './html-attributes.js';
import { markupToLine, readMarkup, type HtmlReading } from './html-text.js';
import {
  authorBytesMax,
  authorsMax,
  idBytesMax,
  namesReadMax,
  summaryBytesMax,
  tagBytesMax,
  tagsMax,
  textBytesMax,
  textReadCharactersMax,
  titleBytesMax,
} from './limits.js';
import { linkListLines } from './link-lists.js';
import type { FeedItem, Markup, RawItem } from './types.js';
import { firstUrl, resolveBases } from './urls.js';

/** What an item inherits from its feed. */
export interface ItemContext {
  /** What relative addresses are relative to. */
  base: string | null;
  /** Who wrote an item that names nobody. */
  authors: readonly string[];
}

/** The first candidate that can be read as a date. */
export function firstDate(candidates: readonly string[]): string | null {
  for (const candidate of candidates) {
    const date = parseFeedDate(candidate);
    if (date !== null) return date;
  }
  return null;
}

/** A language tag in lower case, or null for what is none. */
export function languageOf(raw: string | null): string | null {
  const tag = raw?.trim().replaceAll('_', '-').toLowerCase() ?? '';
  return tag.length <= 35 && /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/.test(tag) ? tag : null;
}

/** A title or name: one line, cut at a number of bytes. */
export function lineOf(markup: Markup | null, bytesMax: number): string {
  if (markup === null) return '';
  return cutToBytes(withoutStackedMarks(markupToLine(markup)), bytesMax).trim();
}

interface Body extends HtmlReading {
  /** Whether there was more of its text. */
  isCut: boolean;
}

function bodyOf(markup: Markup | null): Body {
  if (markup === null) return { text: '', lines: [], isCut: false };
  const { text: whole, lines } = readMarkup(markup);
  const text = cutToBytes(whole, textBytesMax);
  const isCut = text.length < whole.length || markup.value.length >= textReadCharactersMax;
  return { text: text.trim(), lines, isCut };
}

/** The text's beginning up to the last word that fits. */
function shorten(text: string, bytesMax: number): string {
  const cut = cutToBytes(text, bytesMax);
  if (cut.length === text.length) return text;
  const space = cut.search(/\s\S*$/);
  return `${space > cut.length / 2 ? cut.slice(0, space) : cut}…`;
}

/**
 * An id that any store can hold: trimmed, and a digest where it is longer than 2 kB. One with characters that could not
 * be read is none: two of them may be told apart by nothing else.
 */
function idOf(raw: string | null): string | null {
  const id = cleanCharacters(raw ?? '').trim();
  if (id === '' || id.includes('\ufffd')) return null;
  if (Buffer.byteLength(id) <= idBytesMax) return id;
  return `sha256:${createHash('sha256').update(id).digest('hex')}`;
}

/** Names without repetitions, ignoring case, the first spelling kept. */
function namesOf(raw: readonly string[], namesMax: number, bytesMax: number): string[] {
  const names = new Map<string, string>();
  for (const value of raw.slice(0, namesReadMax)) {
    if (names.size >= namesMax) break;
    const name = lineOf({ value, kind: 'html' }, bytesMax);
    const key = name.toLowerCase();
    if (name !== '' && !names.has(key)) names.set(key, name);
  }
  return [...names.values()];
}

function imageOf(raw: RawItem, base: string | null): string | null {
  const declared = firstUrl(raw.images, base);
  if (declared !== null) return declared;
  for (const markup of [raw.content, raw.summary]) {
    const shown = markup === null ? null : firstUrl(imagesOfHtml(markup.value), base);
    if (shown !== null) return shown;
  }
  return null;
}

/** The pages that the running text of a body links to. */
function linksOf({ lines }: Body, base: string | null, url: string | null): string[] {
  const hrefs = hrefsInText(lines);
  return hrefs.length === 0 ? [] : linkedUrls(hrefs, base ?? url, [url]);
}

/** Makes an item, whatever it says or does not say. Linear in the item's size. */
export function buildItem(raw: RawItem, context: ItemContext): FeedItem {
  const base = resolveBases(context.base, raw.bases);
  const url =
    firstUrl(raw.links, base) ??
    (raw.linkLikeId === null ? null : firstUrl([raw.linkLikeId], null));
  const title = lineOf(raw.title, titleBytesMax);
  const description = bodyOf(raw.summary);
  const content = bodyOf(raw.content);
  const body = content.text === '' ? description : content;
  const updatedAt = firstDate(raw.updated);
  const authors = raw.authors.length > 0 ? raw.authors : context.authors;
  return {
    id: idOf(raw.id),
    url,
    title,
    summary: shorten(description.text, summaryBytesMax),
    contentText: body.text,
    isTextCut: body.isCut,
    linkListLines: linkListLines(body.lines),
    links: linksOf(body, base, url),
    publishedAt: firstDate(raw.published) ?? updatedAt,
    updatedAt,
    authors: namesOf(authors, authorsMax, authorBytesMax),
    tags: namesOf(raw.tags, tagsMax, tagBytesMax),
    image: imageOf(raw, base),
    language: languageOf(raw.language),
  };
}
