// From a stored article to its terms in the network's log.
import type { ArticleNumber, NetworkId } from '@maylike/articles';
import type { Label } from './stored-article.js';
import { encodeLabels } from './codecs/labels-codec.js';
import { encodeTerms, type StoredTerms } from './codecs/terms-codec.js';
import { StoreError } from './errors.js';
import { networkKeys, networkNewsChannel } from './keys.js';
import { LuaScript, replyArray, replyInteger, type RedisClient } from './redis.js';

const claimScript = new LuaScript('claim-pending');
const prolongScript = new LuaScript('prolong-pending');
const storeTermsScript = new LuaScript('store-terms');
const setAsideScript = new LuaScript('set-aside');

const storeStatuses = ['stored', 'done', 'stale', 'gone'] as const;
/** See `lua/store-terms.lua` for what each means. */
export type StoreTermsStatus = (typeof storeStatuses)[number];

/** The articles of a network that wait for their terms. */
export class Pending {
  constructor(private readonly redis: RedisClient) {}

  /** Takes at most `max` numbers, longest waiting first; what is not finished within the lease is taken again. */
  async claim(
    networkId: NetworkId,
    now: number,
    leaseMs: number,
    max: number,
  ): Promise<ArticleNumber[]> {
    const reply = await claimScript.run(
      this.redis,
      [networkKeys(networkId).pending],
      [now, leaseMs, max],
    );
    return replyArray(claimScript, reply).map((number) => replyInteger(claimScript, number));
  }

  /**
   * Keeps numbers that were claimed, for whoever is still at work on them: what was finished meanwhile, claimed by
   * somebody else or written anew is left alone.
   *
   * @param until Until when they are kept now: the time of the claim, or of the last call, and its lease.
   * @returns How many are kept.
   */
  async prolong(
    networkId: NetworkId,
    numbers: readonly ArticleNumber[],
    until: number,
    newUntil: number,
  ): Promise<number> {
    if (numbers.length === 0) return 0;
    const reply = await prolongScript.run(
      this.redis,
      [networkKeys(networkId).pending],
      [until, newUntil, ...numbers],
    );
    return replyInteger(prolongScript, reply);
  }

  /** Stores the terms of one version and appends to the log; see `lua/store-terms.lua`. */
  async storeTerms(
    networkId: NetworkId,
    number: ArticleNumber,
    version: number,
    stored: StoredTerms,
    about: { readonly labels: readonly Label[]; readonly language: string | null },
  ): Promise<StoreTermsStatus> {
    const keys = networkKeys(networkId);
    const reply = await storeTermsScript.run(
      this.redis,
      [keys.pending, keys.terms, keys.log, keys.aside],
      [
        keys.articlePrefix,
        number,
        version,
        encodeTerms(stored),
        encodeLabels(about.labels),
        networkId,
        networkNewsChannel,
        about.language ?? '',
      ],
    );
    const status = storeStatuses.find((name) => name === reply);
    if (status === undefined) throw new StoreError('script_reply', storeTermsScript.name);
    return status;
  }

  /** Puts a version aside that no terms can be made of. @returns False when a newer version came meanwhile. */
  async setAside(
    networkId: NetworkId,
    number: ArticleNumber,
    version: number,
    reason: string,
    now: number,
  ): Promise<boolean> {
    const keys = networkKeys(networkId);
    const reply = await setAsideScript.run(
      this.redis,
      [keys.pending, keys.aside],
      [keys.articlePrefix, number, version, reason, now],
    );
    return replyInteger(setAsideScript, reply) === 1;
  }

  /** How many may be taken now and have waited since before `since`. */
  async waitingSince(networkId: NetworkId, since: number): Promise<number> {
    return await this.redis.zcount(networkKeys(networkId).pending, '-inf', since);
  }

  /** How many wait, those in work included. */
  async count(networkId: NetworkId): Promise<number> {
    return await this.redis.zcard(networkKeys(networkId).pending);
  }

  /** Which of these numbers wait still. */
  async amongWaiting(
    networkId: NetworkId,
    numbers: readonly ArticleNumber[],
  ): Promise<ArticleNumber[]> {
    if (numbers.length === 0) return [];
    const scores = await this.redis.zmscore(networkKeys(networkId).pending, ...numbers.map(String));
    return numbers.filter((_number, i) => scores[i] !== null && scores[i] !== undefined);
  }

  /** How many articles are set aside. */
  async asideCount(networkId: NetworkId): Promise<number> {
    return await this.redis.zcard(networkKeys(networkId).aside);
  }
}
