// Browsers: a page may read an answer when its origin is exactly one of the site's. Whoever is not a browser sends no
// Origin header and is let through by its key alone.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseUrl, type Site } from '@maylike/articles';
import type { Store } from '@maylike/store';
import { ProblemError } from './errors.js';
import { queryText, type SiteAccess } from './site-access.js';

/** A browser asks again after this time at most; a removed origin is refused by the request itself. */
const preflightMaxAgeSeconds = 600;

/** The origins whose pages may use a site's key. */
export function allowedOriginsOf({ origins }: Site): ReadonlySet<string> {
  return new Set(origins.flatMap((own) => parseUrl(own)?.origin ?? []));
}

/** Whether a page's origin is one of the site's: scheme, host and port alike. `null` is nobody's. */
export const isOwnOrigin = (origin: string, site: Site): boolean =>
  allowedOriginsOf(site).has(origin);

/**
 * Lets the page of an allowed origin read the answer, errors too.
 *
 * @throws ProblemError `origin_refused` for a publishable key on the page of another origin.
 */
export function allowOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  { site, kind }: SiteAccess,
): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  if (isOwnOrigin(origin, site)) reply.header('access-control-allow-origin', origin);
  else if (kind === 'publishable') throw new ProblemError('origin_refused');
}

/**
 * Answers a browser that asks whether it may ask. The key itself only comes with the request: without one in the query
 * any site's origin will do. 204, or the problem `origin_refused`.
 */
export async function answerPreflight(
  request: FastifyRequest,
  reply: FastifyReply,
  store: Store,
): Promise<void> {
  const { origin } = request.headers;
  const sites = await sitesOfPreflight(request, store);
  reply.header('vary', 'Origin, Access-Control-Request-Headers');
  if (origin === undefined || !sites.some((site) => isOwnOrigin(origin, site))) {
    throw new ProblemError('origin_refused');
  }
  await reply
    .code(204)
    .header('access-control-allow-origin', origin)
    .header('access-control-allow-methods', 'GET, HEAD, POST')
    .header('access-control-allow-headers', 'Authorization, Content-Type, If-None-Match')
    .header('access-control-max-age', preflightMaxAgeSeconds)
    .send();
}

async function sitesOfPreflight(request: FastifyRequest, store: Store): Promise<Site[]> {
  const key = queryText(request, 'key');
  if (key === null) return await store.sites.list();
  const record = await store.apiKeys.verify(key);
  const site = record === null ? null : await store.sites.find(record.siteId);
  return site === null ? [] : [site];
}
