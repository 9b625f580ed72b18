// Days of news on a clock of the test's own: what arrives, is edited, is withdrawn, comes back, and grows too old.
import type { ArticleNumber } from '@maylike/articles';
import type { Store } from '@maylike/store';
import { contentOf, randomOf, type ScaleText } from '../support/scale-articles.js';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** 1st January 2026, 00:00 UTC. */
const startMs = 1_767_225_600_000;

/** Of the articles that are live, this share is edited in a day, and withdrawn. */
const editedADay = 0.1;
const withdrawnADay = 0.02;
/** Withdrawn ones that are shown again an hour later. */
const returningShare = 0.3;
const outlets = 4;

export interface NewsDaysOptions {
  readonly store: Store;
  readonly network: string;
  readonly articlesADay: number;
  readonly windowDays: number;
  /** As many as arrive on all days. */
  readonly texts: readonly ScaleText[];
}

interface Published {
  readonly slug: string;
  readonly text: ScaleText;
  readonly outlet: number;
}

/** The publishers of one network, hour by hour. */
export class NewsDays {
  now = startMs;
  /** Articles that ever were, and what was done to them. */
  readonly counts = { arrived: 0, edited: 0, withdrawn: 0, returned: 0, expired: 0 };
  private readonly random = randomOf(31);
  private readonly live = new Map<ArticleNumber, Published>();
  private readonly away: Published[] = [];
  private poll = 0;

  constructor(private readonly options: NewsDaysOptions) {}

  /** Whole days since the start. */
  get day(): number {
    return Math.floor((this.now - startMs) / dayMs);
  }

  /** One hour goes by. */
  async hour(): Promise<void> {
    this.now += hourMs;
    this.poll += 1;
    for (const back of this.away.splice(0)) {
      await this.put(back);
      this.counts.returned += 1;
    }
    for (let i = 0; i < this.timesOf(this.options.articlesADay / 24); i++) await this.arrive();
    for (let i = 0; i < this.timesOf((editedADay * this.live.size) / 24); i++) await this.edit();
    for (let i = 0; i < this.timesOf((withdrawnADay * this.live.size) / 24); i++)
      await this.withdraw();
    await this.expire();
  }

  /** A whole number whose mean is the one given. */
  private timesOf(mean: number): number {
    return Math.floor(mean + this.random());
  }

  private async arrive(): Promise<void> {
    const text = this.options.texts[this.counts.arrived % this.options.texts.length];
    if (text === undefined) throw new Error('there are no texts');
    const slug = `n-${this.counts.arrived}`;
    this.counts.arrived += 1;
    const publishedAt = this.now - Math.floor(this.random() * hourMs);
    const outlet = Math.floor(this.random() * outlets);
    await this.put({ slug, outlet, text: { ...text, publishedAt } });
  }

  private async edit(): Promise<void> {
    const published = this.some();
    if (published === undefined) return;
    this.counts.edited += 1;
    const { text } = published;
    const more = `Update ${this.poll}: ${text.title} is confirmed by ${this.counts.edited} readers.`;
    await this.put({ ...published, text: { ...text, text: `${text.text}\n${more}` } });
  }

  private async withdraw(): Promise<void> {
    const published = this.some();
    if (published === undefined) return;
    const number = await this.take(published, this.random() < 0.2 ? 'removed' : 'missing');
    this.counts.withdrawn += 1;
    if (number !== null && this.random() < returningShare) this.away.push(published);
  }

  /** What the beat of `ingest` does with what has left the window. */
  private async expire(): Promise<void> {
    const { store, network, windowDays } = this.options;
    const since = this.now - windowDays * dayMs;
    const numbers = await store.articles.publishedBefore(network, since, 10_000);
    for (const number of numbers) {
      await store.articles.remove(network, 'site', number, 'expired');
      this.live.delete(number);
      this.counts.expired += 1;
    }
  }

  /** @returns Its number where it may come back, else null. */
  private async take(
    { slug }: Published,
    state: 'removed' | 'missing',
  ): Promise<ArticleNumber | null> {
    const { store, network } = this.options;
    for (const [number, published] of this.live) {
      if (published.slug !== slug) continue;
      await store.articles.remove(network, 'site', number, state);
      this.live.delete(number);
      return state === 'missing' ? number : null;
    }
    return null;
  }

  private async put(published: Published): Promise<void> {
    const { store, network } = this.options;
    const { slug, text, outlet } = published;
    const origin = {
      siteId: 'site',
      networkId: network,
      feed: { id: `feed-${outlet}`, pollNumber: this.poll, guid: slug },
    };
    const content = {
      ...contentOf(text, slug),
      source: `Outlet ${outlet}`,
      text: `${text.text}\n${this.footer(outlet)}`,
    };
    const { number } = await store.articles.upsert(origin, content, this.now);
    this.live.set(number, published);
  }

  /** What an outlet prints under everything; it has another one each week. */
  private footer(outlet: number): string {
    const week = Math.floor(this.day / 7);
    return `Outlet ${outlet}, edition ${week}: sign up for our morning letter about markets and weather.`;
  }

  private some(): Published | undefined {
    const all = [...this.live.values()];
    return all[Math.floor(this.random() * all.length)];
  }
}
