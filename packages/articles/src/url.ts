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
  'at_campaign',
  'at_medium',
  'cmpid',
  'dclid',
  'fbclid',
  'gbraid',
  'gclid',
  'gclsrc',
  'guccounter',
  'igshid',
  'itm_campaign',
  'itm_content',
  'itm_medium',
  'itm_source',
  'mc_cid',
  'mc_eid',
  'mkt_tok',
  'msclkid',
  'ns_campaign',
  'ns_mchannel',
  'ns_source',
  'ocid',
  'oly_anon_id',
  'oly_enc_id',
  'smid',
  'spm',
  'srnd',
  'twclid',
  'vero_id',
  'wbraid',
  'wickedid',
  'yclid',
]);
const trackingPrefixes = ['utm_', 'mtm_', 'pk_', 'hsa_'];

function isTracking(name: string): boolean {
  const lower = name.toLowerCase();
  return trackingParameters.has(lower) || trackingPrefixes.some((p) => lower.startsWith(p));
}

/** The query without its tracking parameters, the rest byte for byte and in order. */
function withoutTracking(search: string): string {
  if (search.length < 2) return '';
  const kept = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '' && !isTracking(pair.split('=', 1)[0] ?? ''));
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
  if (!URL.canParse(trimmed, base)) throw new ArticleError('url_invalid', raw);
  const url = new URL(trimmed, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ArticleError('url_invalid', raw);
  if (url.hostname === '') throw new ArticleError('url_invalid', raw);
  url.username = '';
  url.password = '';
  url.hash = '';
  url.search = withoutTracking(url.search);
  if (url.href.length > urlCharactersMax) throw new ArticleError('url_too_long', raw);
  return url.href;
}

/**
 * Whether an address lies on one of a site's own domains: the same host as one of its origins, or a host below it
 * (`m.example.com` belongs to `https://example.com`; `www.` on the origin's side does not count). Ports must agree.
 * An address that cannot be read is nobody's.
 */
export function isOwnUrl(url: string, origins: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const page = new URL(url);
  return origins.some((origin) => {
    if (!URL.canParse(origin)) return false;
    const own = new URL(origin);
    const domain = own.hostname.replace(/^www\./, '');
    return (
      page.port === own.port && (page.hostname === domain || page.hostname.endsWith(`.${domain}`))
    );
  });
}
