// Articles of a network: one call writes what a feed or a page says, one takes an article out of every list.
import {
  articleIdOf,
  contentHash,
  guidKeyOf,
  isArticleId,
  twinKeyUrl,
  type ArticleContent,
  type ArticleId,
  type ArticleNumber,
  type FeedId,
  type NetworkId,
  type SiteId,
} from '@maylike/articles';
import { encodeCard, type Card } from './codecs/card.js';
import { encodeLinks } from './codecs/links-codec.js';
import { decodeTerms, type StoredTerms } from './codecs/terms-codec.js';
import { decodeText, encodeText } from './codecs/text-codec.js';
import { decodeBest, decodeList, type StoredList } from './codecs/list-codec.js';
import { StoreError } from './errors.js';
import { networkKeys, textKey, unknownPagesKey } from './keys.js';
import { LuaScript, replyArray, replyInteger, replyText, type RedisClient } from './redis.js';
import {
  articleOf,
  cardFields,
  pushedFeed,
  sourceOf,
  type ArticleTexts,
  type StoredArticle,
} from './stored-article.js';

const upsertScript = new LuaScript('upsert-article');
const attachPageScript = new LuaScript('attach-page');
const removeScript = new LuaScript('remove-article');
const readScript = new LuaScript('read-article');

/** A guid that several feeds share is each feed's own: pages asked for on demand have none. */
const noFeed = 'none';

/** More is no reader who follows old links, but somebody who tries addresses out. */
export const unknownPagesPerMinuteMax = 30;

const upsertStatuses = ['created', 'changed', 'unchanged', 'known', 'stale', 'removed'] as const;
/** See `lua/upsert-article.lua` for what each means. */
export type UpsertStatus = (typeof upsertStatuses)[number];

/** Where a content comes from. */
export interface ContentOrigin {
  readonly siteId: SiteId;
  readonly networkId: NetworkId;
  /** Null for a page that was asked for on demand, and for what a publisher sends. */
  readonly feed: {
    readonly id: FeedId;
    readonly pollNumber: number;
    readonly guid: string | null;
  } | null;
  /** Whether the publisher itself sends it: that counts more than all feeds, and more than what the page says. */
  readonly isPushed?: boolean;
  /** Further canonical addresses of the same page. */
  readonly otherUrls?: readonly string[];
}

/** What an upsert did. */
export interface UpsertResult {
  readonly status: UpsertStatus;
  readonly number: ArticleNumber;
  readonly version: number;
}

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
const aliasesOf = (siteId: SiteId, urls: readonly string[]): ArticleId[] => [
  ...new Set(urls.flatMap((url) => [url, twinKeyUrl(url)]).map((url) => articleIdOf(siteId, url))),
];

/** The articles of all networks. */
export class Articles {
  constructor(private readonly redis: RedisClient) {}

  /**
   * Writes a content: finds its article by alias or guid, or makes one. Its text is stored before, under the hash of
   * the content, so that a reader of the record always finds the text that belongs to it.
   *
   * @param links Alias keys of the pages that its text links to, in the order of the text; the first 32 are kept. They
   * are no part of the content: what differs in them alone is unchanged, and has them replaced.
   * @returns What happened; see `lua/upsert-article.lua`. O(aliases).
   */
  async upsert(
    origin: ContentOrigin,
    content: ArticleContent,
    now: number,
    links: readonly ArticleId[] = [],
  ): Promise<UpsertResult> {
    const keys = networkKeys(origin.networkId);
    const hash = contentHash(content);
    const { text: fullText, ...card } = content;
    const keepText = async (): Promise<void> => {
      const text = textKey(origin.siteId, hash);
      if ((await this.redis.exists(text)) === 0) await this.redis.set(text, encodeText(fullText));
    };
    await keepText();
    const own = articleIdOf(origin.siteId, content.url);
    const others = aliasesOf(origin.siteId, [content.url, ...(origin.otherUrls ?? [])]).filter(
      (alias) => alias !== own,
    );
    const guid = origin.feed?.guid ?? null;
    const reply = await upsertScript.run(
      this.redis,
      [
        keys.aliases,
        keys.guids(origin.feed?.id ?? noFeed),
        keys.numbers,
        keys.pending,
        keys.published,
        keys.log,
        keys.changes,
        keys.aside,
      ],
      [
        keys.articlePrefix,
        own,
        origin.siteId,
        guid === null ? '' : guidKeyOf(guid),
        origin.isPushed === true ? pushedFeed : (origin.feed?.id ?? ''),
        origin.feed?.pollNumber ?? 0,
        hash,
        encodeCard(card),
        content.publishedAt ?? '',
        now,
        fullText.length,
        encodeLinks(links),
        ...others,
      ],
    );
    const [status, number, version, unusedHash, unusedPage] = replyArray(upsertScript, reply);
    const known = upsertStatuses.find((name) => name === status);
    if (known === undefined) throw new StoreError('script_reply', upsertScript.name);
    // Who took the article out just before has taken its text away, perhaps after the first look.
    if (known === 'created' || known === 'changed') await keepText();
    for (const unused of [unusedHash, unusedPage].map((text) => replyText(upsertScript, text)))
      if (unused !== '') await this.redis.unlink(textKey(origin.siteId, unused));
    return {
      status: known,
      number: replyInteger(upsertScript, number),
      version: replyInteger(upsertScript, version),
    };
  }

  /**
   * Adds what the article's own page says.
   *
   * @param article As it was read before the page was fetched.
   * @param page Its text (null where the feed's is the better one: that, and its links, stay), the card with what the
   * page adds, the page's canonical address if that is another one, and alias keys of what its text links to, as for
   * {@link upsert}.
   * @returns `attached` (pending again), `unchanged`, or `stale` (the article moved on: nothing was changed).
   */
  async attachPage(
    networkId: NetworkId,
    article: StoredArticle,
    page: {
      readonly text: string | null;
      readonly card: Card;
      readonly canonicalUrl: string | null;
      readonly links?: readonly ArticleId[];
    },
    now: number,
  ): Promise<'attached' | 'unchanged' | 'stale'> {
    const keys = networkKeys(networkId);
    const hash = page.text === null ? '' : contentHash({ ...page.card, text: page.text });
    if (page.text !== null) {
      await this.redis.set(textKey(article.siteId, hash), encodeText(page.text));
    }
    const reply = await attachPageScript.run(
      this.redis,
      [keys.aliases, keys.pending, keys.published, keys.log, keys.changes, keys.aside],
      [
        keys.articlePrefix,
        article.number,
        article.version,
        hash,
        encodeCard(page.card),
        now,
        page.canonicalUrl === null ? '' : articleIdOf(article.siteId, page.canonicalUrl),
        encodeLinks(page.links ?? []),
        page.card.publishedAt ?? '',
      ],
    );
    const [status, , oldHash] = replyArray(attachPageScript, reply);
    if (status !== 'attached' && status !== 'unchanged' && status !== 'stale') {
      throw new StoreError('script_reply', attachPageScript.name);
    }
    const unused =
      status === 'stale' && hash !== article.pageHash ? hash : replyText(attachPageScript, oldHash);
    if (unused !== '' && unused !== article.hash)
      await this.redis.unlink(textKey(article.siteId, unused));
    return status;
  }

  /**
   * Takes an article out of every list. @returns Whether it was in them.
   *
   * @param state `removed`: a person's word, its card and texts are dropped and no feed brings it back, only the publisher; `missing`: its
   * page is gone, and may be there again; `expired`: older than the window, its texts are dropped: a feed that brings it
   * back brings them along.
   */
  async remove(
    networkId: NetworkId,
    siteId: SiteId,
    number: ArticleNumber,
    state: 'removed' | 'missing' | 'expired',
  ): Promise<boolean> {
    const keys = networkKeys(networkId);
    const reply = await removeScript.run(
      this.redis,
      [keys.pending, keys.published, keys.log, keys.changes, keys.aside],
      [keys.articlePrefix, number, state],
    );
    const [taken, hash, pageHash] = replyArray(removeScript, reply);
    if (replyInteger(removeScript, taken) === 0) return false;
    for (const old of [hash, pageHash]) {
      if (typeof old === 'string' && old !== '') await this.redis.unlink(textKey(siteId, old));
    }
    return true;
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
    for (const hash of [article.pageHash, article.hash]) {
      if (hash === null) continue;
      const bytes = await this.redis.getBuffer(textKey(article.siteId, hash));
      if (bytes !== null) return decodeText(bytes);
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

  /** Counts one more page of an unknown address of a site; true while the site stays within its limit. */
  async mayFetchUnknown(siteId: SiteId, now: number): Promise<boolean> {
    const key = unknownPagesKey(siteId, Math.floor(now / 60_000));
    const count = await this.redis.incr(key);
    if (count === 1) await this.redis.expire(key, 120);
    return count <= unknownPagesPerMinuteMax;
  }
}
