// Keys are shown once and kept as SHA-256 hashes. They are random 192-bit values, so that a fast hash is enough.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { SiteId } from '@maylike/articles';
import { parseStored } from './codecs/card.js';
import { StoreError } from './errors.js';
import { controlKeys, siteChangesChannel } from './keys.js';
import { LuaScript, type RedisClient } from './redis.js';

export const apiKeyRecordSchema = z.object({
  id: z.string(),
  siteId: z.string(),
  kind: z.enum(['publishable', 'secret']),
  createdAt: z.number(),
  revokedAt: z.number().nullable(),
});

/** What is kept of a key. */
export type ApiKeyRecord = Readonly<z.infer<typeof apiKeyRecordSchema>>;
export type ApiKeyKind = ApiKeyRecord['kind'];

/** A key at the only moment at which it is known whole. */
export interface NewApiKey {
  /** `pk_…` or `sk_…`: to be shown once and never kept. */
  readonly key: string;
  readonly hash: string;
  readonly record: ApiKeyRecord;
}

/** No key is longer; longer ones are not hashed. */
const keyCharactersMax = 200;
const keyPrefixes: Readonly<Record<ApiKeyKind, string>> = { publishable: 'pk', secret: 'sk' };

const revokeScript = new LuaScript('revoke-key');

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Makes a key; it counts only once its record is stored. */
export function newApiKey(siteId: SiteId, kind: ApiKeyKind, now: number): NewApiKey {
  const key = `${keyPrefixes[kind]}_${randomBytes(24).toString('base64url')}`;
  const id = `key_${randomBytes(6).toString('hex')}`;
  return { key, hash: hashOf(key), record: { id, siteId, kind, createdAt: now, revokedAt: null } };
}

/** The keys of all sites. */
export class ApiKeys {
  constructor(private readonly redis: RedisClient) {}

  /** Creates a key of a site; the site is taken to exist. */
  async create(siteId: SiteId, kind: ApiKeyKind, now: number): Promise<NewApiKey> {
    const made = newApiKey(siteId, kind, now);
    await this.redis.hset(controlKeys.apiKeys, made.hash, JSON.stringify(made.record));
    return made;
  }

  /** The record of a key that is valid now, or null for one that is unknown, malformed or revoked. */
  async verify(key: string): Promise<ApiKeyRecord | null> {
    if (key.length > keyCharactersMax) return null;
    const hash = hashOf(key);
    const value = await this.redis.hget(controlKeys.apiKeys, hash);
    if (value === null) return null;
    const record = parseStored(apiKeyRecordSchema, value, 'key');
    return record.revokedAt === null ? record : null;
  }

  /** The keys of a site, or of all sites, oldest first; revoked ones too. O(all keys). */
  async list(siteId?: SiteId): Promise<ApiKeyRecord[]> {
    const values = await this.redis.hvals(controlKeys.apiKeys);
    return values
      .map((value) => parseStored(apiKeyRecordSchema, value, 'key'))
      .filter((record) => siteId === undefined || record.siteId === siteId)
      .sort((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id));
  }

  /**
   * Revokes a key from the next request on, and tells those who keep answers for its site; revoking it again changes
   * nothing. O(all keys).
   *
   * @throws StoreError `key_unknown`.
   */
  async revoke(id: string, now: number): Promise<ApiKeyRecord> {
    const all = await this.redis.hgetall(controlKeys.apiKeys);
    for (const [hash, value] of Object.entries(all)) {
      const record = parseStored(apiKeyRecordSchema, value, 'key');
      if (record.id !== id) continue;
      if (record.revokedAt !== null) return record;
      const revoked = { ...record, revokedAt: now };
      await revokeScript.run(
        this.redis,
        [controlKeys.apiKeys, controlKeys.siteChanges],
        [hash, JSON.stringify(revoked), record.siteId, siteChangesChannel],
      );
      return revoked;
    }
    throw new StoreError('key_unknown', id);
  }
}

/** Whether two secrets are equal, in a time that tells nothing about where they differ. */
export function secretsEqual(a: string, b: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(a).digest(),
    createHash('sha256').update(b).digest(),
  );
}
