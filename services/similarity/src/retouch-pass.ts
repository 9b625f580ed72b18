// After a swap whose boilerplate differs: the articles that have a differing line go through `index` again.
//
// A touched article has the same content under another version, and is shown by its old scores until its new terms are
// applied. Few are touched at a time, and the next ones only when those are through: what is published meanwhile does not
// stand behind them. The cursor moves in the same step as the versions: a writer that dies repeats nothing and forgets
// nothing.
import { IsolateError } from '@maylike/isolate';
import type { ArticleNumber } from '@maylike/articles';
import type { Logger } from '@maylike/runtime';
import {
  sourceOf,
  type NetworkWriter,
  type Store,
  type StoredArticle,
  type StoredBoilerplate,
} from '@maylike/store';
import type { NetworkState } from './network-state.js';
import { packBoilerplate, type PackedBoilerplate } from './packed-boilerplate.js';
import type { TextWork } from './text-work.js';

/** Articles looked at in one step: as many as an `index` job takes. */
const articlesPerStep = 50;

export interface RetouchPassOptions {
  readonly store: Store;
  readonly writer: NetworkWriter;
  readonly text: TextWork;
  readonly logger: Logger;
  readonly now: () => number;
  /** Told that articles wait for their terms. */
  readonly onPending: (articles: number) => Promise<void>;
}

interface Pass {
  readonly diff: StoredBoilerplate;
  readonly packed: PackedBoilerplate;
  /** Numbers still to be looked at, the lowest last. */
  readonly todo: ArticleNumber[];
}

/** Works off what the last swap has noted. */
export class RetouchPass {
  private pass: Pass | null = null;
  /** What waited for its terms when the pass was begun; null before. */
  private waiting: readonly ArticleNumber[] | null = null;
  private hasLooked = false;

  constructor(private readonly options: RetouchPassOptions) {}

  /** What is noted and not yet done; a swap that comes before the end has to keep it. */
  async unfinished(): Promise<StoredBoilerplate | null> {
    return (await this.options.writer.retouch.read())?.diff ?? null;
  }

  /** A swap has noted something: the pass begins, or begins again. */
  restart(): void {
    this.pass = null;
    this.waiting = null;
    this.hasLooked = false;
  }

  /**
   * Looks at some articles. Only when the log is applied to its end.
   *
   * @returns Whether there was anything to do.
   * @throws StoreError `fenced`, any error of the connection.
   */
  async step(state: NetworkState): Promise<boolean> {
    if (this.pass === null) return await this.begin(state);
    const { store, writer, now, onPending } = this.options;
    if ((await store.pending.count(writer.networkId)) >= articlesPerStep) return false;
    const { diff, packed, todo } = this.pass;
    const slice = todo.splice(-articlesPerStep).reverse();
    const articles = (await store.articles.cards(writer.networkId, slice)).filter(
      (article) => article.state === 'live' && diff.lines.has(sourceOf(article)),
    );
    const affected = await this.affected(articles, packed);
    const cursor = todo.length === 0 ? null : (slice.at(-1) ?? null);
    const touched = await writer.retouch.touch(affected, cursor, now());
    if (todo.length === 0) this.pass = null;
    if (touched > 0) await onPending(touched);
    return true;
  }

  /**
   * Chooses everything that had terms, or was being made into some, when the swap was made. What waits is read one step
   * before what the lists are made of, with the log applied in between: nothing slips from the one to the other unseen.
   * Articles that came after the swap found the new table.
   */
  private async begin({ live }: NetworkState): Promise<boolean> {
    if (this.hasLooked) return false;
    const { retouch } = this.options.writer;
    const noted = await retouch.read();
    if (noted === null) {
      this.hasLooked = true;
      return false;
    }
    if (this.waiting === null) {
      this.waiting = await retouch.waiting();
      return true;
    }
    const todo = [...new Set([...this.waiting, ...live.versions.keys()])]
      .filter((number) => number > noted.cursor && number <= noted.last)
      .sort((a, b) => b - a);
    const packed = packBoilerplate(`retouch-${passes++}`, noted.diff);
    this.pass = { diff: noted.diff, packed, todo };
    this.hasLooked = true;
    return true;
  }

  /** Articles whose texts kill the thread count as affected: `index` sets them aside with the reason. */
  private async affected(
    cards: readonly StoredArticle[],
    packed: PackedBoilerplate,
  ): Promise<readonly StoredArticle[]> {
    const { store, writer, text, logger } = this.options;
    const articles = await Promise.all(
      cards.map(({ number }) => store.articles.get(writer.networkId, number)),
    );
    const read = await Promise.all(
      articles.map(async (article) => {
        const texts = article === null ? null : await store.articles.texts(article);
        // What was set aside is not made into terms under any table.
        return article === null || texts === null || article.asideReason !== null
          ? []
          : [{ article, texts }];
      }),
    );
    const known = read.flat();
    try {
      const affected = await text.affected(
        known.map(({ texts }) => texts),
        packed,
      );
      return known.filter((_one, i) => affected[i] === true).map(({ article }) => article);
    } catch (error) {
      if (!(error instanceof IsolateError) || error.code === 'closed') throw error;
      logger.warn(
        { err: error, networkId: writer.networkId },
        'all of a batch are made into terms',
      );
      return known.map(({ article }) => article);
    }
  }
}

/** Passes of this process: a thread remembers tables by their ids. */
let passes = 0;
