/**
 * Text → tokens, as they stand in the text.
 *
 * A token is a run of letters with their marks and digits. What else may be inside one:
 *
 *     U.S.  J.K.      single letters with a dot after each
 *     F-16  Covid-19  letters, a hyphen, up to three digits (not mid-2017, not long-range)
 *     3.5   1,000     digits with dots or commas between
 *     d'État  Kyiv's  an apostrophe with letters after it
 *
 * A run in a script that sets no spaces is one token; the lexicon cuts it into pairs of characters.
 *
 * The pattern below says all of this and is what counts. Of two hundred tokens of news 199 are decided by looking at
 * each character once; the pattern is asked only of the others: initials, a hyphen before digits, rare scripts.
 */
import {
  CAPITAL,
  classOf,
  endOfRun,
  LETTER,
  MARK,
  NUMBER,
  OTHER,
  SURROGATE,
  unitsOf,
  WORD_PART,
} from './characters.js';
import { hashOfUnits } from './vocabulary.js';

/** A token: where it stands in its line. Most tokens never need a string of their own. */
export class Token {
  readonly line: string;
  readonly start: number;
  readonly end: number;
  /** Whether the first letter is a capital. */
  readonly isCapitalised: boolean;
  /** Of its units: what a {@link Vocabulary} finds it by. */
  readonly hash: number;

  constructor(line: string, start: number, end: number, isCapitalised: boolean, hash: number) {
    this.line = line;
    this.start = start;
    this.end = end;
    this.isCapitalised = isCapitalised;
    this.hash = hash;
  }

  /** As it stands in the text. */
  get surface(): string {
    return this.line.slice(this.start, this.end);
  }
}

const CAPITAL_FIRST = /^[\p{Lu}\p{Lt}]/u;

// No part can fail after a long match and be tried again shorter: the time is linear on any text.
const ACRONYM_REST = String.raw`(?=\.\p{L}(?![\p{L}\p{M}\p{N}]))(?<=(?<![\p{L}\p{M}\p{N}])\p{L})(?:\.\p{L}(?![\p{L}\p{M}\p{N}]))+\.?`;
const HYPHEN_REST = String.raw`[-\u2010]\p{Nd}{1,3}(?!\p{N})\p{L}*`;
const WORD = String.raw`\p{L}[\p{L}\p{M}\p{N}]*(?:${ACRONYM_REST}|${HYPHEN_REST})?`;
const NUMERAL = String.raw`\p{N}+(?:[.,]\p{N}+)*[\p{L}\p{M}\p{N}]*`;
const TOKEN = new RegExp(`(?:${WORD}|${NUMERAL})(?:['’ʼ]\\p{L}[\\p{L}\\p{M}]*)*`, 'gu');

const DOT = 0x2e;
const COMMA = 0x2c;

/** For an end that only the pattern can tell. */
const UNDECIDED = -1;

const isHyphen = (unit: number): boolean => unit === 0x2d || unit === 0x2010;

/** The third apostrophe of the pattern, U+02BC, is a letter by its class. */
const isApostrophe = (unit: number): boolean => unit === 0x27 || unit === 0x2019;

const classAt = (units: Uint16Array, place: number): number => classOf(units[place] ?? 0);

/** Past the apostrophes with their letters: `'État`, `’s`. */
function endOfApostrophes(units: Uint16Array, start: number): number {
  let end = start;
  while (isApostrophe(units[end] ?? 0)) {
    const next = classAt(units, end + 1);
    if (next === SURROGATE) return UNDECIDED;
    if ((next & LETTER) === 0) return end;
    end = endOfRun(units, end + 2, LETTER | MARK);
  }
  return classAt(units, end) === SURROGATE ? UNDECIDED : end;
}

function endOfWord(units: Uint16Array, start: number): number {
  const end = endOfRun(units, start + 1, WORD_PART);
  const unit = units[end] ?? 0;
  if (unit === DOT && end === start + 1) return UNDECIDED;
  if (isHyphen(unit) && (classAt(units, end + 1) & (NUMBER | SURROGATE)) !== 0) return UNDECIDED;
  return endOfApostrophes(units, end);
}

function endOfNumeral(units: Uint16Array, start: number): number {
  let end = endOfRun(units, start + 1, NUMBER);
  while (units[end] === DOT || units[end] === COMMA) {
    const next = classAt(units, end + 1);
    if (next === SURROGATE) return UNDECIDED;
    if (next !== NUMBER) break;
    end = endOfRun(units, end + 2, NUMBER);
  }
  return endOfApostrophes(units, endOfRun(units, end, WORD_PART));
}

function endOfToken(units: Uint16Array, start: number): number {
  const first = classAt(units, start);
  if ((first & LETTER) !== 0) return endOfWord(units, start);
  return first === NUMBER ? endOfNumeral(units, start) : UNDECIDED;
}

/** The first place from `start` on where a token can begin, or the end of the line. */
function nextStart(units: Uint16Array, start: number, lineEnd: number): number {
  let place = start;
  while (place < lineEnd && (classAt(units, place) & (OTHER | MARK)) !== 0) place += 1;
  return place;
}

/** The tokens of a line in their order. O(length). */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  const units = unitsOf(line);
  let start = nextStart(units, 0, line.length);
  while (start < line.length) {
    let end = endOfToken(units, start);
    if (end === UNDECIDED) {
      TOKEN.lastIndex = start;
      const match = TOKEN.exec(line);
      if (match === null) break;
      start = match.index;
      end = TOKEN.lastIndex;
    }
    tokens.push(tokenAt(line, units, start, end));
    start = nextStart(units, end, line.length);
  }
  return tokens;
}

function tokenAt(line: string, units: Uint16Array, start: number, end: number): Token {
  const first = classAt(units, start);
  const isCapitalised =
    first === SURROGATE ? CAPITAL_FIRST.test(line.slice(start, end)) : (first & CAPITAL) !== 0;
  return new Token(line, start, end, isCapitalised, hashOfUnits(units, start, end));
}

/** The surfaces that {@link tokensOf} gives, by the pattern alone: the definition it is tested against. O(length). */
export function surfacesByPattern(line: string): string[] {
  return line.match(TOKEN) ?? [];
}
