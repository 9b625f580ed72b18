/**
 * A page's bytes to its article: charset, the gate against bombs, metadata, then the main text.
 *
 * The order matters: metadata is read from the whole tree, the boilerplate is taken out, and only
 * then does Readability (which rebuilds the tree as it likes) look for the text. It still runs inside
 * a worker that can be killed: the gate bounds its time in practice, not in proof.
 */
import { hrefsInProse, linkedUrls } from '@maylike/articles';
import { Readability } from '@mozilla/readability';
import { DOMParser } from 'linkedom';
import { isBoilerplateLine, removeBoilerplate } from './boilerplate.js';
import { decodePage } from './charset.js';
import { countTags } from './complexity.js';
import { isDomDocument, isDomElement, textNode, type DomDocument } from './dom.js';
import { PageParseError } from './errors.js';
import {
  charsPerTagMin,
  pageBytesMax,
  sparseTagsMin,
  textBytesMax,
  titleBytesMax,
} from './limits.js';
import { byline, readMetadata, type PageMetadata } from './metadata.js';
import type { ParsePageOptions, ParsedPage } from './model.js';
import { cleanLine, cutUtf8, withoutUnseen } from './plain.js';
import { linesOf, type TextLine } from './text.js';

/** Content types under which pages come; anything else is not looked into. */
const htmlContentType =
  /^(?:text\/html|application\/xhtml\+xml|(?:text|application)\/xml|application\/octet-stream)$/i;
/** What a page begins with, after blanks, comments and an XML declaration. */
const feedStart =
  /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:(?!-->)[^])*-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]/i;
/** Text that is shorter than this makes the body that JSON-LD carries the better one. */
const textCharsMin = 250;

/**
 * Reads a page.
 *
 * @returns what the page says; `text` is empty where no article was found.
 * @throws PageParseError `empty`, `not_html`, `too_large` or `too_complex`; nothing else for any bytes.
 * Time is linear up to Readability's own, which the limits keep to a few seconds at worst.
 */
export function parsePage(bytes: Uint8Array, options: ParsePageOptions): Promise<ParsedPage> {
  // Synchronous work behind a promise: in production a worker stands in between.
  return new Promise((resolve) => {
    resolve(parseNow(bytes, options));
  });
}

function parseNow(bytes: Uint8Array, options: ParsePageOptions): ParsedPage {
  const html = htmlOf(bytes, options.contentType);
  const tags = countTags(html);
  if (tags === 0) throw new PageParseError('not_html');
  const document = treeOf(html);
  const { jsonLdBody, markedByline, ...metadata } = readMetadata(document, options.url);
  const chars = removeBoilerplate(document.body);
  const isSparse = tags > sparseTagsMin && chars < tags * charsPerTagMin;
  const extracted = extract(isSparse ? null : readArticle(document));
  const lines = withoutEchoes(extracted.lines, metadata).filter(
    (line) => !isBoilerplateLine(line.text),
  );
  const text = plainText(lines);
  const body = text.length < textCharsMin ? plainBody(jsonLdBody) : '';
  const isBodyBetter = body.length > text.length;
  return {
    ...metadata,
    title: metadata.title ?? cleanLine(extracted.title, titleBytesMax),
    byline: metadata.byline ?? byline(extracted.byline) ?? markedByline,
    siteName: metadata.siteName ?? cleanLine(extracted.siteName, titleBytesMax),
    text: cutUtf8(withoutUnseen(isBodyBetter ? body : text), textBytesMax),
    // Plain text that stands in for a page's own has no links.
    links: isBodyBetter ? [] : linksOf(lines, options.url, metadata.canonicalUrl),
  };
}

const plainText = (lines: readonly TextLine[]): string => lines.map(({ text }) => text).join('\n');

function linksOf(lines: readonly TextLine[], url: string, canonicalUrl: string | null): string[] {
  const hrefs = lines.flatMap(({ pieces }) => hrefsInProse(pieces));
  return linkedUrls(hrefs, url, [url, canonicalUrl]);
}

function htmlOf(bytes: Uint8Array, contentType: string | undefined): string {
  if (bytes.length > pageBytesMax) throw new PageParseError('too_large');
  const mediaType = contentType?.split(';', 1)[0]?.trim() ?? '';
  if (mediaType !== '' && !htmlContentType.test(mediaType)) throw new PageParseError('not_html');
  const html = decodePage(bytes, contentType).replaceAll('\0', '');
  const start = html.slice(0, 4_096);
  if (html.trim() === '') throw new PageParseError('empty');
  if (start.startsWith('%PDF-') || feedStart.test(start)) throw new PageParseError('not_html');
  return html;
}

/**
 * linkedom takes the first element for the root and makes no body of its own, both of which HTML
 * lets authors leave out: a root is put around, and what stands beside the body is moved into it.
 */
function treeOf(html: string): DomDocument {
  const parser = new DOMParser();
  let document: unknown = parser.parseFromString(html, 'text/html');
  if (!isDomDocument(document) || document.documentElement.localName !== 'html') {
    const whole = `<html><head></head><body>${html}</body></html>`;
    document = parser.parseFromString(whole, 'text/html');
  }
  if (!isDomDocument(document)) throw new PageParseError('not_html');
  const { body, documentElement: root } = document;
  for (const node of [...root.childNodes, ...document.childNodes]) {
    const isPart = isDomElement(node) && ['html', 'head', 'body'].includes(node.localName);
    if (!isPart && (isDomElement(node) || node.nodeType === textNode)) body.appendChild(node);
  }
  return document;
}

interface Extracted {
  lines: TextLine[];
  title: string | null;
  byline: string | null;
  siteName: string | null;
}

type ReadabilityArticle = ReturnType<Readability<unknown>['parse']>;

function extract(article: ReadabilityArticle): Extracted {
  return {
    lines: isDomElement(article?.content) ? linesOf(article.content) : [],
    title: article?.title ?? null,
    byline: article?.byline ?? null,
    siteName: article?.siteName ?? null,
  };
}

function readArticle(document: DomDocument): ReadabilityArticle {
  const options = {
    // Read already, and with bounds.
    disableJSONLD: true,
    serializer: (node: unknown) => node,
  };
  try {
    return new Readability<unknown>(document, options).parse();
  } catch {
    // Readability stumbles over some trees that no browser would build. Such a page has no article
    // to find; its metadata was read before and stands.
    return null;
  }
}

/** Lines at the top that only say again what the metadata says: headline, byline, section, site. */
function withoutEchoes(
  lines: readonly TextLine[],
  metadata: Omit<PageMetadata, 'jsonLdBody' | 'markedByline'>,
): TextLine[] {
  const { title, siteName, section } = metadata;
  const said = new Set(
    [title, metadata.byline, siteName, section].map((line) => line?.toLowerCase()),
  );
  const start = lines.findIndex(
    ({ text }) => !said.has(text.toLowerCase()) && !said.has(byline(text)?.toLowerCase()),
  );
  return start === -1 ? [] : lines.slice(start);
}

/** JSON-LD's `articleBody`: text, though some write HTML into it. */
function plainBody(body: string | null): string {
  if (body === null) return '';
  const capped = body.slice(0, textBytesMax);
  const lines = /<[a-z!/]/i.test(capped)
    ? countedLines(capped)
    : capped.split(/\r\n|\r|\n/).map((line) => cleanLine(line, textBytesMax) ?? '');
  return lines.filter((line) => line !== '' && !isBoilerplateLine(line)).join('\n');
}

function countedLines(html: string): string[] {
  countTags(html);
  return linesOf(treeOf(`<div>${html}</div>`).documentElement).map(({ text }) => text);
}
