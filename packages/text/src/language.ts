/**
 * Which language a text is in.
 *
 * What the publisher declares is believed unless the text speaks against it: publishing systems declare their own
 * default (`en-US`) for texts in any language. Two cheap things can speak against it: another script, and few of
 * the language's stop words, which are a third of any running text. Only then, or where nothing is declared, the letters
 * are judged; that guess too has to be borne out by stop words, since a language the judge does not know is called by
 * the name of one it does.
 */
import { detect } from 'tinyld';
import { LANGUAGE_SAMPLE_CHARACTERS_MAX, LANGUAGE_SAMPLE_CHARACTERS_MIN } from './limits.js';
import { stopWordsOf } from './stop-words.js';

/** Lists shorter than this can neither bear out nor refute a language. */
const STOP_WORDS_TO_JUDGE_MIN = 70;

/**
 * Shares of stop words in a text. Latin words of fewer than three letters are left out on both sides: the shortest words
 * of the lists are half of Europe's. Measured on ten languages: own .13–.59, another's up to .12 in a whole article and
 * somewhat more in a paragraph, and near relatives (Spanish and Portuguese) up to .21.
 */
const SHARE_TO_BE_SURE = 0.25;
const SHARE_TO_BE_BORNE_OUT = 0.12;

const WORDS = /\p{L}[\p{L}\p{M}]*/gu;

/** Share of Latin letters a text in a Latin script has at least: foreign names are quoted in their own letters. */
const LATIN_SHARE_MIN = 0.5;

/** Share of Latin letters a text in another script has at most: product names make up much of a Chinese headline. */
const LATIN_SHARE_ELSEWHERE_MAX = 0.9;

/**
 * Scripts of many languages, in which words stand between spaces: there stop words decide. Of the others the script
 * alone tells the language, or nearly.
 */
const SHARED_SCRIPTS: ReadonlySet<string> = new Set(['Latn', 'Cyrl', 'Arab', 'Deva']);

/** Subtags that are well formed and name no language. */
const NO_LANGUAGE: ReadonlySet<string> = new Set(['und', 'mul', 'zxx', 'mis', 'root']);

const PRIMARY_SUBTAG = /^[a-z]{2,3}$/;

/** Remembered, because Intl takes longer for it than the rest of the judgement; 2–3 letters make few languages. */
const shortest = new Map<string, string>();

function shortestForm(subtag: string): string {
  const known = shortest.get(subtag);
  if (known !== undefined) return known;
  const canonical = Intl.getCanonicalLocales(subtag)[0]?.split('-', 1)[0] ?? subtag;
  const language = canonical === 'nb' || canonical === 'nn' ? 'no' : canonical;
  shortest.set(subtag, language);
  return language;
}

/**
 * The primary subtag of a language tag: lower-cased, in its shortest form (`eng` is `en`), both written forms of
 * Norwegian as `no`. Null for what is no such tag, or one that names no language.
 */
function primarySubtag(tag: string | null): string | null {
  const subtag = tag?.trim().split(/[-_]/, 1)[0]?.toLowerCase() ?? '';
  return PRIMARY_SUBTAG.test(subtag) && !NO_LANGUAGE.has(subtag) ? shortestForm(subtag) : null;
}

/** Remembered for the same reason. */
const scripts = new Map<string, string>();

function scriptOf(language: string): string {
  const known = scripts.get(language);
  if (known !== undefined) return known;
  const script = new Intl.Locale(language).maximize().script ?? 'Latn';
  scripts.set(language, script);
  return script;
}

// ASCII letters, which are most of them, are counted without a pattern.
const OTHER_LETTERS = /[^\P{L}\0-\x7F]+/gu;
const OTHER_LATIN_LETTERS = /[^\P{Script=Latin}\0-\x7F]+/gu;

function asciiLettersIn(sample: string): number {
  let letters = 0;
  for (let place = 0; place < sample.length; place += 1) {
    // Bit 5 is what tells a from A.
    const unit = sample.charCodeAt(place) | 0x20;
    if (unit >= 0x61 && unit <= 0x7a) letters += 1;
  }
  return letters;
}

function unitsIn(sample: string, runs: RegExp): number {
  return sample.match(runs)?.reduce((sum, run) => sum + run.length, 0) ?? 0;
}

/** Whether the letters can be those of the language; true where there are none. */
function isInScriptOf(language: string, sample: string): boolean {
  const ascii = asciiLettersIn(sample);
  const letters = ascii + unitsIn(sample, OTHER_LETTERS);
  const latin = ascii + unitsIn(sample, OTHER_LATIN_LETTERS);
  return scriptOf(language) === 'Latn'
    ? latin >= letters * LATIN_SHARE_MIN
    : latin <= letters * LATIN_SHARE_ELSEWHERE_MAX;
}

/** The share of the language's stop words; 1 where the script tells the language, null where nothing can be told. */
function stopWordShare(language: string, sample: string): number | null {
  const script = scriptOf(language);
  if (!SHARED_SCRIPTS.has(script)) return 1;
  const stopWords = stopWordsOf(language);
  if (stopWords.size < STOP_WORDS_TO_JUDGE_MIN) return null;
  const lettersMin = script === 'Latn' ? 3 : 2;
  let words = 0;
  let stopped = 0;
  for (const word of sample.toLowerCase().match(WORDS) ?? []) {
    if (word.length < lettersMin) continue;
    words += 1;
    if (stopWords.has(word)) stopped += 1;
  }
  return stopped / Math.max(1, words);
}

/** The language the letters speak for, when more of its stop words are there than of the declared one. */
function betterThan(declaredShare: number, sample: string): string | null {
  const detected = primarySubtag(detect(sample));
  if (detected === null || !isInScriptOf(detected, sample)) return null;
  const share = stopWordShare(detected, sample) ?? 0;
  return share >= SHARE_TO_BE_BORNE_OUT && share > declaredShare ? detected : null;
}

/**
 * The language of a text. O(1): only the beginning is read.
 *
 * @param text plain text; 100 characters are needed before it can overrule or replace what is declared.
 * @param declared a language tag (`en`, `de-AT`, `pt_BR`), or null.
 * @returns a lower-cased primary subtag, or null where it is not known.
 */
export function detectLanguage(text: string, declared: string | null): string | null {
  const sample = text.slice(0, LANGUAGE_SAMPLE_CHARACTERS_MAX).normalize('NFKC');
  const tagged = primarySubtag(declared);
  const believable = tagged !== null && isInScriptOf(tagged, sample) ? tagged : null;
  if (sample.length < LANGUAGE_SAMPLE_CHARACTERS_MIN) return believable;
  const share = believable === null ? 0 : stopWordShare(believable, sample);
  if (share === null || share >= SHARE_TO_BE_SURE) return believable;
  return betterThan(share, sample) ?? believable;
}
