// Values from the command line, checked as they are read: what does not fit is named with its option, exit 64.
import { InvalidArgumentError } from 'commander';
import { ArticleError, canonicalUrl, parseUrl, readFeedUrl } from '@maylike/articles';

/** Site names are shown in tables and to readers. */
const siteNameCharactersMax = 80;
const networkNameCharactersMax = 80;
/** A site has a handful of domains; a list this long is a mistake. */
export const originsMax = 20;

/** A reader of whole numbers within bounds, both included. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

/** A reader of decimal numbers within bounds, both included. */
export function decimalNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}(\.\d{1,10})?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`);
  };
}

/** The name of a site: 1 to 80 printable characters, no blanks around them. */
export function siteName(text: string): string {
  const isPrintable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(text);
  if (isPrintable && text.trim() === text && Array.from(text).length <= siteNameCharactersMax)
    return text;
  throw new InvalidArgumentError(
    `Expected 1 to ${siteNameCharactersMax} printable characters without blanks around them.`,
  );
}

/** A network's name: it becomes part of keys, so letters, digits, dot, dash and underscore. */
export function isNetworkName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]*$/.test(text) && text.length <= networkNameCharactersMax;
}

/** Collects origins: `https://www.example.com`, without path, query and credentials. */
export function collectOrigin(text: string, previous: readonly string[] | undefined): string[] {
  const origins = new Set([...(previous ?? []), originOf(text)]);
  if (origins.size > originsMax)
    throw new InvalidArgumentError(`At most ${originsMax} origins a site.`);
  return [...origins];
}

function originOf(text: string): string {
  const url = parseUrl(text);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url !== null && isWeb && url.href === `${url.origin}/` && !/[?#]/.test(text))
    return url.origin;
  throw new InvalidArgumentError(
    'Expected the origin of a web site, such as https://www.example.com (no path).',
  );
}

/** A feed's address in its canonical spelling. */
export function feedUrl(text: string): string {
  const read = readFeedUrl(text);
  if ('url' in read) return read.url;
  throw new InvalidArgumentError(`${upperFirst(read.reason)}.`);
}

/** An article's address in its canonical spelling. */
export function articleUrl(text: string): string {
  try {
    return canonicalUrl(text);
  } catch (error) {
    if (error instanceof ArticleError) throw new InvalidArgumentError(`${error.message}.`);
    throw error;
  }
}

/** An absolute http(s) address as it is written, its spelling untouched. */
export function webAddress(text: string): string {
  const protocol = parseUrl(text.trim())?.protocol;
  if (protocol === 'http:' || protocol === 'https:') return text.trim();
  throw new InvalidArgumentError('Expected an http or https address.');
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
