/**
 * Which URLs may be asked for at all. One parser reads them, the WHATWG one of Node, and the request
 * is made from its result only: two readers that disagree about the host are how guards are passed.
 */
import { parseUrl as readUrl } from '@maylike/articles';
import { isIP } from 'node:net';
import type { AddressPolicy } from './address-policy.js';
import { FetchError } from './errors.js';
import { urlCharsMax } from './limits.js';

/** Characters that parsers drop or turn into others: honest URLs have none. */
const hiddenCharacters = /[\p{Cc}\\]/u;

/**
 * Reads a URL that a person or a page gave.
 *
 * @param raw - an absolute URL; blanks around it are ignored.
 * @param base - what a relative one (a redirect's Location) is resolved against.
 * @returns the URL without its fragment.
 * @throws FetchError `url_invalid`, `scheme_refused` or `credentials_refused`.
 */
export function parseUrl(raw: string, base?: URL): URL {
  const text = raw.trim();
  if (text.length > urlCharsMax) {
    throw new FetchError('url_invalid', `The URL has more than ${urlCharsMax} characters.`);
  }
  const url = hiddenCharacters.test(text) ? null : readUrl(text, base?.href);
  if (url === null) throw new FetchError('url_invalid', 'The URL is not valid.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new FetchError('scheme_refused', 'Only http and https URLs are fetched.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new FetchError('credentials_refused', 'A URL may not carry a user name or a password.');
  }
  if (url.hostname === '') throw new FetchError('url_invalid', 'The URL has no host.');
  url.hash = '';
  return url;
}

/**
 * Refuses what can be refused before any name is resolved: a host that is an address, and a port.
 *
 * @throws FetchError `address_refused` or `port_refused`.
 */
export function checkUrlTarget(url: URL, policy: AddressPolicy): void {
  const port = portOf(url);
  if (!policy.portMayBeAllowed(port)) throw portRefused(url.hostname);
  const host = withoutBrackets(url.hostname);
  if (isIP(host) !== 0) checkAddresses([host], host, port, policy);
}

/**
 * Refuses a host of which any address is not allowed: one bad address among good ones is how a name
 * points inside on the second look.
 *
 * @throws FetchError `address_refused` or `port_refused`; the same text whichever address it was.
 */
export function checkAddresses(
  addresses: readonly string[],
  host: string,
  port: number,
  policy: AddressPolicy,
): void {
  const verdicts = addresses.map((address) => policy.verdict(address, port));
  if (verdicts.includes('address_refused')) {
    throw new FetchError('address_refused', `The host "${host}" is not on the public Internet.`);
  }
  if (verdicts.includes('port_refused')) throw portRefused(host);
}

/** The port of a URL, named or not. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** `[::1]` → `::1`. */
export function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
}

function portRefused(host: string): FetchError {
  return new FetchError('port_refused', `The port is not allowed for the host "${host}".`);
}
