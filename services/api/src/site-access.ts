// Who asks: the site whose key came with the request. A missing, wrong or revoked key get the same answer.
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Site } from '@maylike/articles';
import type { ApiKeyKind, Store } from '@maylike/store';
import { fieldProblem, ProblemError } from './errors.js';

/** A site that asks, and with what. */
export interface SiteAccess {
  readonly site: Site;
  readonly kind: ApiKeyKind;
  /** Names the key, and is not the key. */
  readonly keyId: string;
  /** The key is part of the address: whoever has the address has the key, and a cache may keep the answer under it. */
  readonly isKeyInQuery: boolean;
}

/** Whose a valid key is. */
type KeyOwner = Pick<SiteAccess, 'site' | 'kind' | 'keyId'>;

/** More keys than read at the same time; those beyond are looked up each time. */
const ownersMax = 10_000;

/**
 * Valid keys with their owners, remembered for as long as it is known that no site's keys or settings have changed.
 * What is not valid is looked up each time: it may become so.
 */
export class Credentials {
  readonly #owners = new LRUCache<string, KeyOwner>({ max: ownersMax });
  #changes = 0;

  /** @param isCurrent Whether every change until now has been told to {@link forget}. */
  constructor(
    private readonly store: Store,
    private readonly isCurrent: () => boolean,
  ) {}

  /** Forgets all: the keys or settings of some site have changed. */
  forget(): void {
    this.#changes += 1;
    this.#owners.clear();
  }

  /** The owner of a key that is valid now, or null. */
  async ownerOf(key: string): Promise<KeyOwner | null> {
    if (!this.isCurrent()) return await lookUp(key, this.store);
    const known = this.#owners.get(key);
    if (known !== undefined) return known;
    const before = this.#changes;
    const owner = await lookUp(key, this.store);
    // What was read before a change must not be remembered after it.
    if (owner !== null && before === this.#changes) this.#owners.set(key, owner);
    return owner;
  }
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
 * @param inBody A key that came in the body, where the route takes one there.
 * @throws ProblemError `key_in_query`, `unauthorized` or `secret_key_needed`.
 */
export async function siteAccessOf(
  request: FastifyRequest,
  need: ApiKeyKind,
  keys: Store | Credentials,
  inBody: string | null = null,
): Promise<SiteAccess> {
  const inQuery = queryText(request, 'key');
  if (inQuery?.startsWith('sk_') === true) {
    throw fieldProblem('key_in_query', 'key', 'send a secret key in the Authorization header only');
  }
  const inHeader = bearerOf(request);
  const key = inHeader ?? inBody ?? inQuery;
  const access = key === null ? null : await ownerOf(key, keys);
  if (access === null) throw new ProblemError('unauthorized');
  if (need === 'secret' && access.kind !== 'secret') throw new ProblemError('secret_key_needed');
  return { ...access, isKeyInQuery: inHeader === null && inBody === null };
}

async function ownerOf(key: string, keys: Store | Credentials): Promise<KeyOwner | null> {
  return keys instanceof Credentials ? await keys.ownerOf(key) : await lookUp(key, keys);
}

async function lookUp(key: string, store: Store): Promise<KeyOwner | null> {
  const record = await store.apiKeys.verify(key);
  const site = record === null ? null : await store.sites.find(record.siteId);
  if (record === null || site === null) return null;
  return { site, kind: record.kind, keyId: record.id };
}

/** An `onRequest` hook: lets a secret key through. @throws ProblemError as {@link siteAccessOf}. */
export const requireSecretKey =
  (store: Store) =>
  async (request: FastifyRequest): Promise<void> => {
    request.siteAccess = await siteAccessOf(request, 'secret', store);
  };

/** The site of a request on a route that has looked for it. */
export function accessOf(request: FastifyRequest): SiteAccess {
  if (request.siteAccess === null) throw new Error(`${request.url}: the route asks for no key`);
  return request.siteAccess;
}
