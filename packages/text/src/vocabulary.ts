/**
 * Words with the ids of their terms, looked up in place: by where they stand in a text, without cutting them out.
 *
 * It does what a `Map<string, readonly number[]>` does. Such a map has a string made of each token, hashed and compared
 * outside JavaScript, and reaches an id through a chain of objects that lie all over the memory. Here a look-up touches
 * two places, its slot and its block, and makes nothing.
 *
 *     slots   … | hash, block | hash, block | …        open addressing
 *     blocks  … | units, ids, id₁ … idₘ, unit₁ … unitₙ | …
 */

import { imul } from './imul.js';

/** No block: what {@link Vocabulary.find} says of an unknown word. */
export const UNKNOWN_WORD = 0;

/** Powers of two; both grow. */
const SLOTS_MIN = 2 ** 10;
const BLOCKS_MIN = 2 ** 12;

/** What a block has before its ids: the number of units and that of ids. */
const HEAD = 2;

/** That of Fibonacci hashing: 2^32 over the golden ratio. */
const MULTIPLIER = 0x9e3779b1;

/** The last step of a hash: its low bits, which are the slot, from its high ones, which are mixed best. */
const mixed = (hash: number): number => hash ^ (hash >>> 15);

/**
 * What a word is found by, of the units of its text. Any hash that spreads would do: it is stored nowhere. Signed, so
 * that it is a small integer to V8. O(length).
 */
export function hashOfUnits(units: Uint16Array, start: number, end: number): number {
  let hash = end - start;
  for (let place = start; place < end; place += 1) {
    hash = imul(hash ^ (units[place] ?? 0), MULTIPLIER);
  }
  return mixed(hash);
}

/** The same of a string. O(length). */
export function hashOfWord(word: string): number {
  let hash = word.length;
  for (let place = 0; place < word.length; place += 1) {
    hash = imul(hash ^ word.charCodeAt(place), MULTIPLIER);
  }
  return mixed(hash);
}

/** Any number of words; its owner bounds it by {@link clear}. */
export class Vocabulary {
  #slots = new Int32Array(SLOTS_MIN * 2);
  #blocks = new Uint32Array(BLOCKS_MIN);
  /** Where the next block begins; 0 is {@link UNKNOWN_WORD}. */
  #end = 1;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The word that stands in the text from `start` to `end`, or {@link UNKNOWN_WORD}. Good until the next `add`. O(length). */
  find(text: string, start: number, end: number, hash: number): number {
    return this.#slots[this.#slotOf(text, start, end, hash) + 1] ?? UNKNOWN_WORD;
  }

  /** Adds a word that is not known yet; its block. */
  add(text: string, hash: number, ids: readonly number[]): number {
    if (this.#size * 4 > this.#slots.length) this.#spread();
    const block = this.#end;
    this.#makeRoom(HEAD + ids.length + text.length);
    this.#blocks.set([text.length, ids.length, ...ids], block);
    const units = block + HEAD + ids.length;
    for (let place = 0; place < text.length; place += 1) {
      this.#blocks[units + place] = text.charCodeAt(place);
    }
    const slot = this.#slotOf(text, 0, text.length, hash);
    this.#slots[slot] = hash;
    this.#slots[slot + 1] = block;
    this.#size += 1;
    return block;
  }

  /** How many terms a known word makes. */
  idCountOf(word: number): number {
    return this.#blocks[word + 1] ?? 0;
  }

  /** One of its ids, `place` from 0. */
  idOf(word: number, place: number): number {
    return this.#blocks[word + HEAD + place] ?? 0;
  }

  /** All ids of a known word. */
  idsOf(word: number): readonly number[] {
    return Array.from({ length: this.idCountOf(word) }, (_, place) => this.idOf(word, place));
  }

  /** Forgets all words, and keeps the memory for the next. */
  clear(): void {
    this.#slots.fill(0);
    this.#end = 1;
    this.#size = 0;
  }

  /** The slot that has the word, or the free one where it belongs. At most half are taken, so there always is one. */
  #slotOf(text: string, start: number, end: number, hash: number): number {
    const last = this.#slots.length - 2;
    let slot = (hash << 1) & last;
    for (;;) {
      const block = this.#slots[slot + 1] ?? 0;
      if (block === 0) return slot;
      if (this.#slots[slot] === hash && this.#isAt(block, text, start, end)) return slot;
      slot = (slot + 2) & last;
    }
  }

  #isAt(block: number, text: string, start: number, end: number): boolean {
    const length = end - start;
    if (this.#blocks[block] !== length) return false;
    const units = block + HEAD + this.idCountOf(block);
    for (let place = 0; place < length; place += 1) {
      if (this.#blocks[units + place] !== text.charCodeAt(start + place)) return false;
    }
    return true;
  }

  #makeRoom(length: number): void {
    this.#end += length;
    if (this.#end <= this.#blocks.length) return;
    const larger = new Uint32Array(2 ** Math.ceil(Math.log2(this.#end)));
    larger.set(this.#blocks);
    this.#blocks = larger;
  }

  /** Twice the slots. Words differ, so none has to be compared. */
  #spread(): void {
    const old = this.#slots;
    const slots = new Int32Array(old.length * 2);
    const last = slots.length - 2;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let slot = ((old[from] ?? 0) << 1) & last;
      while (slots[slot + 1] !== 0) slot = (slot + 2) & last;
      slots[slot] = old[from] ?? 0;
      slots[slot + 1] = old[from + 1] ?? 0;
    }
    this.#slots = slots;
  }
}
