// What is shown of articles, by heart: lists of one network show the same articles again and again, and reading 64 cards
// is most of what an answer costs. A card leaves with the change that says so, like the answers that show it.
import { LRUCache } from 'lru-cache';
import type { ArticleNumber } from '@maylike/articles';
import type { StoredArticle } from '@maylike/store';

/** Two or three kilobytes each. */
const cardsMax = 15_000;

/** The cards of all networks of a process: there is one bound for them. */
export class KnownCards {
  readonly #cards = new LRUCache<string, StoredArticle>({ max: cardsMax });
  #shelves = 0;

  /** A place for the cards of one network. */
  shelf(): CardShelf {
    return new CardShelf(this.#cards, () => {
      this.#shelves += 1;
      return this.#shelves;
    });
  }

  clear(): void {
    this.#cards.clear();
  }
}

/** The known cards of one network. */
export class CardShelf {
  #serial: number;

  constructor(
    private readonly cards: LRUCache<string, StoredArticle>,
    private readonly nextSerial: () => number,
  ) {
    this.#serial = nextSerial();
  }

  get(number: ArticleNumber): StoredArticle | undefined {
    return this.cards.get(this.#keyOf(number));
  }

  put(article: StoredArticle): void {
    this.cards.set(this.#keyOf(article.number), article);
  }

  drop(numbers: readonly ArticleNumber[]): void {
    for (const number of numbers) this.cards.delete(this.#keyOf(number));
  }

  /** Forgets all, at once: what lies under the old serial is found no more, and makes room in its turn. */
  dropAll(): void {
    this.#serial = this.nextSerial();
  }

  #keyOf(number: ArticleNumber): string {
    return `${this.#serial} ${number}`;
  }
}
