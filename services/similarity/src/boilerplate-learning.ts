// What recurs in each source's articles, learned from what is stored, in slices.
//
// The newest articles of a source are looked at: what a source prints under everything changes with its templates. Texts
// are read and looked into a few hundred at a time, so that memory does not grow with the network.
import { IsolateError } from '@maylike/isolate';
import type { ArticleNumber, NetworkId } from '@maylike/articles';
import type { Logger } from '@maylike/runtime';
import {
  sourceOf,
  type ArticleTexts,
  type Store,
  type StoredBoilerplate,
  type StoredBoilerplateLine,
} from '@maylike/store';
import type { TextWork } from './text-work.js';

/** The newest of a source: what is printed under everything is seen a hundred times among as many. */
const articlesOfSourceMax = 300;
/** All sources together: about a minute of a thread's time. */
const articlesMax = 20_000;
/** Articles whose source is looked up to find those: a source that is silent for longer teaches nothing new. */
const lookedAtMax = 200_000;
const lookedAtPerStep = 500;
/** Articles that one message to a thread brings at least, where there are as many: sources are not torn apart. */
const articlesPerStep = 100;
/** UTF-16 units that one message brings; of a source with longer texts fewer articles are looked at. */
const charactersPerStepMax = 8_000_000;

/** Learns the table of one network. */
export class BoilerplateLearning {
  private readonly numbers = new Map<string, ArticleNumber[]>();
  private lookedAt = 0;
  private chosen = 0;
  private isChosen = false;
  private readonly lines = new Map<string, readonly StoredBoilerplateLine[]>();
  private readonly headlines = new Set<number>();

  /**
   * @param termed The articles that have terms: a text that no terms can be made of teaches nothing either, and would
   * hold up whoever waits for the lesson.
   * @param before The table of before: what a thread dies of is not learned anew.
   */
  constructor(
    private readonly store: Store,
    private readonly networkId: NetworkId,
    private readonly text: TextWork,
    private readonly logger: Logger,
    private readonly termed: ReadonlyMap<ArticleNumber, unknown>,
    private readonly before: StoredBoilerplate | null,
  ) {}

  /** Does one slice. @returns The table once it is learned, else null. @throws Any error of the connection. */
  async step(): Promise<StoredBoilerplate | null> {
    if (!this.isChosen) {
      await this.choose();
      return null;
    }
    if (this.numbers.size === 0) return { lines: this.lines, headlines: [...this.headlines] };
    await this.learnSome();
    return null;
  }

  private async choose(): Promise<void> {
    const { articles } = this.store;
    // Times far ahead are not believed when an article is stored: this is behind all of them.
    const page = await articles.newest(
      this.networkId,
      Number.MAX_SAFE_INTEGER,
      lookedAtPerStep,
      this.lookedAt,
    );
    this.lookedAt += page.length;
    const known = page.filter((number) => this.termed.has(number));
    for (const article of await articles.cards(this.networkId, known)) {
      if (this.chosen === articlesMax) break;
      const source = sourceOf(article);
      const numbers = this.numbers.get(source) ?? [];
      if (article.card === null || numbers.length === articlesOfSourceMax) continue;
      this.numbers.set(source, [...numbers, article.number]);
      this.chosen += 1;
    }
    this.isChosen =
      page.length < lookedAtPerStep || this.chosen === articlesMax || this.lookedAt >= lookedAtMax;
  }

  private async learnSome(): Promise<void> {
    const texts: ArticleTexts[] = [];
    const sources: string[] = [];
    let characters = 0;
    for (const [source, numbers] of this.numbers) {
      if (texts.length >= articlesPerStep || characters >= charactersPerStepMax) break;
      this.numbers.delete(source);
      sources.push(source);
      for (const text of await this.textsOf(numbers)) {
        characters += text.input.text.length;
        if (characters <= charactersPerStepMax) texts.push(text);
      }
    }
    this.remember(sources, await this.learn(texts));
  }

  private async textsOf(numbers: readonly ArticleNumber[]): Promise<ArticleTexts[]> {
    const { articles } = this.store;
    const read = await Promise.all(
      numbers.map(async (number) => {
        const article = await articles.get(this.networkId, number);
        return article === null ? null : await this.store.articles.texts(article);
      }),
    );
    return read.filter((text) => text !== null);
  }

  private async learn(texts: readonly ArticleTexts[]): Promise<StoredBoilerplate | null> {
    try {
      return await this.text.learn(texts);
    } catch (error) {
      if (!(error instanceof IsolateError) || error.code === 'closed') throw error;
      this.logger.warn(
        { err: error, networkId: this.networkId },
        'the boilerplate of some sources could not be learned: what was known of them stays',
      );
      return null;
    }
  }

  private remember(sources: readonly string[], learned: StoredBoilerplate | null): void {
    for (const source of sources) {
      const lines = (learned ?? this.before)?.lines.get(source);
      if (lines !== undefined) this.lines.set(source, lines);
    }
    for (const headline of learned?.headlines ?? []) this.headlines.add(headline);
  }
}

/**
 * In what two tables differ where it matters: the lines of each source whose lines differ, and the headlines.
 *
 * @returns Null where no source's lines differ: headlines alone come and go with every article.
 */
export function differenceOf(
  before: StoredBoilerplate | null,
  after: StoredBoilerplate | null,
): StoredBoilerplate | null {
  const lines = new Map<string, readonly StoredBoilerplateLine[]>();
  const sources = new Set([...(before?.lines.keys() ?? []), ...(after?.lines.keys() ?? [])]);
  for (const source of sources) {
    const differing = onlyInOne(
      before?.lines.get(source) ?? [],
      after?.lines.get(source) ?? [],
      ({ key }) => key,
    );
    if (differing.length > 0) lines.set(source, differing);
  }
  if (lines.size === 0) return null;
  const headlines = onlyInOne(before?.headlines ?? [], after?.headlines ?? [], (key) => key);
  return { lines, headlines };
}

/** Two differences as one: what either of them has. */
export function unionOf(a: StoredBoilerplate, b: StoredBoilerplate): StoredBoilerplate {
  const lines = new Map(a.lines);
  for (const [source, more] of b.lines) {
    const known = new Set(lines.get(source)?.map(({ key }) => key));
    lines.set(source, [...(lines.get(source) ?? []), ...more.filter(({ key }) => !known.has(key))]);
  }
  return { lines, headlines: [...new Set([...a.headlines, ...b.headlines])] };
}

function onlyInOne<T>(a: readonly T[], b: readonly T[], keyOf: (one: T) => number): T[] {
  const inA = new Set(a.map(keyOf));
  const inB = new Set(b.map(keyOf));
  return [...a.filter((one) => !inB.has(keyOf(one))), ...b.filter((one) => !inA.has(keyOf(one)))];
}
