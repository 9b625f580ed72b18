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
  /** Id and count plus one by turns, side by side in a cache line; the second is 0 where the slot is free. */
  #slots = new Uint32Array(2 * SLOTS_MIN);
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
    return this.#slots.length / 2;
  }

  /** A term's count; 0 for one that was never counted. O(1). */
  get(id: number): number {
    return Math.max(0, (this.#slots[this.#slotOf(id) + 1] ?? 0) - 1);
  }

  /** Sets a term's count. O(1), amortised. */
  set(id: number, count: number): void {
    this.#setAt(this.#slotOf(id), id, count);
  }

  /** Changes a term's count by a difference. The count never falls below 0. O(1), amortised. */
  add(id: number, difference: number): void {
    const slot = this.#slotOf(id);
    const before = this.#slots[slot + 1] ?? 0;
    // As nearly always: it was counted, and still is.
    if (before > 1 && before + difference > 1) this.#slots[slot + 1] = before + difference;
    else this.#setAt(slot, id, Math.max(0, Math.max(0, before - 1) + difference));
  }

  /** {@link add} for each of many terms. O(terms), amortised. */
  addAll(ids: Uint32Array, difference: number): void {
    // An iterator would cost a third as much as all else here.
    for (let place = ids.length - 1; place >= 0; place -= 1) this.add(ids[place] ?? 0, difference);
  }

  /** Every term with a count above 0, in no promised order. */
  *[Symbol.iterator](): Generator<[id: number, count: number], void, undefined> {
    for (let slot = 0; slot < this.#slots.length; slot += 2) {
      const count = (this.#slots[slot + 1] ?? 0) - 1;
      if (count > 0) yield [this.#slots[slot] ?? 0, count];
    }
  }

  /** Where the term is, or the free slot where it would be. */
  #slotOf(id: number): number {
    const slots = this.#slots;
    const mask = slots.length - 2;
    let slot = 2 * (imul(id, SCATTER) >>> this.#shift);
    while (slots[slot] !== id && slots[slot + 1] !== 0) slot = (slot + 2) & mask;
    return slot;
  }

  #setAt(slot: number, id: number, count: number): void {
    const before = this.#slots[slot + 1] ?? 0;
    if (before === 0) {
      if (count === 0) return;
      if (this.#taken + 1 > FULL_SHARE * this.slots) {
        this.#rebuild();
        this.set(id, count);
        return;
      }
      this.#slots[slot] = id;
      this.#taken += 1;
    }
    this.#slots[slot + 1] = count + 1;
    this.#size += Number(count > 0) - Number(before > 1);
  }

  /** Into a table with room, without what has fallen to 0. */
  #rebuild(): void {
    const old = this.#slots;
    let slots = SLOTS_MIN;
    while (this.#size + 1 > (FULL_SHARE / 2) * slots) slots *= 2;
    this.#slots = new Uint32Array(2 * slots);
    this.#shift = 32 - Math.log2(slots);
    this.#taken = 0;
    this.#size = 0;
    for (let slot = 0; slot < old.length; slot += 2) {
      const count = (old[slot + 1] ?? 0) - 1;
      if (count > 0) this.set(old[slot] ?? 0, count);
    }
  }
}
