/** One form for what readers see as the same text. */

const NOT_ASCII = /[^\0-\x7F]/;
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]/g;
const WEB_ADDRESS = /\bhttps?:\/\/\S+/gi;
/** What every web address has, which is found faster than a pattern. */
const WEB_ADDRESS_MARK = '://';
const OTHER_LINE_BREAKS = /[\r\v\f\u0085\u2028\u2029]/g;
const SPACES = /[^\S\n]{2,}|[^\S\n ]/g;
/** What a text of printable ASCII has not: it needs none of the patterns above. */
const UNUSUAL = /[^\n\x20-\x7E]/;

/**
 * Compatibility forms unified (NFKC: ligatures, full width, circled digits), soft hyphens and joiners inside words gone,
 * web addresses gone, runs of white space one space, or one line break where the run has one.
 *
 * @param charactersMax UTF-16 units that are read, and that come back at most (NFKC can lengthen a text 18 times).
 */
export function normaliseText(text: string, charactersMax: number): string {
  const read = text.slice(0, charactersMax);
  const own = read.includes(WEB_ADDRESS_MARK) ? read.replace(WEB_ADDRESS, ' ') : read;
  const unified = UNUSUAL.test(own) ? unifiedForms(own, charactersMax) : own;
  const spaced = unified.includes('  ') ? unified.replace(SPACES, ' ') : unified;
  return linesJoined(spaced);
}

function unifiedForms(text: string, charactersMax: number): string {
  return text
    .normalize('NFKC')
    .slice(0, charactersMax)
    .replace(INVISIBLE, '')
    .replace(OTHER_LINE_BREAKS, '\n')
    .replace(SPACES, ' ');
}

/** Without the spaces around lines and without the lines that then are empty. */
function linesJoined(text: string): string {
  if (!text.includes('\n')) return text.trim();
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').join('\n');
}

const DIACRITICS = /(?<=[\p{Script=Latin}\p{Script=Greek}][\u0300-\u036F]*)[\u0300-\u036F]+/gu;
const UNDECOMPOSED = /[ßæœøđðþłı]/g;
const BASE_LETTERS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['ł', 'l'],
  ['ı', 'i'],
]);

/**
 * Lower-cased text without the accents of Latin and Greek letters: people leave them out (measured: it helps even in
 * Vietnamese, where accents alone tell words apart). Marks of other scripts stay,
 * there they are letters (the vowels of Hindi, the й of Russian).
 */
export function foldAccents(lowerCased: string): string {
  if (!NOT_ASCII.test(lowerCased)) return lowerCased;
  return lowerCased
    .normalize('NFD')
    .replace(DIACRITICS, '')
    .normalize('NFC')
    .replace(UNDECOMPOSED, (letter) => BASE_LETTERS.get(letter) ?? letter);
}
