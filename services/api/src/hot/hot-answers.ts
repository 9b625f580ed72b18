// Finished answers in the process's memory, so that what many readers ask is made once.
//
// Nothing here is ever the only copy, and nothing is believed for long. An answer leaves when a change touches anything
// that it was made of, when its site's keys or settings change, or when it has to make room for one that was asked twice.
// After a minute it is made anew, because ages move and what was dated ahead may be shown by then. While Redis is silent
// nothing counts as true: what is known is then given as stale, by who asks for it in so many words.
import { LRUCache } from 'lru-cache';
import type { NetworkId, SiteId } from '@maylike/articles';
import type { Changes, SiteChanges } from '@maylike/store';
import { Followed, lookEveryMs } from './followed.js';
import { HotAnswer, type FinishedAnswer } from './hot-answer.js';
import { KnownCards } from './known-cards.js';
import { NetworkAnswers, Watch } from './network-answers.js';
import { Silence } from './silence.js';

/** How much is kept. */
export interface HotLimits {
  readonly bytesMax: number;
  /** Small answers have a price too. */
  readonly answersMax: number;
}

/** Some ten thousand answers of five items; a process is to stay far below half a gigabyte. */
export const hotLimits: HotLimits = { bytesMax: 64 * 1024 * 1024, answersMax: 30_000 };
/** Keys of answers that were not kept; a few megabytes. */
const askedOnceMax = 20_000;
/** Looks a turn over all networks: a process that answers for more of them looks at each less often. */
const looksATurnMax = 100;

/** An answer with where it belongs. */
interface Kept {
  readonly answer: HotAnswer;
  readonly network: NetworkAnswers;
}

/** The answers of one process. */
export class HotAnswers {
  /** Which sites' keys and settings changed. */
  private readonly sites: Followed<SiteChanges>;
  readonly silence: Silence;
  readonly #networks = new Map<NetworkId, NetworkAnswers>();
  readonly #answers: LRUCache<string, Kept>;
  /** Of answers that were made and not kept. */
  readonly #askedOnce = new Set<string>();
  readonly #cards = new KnownCards();
  readonly #siteListeners = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;
  #nextNetwork = 0;

  /** @param now Milliseconds since the epoch. */
  constructor(
    private readonly changes: Changes,
    private readonly now: () => number,
    private readonly limits: HotLimits = hotLimits,
  ) {
    this.#answers = new LRUCache<string, Kept>({
      max: limits.answersMax,
      maxSize: limits.bytesMax,
      sizeCalculation: ({ answer }) => answer.sizeBytes,
      dispose: ({ answer, network }) => {
        network.remove(answer);
      },
    });
    this.sites = new Followed(
      { end: () => changes.sitesEnd(), since: (cursor) => changes.sitesSince(cursor) },
      ({ all, sites }) => {
        if (all) this.dropAll();
        for (const site of sites) this.dropSite(site);
      },
    );
    this.silence = new Silence(() => this.#timer !== null && !this.sites.isCurrent);
  }

  /** Whether every change of a site's keys or settings until now is known. */
  get isKeyed(): boolean {
    return this.#timer !== null && this.sites.isCurrent;
  }

  /** How much is kept. */
  get kept(): { readonly answers: number; readonly bytes: number } {
    return { answers: this.#answers.size, bytes: this.#answers.calculatedSize };
  }

  /** Begins to follow what changes; until then nothing is kept. */
  async start(): Promise<void> {
    // Where Redis is away by now, the turns go on looking; until one is answered there is silence.
    await this.sites.look().catch(() => undefined);
    this.#timer ??= setInterval(() => {
      this.#turn();
    }, lookEveryMs);
  }

  /** Ends it: what is kept is not given any more. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.dropAll();
  }

  /** The answer for a key that is right now, or null. O(1). */
  fresh(key: string): HotAnswer | null {
    const kept = this.#answers.get(key);
    if (kept === undefined) return null;
    const isCurrent = kept.network.followed.isCurrent && this.sites.isCurrent;
    return isCurrent && kept.answer.isFresh(this.now()) ? kept.answer : null;
  }

  /** The last answer known for a key, right or not, or null: for when no better one can be had. */
  last(key: string): HotAnswer | null {
    return this.#answers.get(key)?.answer ?? null;
  }

  /**
   * Begins to watch what changes in a network, before the first thing is read for an answer. To be ended.
   *
   * @returns Null while nothing is kept.
   * @throws What the connection says, for the first answer of a network.
   */
  async watch(networkId: NetworkId): Promise<Watch | null> {
    if (this.#timer === null) return null;
    const network = this.#network(networkId);
    const watch = new Watch(network);
    network.watches.add(watch);
    try {
      if (!network.followed.isCurrent) await network.followed.look();
    } catch (error) {
      this.end(watch);
      throw error;
    }
    return watch;
  }

  end(watch: Watch): void {
    watch.network.watches.delete(watch);
  }

  /** Keeps an answer, unless what it was made of has changed since its watch began. */
  keep(watch: Watch, finished: FinishedAnswer): void {
    if (this.#timer === null || watch.hasTouched(finished.madeOf)) return;
    const answer = new HotAnswer(finished);
    if (!this.#mayEnter(answer)) return;
    const kept = { answer, network: watch.network };
    // The one before leaves its network first: they may be the same.
    this.#answers.delete(finished.key);
    watch.network.add(kept.answer);
    this.#answers.set(finished.key, kept);
  }

  /**
   * While there is room, everybody's. Then only what was asked twice: ten thousand addresses that nobody asks again, as
   * a crawler's, would else push out those that everybody does.
   */
  #mayEnter({ key, sizeBytes }: HotAnswer): boolean {
    const { answers, bytes } = this.kept;
    const isRoom = answers < this.limits.answersMax && bytes + sizeBytes <= this.limits.bytesMax;
    if (isRoom || this.#answers.has(key) || this.#askedOnce.delete(key)) return true;
    if (this.#askedOnce.size >= askedOnceMax) this.#askedOnce.clear();
    this.#askedOnce.add(key);
    return false;
  }

  /** Knows what changed in a network until this call: who writes through this process reads what he wrote. */
  async catchUp(networkId: NetworkId): Promise<void> {
    await this.#networks.get(networkId)?.followed.lookAgain();
  }

  /** Calls back when the keys or settings of any site change. */
  onSiteChange(listener: () => void): void {
    this.#siteListeners.add(listener);
  }

  /** Drops what a site is answered: its keys or settings changed. */
  dropSite(siteId: SiteId): void {
    for (const network of this.#networks.values()) {
      for (const watch of network.watches) watch.note({ all: false, numbers: [], sites: [siteId] });
      for (const answer of network.ofSite(siteId)) this.#answers.delete(answer.key);
    }
    for (const listener of this.#siteListeners) listener();
  }

  dropAll(): void {
    for (const network of this.#networks.values()) {
      for (const watch of network.watches) watch.note({ all: true, numbers: [], sites: [] });
      network.cards.dropAll();
    }
    this.#answers.clear();
    this.#cards.clear();
    for (const listener of this.#siteListeners) listener();
  }

  #network(id: NetworkId): NetworkAnswers {
    const known = this.#networks.get(id);
    if (known !== undefined) return known;
    const source = {
      end: () => this.changes.end(id),
      since: (cursor: string) => this.changes.since(id, cursor),
    };
    const network = new NetworkAnswers(source, this.#cards.shelf(), ({ key }) =>
      this.#answers.delete(key),
    );
    this.#networks.set(id, network);
    return network;
  }

  #turn(): void {
    this.sites.turn();
    this.silence.turn();
    const networks = [...this.#networks];
    const looks = Math.min(networks.length, looksATurnMax);
    for (let i = 0; i < looks; i++) {
      const [id, network] = networks[(this.#nextNetwork + i) % networks.length] ?? [];
      if (id === undefined || network === undefined) continue;
      if (network.isIdle) this.#networks.delete(id);
      else network.followed.turn();
    }
    this.#nextNetwork += looks;
  }
}
