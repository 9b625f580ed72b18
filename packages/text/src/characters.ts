/**
 * What a UTF-16 unit is: letter, mark, number or none of them.
 *
 * A pattern is asked by a call for each text; a table of 64 KB answers for one character in place. It is filled as
 * characters occur, so that loading the package costs nothing.
 */

export const OTHER = 1;
export const LETTER = 2;
export const MARK = 4;
export const NUMBER = 8;
/** Half of a character, or a lone surrogate: only a pattern that reads whole characters can tell. */
export const SURROGATE = 16;
/** Besides LETTER: upper or title case. */
export const CAPITAL = 32;

/** What can follow the first letter of a word. */
export const WORD_PART = LETTER | MARK | NUMBER;

const IS_LETTER = /\p{L}/u;
const IS_CAPITAL = /[\p{Lu}\p{Lt}]/u;
const IS_MARK = /\p{M}/u;
const IS_NUMBER = /\p{N}/u;

/** By unit; 0 where nobody has asked yet. */
const known = new Uint8Array(2 ** 16);

function lookedUp(unit: number): number {
  if (unit >= 0xd800 && unit <= 0xdfff) return SURROGATE;
  const character = String.fromCharCode(unit);
  if (IS_LETTER.test(character)) return IS_CAPITAL.test(character) ? LETTER | CAPITAL : LETTER;
  if (IS_MARK.test(character)) return MARK;
  return IS_NUMBER.test(character) ? NUMBER : OTHER;
}

function remember(unit: number): number {
  const found = lookedUp(unit);
  known[unit] = found;
  return found;
}

/** The class of a unit. */
export function classOf(unit: number): number {
  const found = known[unit] ?? OTHER;
  return found === 0 ? remember(unit) : found;
}

/** The text that is being read, and a 0 after it, which is {@link OTHER}: no run has to look for the end of the text. */
let units = new Uint16Array(2 ** 12);

/**
 * The units of a text, and a 0 after them; good until the next call. They are copied by native code, because each look into
 * a string that is a piece of another one has to find the way to it again.
 */
export function unitsOf(text: string): Uint16Array {
  if (text.length >= units.length) units = new Uint16Array(2 * text.length);
  Buffer.from(units.buffer).write(text, 'utf16le');
  units[text.length] = 0;
  return units;
}

/** The first place from `start` on whose unit is in none of the classes; {@link OTHER} is none of them. O(length). */
export function endOfRun(text: Uint16Array, start: number, classes: number): number {
  let end = start;
  while ((classOf(text[end] ?? 0) & classes) !== 0) end += 1;
  return end;
}
