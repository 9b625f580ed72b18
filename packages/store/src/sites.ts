import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { NetworkId, Site, SiteId } from '@maylike/articles';
import { apiKeyRecordSchema, newApiKey, type NewApiKey } from './api-keys.js';
import { parseStored } from './codecs/card.js';
import { StoreError } from './errors.js';
import { controlKeys } from './keys.js';
import { LuaScript, replyInteger, type RedisClient } from './redis.js';

const siteSchema = z.object({
  id: z.string(),
  name: z.string(),
  networkId: z.string(),
  origins: z.array(z.string()),
  createdAt: z.number(),
});
const createSiteScript = new LuaScript('create-site');

/** A short random id that is safe in keys, addresses and shells. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(9).toString('hex')}`;

/** What a new site is made of. */
export interface NewSite {
  readonly name: string;
  readonly origins: readonly string[];
  /** A network that may hold other sites too; by default the site gets its own. */
  readonly networkId?: NetworkId;
}

/** Sites and networks. There are few of them: lists are read whole. */
export class Sites {
  constructor(private readonly redis: RedisClient) {}

  /**
   * Creates a site with a publishable and a secret key, all or nothing. The keys are not to be had again.
   *
   * @throws StoreError `name_taken`: nothing was changed.
   */
  async create(
    wished: NewSite,
    now: number,
  ): Promise<{ site: Site; publishable: NewApiKey; secret: NewApiKey }> {
    const id = newId('site');
    const networkId = wished.networkId ?? id;
    const site: Site = {
      id,
      name: wished.name,
      networkId,
      origins: wished.origins,
      createdAt: now,
    };
    const publishable = newApiKey(id, 'publishable', now);
    const secret = newApiKey(id, 'secret', now);
    const keyPairs = [publishable, secret].flatMap((key) => [
      key.hash,
      JSON.stringify(apiKeyRecordSchema.parse(key.record)),
    ]);
    const reply = await createSiteScript.run(
      this.redis,
      [controlKeys.sites, controlKeys.siteNames, controlKeys.networks, controlKeys.apiKeys],
      [
        id,
        wished.name,
        JSON.stringify(siteSchema.parse(site)),
        networkId,
        JSON.stringify({ id: networkId, createdAt: now }),
        ...keyPairs,
      ],
    );
    if (replyInteger(createSiteScript, reply) === 0)
      throw new StoreError('name_taken', wished.name);
    return { site, publishable, secret };
  }

  /** The site of this id, or of this name. @throws StoreError `site_unknown`. */
  async get(idOrName: string): Promise<Site> {
    const site = await this.find(idOrName);
    if (site === null) throw new StoreError('site_unknown', idOrName);
    return site;
  }

  /** The site of this id, or of this name, or null. */
  async find(idOrName: string): Promise<Site | null> {
    const direct = await this.redis.hget(controlKeys.sites, idOrName);
    if (direct !== null) return parseStored(siteSchema, direct, `site ${idOrName}`);
    const id = await this.redis.hget(controlKeys.siteNames, idOrName);
    const named = id === null ? null : await this.redis.hget(controlKeys.sites, id);
    return named === null ? null : parseStored(siteSchema, named, `site ${idOrName}`);
  }

  /** All sites, oldest first. */
  async list(): Promise<Site[]> {
    const values = await this.redis.hvals(controlKeys.sites);
    return values
      .map((value) => parseStored(siteSchema, value, 'site'))
      .sort((a, b) => a.createdAt - b.createdAt || a.name.localeCompare(b.name));
  }

  /** The names of sites by id, for the ids asked for; unknown ids are left out. */
  async names(ids: readonly SiteId[]): Promise<Map<SiteId, string>> {
    if (ids.length === 0) return new Map();
    const values = await this.redis.hmget(controlKeys.sites, ...ids);
    return new Map(
      values.flatMap((value) => {
        if (value === null) return [];
        const site = parseStored(siteSchema, value, 'site');
        return [[site.id, site.name] as const];
      }),
    );
  }

  /** All networks' ids. */
  async networkIds(): Promise<NetworkId[]> {
    return await this.redis.hkeys(controlKeys.networks);
  }
}
