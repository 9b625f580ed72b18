/**
 * Term ids: 32-bit hashes, so that no dictionary has to be shared between processes, machines or generations.
 *
 * Two of a million different terms of a network meet in one id about 116 times; such a pair adds a few false postings
 * to lists that hang on a hundred terms each.
 */

/**
 * What a term is. It is part of the hash: the tag "may", the word "may" and the name "May" are three terms.
 * Letters of the stored form; changing one changes every id.
 */
export type TermKind = 'word' | 'number' | 'acronym' | 'name' | 'bigram' | 'tag' | 'section';

const encoder = new TextEncoder();

function scramble(block: number): number {
  const multiplied = Math.imul(block, 0xcc9e2d51);
  return Math.imul((multiplied << 15) | (multiplied >>> 17), 0x1b873593);
}

/**
 * MurmurHash3, the 32-bit variant for x86, of the UTF-8 bytes of `text` (Austin Appleby, public domain). Lone surrogates
 * are read as U+FFFD. O(length).
 *
 * @returns a whole number, 0…2^32 − 1.
 */
export function murmur3(text: string, seed = 0): number {
  const bytes = encoder.encode(text);
  const tail = bytes.length & ~3;
  let hash = seed | 0;
  for (let index = 0; index < tail; index += 4) {
    const low = (bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8);
    const high = ((bytes[index + 2] ?? 0) << 16) | ((bytes[index + 3] ?? 0) << 24);
    hash ^= scramble(low | high);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let index = bytes.length - 1; index >= tail; index -= 1)
    rest = (rest << 8) | (bytes[index] ?? 0);
  hash ^= scramble(rest) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * The id of a term.
 *
 * @param language of a stem, so that "die" in German and English are two; empty for what means the same in all.
 */
export function termId(kind: TermKind, language: string, text: string): number {
  return murmur3(`${kind}\u0000${language}\u0000${text}`);
}
