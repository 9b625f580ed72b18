// The kept answers of one network, by what they were made of.
import type { ArticleNumber, SiteId } from '@maylike/articles';
import type { NetworkChanges, StoredArticle } from '@maylike/store';
import { Followed, type ChangeSource } from './followed.js';
import type { HotAnswer, MadeOf } from './hot-answer.js';
import type { CardShelf } from './known-cards.js';

/** What changes say, without where they were read. */
type Changes = Pick<NetworkChanges, 'all' | 'numbers' | 'sites'>;

/**
 * An answer that is being made. What changes meanwhile may have been read before it changed: such an answer is sent and
 * not kept.
 */
export class Watch {
  #isAll = false;
  readonly #numbers = new Set<ArticleNumber>();
  readonly #sites = new Set<SiteId>();

  constructor(readonly network: NetworkAnswers) {}

  /** Whether it is still watched, and nothing has changed since it began. */
  get isUntouched(): boolean {
    const isTouched = this.#isAll || this.#numbers.size > 0 || this.#sites.size > 0;
    return this.isWatched && !isTouched;
  }

  get isWatched(): boolean {
    return this.network.watches.has(this);
  }

  note({ all, numbers, sites }: Changes): void {
    if (all) this.#isAll = true;
    for (const number of numbers) this.#numbers.add(number);
    for (const site of sites) this.#sites.add(site);
  }

  /** The card of an article as it is now, or undefined where it is not known. */
  cardOf(number: ArticleNumber): StoredArticle | undefined {
    return this.network.followed.isCurrent ? this.network.cards.get(number) : undefined;
  }

  /** Keeps cards that were read since it began, but those that have changed since. */
  keepCards(articles: readonly StoredArticle[]): void {
    if (this.#isAll || !this.isWatched) return;
    for (const article of articles) {
      if (!this.#numbers.has(article.number)) this.network.cards.put(article);
    }
  }

  /** Whether anything that the answer was made of may have changed. O(changes). */
  hasTouched({ siteId, numbers, isOpen }: MadeOf): boolean {
    if (!this.isWatched || this.#isAll || this.#sites.has(siteId)) return true;
    if (isOpen) return this.#numbers.size > 0;
    return [...this.#numbers].some((number) => numbers.has(number));
  }
}

/** One network. Whoever drops an answer also takes it out here. */
export class NetworkAnswers {
  readonly followed: Followed<NetworkChanges>;
  /** Answers that are being made. */
  readonly watches = new Set<Watch>();
  readonly #all = new Set<HotAnswer>();
  readonly #open = new Set<HotAnswer>();
  readonly #byNumber = new Map<ArticleNumber, Set<HotAnswer>>();

  constructor(
    source: ChangeSource<NetworkChanges>,
    readonly cards: CardShelf,
    drop: (answer: HotAnswer) => void,
  ) {
    this.followed = new Followed(source, (changes) => {
      for (const watch of this.watches) watch.note(changes);
      if (changes.all) cards.dropAll();
      else cards.drop(changes.numbers);
      for (const answer of this.touchedBy(changes)) drop(answer);
    });
  }

  /** Whether nobody needs to know what changes here. */
  get isIdle(): boolean {
    return this.#all.size === 0 && this.watches.size === 0;
  }

  /** O(numbers it was made of), as {@link remove}. */
  add(answer: HotAnswer): void {
    this.#all.add(answer);
    if (answer.madeOf.isOpen) {
      this.#open.add(answer);
      return;
    }
    for (const number of answer.madeOf.numbers) {
      const holders = this.#byNumber.get(number);
      if (holders === undefined) this.#byNumber.set(number, new Set([answer]));
      else holders.add(answer);
    }
  }

  remove(answer: HotAnswer): void {
    this.#all.delete(answer);
    this.#open.delete(answer);
    for (const number of answer.madeOf.numbers) {
      const holders = this.#byNumber.get(number);
      if (holders?.delete(answer) === true && holders.size === 0) this.#byNumber.delete(number);
    }
  }

  /** The answers of a site. O(answers of the network). */
  ofSite(siteId: SiteId): HotAnswer[] {
    return [...this.#all].filter(({ madeOf }) => madeOf.siteId === siteId);
  }

  /** The answers that changes touch. O(changes + answers they touch). */
  touchedBy({ all, numbers, sites }: Changes): Set<HotAnswer> {
    if (all) return new Set(this.#all);
    return new Set([
      ...(numbers.length > 0 ? this.#open : []),
      ...numbers.flatMap((number) => [...(this.#byNumber.get(number) ?? [])]),
      ...sites.flatMap((siteId) => this.ofSite(siteId)),
    ]);
  }
}
