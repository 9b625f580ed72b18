/**
 * What editors have to say of an answer: a pin puts an article into a slot, a boost or a bury weighs its score, an
 * exclusion takes it out and beats the other three. Each holds for a whole site, for the pages of one section, or for one
 * page, and each may end.
 *
 * Where several weigh the same article, the one of the narrowest scope counts: page, section, site; of one scope the one
 * that was given last. A weight moves an article among those that are related; it makes none related.
 */
import { isSameName } from './filters.js';
import type { ArticleWithCard } from './model.js';

/** On which pages a signal counts. */
export type SignalScope =
  | { readonly kind: 'site' }
  | { readonly kind: 'section'; readonly section: string }
  | { readonly kind: 'page'; readonly number: number };

/** What an editor says. */
export type SignalWord =
  | { readonly kind: 'pin'; readonly slot: number }
  | { readonly kind: 'boost'; readonly factor: number }
  | { readonly kind: 'bury'; readonly factor: number }
  | { readonly kind: 'exclude' };

/** One signal of a site. */
export interface Signal {
  /** The article that it is about. */
  readonly number: number;
  readonly word: SignalWord;
  readonly scope: SignalScope;
  /** When it was given, ms since the epoch. */
  readonly givenAt: number;
  /** From when on it counts no more, ms since the epoch; null: until it is taken back. */
  readonly expiresAt: number | null;
}

/** A boost makes up to ten times of a score. */
export const boostFactorMin = 1;
export const boostFactorMax = 10;
/** A bury leaves at most nine tenths of a score, and may leave nothing. */
export const buryFactorMin = 0;
export const buryFactorMax = 0.9;

/** What counts for one answer. */
export interface Editorial {
  /** Articles by the slot that they were pinned to, the lowest first; slots count from 1. */
  readonly pins: readonly { readonly slot: number; readonly number: number }[];
  /** What the score of an article is multiplied by; 1 where there is none. */
  readonly factors: ReadonlyMap<number, number>;
  readonly excluded: ReadonlySet<number>;
}

/** No word of an editor. */
export const noEditorial: Editorial = { pins: [], factors: new Map(), excluded: new Set() };

const narrowness = { page: 2, section: 1, site: 0 } as const;

/**
 * The signals that count for an answer. The same signals in any order give the same.
 *
 * @param asked The article whose page it is; null where it is not known: then only what holds for the site counts.
 * @param now Milliseconds since the epoch.
 */
export function editorialFor(
  signals: readonly Signal[],
  asked: ArticleWithCard | null,
  now: number,
): Editorial {
  const counting = signals
    .filter((signal) => isInForce(signal, now) && isInScope(signal.scope, asked))
    .sort(byPrecedence);
  const excluded = new Set(
    counting.filter(({ word }) => word.kind === 'exclude').map(({ number }) => number),
  );
  const factors = new Map<number, number>();
  const pinned = new Set<number>();
  const pins: { slot: number; number: number }[] = [];
  for (const { number, word } of counting) {
    if (excluded.has(number)) continue;
    if ((word.kind === 'boost' || word.kind === 'bury') && !factors.has(number))
      factors.set(number, word.factor);
    if (word.kind === 'pin' && !pinned.has(number)) {
      pinned.add(number);
      pins.push({ slot: word.slot, number });
    }
  }
  // Of two for one slot the one of the narrower scope has it, and the other one the next: the sort is stable.
  return { pins: pins.sort((a, b) => a.slot - b.slot), factors, excluded };
}

const isInForce = ({ expiresAt }: Signal, now: number): boolean =>
  expiresAt === null || now < expiresAt;

function isInScope(scope: SignalScope, asked: ArticleWithCard | null): boolean {
  switch (scope.kind) {
    case 'site':
      return true;
    case 'section':
      return asked !== null && asked.card.section !== null
        ? isSameName(asked.card.section, scope.section)
        : false;
    case 'page':
      return asked !== null && asked.number === scope.number;
  }
}

/** The narrower scope first, then the later word, then in an order that nothing depends on but sameness. */
function byPrecedence(a: Signal, b: Signal): number {
  return (
    narrowness[b.scope.kind] - narrowness[a.scope.kind] ||
    b.givenAt - a.givenAt ||
    b.number - a.number ||
    (a.word.kind < b.word.kind ? -1 : Number(a.word.kind > b.word.kind))
  );
}

/**
 * Puts pinned items into their slots; the others keep their order around them.
 *
 * @param items Without the pinned ones.
 * @param pinned By slot, the lowest first; what is pinned behind the end stands at the end.
 * @returns At most `limit` items. Pinned ones are never pushed out by others. O(items).
 */
export function withPins<T>(
  items: readonly T[],
  pinned: readonly { readonly slot: number; readonly item: T }[],
  limit: number,
): T[] {
  const pins = pinned.slice(0, limit);
  const others = items.slice(0, limit - pins.length);
  const placed: T[] = [];
  const total = pins.length + others.length;
  let pin = 0;
  let other = 0;
  while (placed.length < total) {
    const next = pins[pin];
    const isDue = next !== undefined && (next.slot <= placed.length + 1 || other >= others.length);
    const item = isDue ? next.item : others[other];
    if (isDue) pin += 1;
    else other += 1;
    if (item !== undefined) placed.push(item);
  }
  return placed;
}
