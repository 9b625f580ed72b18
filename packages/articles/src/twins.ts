// Twins: the addresses under which one page is served to phones, to AMP viewers and to those who mistype a slash.
import { parseUrl } from './url.js';

/** First labels of hosts that serve the same pages to other devices. */
const twinHostLabels = new Set(['amp', 'm', 'mobile', 'touch', 'www']);
/** Fewer labels than this are a registered name of its own: "m.example" has no shorter twin. */
const hostLabelsMin = 3;

/** Parameters that choose the AMP rendering of a page, with the values that do so. */
const ampParameters: Readonly<Record<string, readonly string[]>> = {
  amp: ['', '1', 'true', 'amp'],
  _amp: ['', '1', 'true'],
  isamp: ['1', 'true'],
  outputtype: ['amp', 'amp-type'],
};

function plainHost(hostname: string): string {
  const labels = hostname.split('.');
  const isTwin = labels.length >= hostLabelsMin && twinHostLabels.has(labels[0] ?? '');
  return isTwin ? labels.slice(1).join('.') : hostname;
}

/** The path without its AMP part and its last slash; a path that is nothing else is kept. */
function plainPath(pathname: string): string {
  const plain = pathname
    .replace(/\/+$/, '')
    .replace(/^\/amp(?=\/)/i, '')
    .replace(/\.amp(?=\.html?$)/i, '')
    .replace(/[./]amp$/i, '');
  return plain === '' ? pathname.replace(/(?!^)\/+$/, '') : plain;
}

function isAmpParameter(pair: string): boolean {
  const [name = '', value = ''] = pair.split('=', 2);
  const values = Object.hasOwn(ampParameters, name.toLowerCase())
    ? ampParameters[name.toLowerCase()]
    : undefined;
  return values?.includes(value.toLowerCase()) === true;
}

/**
 * One spelling for all twins of a page: http and https; `www.`, `m.`, `mobile.`, `touch.` and `amp.` hosts; AMP by
 * path (`/amp/…`, `…/amp`, `….amp.html`) or parameter; a slash at the end or none. It is a key to find a page by, never
 * an address to fetch: the plain host need not exist.
 *
 * @param url A canonical address; see `canonicalUrl`.
 * @returns The same text for every twin. O(length).
 */
export function twinKeyUrl(url: string): string {
  const page = parseUrl(url);
  if (page === null) return url;
  const query = page.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !isAmpParameter(pair))
    .join('&');
  const port = page.port === '' ? '' : `:${page.port}`;
  return `https://${plainHost(page.hostname)}${port}${plainPath(page.pathname)}${query === '' ? '' : `?${query}`}`;
}
