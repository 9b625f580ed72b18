// Everything that is done with texts, as jobs for threads that can be killed.
import type { Isolate } from '@maylike/isolate';
import type { ArticleTexts, StoredBoilerplate } from '@maylike/store';
import type { TextTerms } from '@maylike/text';
import type { PackedBoilerplate } from './packed-boilerplate.js';

/**
 * A draft's asker waits one second: whoever takes twice that is answered to nobody. It is no shorter so that a busy
 * machine does not kill what is sound.
 */
const draftTimeoutMs = 2_000;

/** Fifty full texts take a tenth of a second. A batch that is killed is tried again one by one: nothing is lost by it. */
const batchTimeoutMs = 5_000;
/** One text takes milliseconds, the worst that was found 3 s: whatever takes this long never ends. */
const textTimeoutMs = 10_000;

/** What a thread can be asked. */
export type TextJob =
  | {
      readonly kind: 'terms';
      readonly texts: readonly ArticleTexts[];
      readonly table: PackedBoilerplate | null;
    }
  | {
      readonly kind: 'affected';
      readonly texts: readonly ArticleTexts[];
      readonly diff: PackedBoilerplate;
    }
  | { readonly kind: 'learn'; readonly texts: readonly ArticleTexts[] };

/** What it answers. */
export type TextJobResult =
  | { readonly kind: 'terms'; readonly terms: TextTerms[] }
  | { readonly kind: 'affected'; readonly affected: boolean[] }
  | { readonly kind: 'learned'; readonly learned: StoredBoilerplate };

/** The threads, asked in words. All methods reject with `IsolateError` when the thread was killed. */
export class TextWork {
  constructor(private readonly isolate: Pick<Isolate<TextJob, TextJobResult>, 'run'>) {}

  /** The terms of several articles, in the order given. */
  async terms(
    texts: readonly ArticleTexts[],
    table: PackedBoilerplate | null,
  ): Promise<TextTerms[]> {
    const timeoutMs = texts.length > 1 ? batchTimeoutMs : textTimeoutMs;
    const result = await this.isolate.run({ kind: 'terms', texts, table }, { timeoutMs });
    if (result.kind !== 'terms') throw mismatch(result);
    return result.terms;
  }

  /** The terms of one text that somebody waits for. */
  async draftTerms(texts: ArticleTexts, table: PackedBoilerplate | null): Promise<TextTerms> {
    const result = await this.isolate.run(
      { kind: 'terms', texts: [texts], table },
      { timeoutMs: draftTimeoutMs },
    );
    const terms = result.kind === 'terms' ? result.terms[0] : undefined;
    if (terms === undefined) throw mismatch(result);
    return terms;
  }

  /** Which of these articles have a line in which two tables differ, in the order given. */
  async affected(texts: readonly ArticleTexts[], diff: PackedBoilerplate): Promise<boolean[]> {
    const result = await this.isolate.run({ kind: 'affected', texts, diff });
    if (result.kind !== 'affected') throw mismatch(result);
    return result.affected;
  }

  /** What recurs in these articles of some sources, each of them whole. */
  async learn(texts: readonly ArticleTexts[]): Promise<StoredBoilerplate> {
    const result = await this.isolate.run({ kind: 'learn', texts });
    if (result.kind !== 'learned') throw mismatch(result);
    return result.learned;
  }
}

const mismatch = ({ kind }: TextJobResult): Error =>
  new Error(`a thread answered with ${kind} what it was not asked`);
