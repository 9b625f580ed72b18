// What is read of a network's articles.
import {
  articleIdOf,
  isArticleId,
  twinKeyUrl,
  type ArticleId,
  type ArticleNumber,
  type NetworkId,
  type SiteId,
} from '@maylike/articles';
import { decodeBest, decodeList, type StoredList } from './codecs/list-codec.js';
import { decodeTerms, type StoredTerms } from './codecs/terms-codec.js';
import { networkKeys } from './keys.js';
import { LuaScript, replyArray, type RedisClient } from './redis.js';
import {
  articleOf,
  cardFields,
  sourceOf,
  type ArticleTexts,
  type StoredArticle,
} from './stored-article.js';
import { Texts } from './texts.js';

const readScript = new LuaScript('read-article');

/** An article with its neighbours under the active generation. */
export interface ArticleWithList {
  readonly article: StoredArticle;
  readonly generation: string | null;
  readonly list: StoredList | null;
}

/** Which article is meant: by its id, or by an address of a site's. */
export type ArticleReference =
  { readonly id: ArticleId } | { readonly siteId: SiteId; readonly url: string };

/** Under what an address is found: its own key first, then the one that it shares with its AMP and mobile twins. */
export const aliasesOf = (siteId: SiteId, urls: readonly string[]): ArticleId[] => [
  ...new Set(urls.flatMap((url) => [url, twinKeyUrl(url)]).map((url) => articleIdOf(siteId, url))),
];

/** The articles of all networks, to be read. */
export class ArticleReader {
  protected readonly textsKept: Texts;

  constructor(protected readonly redis: RedisClient) {
    this.textsKept = new Texts(redis);
  }

  /** The article with its list under the active generation, in one call; null when it is unknown. */
  async find(networkId: NetworkId, reference: ArticleReference): Promise<ArticleWithList | null> {
    const aliases =
      'id' in reference ? [reference.id] : aliasesOf(reference.siteId, [reference.url]);
    if (!aliases.every(isArticleId)) return null;
    const keys = networkKeys(networkId);
    const reply = replyArray(
      readScript,
      await readScript.runForBuffers(
        this.redis,
        [keys.aliases, keys.generation],
        [keys.articlePrefix, keys.listsPrefix, ...aliases],
      ),
    );
    const parts = reply.filter((part) => Buffer.isBuffer(part));
    const [number, generation, list, ...pairs] = parts;
    if (number === undefined || generation === undefined || list === undefined) return null;
    const fields: Record<string, string> = {};
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      fields[pairs[i]?.toString() ?? ''] = pairs[i + 1]?.toString() ?? '';
    }
    const article = articleOf(Number(number.toString()), fields);
    if (article === null) return null;
    return {
      article,
      generation: generation.length === 0 ? null : generation.toString(),
      list: list.length === 0 ? null : decodeList(list),
    };
  }

  /** The article of a number, whole, or null. */
  async get(networkId: NetworkId, number: ArticleNumber): Promise<StoredArticle | null> {
    return articleOf(number, await this.redis.hgetall(networkKeys(networkId).article(number)));
  }

  /** What is shown of the articles of these numbers, in one round trip; numbers without a record are left out. */
  async cards(networkId: NetworkId, numbers: readonly ArticleNumber[]): Promise<StoredArticle[]> {
    if (numbers.length === 0) return [];
    const keys = networkKeys(networkId);
    const pipeline = this.redis.pipeline();
    for (const number of numbers) pipeline.hmget(keys.article(number), ...cardFields);
    const replies = (await pipeline.exec()) ?? [];
    return replies.flatMap(([error, values], i) => {
      if (error !== null) throw error;
      const number = numbers[i];
      if (number === undefined || !Array.isArray(values)) return [];
      const fields = Object.fromEntries(
        cardFields.map((name, at) => {
          const value: unknown = values[at];
          return [name, typeof value === 'string' ? value : undefined];
        }),
      );
      const article = articleOf(number, fields);
      return article === null ? [] : [article];
    });
  }

  /**
   * The numbers of each article's best neighbours under a generation, best first, in one round trip; one without a
   * list is left out.
   */
  async best(
    networkId: NetworkId,
    generation: string,
    numbers: readonly ArticleNumber[],
  ): Promise<Map<ArticleNumber, ArticleNumber[]>> {
    if (numbers.length === 0) return new Map();
    const key = networkKeys(networkId).best(generation);
    const values = await this.redis.hmgetBuffer(key, ...numbers.map(String));
    return new Map(
      numbers.flatMap((number, i) => {
        const bytes = values[i];
        return bytes === null || bytes === undefined ? [] : [[number, decodeBest(bytes)] as const];
      }),
    );
  }

  /** The lists of these articles under a generation, in one round trip; one without a list is left out. */
  async lists(
    networkId: NetworkId,
    generation: string,
    numbers: readonly ArticleNumber[],
  ): Promise<Map<ArticleNumber, StoredList>> {
    if (numbers.length === 0) return new Map();
    const key = networkKeys(networkId).lists(generation);
    const values = await this.redis.hmgetBuffer(key, ...numbers.map(String));
    return new Map(
      numbers.flatMap((number, i) => {
        const bytes = values[i];
        return bytes === null || bytes === undefined ? [] : [[number, decodeList(bytes)] as const];
      }),
    );
  }

  /** The best text known of an article: its page's where that was fetched, else its feed's; '' where none is kept. */
  async text(article: StoredArticle): Promise<string> {
    // Of one that is in no list any more, what is still there is about to go.
    if (article.state !== 'live') return '';
    for (const hash of [article.pageHash, article.hash]) {
      if (hash === null) continue;
      const text = await this.textsKept.read(article.siteId, hash);
      if (text !== null) return text;
    }
    return '';
  }

  /** The terms of one version of an article, or null: not made yet, or dropped since. */
  async terms(
    networkId: NetworkId,
    number: ArticleNumber,
    version: number,
  ): Promise<StoredTerms | null> {
    const bytes = await this.redis.hgetBuffer(networkKeys(networkId).terms, `${number}:${version}`);
    return bytes === null ? null : decodeTerms(bytes);
  }

  /** What an article's terms are made of, and whose boilerplate it carries; null where nothing of it is kept. */
  async texts(article: StoredArticle): Promise<ArticleTexts | null> {
    const { card } = article;
    if (card === null) return null;
    return {
      source: sourceOf(article),
      input: {
        title: card.title,
        lead: card.summary,
        text: await this.text(article),
        tags: card.tags,
        section: card.section,
        language: card.language,
      },
    };
  }

  /** The newest live numbers published by `now`, newest first, but the first `skipped`. O(log articles + skipped + max). */
  async newest(
    networkId: NetworkId,
    now: number,
    max: number,
    skipped = 0,
  ): Promise<ArticleNumber[]> {
    const { published } = networkKeys(networkId);
    const numbers = await this.redis.zrange(
      published,
      now,
      '-inf',
      'BYSCORE',
      'REV',
      'LIMIT',
      skipped,
      max,
    );
    return numbers.map(Number);
  }

  /** Live numbers published before a time, oldest first. */
  async publishedBefore(networkId: NetworkId, time: number, max: number): Promise<ArticleNumber[]> {
    const { published } = networkKeys(networkId);
    const numbers = await this.redis.zrange(
      published,
      '-inf',
      `(${time}`,
      'BYSCORE',
      'LIMIT',
      0,
      max,
    );
    return numbers.map(Number);
  }

  /** How many articles are live. */
  async liveCount(networkId: NetworkId): Promise<number> {
    return await this.redis.zcard(networkKeys(networkId).published);
  }
}
