// The stories of articles that were looked at last: an article's near-duplicates are mostly those of the article before it,
// and the writer, who alone changes them, need not ask for each.
import type { ArticleNumber } from '@maylike/articles';

/** A few megabytes; the oldest goes first. */
const rememberedMax = 50_000;

/** Reads stories; numbers in none are left out. */
export type ReadStories = (
  numbers: readonly ArticleNumber[],
) => Promise<ReadonlyMap<ArticleNumber, ArticleNumber>>;

/** Stories by number, read once. */
export class KnownStories {
  private readonly founders = new Map<ArticleNumber, ArticleNumber>();

  constructor(private readonly read: ReadStories) {}

  /** The stories of some numbers; numbers in none are left out. One round trip, or none. */
  async of(numbers: readonly ArticleNumber[]): Promise<Map<ArticleNumber, ArticleNumber>> {
    const missing = numbers.filter((number) => !this.founders.has(number));
    if (missing.length > 0) this.remember(await this.read(missing));
    return new Map(
      numbers.flatMap((number) => {
        const founder = this.founders.get(number);
        return founder === undefined ? [] : [[number, founder] as const];
      }),
    );
  }

  /** Takes over what is written. */
  remember(stories: ReadonlyMap<ArticleNumber, ArticleNumber>): void {
    for (const [number, founder] of stories) {
      this.founders.delete(number);
      this.founders.set(number, founder);
    }
    for (const number of this.founders.keys()) {
      if (this.founders.size <= rememberedMax) break;
      this.founders.delete(number);
    }
  }
}
