// Generations: tables frozen at one moment, with all lists made under them. A new one is built under keys of its own
// and becomes the active one in one write; until then nothing of it is seen, so that dying half-way leaves only waste,
// which the next sweep takes.
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { ArticleNumber } from '@maylike/articles';
import {
  newId,
  type ArticleList,
  type Generation,
  type NetworkWriter,
  type TermsOfVersion,
} from '@maylike/store';
import { TEXT_VERSION } from '@maylike/text';
import { buildIdfTable, NEIGHBOUR_FLOOR, type IdfTable } from '@maylike/tfidf';
import type { NetworkLists } from './network-lists.js';

/** Up to this many articles a network's tables are frozen anew with every doubling. */
const youngArticlesMax = 2_000;
/** Lists computed between two looks at the world: the lease is renewed in between. */
const sliceLists = 64;
/** Readers that hold the old pointer are long done. */
const listsKeptAfterSwapMs = 10 * 60_000;
/** Tables are kept of this many earlier generations, to go back to. */
const retiredKept = 5;

/** Whether a network has outgrown its tables. */
export function needsRefreeze(documentCount: number, articles: number): boolean {
  return documentCount < youngArticlesMax && articles > 0 && articles >= 2 * documentCount;
}

export interface BuildOptions {
  readonly writer: NetworkWriter;
  /** The terms of every article that the lists of today are made of, one version each. */
  readonly terms: readonly TermsOfVersion[];
  readonly previous: Generation | null;
  readonly reason: string;
  readonly now: () => number;
  readonly isStopped: () => boolean;
  readonly newLists: (generation: Generation, idf: IdfTable) => NetworkLists;
  readonly onProgress?: (done: number, total: number) => Promise<void>;
}

/** Thrown when a build was told to stop; nothing of it is seen. */
export class BuildStopped extends Error {
  override readonly name = 'BuildStopped';
}

/**
 * Builds a generation from scratch and makes it the active one. O(articles × query).
 *
 * @throws BuildStopped, StoreError `fenced`, any error of the connection: the generation before stays active.
 */
export async function buildGeneration(
  options: BuildOptions,
): Promise<{ generation: Generation; lists: NetworkLists }> {
  const { writer, terms, previous, reason, now } = options;
  const startedAt = now();
  const idf = buildIdfTable(terms.map((each) => each.terms));
  const building: Generation = {
    id: newId('gen'),
    state: 'building',
    textVersion: TEXT_VERSION,
    floor: NEIGHBOUR_FLOOR,
    documentCount: terms.length,
    startedAt,
    activatedAt: null,
    retiredAt: null,
    reason,
  };
  await writer.beginGeneration(building, idf);
  const lists = options.newLists(building, idf);
  for (const each of terms) lists.load(each.number, each.version, each);
  await writeAllLists(options, building.id, lists);
  const activatedAt = now();
  const generation: Generation = { ...building, state: 'active', activatedAt };
  await writer.swapGeneration(
    generation,
    previous === null ? null : { ...previous, state: 'retired', retiredAt: activatedAt },
  );
  return { generation, lists };
}

async function writeAllLists(
  options: BuildOptions,
  generation: string,
  lists: NetworkLists,
): Promise<void> {
  const { writer, terms, isStopped, onProgress } = options;
  for (let at = 0; at < terms.length; at += sliceLists) {
    if (isStopped()) throw new BuildStopped('the writer was told to stop');
    const slice = new Map<ArticleNumber, ArticleList>();
    for (const { number } of terms.slice(at, at + sliceLists)) {
      const article = lists.index.get(number);
      if (article !== undefined)
        slice.set(number, { ...lists.fromScratch(article), version: article.version });
    }
    await writer.writeLists(generation, slice);
    await onProgress?.(Math.min(at + sliceLists, terms.length), terms.length);
    await yieldToEvents();
  }
}

/**
 * Drops what nobody reads any more: half generations of writers that died, lists ten minutes after their swap, tables
 * beyond the last five. Only the holder of the lease may call it, between builds.
 */
export async function sweepGenerations(
  writer: NetworkWriter,
  active: Generation,
  now: number,
): Promise<void> {
  const others = (await writer.generations()).filter(({ id }) => id !== active.id);
  for (const half of others.filter(({ state }) => state !== 'retired'))
    await writer.sweepGeneration(half.id);
  const retired = others
    .filter(({ state }) => state === 'retired')
    .sort((a, b) => (b.retiredAt ?? 0) - (a.retiredAt ?? 0));
  for (const [place, old] of retired.entries()) {
    if (now - (old.retiredAt ?? 0) < listsKeptAfterSwapMs) continue;
    if (place < retiredKept) await writer.sweepLists(old.id);
    else await writer.sweepGeneration(old.id);
  }
}
