// Articles of a network: one call writes what a feed or a page says, one takes an article out of every list.
import {
  articleIdOf,
  contentHash,
  guidKeyOf,
  type ArticleContent,
  type ArticleId,
  type ArticleNumber,
  type FeedId,
  type NetworkId,
  type SiteId,
} from '@maylike/articles';
import { aliasesOf, ArticleReader } from './article-reader.js';
import { encodeCard, type Card } from './codecs/card.js';
import { encodeLinks } from './codecs/links-codec.js';
import { StoreError } from './errors.js';
import { networkKeys, unknownPagesKey } from './keys.js';
import { LuaScript, replyArray, replyInteger, replyText } from './redis.js';
import { pushedFeed, type StoredArticle } from './stored-article.js';

const upsertScript = new LuaScript('upsert-article');
const attachPageScript = new LuaScript('attach-page');
const removeScript = new LuaScript('remove-article');

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

/** The articles of all networks: read, and written. */
export class Articles extends ArticleReader {
  /**
   * Writes a content: finds its article by alias or guid, or makes one. Its text is stored before, so that a
   * reader of the record always finds the text that belongs to it.
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
    const { text, ...card } = content;
    await this.textsKept.keep(origin.siteId, hash, text);
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
        text.length,
        encodeLinks(links),
        ...others,
      ],
    );
    const [status, number, version, unusedHash, unusedPage] = replyArray(upsertScript, reply);
    const known = upsertStatuses.find((name) => name === status);
    if (known === undefined) throw new StoreError('script_reply', upsertScript.name);
    const written = {
      status: known,
      number: replyInteger(upsertScript, number),
      version: replyInteger(upsertScript, version),
    };
    await this.#settleTexts(origin, written.number, [
      [hash, text],
      [replyText(upsertScript, unusedHash), null],
      [replyText(upsertScript, unusedPage), null],
    ]);
    return written;
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
    if (page.text !== null) await this.textsKept.keep(article.siteId, hash, page.text);
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
    await this.#settleTexts({ networkId, siteId: article.siteId }, article.number, [
      [hash, page.text],
      [replyText(attachPageScript, oldHash), null],
    ]);
    return status;
  }

  /**
   * Takes an article out of every list. @returns Whether it was in them.
   *
   * @param state Its texts are dropped, whatever the state. `removed`: a person's word, its card is dropped as well and no
   * feed brings it back, only the publisher; `missing`: its page is gone, and may be there again; `expired`: older than
   * the window. What a feed brings back comes with its text.
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
    await this.#settleTexts({ networkId, siteId }, number, [
      [replyText(removeScript, hash), null],
      [replyText(removeScript, pageHash), null],
    ]);
    return true;
  }

  /** Keeps of these texts what an article names, each with the text where it is known; '' is the hash of none. */
  async #settleTexts(
    { networkId, siteId }: { readonly networkId: NetworkId; readonly siteId: SiteId },
    number: ArticleNumber,
    texts: readonly (readonly [hash: string, text: string | null])[],
  ): Promise<void> {
    const record = networkKeys(networkId).article(number);
    for (const [hash, text] of texts) {
      if (hash === '') continue;
      await this.textsKept.settle(siteId, hash, text, async () => {
        const [state, ...named] = await this.redis.hmget(record, 'state', 'hash', 'page');
        return state === 'live' && named.includes(hash);
      });
    }
  }

  /** Counts one more page of an unknown address of a site; true while the site stays within its limit. */
  async mayFetchUnknown(siteId: SiteId, now: number): Promise<boolean> {
    const key = unknownPagesKey(siteId, Math.floor(now / 60_000));
    const count = await this.redis.incr(key);
    if (count === 1) await this.redis.expire(key, 120);
    return count <= unknownPagesPerMinuteMax;
  }
}
