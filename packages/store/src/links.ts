// Which stored articles the bodies of others link to: the labels that nobody was asked for.
//
// They stand with the article, in a field of their own, and are no part of what its hash is made of: that links are
// learned, or change alone, makes no version and no list. An article that was stored before they were kept has none until
// its feed's body changes and still shows it, or its page is read again.
import type { ArticleId, ArticleNumber, NetworkId } from '@maylike/articles';
import { decodeLinks } from './codecs/links-codec.js';
import { StoreError } from './errors.js';
import { networkKeys } from './keys.js';
import type { RedisClient } from './redis.js';

/** Merged records point to the one that stayed; a longer trail is a fault of the data. As in `resolve.lua`. */
const trailMax = 8;

/** What a record says of where a link leads. */
interface Target {
  readonly number: ArticleNumber;
  readonly isLive: boolean;
  readonly into: ArticleNumber | null;
  readonly story: string | null;
}

/** Links in the bodies of a network's articles. */
export class Links {
  constructor(private readonly redis: RedisClient) {}

  /**
   * The live articles of other stories that each of these articles links to, in the order of its text, each once; an
   * article without any, and one that is not live itself, is left out. A link within a story is none: an answer never shows a copy of what is read.
   *
   * A handful of round trips, whatever the count. O(links).
   *
   * @throws StoreError `data_corrupt`.
   */
  async linkedFrom(
    networkId: NetworkId,
    numbers: readonly ArticleNumber[],
  ): Promise<Map<ArticleNumber, ArticleNumber[]>> {
    const sources = await this.sources(networkId, numbers);
    const numberOf = await this.numbersOf(
      networkId,
      sources.flatMap(({ links }) => links),
    );
    const targets = await this.targets(networkId, new Set(numberOf.values()));
    const linked = new Map<ArticleNumber, ArticleNumber[]>();
    for (const { number, story, links } of sources) {
      const reached = links.flatMap((link) => {
        const target = targets.get(numberOf.get(link) ?? 0);
        if (target?.isLive !== true || target.number === number) return [];
        return story !== null && target.story === story ? [] : [target.number];
      });
      if (reached.length > 0) linked.set(number, [...new Set(reached)]);
    }
    return linked;
  }

  private async sources(networkId: NetworkId, numbers: readonly ArticleNumber[]) {
    const fields = await this.fields(networkId, numbers, 'links', 'state', 'story');
    return numbers.flatMap((number, i) => {
      const [links, state, story] = fields[i] ?? [];
      return links === null || links === undefined || state?.toString() !== 'live'
        ? []
        : [{ number, links: decodeLinks(links), story: story?.toString() ?? null }];
    });
  }

  private async numbersOf(
    networkId: NetworkId,
    links: readonly ArticleId[],
  ): Promise<Map<ArticleId, ArticleNumber>> {
    const distinct = [...new Set(links)];
    if (distinct.length === 0) return new Map();
    const values = await this.redis.hmget(networkKeys(networkId).aliases, ...distinct);
    return new Map(
      distinct.flatMap((link, i) => {
        const number = values[i];
        return number === null || number === undefined ? [] : [[link, Number(number)] as const];
      }),
    );
  }

  /** Where each of these numbers leads, by the number that was asked for: trails of merged records are followed. */
  private async targets(
    networkId: NetworkId,
    numbers: ReadonlySet<ArticleNumber>,
  ): Promise<Map<ArticleNumber, Target>> {
    const found = new Map<ArticleNumber, Target>();
    let asked = Array.from(numbers, (number) => [number, number] as const);
    for (let step = 0; step <= trailMax && asked.length > 0; step += 1) {
      const at = asked.map(([, now]) => now);
      const records = await this.fields(networkId, at, 'state', 'into', 'story');
      asked.forEach(([number, now], i) => found.set(number, targetOf(now, records[i] ?? [])));
      asked = asked.flatMap(([number]) => {
        const into = found.get(number)?.into ?? null;
        return into === null ? [] : [[number, into] as const];
      });
    }
    return found;
  }

  private async fields(
    networkId: NetworkId,
    numbers: readonly ArticleNumber[],
    ...names: readonly string[]
  ): Promise<(Buffer | null)[][]> {
    if (numbers.length === 0) return [];
    const keys = networkKeys(networkId);
    const pipeline = this.redis.pipeline();
    for (const number of numbers) pipeline.hmgetBuffer(keys.article(number), ...names);
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, values]) => {
      if (error !== null) throw error;
      if (!Array.isArray(values)) throw new StoreError('data_corrupt', 'links of an article');
      return values.map((value: unknown) => (Buffer.isBuffer(value) ? value : null));
    });
  }
}

function targetOf(number: ArticleNumber, [state, into, story]: readonly (Buffer | null)[]): Target {
  return {
    number,
    isLive: state?.toString() === 'live',
    into: into === null || into === undefined ? null : Number(into.toString()),
    story: story?.toString() ?? null,
  };
}
