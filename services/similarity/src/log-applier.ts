// Applies a network's log to the active generation, batch by batch.
//
// A batch is what has come, or, where more has come than one moment takes, as much as a moment takes: a list that several
// articles enter is written once for all of them. What the entries bring is read for many of them at once.
import { setImmediate as otherWork } from 'node:timers/promises';
import type { ArticleNumber } from '@maylike/articles';
import {
  compareLogIds,
  type ArticleVersion,
  type EntryRead,
  type LogEntry,
  type NetworkWriter,
} from '@maylike/store';
import { nearDuplicates, storiesAfterPut } from '@maylike/tfidf';
import { KnownStories } from './known-stories.js';
import type { NetworkState } from './network-state.js';

/** A batch ends with the entry at which it has taken this long; then its lists are written. */
const batchMs = 400;
/** Log entries applied between two writes at most, whatever time they take. */
const batchEntriesMax = 1_000;
/** Entries whose terms are read at once: a tenth of a megabyte. */
const entriesPerRead = 100;
/** Entries after which others of this process have their turn: the lease is renewed, texts are handed to threads. */
const entriesPerTurn = 10;
/** The log is kept for a day behind the cursor, for whoever has to look. */
const logKeptMs = 24 * 3_600_000;

/** What one batch did. */
export interface AppliedBatch {
  readonly entries: number;
  readonly lists: number;
  readonly tookMs: number;
  /** How long ago the terms of its first entry had been stored. */
  readonly ageMs: number;
  /** For each article added or edited: from when its content was stored to when its lists were. */
  readonly freshnessMs: readonly number[];
}

export interface LogApplierOptions {
  readonly writer: NetworkWriter;
  readonly state: NetworkState;
  readonly now: () => number;
  readonly onApplied?: (batch: AppliedBatch) => void;
}

/** What the entries of a batch have done, beside the lists. */
interface Batch {
  readonly applied: LogEntry[];
  readonly stories: Map<ArticleNumber, ArticleNumber>;
  /** Versions whose terms the lists are no longer made of, by the entry that replaced or removed them. */
  readonly dropped: { readonly logId: string; readonly version: ArticleVersion }[];
}

/** Keeps the active generation's lists right. */
export class LogApplier {
  private readonly stories: KnownStories;

  constructor(private readonly options: LogApplierOptions) {
    this.stories = new KnownStories((numbers) => options.writer.stories(numbers));
  }

  /** Applies one batch. @returns Whether there was one. @throws StoreError `fenced`, any error of the connection. */
  async applyBatch(): Promise<boolean> {
    const { writer, state, now } = this.options;
    const entries = await writer.log(state.applied, batchEntriesMax);
    if (entries.length === 0) return false;
    const startedAt = now();
    const batch: Batch = { applied: [], stories: new Map(), dropped: [] };
    // However slow Redis is, a batch has an entry.
    const isOver = (): boolean => batch.applied.length > 0 && now() - startedAt >= batchMs;
    for (let at = 0; at < entries.length && !isOver(); at += entriesPerRead) {
      const page = entries.slice(at, at + entriesPerRead);
      const reads = await writer.readEntries(page);
      for (const [i, entry] of page.entries()) {
        const read = reads[i];
        if (read === undefined || isOver()) break;
        await this.apply(entry, read, batch);
        if (batch.applied.length % entriesPerTurn === 0) await otherWork();
      }
    }
    await this.write(batch, startedAt);
    return true;
  }

  private async apply(entry: LogEntry, read: EntryRead, batch: Batch): Promise<void> {
    const gone =
      entry.operation === 'remove'
        ? await this.applyRemoval(entry, read)
        : await this.applyPut(entry, read, batch.stories);
    batch.dropped.push(...gone.map((version) => ({ logId: entry.id, version })));
    batch.applied.push(entry);
  }

  private async write({ applied, stories, dropped }: Batch, startedAt: number): Promise<void> {
    const { writer, state, now, onApplied } = this.options;
    const [first, last] = [applied[0], applied.at(-1)];
    if (first === undefined || last === undefined) return;
    const active = state.loaded();
    const changes = active.takeChanges();
    await writer.writeLists(active.generation.id, changes, stories);
    this.stories.remember(stories);
    await writer.advance({
      appliedId: last.id,
      changed: [...changes.keys()],
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
      entries: applied.length,
      lists: changes.size,
      tookMs: endedAt - startedAt,
      ageMs: Math.max(0, endedAt - timeOf(first.id)),
      freshnessMs: applied.flatMap(({ storedAt }) =>
        storedAt === null ? [] : [Math.max(0, endedAt - storedAt)],
      ),
    });
  }

  private async applyPut(
    entry: LogEntry,
    { terms: stored, story }: EntryRead,
    stories: Map<ArticleNumber, ArticleNumber>,
  ): Promise<ArticleVersion[]> {
    const { state } = this.options;
    const active = state.loaded();
    // Terms go only when a later entry of the same article was applied: that entry is what counts.
    if (stored === null) return [];
    const before = active.termIdsOf(entry.number);
    const { own, article, replaced } = await active.put(entry, stored);
    state.live.put(entry.number, entry.version, stored.terms.ids, before);
    const near = nearDuplicates(own.entries);
    const known = await this.stories.of(near.map(({ number }) => number));
    const changed = storiesAfterPut(
      article,
      near,
      (number) =>
        stories.get(number) ?? (number === entry.number ? (story ?? undefined) : known.get(number)),
      (number) => active.lists.index.get(number)?.vector ?? null,
    );
    for (const [number, founder] of changed) stories.set(number, founder);
    return replaced === null || replaced === entry.version
      ? []
      : [{ number: entry.number, version: replaced }];
  }

  private async applyRemoval(entry: LogEntry, { isExpired }: EntryRead): Promise<ArticleVersion[]> {
    const { state } = this.options;
    const { number } = entry;
    const active = state.loaded();
    const before = active.termIdsOf(number);
    const version = await active.remove(number, isExpired);
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
