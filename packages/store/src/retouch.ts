// The pass that sends articles through `index` again after their sources' boilerplate has changed: what differs, and how
// far the pass has come. Noted by the swap itself, so that no crash between the two forgets it.
import type { ArticleNumber, NetworkId } from '@maylike/articles';
import { decodeBoilerplate, type StoredBoilerplate } from './codecs/boilerplate-codec.js';
import { StoreError } from './errors.js';
import { networkKeys, type NetworkKeys } from './keys.js';
import { LuaScript, replyInteger, type RedisClient } from './redis.js';
import type { ArticleVersion } from './generation-records.js';

const touchScript = new LuaScript('touch-articles');

/** What a pass has to do. */
export interface RetouchPass {
  /** Lines and headlines that the table of today has and an older one had not, or the other way round. */
  readonly diff: StoredBoilerplate;
  /** Every number up to this one is done. */
  readonly cursor: ArticleNumber;
  /** The last number that was given before the swap: later articles are made into terms under the new table. */
  readonly last: ArticleNumber;
}

/** The pass of one network, for the holder of its lease. */
export class Retouch {
  private readonly keys: NetworkKeys;

  /** @param epoch Of the writer. */
  constructor(
    private readonly redis: RedisClient,
    private readonly networkId: NetworkId,
    private readonly epoch: number,
  ) {
    this.keys = networkKeys(networkId);
  }

  /** The pass that is noted, or null. */
  async read(): Promise<RetouchPass | null> {
    const names = ['diff', 'cursor', 'last'] as const;
    const [diff, cursor, last] = await this.redis.hmgetBuffer(this.keys.retouch, ...names);
    if (diff === null || diff === undefined) return null;
    return {
      diff: decodeBoilerplate(diff),
      cursor: Number(cursor?.toString() ?? '0'),
      last: Number(last?.toString() ?? 'Infinity'),
    };
  }

  /** Numbers that wait for their terms now. O(pending). */
  async waiting(): Promise<ArticleNumber[]> {
    return (await this.redis.zrange(this.keys.pending, '0', '-1')).map(Number);
  }

  /**
   * Touches articles and moves the cursor, in one step; see `lua/touch-articles.lua`. What has moved on is left alone.
   *
   * @param cursor Null ends the pass.
   * @returns How many were touched.
   * @throws StoreError `fenced`.
   */
  async touch(
    articles: readonly ArticleVersion[],
    cursor: ArticleNumber | null,
    now: number,
  ): Promise<number> {
    return await this.run(articles, cursor === null ? '' : String(cursor), now);
  }

  /** Touches articles that no pass is about. @returns How many were touched. @throws StoreError `fenced`. */
  async touchOnly(articles: readonly ArticleVersion[], now: number): Promise<number> {
    return await this.run(articles, '-', now);
  }

  private async run(
    articles: readonly ArticleVersion[],
    cursor: string,
    now: number,
  ): Promise<number> {
    const reply = await touchScript.run(
      this.redis,
      [this.keys.epoch, this.keys.pending, this.keys.retouch],
      [
        this.epoch,
        this.keys.articlePrefix,
        now,
        cursor,
        ...articles.flatMap(({ number, version }) => [number, version]),
      ],
    );
    const touched = replyInteger(touchScript, reply);
    if (touched < 0) throw new StoreError('fenced', `${this.networkId}, epoch ${this.epoch}`);
    return touched;
  }
}
