// After an upgrade: what was made into terms by an older text version goes through `index` again.
//
// Until then old and new terms stand in one index: most of their words are the same. A writer that dies has noted
// nothing: its successor finds at its start what is still to be done, by the version that every stored text carries.
import type { ArticleVersion, NetworkWriter, Store } from '@maylike/store';

/** As many as an `index` job takes: what is published meanwhile does not stand behind more than these. */
const articlesPerStep = 50;

export interface OutdatedTermsOptions {
  readonly store: Store;
  readonly writer: NetworkWriter;
  readonly now: () => number;
  /** Told that articles wait for their terms. */
  readonly onPending: (articles: number) => Promise<void>;
}

/** Works off what a cold start has found. */
export class OutdatedTerms {
  private readonly todo: ArticleVersion[] = [];

  constructor(private readonly options: OutdatedTermsOptions) {}

  /** Takes what was found; what has newer terms by the time of its turn is left alone. */
  add(found: readonly ArticleVersion[]): void {
    this.todo.push(...found);
  }

  /**
   * Touches the next ones, once the ones before are through.
   *
   * @returns Whether there was anything to do.
   * @throws StoreError `fenced`, any error of the connection.
   */
  async step(): Promise<boolean> {
    if (this.todo.length === 0) return false;
    const { store, writer, now, onPending } = this.options;
    if ((await store.pending.count(writer.networkId)) >= articlesPerStep) return false;
    const touched = await writer.retouch.touchOnly(this.todo.splice(-articlesPerStep), now());
    if (touched > 0) await onPending(touched);
    return true;
  }
}
