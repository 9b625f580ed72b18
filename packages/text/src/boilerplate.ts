/**
 * What a source prints under every article and means by none: "Unlock the newsletter for free", "All rights reserved",
 * the heading "News", a list of other headlines. Such lines make everything related to everything, so they are learned
 * from the source's own articles and left out of their terms.
 *
 * Recurrence alone does not tell: an outlet carries its background paragraphs from one report of an event to the next,
 * and those are what the articles are about. So a line counts only under headlines that have no word in common: two
 * reports of one event nearly always share one. A line that is the headline of another article is a link to it, and is
 * boilerplate at once.
 *
 * Phrases recur where whole sentences do not: "The post … appeared first on The Courier" has another headline in it every
 * time. Four words in a row that stand in a third of a source's articles, under such headlines, say nothing either.
 *
 *     articles of a source → sentences and phrases → how many disjoint headlines each stands under → table
 */
import { headlineWordsOf } from './headline-words.js';
import { hash52 } from './hash.js';
import {
  BOILERPLATE_EVIDENCE_CHARACTERS_MAX,
  BOILERPLATE_HEADLINES_MIN,
  BOILERPLATE_LINES_MAX,
  BOILERPLATE_PHRASES_MAX,
  BOILERPLATE_SHARE_MIN,
  HEADLINE_WORDS_MIN,
  PHRASE_ARTICLES_MAX,
  PHRASE_SHARE_MIN,
  TEXT_CHARACTERS_MAX,
  TITLE_CHARACTERS_MAX,
} from './limits.js';
import { normaliseText } from './normalise.js';
import { isPhraseKey, phrasesOf, withoutPhrases } from './phrases.js';
import { piecesOf } from './pieces.js';

/** An article as the learner sees it. */
export interface BoilerplateSample {
  readonly title: string;
  /** Its texts as they are given to `makeTerms`: summary and text, one after the other. */
  readonly text: string;
}

/** A learned line or phrase with what speaks for it. */
export interface BoilerplateLine {
  /**
   * Its key: the same for every spelling that differs in case, digits, spaces and punctuation only. Below zero for a
   * phrase, which is left out wherever it stands in a line.
   */
  readonly key: number;
  /** The words as they were first seen, cut to 200 characters. */
  readonly text: string;
  /** Articles of the source that it was seen in. */
  readonly articles: number;
}

/** What is known of a source: asked for every line, or sentence, of its articles. */
export interface SourceBoilerplate {
  /** What of the line says something: the line itself, what its phrases leave of it, or ''. O(length). */
  ownPart(line: string): string;
}

/** The boilerplate of many sources, frozen. */
export interface BoilerplateTable {
  /** What is known of a source; of one that is not known, what is known of all: the headlines. */
  forSource(source: string): SourceBoilerplate;
  /** The evidence, most frequent lines first. */
  linesOf(source: string): readonly BoilerplateLine[];
  /** All learned lines by source, and the keys of all headlines: what to store. */
  readonly lines: ReadonlyMap<string, readonly BoilerplateLine[]>;
  readonly headlines: ReadonlySet<number>;
}

/** A line or phrase while it is being learned. */
interface Sighting {
  articles: number;
  /** The last article it was counted in: what an article repeats counts once. */
  lastArticle: number;
  readonly text: string;
  /** Words of the headlines it stood under, which have none in common; not filled beyond the number that decides. */
  readonly headlines: (readonly number[])[];
}

/** What was seen in the articles of one source, by key, and how often. */
class Sightings {
  articles = 0;
  readonly #sizeMax: number;
  readonly #seen = new Map<number, Sighting>();

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  /** Counts what one article has. */
  add(found: Iterable<readonly [key: number, text: string]>, headline: readonly number[]): void {
    this.articles += 1;
    for (const [key, text] of found) this.#count(key, text, headline);
    if (this.#seen.size > this.#sizeMax) this.#forgetSingles();
  }

  /** What stood under enough headlines, and in a share of the articles that is no coincidence. */
  recurring(shareMin: number): BoilerplateLine[] {
    const articlesMin = this.articles * shareMin;
    const recurring: BoilerplateLine[] = [];
    for (const [key, { articles, text, headlines }] of this.#seen) {
      if (headlines.length < BOILERPLATE_HEADLINES_MIN || articles < articlesMin) continue;
      recurring.push({ key, text: text.slice(0, BOILERPLATE_EVIDENCE_CHARACTERS_MAX), articles });
    }
    return recurring;
  }

  #count(key: number, text: string, headline: readonly number[]): void {
    const known = this.#seen.get(key);
    if (known === undefined) {
      const lastArticle = this.articles;
      this.#seen.set(key, { articles: 1, lastArticle, text, headlines: [headline] });
      return;
    }
    if (known.lastArticle === this.articles) return;
    known.lastArticle = this.articles;
    known.articles += 1;
    const { headlines } = known;
    if (headlines.length >= BOILERPLATE_HEADLINES_MIN) return;
    if (headlines.every((other) => areDisjoint(other, headline))) headlines.push(headline);
  }

  /** What recurs is seen again: forgetting the rest bounds the memory (lossy counting: Manku, Motwani, VLDB 2002). */
  #forgetSingles(): void {
    for (const [key, { articles }] of this.#seen) if (articles === 1) this.#seen.delete(key);
  }
}

/** The lines and phrases of one source. */
class SourceLearner {
  readonly #lines = new Sightings(BOILERPLATE_LINES_MAX);
  readonly #phrases = new Sightings(BOILERPLATE_PHRASES_MAX);

  add(pieces: readonly string[], headline: readonly number[]): void {
    this.#lines.add(keyedLines(pieces), headline);
    if (this.#phrases.articles < PHRASE_ARTICLES_MAX)
      this.#phrases.add(keyedPhrases(pieces), headline);
  }

  learned(): BoilerplateLine[] {
    const lines = this.#lines.recurring(BOILERPLATE_SHARE_MIN);
    const phrases = new Map(
      this.#phrases.recurring(PHRASE_SHARE_MIN).map((phrase) => [phrase.key, phrase]),
    );
    // The phrases of a learned line go with it, unless they recur without it as well.
    for (const { text, articles } of lines)
      for (const { key } of phrasesOf(text))
        if ((phrases.get(key)?.articles ?? 0) <= articles) phrases.delete(key);
    return [...lines, ...phrases.values()].sort((a, b) => b.articles - a.articles || a.key - b.key);
  }
}

function* keyedLines(pieces: readonly string[]): Iterable<readonly [number, string]> {
  for (const piece of pieces) {
    const key = lineKey(piece);
    if (key !== null) yield [key, piece];
  }
}

function* keyedPhrases(pieces: readonly string[]): Iterable<readonly [number, string]> {
  for (const piece of pieces)
    for (const { key, start, end } of phrasesOf(piece)) yield [key, piece.slice(start, end)];
}

/** Stands for a missing headline: the first piece that says something, which a kicker such as "News" does not. */
const firstSentence = (pieces: readonly string[]): string =>
  pieces.find((piece) => headlineWordsOf(piece).length >= HEADLINE_WORDS_MIN) ?? '';

/** Both short. */
function areDisjoint(a: readonly number[], b: readonly number[]): boolean {
  return !a.some((word) => b.includes(word));
}

const NOT_TELLING = /[^\p{L}\p{M}\p{N}]+/gu;
const DIGITS = /\p{N}+/gu;

/** One number for all spellings of a line that a reader would call the same, the date or the count in it aside; null for what has no letter. */
function lineKey(line: string): number | null {
  const bare = line.toLowerCase().replace(DIGITS, '0').replace(NOT_TELLING, ' ').trim();
  if (bare === '' || bare === '0') return null;
  return hash52(bare);
}

/** Learns from any number of articles, in any order of sources. Memory: bounded for each source. */
export class BoilerplateLearner {
  readonly #sources = new Map<string, SourceLearner>();
  readonly #headlines = new Set<number>();

  /** O(length of the text). */
  add(source: string, sample: BoilerplateSample): void {
    const title = normaliseText(sample.title, TITLE_CHARACTERS_MAX);
    const pieces = piecesOf(normaliseText(sample.text, TEXT_CHARACTERS_MAX));
    const ownKey = lineKey(title);
    if (ownKey !== null && this.#headlines.size < BOILERPLATE_LINES_MAX)
      this.#headlines.add(ownKey);
    let learner = this.#sources.get(source);
    if (learner === undefined) {
      learner = new SourceLearner();
      this.#sources.set(source, learner);
    }
    learner.add(pieces, headlineWordsOf(title === '' ? firstSentence(pieces) : title));
  }

  /** What has been learned so far; adding more later changes nothing of it. O(lines seen). */
  table(): BoilerplateTable {
    const lines = new Map<string, readonly BoilerplateLine[]>();
    for (const [source, learner] of this.#sources) {
      const learned = learner.learned();
      if (learned.length > 0) lines.set(source, learned);
    }
    return boilerplateTableFrom(lines, new Set(this.#headlines));
  }
}

/** The table that was stored as its lines and headlines. */
export function boilerplateTableFrom(
  lines: ReadonlyMap<string, readonly BoilerplateLine[]>,
  headlines: ReadonlySet<number>,
): BoilerplateTable {
  const sources = new Map(
    Array.from(lines, ([source, known]) => [source, sourceBoilerplate(known, headlines)]),
  );
  const unknownSource = sourceBoilerplate([], headlines);
  return {
    forSource: (source) => sources.get(source) ?? unknownSource,
    linesOf: (source) => lines.get(source) ?? [],
    lines,
    headlines,
  };
}

function sourceBoilerplate(
  known: readonly BoilerplateLine[],
  headlines: ReadonlySet<number>,
): SourceBoilerplate {
  const keys = new Set(known.map(({ key }) => key));
  const hasPhrases = known.some(({ key }) => isPhraseKey(key));
  const saysNothing = (line: string): boolean => {
    const key = lineKey(line);
    return key !== null && (keys.has(key) || headlines.has(key));
  };
  return {
    ownPart(line) {
      if (saysNothing(line)) return '';
      if (!hasPhrases) return line;
      const rest = withoutPhrases(line, keys);
      return rest === line || !saysNothing(rest) ? rest : '';
    },
  };
}
