// What changed, for those who keep answers: each network has a bounded stream of the numbers whose list, card or state
// changed; all sites share one of the sites whose keys or settings did.
//
// A reader keeps the id of the last entry that it has seen, and reads from that entry on, it included: where it does not
// come first again, entries were trimmed before they were read, or Redis was rolled back, and nothing that was known
// before counts. So a reader that falls behind finds out by itself, and needs no group and no acknowledgement.
import type { ArticleNumber, NetworkId, SiteId } from '@maylike/articles';
import { controlKeys, networkKeys, siteChangesChannel } from './keys.js';
import type { RedisClient } from './redis.js';

/** Entries of one read. More come only in bulk runs, when nearly every answer changes: then all are said to have. */
const readMax = 256;
/** Before the first entry of a stream. */
const beginning = '0-0';

/** What changed in a network since the cursor before. */
export interface NetworkChanges {
  readonly cursor: string;
  /** Everything may have changed: the generation, more than are told apart, or entries that were missed. */
  readonly all: boolean;
  /** Whose list, card or state changed. */
  readonly numbers: readonly ArticleNumber[];
  /** Whose editors said something. */
  readonly sites: readonly SiteId[];
}

/** Which sites' keys or settings changed since the cursor before. */
export interface SiteChanges {
  readonly cursor: string;
  readonly all: boolean;
  readonly sites: readonly SiteId[];
}

type Entry = readonly [id: string, fields: readonly string[]];

/** The streams of changes, as their readers see them. */
export class Changes {
  constructor(private readonly redis: RedisClient) {}

  /** The cursor of who has seen all of a network's changes until now. */
  async end(networkId: NetworkId): Promise<string> {
    return await this.endOf(networkKeys(networkId).changes);
  }

  /** What changed in a network after a cursor. One round trip, mostly. */
  async since(networkId: NetworkId, cursor: string): Promise<NetworkChanges> {
    const read = await this.read(networkKeys(networkId).changes, cursor);
    const fields = read.entries.map(([, [name = '', value = '']]) => ({ name, value }));
    const valuesOf = (wanted: string): string[] =>
      fields.flatMap(({ name, value }) => (name === wanted ? [value] : []));
    return {
      cursor: read.cursor,
      all: read.isLost || fields.some(({ name }) => name !== 'numbers' && name !== 'signals'),
      numbers: valuesOf('numbers').flatMap((value) => value.split(',').map(Number)),
      sites: valuesOf('signals'),
    };
  }

  /** The cursor of who has seen all changes of sites until now. */
  async sitesEnd(): Promise<string> {
    return await this.endOf(controlKeys.siteChanges);
  }

  /** Which sites changed after a cursor. */
  async sitesSince(cursor: string): Promise<SiteChanges> {
    const { cursor: next, isLost, entries } = await this.read(controlKeys.siteChanges, cursor);
    return { cursor: next, all: isLost, sites: entries.map(([, [, site = '']]) => site) };
  }

  /**
   * Tells of each site whose keys or settings change, at once. What is told while the connection is lost is not told
   * again: it is to be looked up in {@link sitesSince}.
   *
   * @param subscriber A connection that takes no other commands.
   */
  async listen(subscriber: RedisClient, each: (siteId: SiteId) => void): Promise<void> {
    subscriber.on('message', (channel: string, siteId: string) => {
      if (channel === siteChangesChannel) each(siteId);
    });
    await subscriber.subscribe(siteChangesChannel);
  }

  private async endOf(key: string): Promise<string> {
    const [last] = await this.redis.xrevrange(key, '+', '-', 'COUNT', 1);
    return last?.[0] ?? beginning;
  }

  private async read(
    key: string,
    cursor: string,
  ): Promise<{ cursor: string; isLost: boolean; entries: readonly Entry[] }> {
    const entries: Entry[] = await this.redis.xrange(key, cursor, '+', 'COUNT', readMax + 1);
    const isCursorThere = cursor === beginning || entries[0]?.[0] === cursor;
    if (!isCursorThere || entries.length > readMax) {
      return { cursor: await this.endOf(key), isLost: true, entries: [] };
    }
    const last = entries.at(-1)?.[0] ?? cursor;
    return { cursor: last, isLost: false, entries: entries.filter(([id]) => id !== cursor) };
  }
}
