/**
 * Which slot an article's number has: a table of open addressing with linear probing in one typed array. A `Map` takes
 * two and a half times as much, and with a summary's index that is a tenth of everything.
 *
 *     entry: number | slot + 1, or 0 where it is empty
 */

import { imul } from './imul.js';

const PLACES_AT_START = 64;
/** The table grows by half when it is three quarters full, so it is half full at least. */
const GROWTH = 1.5;

/** Numbers and slots of 32 bits; a slot is less than 2³² − 1. */
export class SlotTable {
  #places = PLACES_AT_START;
  #entries = new Uint32Array(2 * PLACES_AT_START);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** O(1). */
  get(number: number): number | undefined {
    const slotAndOne = this.#entries[2 * this.#placeOf(number) + 1] ?? 0;
    return slotAndOne === 0 ? undefined : slotAndOne - 1;
  }

  /** O(1) amortised. */
  set(number: number, slot: number): void {
    const place = this.#placeOf(number);
    const isNew = this.#entries[2 * place + 1] === 0;
    this.#entries[2 * place] = number;
    this.#entries[2 * place + 1] = slot + 1;
    if (!isNew) return;
    this.#size += 1;
    if (this.#size * 4 > this.#places * 3) this.#resize(Math.ceil(this.#places * GROWTH));
  }

  /** O(1) amortised. */
  delete(number: number): void {
    const place = this.#placeOf(number);
    if (this.#entries[2 * place + 1] === 0) return;
    this.#closeGap(place);
    this.#size -= 1;
    const isSparse = this.#places > PLACES_AT_START && this.#size * 4 < this.#places;
    if (isSparse) this.#resize(Math.max(PLACES_AT_START, this.#size * 2));
  }

  /** All numbers as they are now, in no promised order. O(size). */
  numbers(): number[] {
    const numbers: number[] = [];
    for (let at = 0; at < this.#entries.length; at += 2) {
      if (this.#entries[at + 1] !== 0) numbers.push(this.#entries[at] ?? 0);
    }
    return numbers;
  }

  /** Where the search for a number begins: consecutive numbers are spread over the whole table. */
  #homeOf(number: number): number {
    return Math.floor(((imul(number, 0x9e3779b1) >>> 0) / 2 ** 32) * this.#places);
  }

  /** The number's place, or the empty one where it would be. */
  #placeOf(number: number): number {
    const entries = this.#entries;
    let place = this.#homeOf(number);
    while (entries[2 * place + 1] !== 0 && entries[2 * place] !== number) {
      place = place + 1 === this.#places ? 0 : place + 1;
    }
    return place;
  }

  /** Empties a place and moves up those that were pushed beyond it, so that no search stops too early. */
  #closeGap(from: number): void {
    const entries = this.#entries;
    const places = this.#places;
    let gap = from;
    for (
      let place = (from + 1) % places;
      entries[2 * place + 1] !== 0;
      place = (place + 1) % places
    ) {
      const home = this.#homeOf(entries[2 * place] ?? 0);
      if ((place - home + places) % places < (place - gap + places) % places) continue;
      entries[2 * gap] = entries[2 * place] ?? 0;
      entries[2 * gap + 1] = entries[2 * place + 1] ?? 0;
      gap = place;
    }
    entries[2 * gap + 1] = 0;
  }

  #resize(places: number): void {
    const old = this.#entries;
    this.#places = places;
    this.#entries = new Uint32Array(2 * places);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at + 1] === 0) continue;
      const place = this.#placeOf(old[at] ?? 0);
      this.#entries[2 * place] = old[at] ?? 0;
      this.#entries[2 * place + 1] = old[at + 1] ?? 0;
    }
  }
}
