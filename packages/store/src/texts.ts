// The texts of articles, each under its site and the hash of its content. They are too large for the records, which hold
// the hashes, and lie in other slots of a cluster: no script changes both at once.
//
// So a text is there before a record names it, and goes after none does. Two processes may be at it together, as where
// two feeds have one article in two versions that take turns: one drops what the other is bringing back. Therefore a text
// that is dropped lives on for a while, and whoever has changed a record settles its texts afterwards, looking at the
// record before and after: of two that meet, the later one sees what the other has done.
import type { SiteId } from '@maylike/articles';
import { decodeText, encodeText } from './codecs/text-codec.js';
import { textKey } from './keys.js';
import type { RedisClient } from './redis.js';

/** Longer than any look at a record takes. */
const dyingSeconds = 10;
/** A record that changes more often than that in a few milliseconds is settled by those who change it. */
const looksMax = 5;

/** The texts of all sites. */
export class Texts {
  constructor(private readonly redis: RedisClient) {}

  /** The text of a content, or null: never kept, or dropped. */
  async read(siteId: SiteId, hash: string): Promise<string | null> {
    const bytes = await this.redis.getBuffer(textKey(siteId, hash));
    return bytes === null ? null : decodeText(bytes);
  }

  /** Makes sure of a text before a record names it. */
  async keep(siteId: SiteId, hash: string, text: string): Promise<void> {
    const key = textKey(siteId, hash);
    const [, isThere] = await Promise.all([this.redis.persist(key), this.redis.exists(key)]);
    if (isThere === 0) await this.redis.set(key, encodeText(text));
  }

  /**
   * Keeps or drops a text, after a record was changed that names it or named it.
   *
   * @param text To be written where it is not there any more; null where it is not known.
   * @param isNamed Whether the record names it now.
   */
  async settle(
    siteId: SiteId,
    hash: string,
    text: string | null,
    isNamed: () => Promise<boolean>,
  ): Promise<void> {
    const key = textKey(siteId, hash);
    let named = await isNamed();
    for (let look = 0; look < looksMax; look += 1) {
      if (!named) await this.redis.expire(key, dyingSeconds);
      else if (text === null) await this.redis.persist(key);
      else await this.keep(siteId, hash, text);
      const was = named;
      named = await isNamed();
      if (named === was) return;
    }
  }
}
