// The last lists of articles that have expired: their own pages go on showing what is still live of them.
//
// Such an article is in no index and no other list, so nothing changes its list any more: a new generation takes it over
// as it is, and the answer leaves out what is gone. A list that has nothing left to show is dropped. With a window of some
// days that is a window after its article: there are never many more last lists than live articles.
import { decodeList, type ListBytes, type NetworkWriter } from '@maylike/store';
import type { ArticleNumber } from '@maylike/articles';
import type { NetworkState } from './network-state.js';

/** Lists looked at in one step: half a megabyte. */
const listsPerStep = 1_000;
/** A list that shows nothing costs its half kilobyte and no more: there is no hurry. */
const sweepEveryMs = 3_600_000;

/** Which articles are live: those that an index holds. */
type IsLive = (number: ArticleNumber) => boolean;

/** Some lists of a generation that belong to no live article. */
interface Page {
  /** Where the next page begins; '0' after the last one. */
  readonly next: string;
  /** Last lists that have something to show. */
  readonly last: ReadonlyMap<ArticleNumber, ListBytes>;
  /** Lists that nobody is shown anything of. */
  readonly empty: readonly ArticleNumber[];
}

async function readPage(
  writer: NetworkWriter,
  generation: string,
  cursor: string,
  isLive: IsLive,
): Promise<Page> {
  const found = new Map<ArticleNumber, Buffer>();
  const next = await writer.generations.scanLists(
    generation,
    cursor,
    listsPerStep,
    (number, list) => {
      if (!isLive(number)) found.set(number, list);
    },
  );
  const expired = await writer.expiredAmong([...found.keys()]);
  const last = new Map<ArticleNumber, ListBytes>();
  const empty: ArticleNumber[] = [];
  for (const [number, list] of found) {
    const shows = expired.has(number) && decodeList(list).entries.some((one) => isLive(one.number));
    // Its beginning is asked of live articles only.
    if (shows) last.set(number, { list, best: null });
    else empty.push(number);
  }
  return { next, last, empty };
}

/**
 * Takes some last lists over into a generation that is being built. Safe to repeat.
 *
 * @param from The generation that is active; its live articles' lists are left alone.
 * @param cursor '0' at first, then what was returned.
 * @returns The next cursor, '0' when all are taken over.
 * @throws StoreError `fenced`, any error of the connection.
 */
export async function takeOverLastLists(
  writer: NetworkWriter,
  { from, to, cursor, isLive }: { from: string; to: string; cursor: string; isLive: IsLive },
): Promise<string> {
  const { next, last } = await readPage(writer, from, cursor, isLive);
  if (last.size > 0) await writer.writeLists(to, last);
  return next;
}

export interface LastListsOptions {
  readonly writer: NetworkWriter;
  readonly now: () => number;
}

/** Drops the last lists of one network that show nothing any more. */
export class LastLists {
  private beganAt: number;
  /** Where the pass under way goes on; null between two of them. */
  private cursor: string | null = null;

  constructor(private readonly options: LastListsOptions) {
    this.beganAt = options.now();
  }

  /**
   * Looks at some lists. Only when the log is applied to its end.
   *
   * @returns Whether there was anything to do.
   * @throws StoreError `fenced`, any error of the connection.
   */
  async step(state: NetworkState): Promise<boolean> {
    const { writer, now } = this.options;
    const { generation, lists } = state.loaded();
    if (this.cursor === null) {
      if (now() - this.beganAt < sweepEveryMs) return false;
      this.beganAt = now();
      this.cursor = '0';
    }
    // A generation that was swapped in meanwhile has taken over what it needs: its pages end this pass all the same.
    const { next, empty } = await readPage(writer, generation.id, this.cursor, (number) =>
      lists.index.has(number),
    );
    if (empty.length > 0)
      await writer.writeLists(generation.id, new Map(empty.map((number) => [number, null])));
    this.cursor = next === '0' ? null : next;
    return true;
  }
}
