/**
 * Phrases: four words in a row, two or three of them at either end of a line. "The post Bridge reopened appeared first on
 * The Courier" begins with "The post" and ends with "The Courier", whatever stands between.
 */
import { hash52 } from './hash.js';

/** Shorter runs of words recur by themselves in any language. */
const PHRASE_WORDS = 4;
/** At the end of a line, which is rare, fewer words are as telling. */
const PHRASE_WORDS_AT_END_MIN = 2;

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const DIGITS = /\p{N}+/gu;
/** Stands before and behind a line, so that a phrase may begin or end there; no word is a line break. */
const OUTSIDE = new Array<string>(PHRASE_WORDS - PHRASE_WORDS_AT_END_MIN).fill('\n');

/** A phrase of a line, and where it stands. */
export interface Phrase {
  /** The same for all spellings that differ in case, digits and what is between words; below zero. */
  readonly key: number;
  /** Its place in the line, UTF-16 units: from its first letter to behind its last. */
  readonly start: number;
  readonly end: number;
}

/** Whether a key is that of a phrase, not of a whole line. */
export function isPhraseKey(key: number): boolean {
  return key < 0;
}

/** All phrases of a line, in order. O(length). */
export function phrasesOf(line: string): Phrase[] {
  const places = Array.from(line.matchAll(WORD), ({ 0: word, index }) => ({
    start: index,
    end: index + word.length,
  }));
  const words = places.map(({ start, end }) => spelling(line.slice(start, end)));
  const padded = [...OUTSIDE, ...words, ...OUTSIDE];
  const phrases: Phrase[] = [];
  for (let at = 0; at + PHRASE_WORDS <= padded.length; at += 1) {
    const first = Math.max(0, at - OUTSIDE.length);
    const last = Math.min(words.length, at + PHRASE_WORDS - OUTSIDE.length) - 1;
    const key = -1 - hash52(padded.slice(at, at + PHRASE_WORDS).join(' '));
    const [start, end] = [places[first]?.start ?? 0, places[last]?.end ?? 0];
    if (last - first + 1 >= PHRASE_WORDS_AT_END_MIN) phrases.push({ key, start, end });
  }
  return phrases;
}

function spelling(word: string): string {
  return word.toLowerCase().replace(DIGITS, '0');
}

/** The line without the words of these phrases; itself where it has none. O(length). */
export function withoutPhrases(line: string, keys: ReadonlySet<number>): string {
  const kept: string[] = [];
  let from = 0;
  for (const { key, start, end } of phrasesOf(line)) {
    if (!keys.has(key)) continue;
    // They overlap: the next may begin within what is left out already.
    if (start > from) kept.push(line.slice(from, start).trim());
    from = Math.max(from, end);
  }
  if (from === 0) return line;
  const rest = line.slice(from).trim();
  return [...kept, rest].filter((part) => /[\p{L}\p{N}]/u.test(part)).join(' ');
}
