// One address for one page: what differs between two spellings of a URL without changing the page is taken away.
import { ArticleError } from './errors.js';

/** Longer addresses are refused: browsers and servers agree on about 2,000 characters; twice that is generous. */
export const urlCharactersMax = 4096;

/** Query parameters that campaigns and share buttons add; they never choose a page. */
const trackingParameters = new Set([
  '_ga',
  '_gl',
  '_hsenc',
  '_hsmi',
  'cmp',
  'cmpid',
  'dclid',
  'dicbo',
  'fbclid',
  'ftag',
  'gad_campaignid',
  'gad_source',
  'gbraid',
  'gclid',
  'gclsrc',
  'guccounter',
  'igshid',
  'itm_campaign',
  'itm_content',
  'itm_medium',
  'itm_source',
  'ito',
  'li_fat_id',
  'maca',
  'mc_cid',
  'mc_eid',
  'mkt_tok',
  'msclkid',
  'ncid',
  'ns_campaign',
  'ns_mchannel',
  'ns_source',
  'ocid',
  'oly_anon_id',
  'oly_enc_id',
  'smid',
  'spm',
  'srnd',
  'srsltid',
  'tblci',
  'ttclid',
  'twclid',
  'vero_id',
  'wbraid',
  'wickedid',
  'wt_mc',
  'wt_zmc',
  'xtor',
  'yclid',
]);
const trackingPrefixes = ['utm_', 'mtm_', 'pk_', 'hsa_', 'at_'];
/** These choose a page, or say where the reader came from: with the name of a feed as their value, the latter. */
const referrerParameters = new Set(['from', 'mod', 'partner', 'ref', 'source', 'src']);

/**
 * An address as the WHATWG standard reads it, or null where it is none.
 *
 * `URL.canParse` is not to be trusted: on Node 20 it says no to letters such as "ü" as soon as its caller is hot enough
 * to be compiled, having read Latin-1 bytes as UTF-8.
 */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    // The constructor throws for one reason only: this is no address.
    return null;
  }
}

/** Whether a `name=value` of a query says who sent the reader. */
function isTracking(pair: string): boolean {
  const [name = '', value = ''] = pair.toLowerCase().split('=', 2);
  return (
    trackingParameters.has(name) ||
    trackingPrefixes.some((prefix) => name.startsWith(prefix)) ||
    (referrerParameters.has(name) && value.startsWith('rss'))
  );
}

/** The query without its tracking parameters, the rest byte for byte and in order. */
function withoutTracking(search: string): string {
  if (search.length < 2) return '';
  const kept = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !isTracking(pair));
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

/**
 * The canonical spelling of an article's address.
 *
 * Scheme and host are lower case, an international host is punycode, the default port, the fragment, credentials
 * and tracking parameters are gone, dot segments are resolved. Path and remaining query are kept as they are.
 *
 * @param raw The address, absolute or relative to `base`; white space around it does not count.
 * @param base What a relative address is relative to.
 * @returns An absolute http or https address of at most {@link urlCharactersMax} characters.
 * @throws ArticleError `url_invalid` or `url_too_long`.
 */
export function canonicalUrl(raw: string, base?: string): string {
  const trimmed = raw.trim();
  if (trimmed.length > urlCharactersMax) throw new ArticleError('url_too_long', raw);
  const url = parseUrl(trimmed, base);
  if (url === null) throw new ArticleError('url_invalid', raw);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ArticleError('url_invalid', raw);
  if (url.hostname === '') throw new ArticleError('url_invalid', raw);
  // Each assignment reads the whole address again, so only what is there is taken away.
  if (url.username !== '') url.username = '';
  if (url.password !== '') url.password = '';
  if (url.href.includes('#')) url.hash = '';
  if (url.href.includes('?')) url.search = withoutTracking(url.search);
  if (url.href.length > urlCharactersMax) throw new ArticleError('url_too_long', raw);
  return url.href;
}

/**
 * Whether an address lies on one of a site's own domains: the same host as one of its origins, or a host below it
 * (`m.example.com` belongs to `https://example.com`; `www.` on the origin's side does not count). Ports must agree.
 * An address that cannot be read is nobody's.
 */
export function isOwnUrl(url: string, origins: readonly string[]): boolean {
  const page = parseUrl(url);
  if (page === null) return false;
  return origins.some((origin) => {
    const own = parseUrl(origin);
    if (own === null) return false;
    const domain = own.hostname.replace(/^www\./, '');
    return (
      page.port === own.port && (page.hostname === domain || page.hostname.endsWith(`.${domain}`))
    );
  });
}
