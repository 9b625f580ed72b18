// The sample newsroom in a running system, as `npm start` brings it up.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  editionAt,
  sample,
  type Edition,
  type PublishedArticle,
  type SampleArticle,
} from '@maylike/newsroom';
import { z } from 'zod';
import { recommendations, type Answer } from './http.js';
import { System } from './system.js';

const stateSchema = z.object({
  port: z.number(),
  openedAt: z.string(),
  isListed: z.literal(true),
  site: z.object({ publishableKey: z.string() }),
});

/** An article of the sample that a release brings, with its event. */
export type ReleasedArticle = SampleArticle & { readonly eventId: string };

/** A system with the sample site, from the moment on when it says that it is ready. */
export class SampleSystem {
  private constructor(
    readonly system: System,
    /** Where the newsroom is read. */
    readonly origin: string,
    private readonly key: string,
    private readonly openedAt: number,
    private readonly releaseEveryMs: number,
  ) {}

  /** Starts it in a new home; ingest may reach the newsroom's port and nothing else inside. */
  static async start(releaseEverySeconds: number): Promise<SampleSystem> {
    const system = await System.start({
      MAYLIKE_DEMO: '1',
      FETCH_ALLOW_PRIVATE: '',
      NEWSROOM_RELEASE_EVERY_SECONDS: String(releaseEverySeconds),
    });
    const file = join(system.settings['MAYLIKE_HOME'] ?? '', 'sample-site.json');
    const { port, site, openedAt } = stateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const origin = `http://127.0.0.1:${port}`;
    const releaseEveryMs = releaseEverySeconds * 1_000;
    return new SampleSystem(
      system,
      origin,
      site.publishableKey,
      Date.parse(openedAt),
      releaseEveryMs,
    );
  }

  /** The page of an article. */
  urlOf({ outlet, slug }: { readonly outlet: string; readonly slug: string }): string {
    return `${this.origin}/${outlet}/${slug}`;
  }

  /** What is out now. */
  edition(): Edition {
    return editionAt(sample, this.openedAt, Date.now(), this.releaseEveryMs);
  }

  /** The list of an article. */
  async listOf(
    article: PublishedArticle,
    limit = 5,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return await recommendations(this.system.origin, this.key, this.urlOf(article), {
      limit: String(limit),
      ...more,
    });
  }

  /** The article that the last release brings. */
  lastReleased(): ReleasedArticle {
    const released = sample
      .flatMap(({ id, articles }) => articles.map((article) => ({ ...article, eventId: id })))
      .filter(({ release }) => release !== undefined)
      .sort((a, b) => (b.release ?? 0) - (a.release ?? 0));
    const [last] = released;
    if (last === undefined) throw new Error('the sample has releases');
    return last;
  }

  /** Whether all releases are out. */
  isAllOut(): boolean {
    return Date.now() > this.openedAt + (this.lastReleased().release ?? 0) * this.releaseEveryMs;
  }

  /** Ends it and removes its home. */
  async stop(): Promise<unknown> {
    return await this.system.stop();
  }
}
