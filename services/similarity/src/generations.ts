// Generations: tables frozen at one moment, with all lists made under them. When a new one is due, and what is swept.
import type { Generation, NetworkWriter } from '@maylike/store';

/** Up to this many articles a network's tables are frozen anew with every doubling. */
const youngArticlesMax = 2_000;
/** Readers that hold the old pointer are long done. */
const listsKeptAfterSwapMs = 10 * 60_000;
/** Tables are kept of this many earlier generations, to go back to; and records of as many that were refused. */
const earlierKept = 5;

/** Whether a network has outgrown its tables. */
export function needsRefreeze(documentCount: number, articles: number): boolean {
  return documentCount < youngArticlesMax && articles > 0 && articles >= 2 * documentCount;
}

/**
 * Drops what nobody reads any more: half generations of writers that died, lists ten minutes after their swap, tables
 * beyond the last five, what is left of refused ones. Nothing of the active one and of the one that is being built.
 *
 * @throws StoreError `fenced`.
 */
export async function sweepGenerations(
  { generations }: NetworkWriter,
  inUse: ReadonlySet<string>,
  now: number,
): Promise<void> {
  const others = (await generations.all()).filter(({ id }) => !inUse.has(id));
  const ofState = (state: Generation['state']): Generation[] =>
    others
      .filter((one) => one.state === state)
      .sort((a, b) => (b.retiredAt ?? 0) - (a.retiredAt ?? 0));
  for (const half of [...ofState('building'), ...ofState('abandoned')])
    await generations.sweep(half.id);
  for (const [place, refused] of ofState('refused').entries()) {
    if (place < earlierKept) await generations.sweepTables(refused.id);
    else await generations.sweep(refused.id);
  }
  for (const [place, old] of ofState('retired').entries()) {
    if (now - (old.retiredAt ?? 0) < listsKeptAfterSwapMs) continue;
    if (place < earlierKept) await generations.sweepLists(old.id);
    else await generations.sweep(old.id);
  }
}
