// Applies a network's log to the active generation, batch by batch.
import type { ArticleNumber } from '@maylike/articles';
import {
  compareLogIds,
  type ArticleVersion,
  type LogEntry,
  type NetworkWriter,
  type Store,
} from '@maylike/store';
import { nearDuplicates, storiesAfterPut } from '@maylike/tfidf';
import { isExpiry, type NetworkState } from './network-state.js';

/** Log entries applied between two writes: enough to share the round trips, few enough to be servable in a moment. */
const batchEntriesMax = 100;
/** The log is kept for a day behind the cursor, for whoever has to look. */
const logKeptMs = 24 * 3_600_000;

/** What one batch did. */
export interface AppliedBatch {
  readonly entries: number;
  readonly lists: number;
  readonly tookMs: number;
  /** How long ago the terms of its first entry had been stored. */
  readonly ageMs: number;
}

export interface LogApplierOptions {
  readonly store: Store;
  readonly writer: NetworkWriter;
  readonly state: NetworkState;
  readonly now: () => number;
  readonly onApplied?: (batch: AppliedBatch) => void;
}

/** Keeps the active generation's lists right. */
export class LogApplier {
  constructor(private readonly options: LogApplierOptions) {}

  /** Applies one batch. @returns Whether there was one. @throws StoreError `fenced`, any error of the connection. */
  async applyBatch(): Promise<boolean> {
    const { writer, state, now, onApplied } = this.options;
    const entries = await writer.log(state.applied, batchEntriesMax);
    const [first, last] = [entries[0], entries.at(-1)];
    if (first === undefined || last === undefined) return false;
    const startedAt = now();
    const active = state.loaded();
    const stories = new Map<ArticleNumber, ArticleNumber>();
    const dropped: { readonly logId: string; readonly version: ArticleVersion }[] = [];
    for (const entry of entries) {
      const gone =
        entry.operation === 'remove'
          ? await this.applyRemoval(entry)
          : await this.applyPut(entry, stories);
      dropped.push(...gone.map((version) => ({ logId: entry.id, version })));
    }
    const changes = active.takeChanges();
    await writer.writeLists(active.generation.id, changes, stories);
    await writer.advance({
      appliedId: last.id,
      changed: changes.keys(),
      // A build needs the terms as they were at its position: it drops them when it has passed.
      dropped:
        state.build === null ? [...state.heldBack, ...dropped.map(({ version }) => version)] : [],
      trimBelow: earlier(trimPoint(last.id), state.build?.position ?? null),
    });
    state.applied = last.id;
    if (state.build === null) state.heldBack = [];
    else state.heldBack.push(...dropped.map(({ logId, version }) => ({ logId, ...version })));
    const endedAt = now();
    onApplied?.({
      entries: entries.length,
      lists: changes.size,
      tookMs: endedAt - startedAt,
      ageMs: Math.max(0, endedAt - timeOf(first.id)),
    });
    return true;
  }

  private async applyPut(
    entry: LogEntry,
    stories: Map<ArticleNumber, ArticleNumber>,
  ): Promise<ArticleVersion[]> {
    const { writer, state } = this.options;
    const active = state.loaded();
    const stored = await writer.terms(entry.number, entry.version);
    // Terms go only when a later entry of the same article was applied: that entry is what counts.
    if (stored === null) return [];
    const before = active.termIdsOf(entry.number);
    const { own, article, replaced } = await active.put(entry, stored);
    state.live.put(entry.number, entry.version, stored.terms.ids, before);
    const near = nearDuplicates(own.entries);
    const known = await writer.stories([entry.number, ...near.map(({ number }) => number)]);
    const changed = storiesAfterPut(
      article,
      near,
      (number) => stories.get(number) ?? known.get(number),
      (number) => active.lists.index.get(number)?.vector ?? null,
    );
    for (const [number, story] of changed) stories.set(number, story);
    return replaced === null || replaced === entry.version
      ? []
      : [{ number: entry.number, version: replaced }];
  }

  private async applyRemoval(entry: LogEntry): Promise<ArticleVersion[]> {
    const { store, writer, state } = this.options;
    const { number } = entry;
    const active = state.loaded();
    const before = active.termIdsOf(number);
    const version = await active.remove(number, await isExpiry(store, writer, entry));
    if (before !== undefined) state.live.remove(number, before);
    const versions = new Set([entry.version, ...(version === null ? [] : [version])]);
    return Array.from(versions, (gone) => ({ number, version: gone }));
  }
}

/** When an entry was appended, by the server's clock: ids begin with it. */
const timeOf = (logId: string): number => Number(logId.split('-', 1)[0]);

/** The id below which log entries are old enough to go. */
function trimPoint(appliedId: string): string | null {
  const ms = timeOf(appliedId) - logKeptMs;
  return ms > 0 ? `${ms}-0` : null;
}

function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a;
  return compareLogIds(a, b) <= 0 ? a : b;
}
