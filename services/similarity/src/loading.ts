// A cold start: what the stored terms and the log say of a network.
//
//     stored terms − those that the log has still to bring = what the lists of today are made of
//
// While a generation is being built, terms are kept that only it needs: those of articles as they were at its position of
// the log. The entries between that position and the cursor tell the two states apart.
import type { ArticleNumber } from '@maylike/articles';
import {
  logStart,
  type ArticleVersion,
  type Generation,
  type LogEntry,
  type NetworkWriter,
  type TermsOfVersion,
} from '@maylike/store';
import { TEXT_VERSION } from '@maylike/text';
import { NEIGHBOUR_FLOOR } from '@maylike/tfidf';
import type { HeldBack } from './network-state.js';

const entriesPerRead = 1_000;

/** What was found of a build that another writer had begun. */
export interface FoundBuild {
  readonly generation: Generation;
  /** The versions that its lists are made of, by number; null where it cannot go on. */
  readonly versions: ReadonlyMap<ArticleNumber, number> | null;
}

/** A network as it was found. */
export interface FoundNetwork {
  readonly applied: string;
  /** What the lists of today are made of: one version an article. */
  readonly terms: readonly TermsOfVersion[];
  readonly build: FoundBuild | null;
  readonly heldBack: readonly HeldBack[];
  /** Terms that an older text version has made. */
  readonly outdated: readonly ArticleVersion[];
}

/** Reads a network. Memory: all terms, once. @throws Any error of the connection. */
export async function loadNetwork(writer: NetworkWriter): Promise<FoundNetwork> {
  const begun = (await writer.generations.all()).find(
    ({ state }) => state === 'building' || state === 'abandoned',
  );
  const stored = new StoredVersions();
  const outdated: ArticleVersion[] = [];
  await writer.eachTerms((terms) => {
    stored.add(terms);
    // A newer version's are left alone: while processes are replaced one by one, two versions would take turns.
    if (terms.textVersion < TEXT_VERSION)
      outdated.push({ number: terms.number, version: terms.version });
  });
  // The log is read after the terms, so that what came in between is known to be new.
  const applied = await writer.applied();
  for await (const entry of entriesAfter(writer, applied, null)) stored.forget(entry);
  const position = begun?.position ?? applied;
  const isKnown = await writer.isInLog(position);
  const since: LogEntry[] = [];
  if (isKnown && position !== applied)
    for await (const entry of entriesAfter(writer, position, applied)) since.push(entry);
  const found = isKnown ? stored.at(since) : await stored.atUnknown(writer);
  const versions =
    begun !== undefined && isKnown && canGoOn(begun) ? found.versionsAtPosition : null;
  return {
    applied,
    terms: found.terms,
    build: begun === undefined ? null : { generation: begun, versions },
    heldBack: found.heldBack,
    outdated,
  };
}

/** Whether a build may be taken up again: its tables and lists would be made the same way today. */
function canGoOn({ state, textVersion, floor, requestId, position }: Generation): boolean {
  return (
    state === 'building' &&
    textVersion === TEXT_VERSION &&
    floor === NEIGHBOUR_FLOOR &&
    // Those that were begun in place are small, and the log has waited for them: they are begun anew.
    requestId !== null &&
    position !== null
  );
}

async function* entriesAfter(
  writer: NetworkWriter,
  after: string,
  until: string | null,
): AsyncGenerator<LogEntry, void, undefined> {
  for (let at = after; ;) {
    const entries = await writer.log(at, entriesPerRead);
    for (const entry of entries) {
      yield entry;
      if (entry.id === until) return;
    }
    const last = entries.at(-1);
    if (last === undefined) return;
    at = last.id;
  }
}

interface FoundTerms {
  readonly terms: readonly TermsOfVersion[];
  readonly versionsAtPosition: ReadonlyMap<ArticleNumber, number>;
  readonly heldBack: readonly HeldBack[];
}

/** Stored terms by number and version. */
class StoredVersions {
  private readonly byNumber = new Map<ArticleNumber, Map<number, TermsOfVersion>>();

  add(terms: TermsOfVersion): void {
    const versions = this.byNumber.get(terms.number) ?? new Map<number, TermsOfVersion>();
    this.byNumber.set(terms.number, versions.set(terms.version, terms));
  }

  /** Takes a version out that an entry brings: it is not there before. */
  forget({ operation, number, version }: LogEntry): void {
    if (operation !== 'remove') this.byNumber.get(number)?.delete(version);
  }

  /** What is there now and at a position, given the entries in between. */
  at(since: readonly LogEntry[]): FoundTerms {
    const brought = new Set(
      since.flatMap(({ operation, number, version }) =>
        operation === 'remove' ? [] : [`${number}:${version}`],
      ),
    );
    const current = new Map<ArticleNumber, number>();
    const heldBack: HeldBack[] = [];
    for (const [number, versions] of this.byNumber) {
      const before = [...versions.keys()].filter((version) => !brought.has(`${number}:${version}`));
      const newest = Math.max(...before);
      if (before.length > 0) current.set(number, newest);
      // Of one number there is one version at a time: others are what a crash has left.
      for (const version of before)
        if (version !== newest) heldBack.push({ logId: logStart, number, version });
    }
    const versionsAtPosition = new Map(current);
    for (const entry of since) heldBack.push(...this.apply(entry, current));
    return { terms: this.termsOf(current), versionsAtPosition, heldBack };
  }

  /**
   * The same where the entries in between are lost: an article's newest terms count, if its record says that it has
   * any. Only a log that was trimmed by hand makes this necessary.
   */
  async atUnknown(writer: NetworkWriter): Promise<FoundTerms> {
    const { versionsAtPosition: newest, heldBack } = this.at([]);
    const termed = await writer.termed([...newest.keys()]);
    const current = new Map([...newest].filter(([number]) => termed.has(number)));
    const gone = [...newest]
      .filter(([number]) => !termed.has(number))
      .map(([number, version]): HeldBack => ({ logId: logStart, number, version }));
    return {
      terms: this.termsOf(current),
      versionsAtPosition: current,
      heldBack: [...heldBack, ...gone],
    };
  }

  private apply(
    { id: logId, operation, number, version }: LogEntry,
    current: Map<ArticleNumber, number>,
  ): HeldBack[] {
    const before = current.get(number);
    const gone: ArticleVersion[] = before === undefined ? [] : [{ number, version: before }];
    if (operation === 'remove') {
      current.delete(number);
      if (before !== version) gone.push({ number, version });
    } else if (this.byNumber.get(number)?.has(version) === true) {
      current.set(number, version);
      if (before === version) gone.pop();
    } else {
      // Terms go only when a later entry of the same article was applied: that entry is what counts.
      gone.pop();
    }
    return gone.map((each) => ({ logId, ...each }));
  }

  private termsOf(current: ReadonlyMap<ArticleNumber, number>): TermsOfVersion[] {
    return [...current].flatMap(([number, version]) => {
      const terms = this.byNumber.get(number)?.get(version);
      return terms === undefined ? [] : [terms];
    });
  }
}
