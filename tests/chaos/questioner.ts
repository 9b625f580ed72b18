// A reader who asks the API all the while, whatever happens to the processes behind it, and notes what no reader may see.
import { setTimeout as pause } from 'node:timers/promises';
import type { NetworkId } from '@maylike/articles';
import type { Store } from '@maylike/store';
import { z } from 'zod';
import { apiUrl } from '../support/http.js';
import { eventOf } from './articles.js';

/** About twenty-five questions a second: traffic, not load. */
const askEveryMs = 40;
/** As many as an answer shows by default. */
const enough = 5;
/** One that was edited is away until its new terms are made; so many at once are not. */
const editedAtOnceMax = 2;

const answerSchema = z.object({
  article: z.object({ title: z.string() }).nullable(),
  items: z.array(z.object({ url: z.string(), title: z.string(), strategy: z.string() })),
  generation: z.string().nullable(),
});

export interface QuestionerOptions {
  readonly origin: string;
  readonly key: string;
  /** The addresses that may be asked for now. */
  readonly urls: () => readonly string[];
  readonly store: Store;
  readonly networkId: NetworkId;
  readonly random: () => number;
}

/** A reader who asks until he is stopped. */
export class Questioner {
  /** Answers by kind: 2xx, 4xx, 503, none at all (nobody listened, or the connection broke). */
  readonly counts = { good: 0, refused: 0, unavailable: 0, none: 0 };
  /** What should never be seen, a sentence each. */
  readonly faults: string[] = [];
  slowestMs = 0;
  private readonly served = new Set<string>();
  private readonly activated = new Set<string>();
  private readonly covered = new Set<string>();
  private changesRead = '-';
  private lists = 0;
  private stopped = false;
  private readonly ended: Promise<void>;

  private constructor(private readonly options: QuestionerOptions) {
    this.ended = this.ask();
  }

  static start(options: QuestionerOptions): Questioner {
    return new Questioner(options);
  }

  /** Ends the questions; rejects where the test's own Redis connection failed. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended;
    await this.lookAtChanges();
    const unknown = [...this.served].filter((id) => !this.activated.has(id));
    if (unknown.length > 0) this.faults.push(`served, but never active: ${unknown.join(', ')}`);
  }

  private async ask(): Promise<void> {
    for (let asked = 0; !this.stopped; asked++) {
      const urls = this.options.urls();
      const url = urls[Math.floor(this.options.random() * urls.length)];
      if (url !== undefined) await this.askFor(url);
      if (asked % 5 === 0) {
        await this.lookAtChanges();
        await this.lookAtLists();
      }
      await pause(askEveryMs);
    }
  }

  private async askFor(url: string): Promise<void> {
    const { origin, key } = this.options;
    const startedAt = performance.now();
    let response: Response;
    let text: string;
    try {
      response = await fetch(apiUrl(origin, '/v1/recommendations', { key, url, limit: '20' }));
      text = await response.text();
    } catch {
      // The process was killed under the request, or has not come back yet.
      this.counts.none += 1;
      return;
    }
    this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt);
    if (response.status >= 400 && response.status < 500) this.counts.refused += 1;
    else if (response.status === 503) this.counts.unavailable += 1;
    else if (response.ok) this.judge(url, answerSchema.parse(JSON.parse(text)));
    else this.faults.push(`${response.status} for ${url}: ${text}`);
  }

  /**
   * What is looked at is an article's own event: with other events it has little in common, and from one generation's
   * tables to the next that may be less than a list takes.
   */
  private judge(url: string, { article, items, generation }: z.infer<typeof answerSchema>): void {
    this.counts.good += 1;
    if (generation !== null) this.served.add(generation);
    if (items.some((item) => item.url === url)) this.faults.push(`${url} is recommended to itself`);
    const event = article === null ? null : eventOf(article.title);
    const related = items.filter(
      ({ strategy, title }) => strategy === 'related' && eventOf(title) === event,
    ).length;
    if (related >= enough) this.covered.add(url);
    else if (this.covered.has(url) && related < enough - editedAtOnceMax)
      this.faults.push(`${url} had a list and has it no longer: ${related} of its event`);
  }

  /** Every swap is told on the stream of changes. */
  private async lookAtChanges(): Promise<void> {
    const { store, networkId } = this.options;
    const entries = await store.redis.xrange(`ml:{n-${networkId}}:changes`, this.changesRead, '+');
    for (const [id, fields] of entries) {
      this.changesRead = `(${id}`;
      const at = fields.indexOf('generation');
      if (at !== -1) this.activated.add(fields[at + 1] ?? '');
    }
  }

  /** Articles come and none goes: whichever generation is active has at least as many lists as any before it had. */
  private async lookAtLists(): Promise<void> {
    const lists = await this.options.store.networks.listCount(this.options.networkId);
    if (lists < this.lists) this.faults.push(`${lists} lists are served where ${this.lists} were`);
    this.lists = Math.max(this.lists, lists);
  }
}
