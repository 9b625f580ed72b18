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
 */

/** A token and where it starts in its line. */
export interface Token {
  readonly surface: string;
  readonly start: number;
}

// No part can fail after a long match and be tried again shorter: the time is linear on any text.
const ACRONYM_REST = String.raw`(?=\.\p{L}(?![\p{L}\p{M}\p{N}]))(?<=(?<![\p{L}\p{M}\p{N}])\p{L})(?:\.\p{L}(?![\p{L}\p{M}\p{N}]))+\.?`;
const HYPHEN_REST = String.raw`[-\u2010]\p{Nd}{1,3}(?!\p{N})\p{L}*`;
const WORD = String.raw`\p{L}[\p{L}\p{M}\p{N}]*(?:${ACRONYM_REST}|${HYPHEN_REST})?`;
const NUMBER = String.raw`\p{N}+(?:[.,]\p{N}+)*[\p{L}\p{M}\p{N}]*`;
const TOKEN = new RegExp(`(?:${WORD}|${NUMBER})(?:['’ʼ]\\p{L}[\\p{L}\\p{M}]*)*`, 'gu');

function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Whether a character after ASCII letters leaves no doubt that the token ends: a space, or the end of the line. */
function endsToken(code: number): boolean {
  return code === 32 || Number.isNaN(code);
}

/** The tokens of a line in their order. O(length). */
export function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  let start = 0;
  while (start < line.length) {
    // Most tokens are plain letters up to a space; they need no pattern.
    let end = start;
    while (isAsciiLetter(line.charCodeAt(end))) end += 1;
    if (end > start && endsToken(line.charCodeAt(end))) {
      tokens.push({ surface: line.slice(start, end), start });
      start = end + 1;
      continue;
    }
    TOKEN.lastIndex = start;
    const match = TOKEN.exec(line);
    if (match === null) break;
    tokens.push({ surface: match[0], start: match.index });
    start = TOKEN.lastIndex;
    if (line.charCodeAt(start) === 32) start += 1;
  }
  return tokens;
}

const CAPITAL = /^[\p{Lu}\p{Lt}]/u;

/** Whether the first letter is a capital. */
export function isCapitalised(surface: string): boolean {
  const first = surface.charCodeAt(0);
  return first < 128 ? first >= 65 && first <= 90 : CAPITAL.test(surface);
}
