/**
 * A number a term, for as many terms as a network has: a hundred thousand articles use a million. An open-addressing hash
 * table on typed arrays, with linear probing: sixteen bytes a term where a `Map` takes fifty, and a third of its time,
 * because a look-up touches one place of memory instead of three.
 */

import { imul } from './imul.js';

/** Doubled at three quarters full: below that a look-up probes about two places. */
const FULL_SHARE = 0.75;
const SLOTS_MIN = 16;
/** 2^32 / golden ratio: ids that are alike (tests use 1, 2, 3) fall apart. */
const SCATTER = 0x9e3779b1;

/** How often each term was counted. Terms are 32-bit numbers, counts whole numbers from 0 up to 2^32 - 2. */
export class TermCounts {
  #ids = new Uint32Array(SLOTS_MIN);
  /** The count plus one; 0 where the slot is free. */
  #counts = new Uint32Array(SLOTS_MIN);
  #shift = 32 - Math.log2(SLOTS_MIN);
  /** Slots that are taken, those whose count has fallen to 0 among them. */
  #taken = 0;
  #size = 0;

  /** How many terms have a count above 0. */
  get size(): number {
    return this.#size;
  }

  /** How many terms there is room for in memory. */
  get slots(): number {
    return this.#ids.length;
  }

  /** A term's count; 0 for one that was never counted. O(1). */
  get(id: number): number {
    const slot = this.#slotOf(id);
    return Math.max(0, (this.#counts[slot] ?? 0) - 1);
  }

  /** Sets a term's count. O(1), amortised. */
  set(id: number, count: number): void {
    let slot = this.#slotOf(id);
    const before = this.#counts[slot] ?? 0;
    if (before === 0) {
      if (count === 0) return;
      if (this.#taken + 1 > FULL_SHARE * this.#ids.length) {
        this.#rebuild();
        slot = this.#slotOf(id);
      }
      this.#ids[slot] = id;
      this.#taken += 1;
    }
    this.#counts[slot] = count + 1;
    this.#size += Number(count > 0) - Number(before > 1);
  }

  /** Changes a term's count by a difference. The count never falls below 0. O(1), amortised. */
  add(id: number, difference: number): void {
    this.set(id, Math.max(0, this.get(id) + difference));
  }

  /** Every term with a count above 0, in no promised order. */
  *[Symbol.iterator](): Generator<[id: number, count: number], void, undefined> {
    for (let slot = 0; slot < this.#ids.length; slot += 1) {
      const count = (this.#counts[slot] ?? 0) - 1;
      if (count > 0) yield [this.#ids[slot] ?? 0, count];
    }
  }

  /** Where the term is, or the free slot where it would be. */
  #slotOf(id: number): number {
    const ids = this.#ids;
    const counts = this.#counts;
    const mask = ids.length - 1;
    let slot = imul(id, SCATTER) >>> this.#shift;
    while (counts[slot] !== 0 && ids[slot] !== id) slot = (slot + 1) & mask;
    return slot;
  }

  /** Into a table with room, without what has fallen to 0. */
  #rebuild(): void {
    const all = [...this];
    let slots = SLOTS_MIN;
    while (all.length + 1 > (FULL_SHARE / 2) * slots) slots *= 2;
    this.#ids = new Uint32Array(slots);
    this.#counts = new Uint32Array(slots);
    this.#shift = 32 - Math.log2(slots);
    this.#taken = 0;
    this.#size = 0;
    for (const [id, count] of all) this.set(id, count);
  }
}
