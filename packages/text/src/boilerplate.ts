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
 *     articles of a source → lines and sentences → how many disjoint headlines each stands under → table
 */
import { headlineWordsOf } from './headline-words.js';
import { murmur3 } from './hash.js';
import {
  BOILERPLATE_EVIDENCE_CHARACTERS_MAX,
  BOILERPLATE_HEADLINES_MIN,
  BOILERPLATE_LINES_MAX,
  BOILERPLATE_SHARE_MIN,
  HEADLINE_WORDS_MIN,
  TEXT_CHARACTERS_MAX,
  TITLE_CHARACTERS_MAX,
} from './limits.js';
import { normaliseText } from './normalise.js';
import { piecesOf } from './pieces.js';

/** An article as the learner sees it. */
export interface BoilerplateSample {
  readonly title: string;
  /** Its texts as they are given to `makeTerms`: summary and text, one after the other. */
  readonly text: string;
}

/** A learned line with what speaks for it. */
export interface BoilerplateLine {
  /** Its key: the same for every spelling that differs in case, digits, spaces and punctuation only. */
  readonly key: number;
  /** The line as it was first seen, cut to 200 characters. */
  readonly text: string;
  /** Articles of the source that it was seen in. */
  readonly articles: number;
}

/** What is known of a source: asked for every line of its articles. */
export interface SourceBoilerplate {
  /** Whether the line, or sentence, is to be left out. O(length). */
  isBoilerplate(line: string): boolean;
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

/** A line while it is being learned. */
interface Sighting {
  articles: number;
  /** The last article it was counted in: a line that an article repeats counts once. */
  lastArticle: number;
  readonly text: string;
  /** Words of the headlines it stood under, which have none in common; not filled beyond the number that decides. */
  readonly headlines: (readonly number[])[];
}

/** The lines of one source. */
class SourceLearner {
  articles = 0;
  readonly #seen = new Map<number, Sighting>();

  add(pieces: readonly string[], headline: readonly number[]): void {
    this.articles += 1;
    for (const piece of pieces) this.#count(piece, headline);
    if (this.#seen.size > BOILERPLATE_LINES_MAX) this.#forgetSingles();
  }

  /** The lines that stood under enough headlines and in a share of the articles that is no coincidence. */
  learned(): BoilerplateLine[] {
    const articlesMin = this.articles * BOILERPLATE_SHARE_MIN;
    const lines: BoilerplateLine[] = [];
    for (const [key, { articles, text, headlines }] of this.#seen) {
      if (headlines.length >= BOILERPLATE_HEADLINES_MIN && articles >= articlesMin)
        lines.push({ key, text, articles });
    }
    return lines.sort((a, b) => b.articles - a.articles || a.key - b.key);
  }

  #count(piece: string, headline: readonly number[]): void {
    const key = lineKey(piece);
    if (key === null) return;
    const known = this.#seen.get(key);
    if (known === undefined) {
      this.#seen.set(key, {
        articles: 1,
        lastArticle: this.articles,
        text: piece.slice(0, BOILERPLATE_EVIDENCE_CHARACTERS_MAX),
        headlines: [headline],
      });
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

/** Stands for a missing headline: the first piece that says something, which a kicker such as "News" does not. */
const firstSentence = (pieces: readonly string[]): string =>
  pieces.find((piece) => headlineWordsOf(piece).length >= HEADLINE_WORDS_MIN) ?? '';

/** Both short. */
function areDisjoint(a: readonly number[], b: readonly number[]): boolean {
  return !a.some((word) => b.includes(word));
}

const NOT_TELLING = /[^\p{L}\p{M}\p{N}]+/gu;
const DIGITS = /\p{N}+/gu;

/**
 * One number for all spellings of a line that a reader would call the same, the date or the count in it aside; null for
 * what has no letter. 52 bits: among ten million lines two meet with a chance of one in a hundred.
 */
function lineKey(line: string): number | null {
  const bare = line.toLowerCase().replace(DIGITS, '0').replace(NOT_TELLING, ' ').trim();
  if (bare === '' || bare === '0') return null;
  return (murmur3(bare) % 2 ** 20) * 2 ** 32 + murmur3(bare, 1);
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
  const keys = new Map<string, ReadonlySet<number>>();
  for (const [source, known] of lines) keys.set(source, new Set(known.map(({ key }) => key)));
  const none: ReadonlySet<number> = new Set();
  return {
    forSource(source) {
      const own = keys.get(source) ?? none;
      return {
        isBoilerplate(line) {
          const key = lineKey(line);
          return key !== null && (own.has(key) || headlines.has(key));
        },
      };
    },
    linesOf: (source) => lines.get(source) ?? [],
    lines,
    headlines,
  };
}
