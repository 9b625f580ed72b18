// Who asks: the site whose key came with the request. A missing, wrong or revoked key get the same answer.
import type { FastifyRequest } from 'fastify';
import type { Site } from '@maylike/articles';
import type { ApiKeyKind, Store } from '@maylike/store';
import { fieldProblem, ProblemError } from './errors.js';

/** A site that asks, and with what. */
export interface SiteAccess {
  readonly site: Site;
  readonly kind: ApiKeyKind;
  /** The key is part of the address: whoever has the address has the key, and a cache may keep the answer under it. */
  readonly isKeyInQuery: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    siteAccess: SiteAccess | null;
  }
}

/** The token of an `Authorization: Bearer` header, or null. */
export function bearerOf(request: FastifyRequest): string | null {
  const match = /^Bearer +([\w.~+/=-]+) *$/i.exec(request.headers.authorization ?? '');
  return match?.[1] ?? null;
}

/** A parameter of the query as it came, before it is checked; null where it is missing or came twice. */
export function queryText(request: FastifyRequest, name: string): string | null {
  const { query } = request;
  if (typeof query !== 'object' || query === null || !Object.hasOwn(query, name)) return null;
  const value: unknown = Object.entries(query).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : null;
}

/**
 * Finds the site of a request's key.
 *
 * @param need `secret`: writing, and reading what is not for readers.
 * @throws ProblemError `key_in_query`, `unauthorized` or `secret_key_needed`.
 */
export async function siteAccessOf(
  request: FastifyRequest,
  need: ApiKeyKind,
  store: Store,
): Promise<SiteAccess> {
  const inQuery = queryText(request, 'key');
  if (inQuery?.startsWith('sk_') === true) {
    throw fieldProblem('key_in_query', 'key', 'send a secret key in the Authorization header only');
  }
  const inHeader = bearerOf(request);
  const access = await verified(inHeader ?? inQuery, store);
  if (access === null) throw new ProblemError('unauthorized');
  if (need === 'secret' && access.kind !== 'secret') throw new ProblemError('secret_key_needed');
  return { ...access, isKeyInQuery: inHeader === null };
}

async function verified(
  key: string | null,
  store: Store,
): Promise<Pick<SiteAccess, 'site' | 'kind'> | null> {
  const record = key === null ? null : await store.apiKeys.verify(key);
  const site = record === null ? null : await store.sites.find(record.siteId);
  return record === null || site === null ? null : { site, kind: record.kind };
}

/** The site of a request on a route that has looked for it. */
export function accessOf(request: FastifyRequest): SiteAccess {
  if (request.siteAccess === null) throw new Error(`${request.url}: the route asks for no key`);
  return request.siteAccess;
}
