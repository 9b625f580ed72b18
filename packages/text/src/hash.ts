/**
 * Term ids: 32-bit hashes, so that no dictionary has to be shared between processes, machines or generations.
 *
 * Two of a million different terms of a network meet in one id about 116 times; such a pair adds a few false postings
 * to lists that hang on a hundred terms each.
 */

import { imul } from './imul.js';

/**
 * What a term is. It is part of the hash: the tag "may", the word "may" and the name "May" are three terms.
 * Letters of the stored form; changing one changes every id.
 */
export type TermKind = 'word' | 'number' | 'acronym' | 'name' | 'bigram' | 'tag' | 'section';

const encoder = new TextEncoder();

function scramble(block: number): number {
  const multiplied = imul(block, 0xcc9e2d51);
  return imul((multiplied << 15) | (multiplied >>> 17), 0x1b873593);
}

function mixed(hash: number, block: number): number {
  const both = hash ^ scramble(block);
  return (imul((both << 13) | (both >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(state: number, tail: number, length: number): number {
  let hash = state ^ scramble(tail) ^ length;
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** {@link murmur3} of the first `length` bytes. */
export function murmur3OfBytes(bytes: Uint8Array, length: number, seed: number): number {
  const tail = length & ~3;
  let hash = seed | 0;
  for (let index = 0; index < tail; index += 4) {
    const low = (bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8);
    const high = ((bytes[index + 2] ?? 0) << 16) | ((bytes[index + 3] ?? 0) << 24);
    hash = mixed(hash, low | high);
  }
  let rest = 0;
  for (let index = length - 1; index >= tail; index -= 1) rest = (rest << 8) | (bytes[index] ?? 0);
  return finished(hash, rest, length);
}

/** Where short texts are encoded: most terms are short, and ASCII. */
const shared = new Uint8Array(256);

/** Encodes what fits; the number of bytes. ASCII, of which a byte is a unit, goes without a call out of JavaScript. */
function encodeShort(text: string): number {
  for (let place = 0; place < text.length; place += 1) {
    const unit = text.charCodeAt(place);
    if (unit > 0x7f) return encoder.encodeInto(text, shared).written;
    shared[place] = unit;
  }
  return text.length;
}

/**
 * MurmurHash3, the 32-bit variant for x86, of the UTF-8 bytes of `text` (Austin Appleby, public domain). Lone surrogates
 * are read as U+FFFD. O(length).
 *
 * @returns a whole number, 0…2^32 − 1.
 */
export function murmur3(text: string, seed = 0): number {
  // A unit is three bytes at most.
  if (text.length * 3 <= shared.length) {
    return murmur3OfBytes(shared, encodeShort(text), seed);
  }
  const bytes = encoder.encode(text);
  return murmur3OfBytes(bytes, bytes.length, seed);
}

/**
 * A number for a text where a list of them is kept: among ten million two meet with a chance of one in a hundred.
 *
 * @returns a whole number, 0…2^52 − 1.
 */
export function hash52(text: string): number {
  return (murmur3(text) % 2 ** 20) * 2 ** 32 + murmur3(text, 1);
}

/**
 * The id of a term.
 *
 * @param language of a stem, so that "die" in German and English are two; empty for what means the same in all.
 */
export function termId(kind: TermKind, language: string, text: string): number {
  return murmur3(`${kind}\u0000${language}\u0000${text}`);
}
