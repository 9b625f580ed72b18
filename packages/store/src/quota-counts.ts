// How often somebody asked in a minute, all processes together.
import { quotaKey } from './keys.js';
import type { RedisClient } from './redis.js';

/** A count is of use in its minute; a little longer for processes whose clocks differ. */
const countLifeSeconds = 120;

/** The counts of quotas. */
export class QuotaCounts {
  constructor(private readonly redis: RedisClient) {}

  /**
   * Adds to a count.
   *
   * @param subject Who asked; whatever it is made of must not be told by it.
   * @param minute Minutes since the epoch.
   * @returns The count of all processes.
   */
  async add(subject: string, minute: number, requests: number): Promise<number> {
    const key = quotaKey(subject, minute);
    const total = await this.redis.incrby(key, requests);
    if (total === requests) await this.redis.expire(key, countLifeSeconds);
    return total;
  }
}
