// Drift: words change their weight as the news goes on, the frozen tables do not. When they are too far apart, a new
// generation is asked for, like any person would.
import type { NetworkWriter, Store } from '@maylike/store';
import type { NetworkState } from './network-state.js';

/**
 * The mean of |idf today − idf frozen| over all postings from which new tables are worth their work. More of the same
 * news is not drift: in a year's financial reports, tables of 2,000 articles were 0.17 off at 4,000 and 0.20 at 6,000,
 * because what is rare is counted ever more exactly. Beyond that it is the words that have changed; a posting's idf lies
 * mostly between 2 and 8, so that a quarter is five percent of a weight.
 */
export const driftMax = 0.25;
/** Drift takes days: looking at every term of a network more often would cost a part of a second and tell the same. */
const lookEveryMs = 10 * 60_000;
/** At most four builds a day come of drift, whatever the news are like and whatever the gate says of them. */
const buildsApartMs = 6 * 3_600_000;

export interface DriftWatchOptions {
  readonly store: Store;
  readonly writer: NetworkWriter;
  readonly now: () => number;
}

/** Watches the drift of one network. */
export class DriftWatch {
  private lookedAt: number | null = null;
  private measured: { readonly generation: string; readonly drift: number } | null = null;

  constructor(private readonly options: DriftWatchOptions) {}

  /** The drift as it was last measured; null before. */
  driftOf(generation: string): number | null {
    return this.measured?.generation === generation ? this.measured.drift : null;
  }

  /** Measures where it is time, and asks for a generation where that is due. @throws Any error of the connection. */
  async look(state: NetworkState): Promise<void> {
    const now = this.options.now();
    const { generation, idf } = state.loaded();
    const isFresh = this.lookedAt !== null && now - this.lookedAt < lookEveryMs;
    if (isFresh && this.measured?.generation === generation.id) return;
    this.lookedAt = now;
    const drift = state.live.drift(idf);
    this.measured = { generation: generation.id, drift };
    // Who went back to earlier tables knew that they are older: a person's word stands until the next one.
    if (drift <= driftMax || generation.tablesOf !== null) return;
    const { store, writer } = this.options;
    const latest = Math.max(...(await writer.generations.all()).map(({ startedAt }) => startedAt));
    if (now - latest < buildsApartMs) return;
    await store.networks.requestReindex(writer.networkId, `a drift of ${drift.toFixed(2)}`, now);
  }
}
