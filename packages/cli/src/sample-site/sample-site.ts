// The sample site of a running MayLike: a newsroom on a port of its own, a foreign origin as a real publisher's is, and
// its site, key and feeds, made by the public commands.
//
//   port and opening time are known (before ingest starts: it may fetch from this port only)
//     → site and key → the newsroom runs → its feeds → their first lists → polled again at each release
//
// Every step can be done twice: what is there is found, so that a start that was killed goes on where it was.
import {
  findFreePort,
  supervise,
  type Environment,
  type Logger,
  type Supervisor,
} from '@maylike/runtime';
import { messageOf } from '../errors.js';
import { serviceModulePath } from '../services.js';
import type { SampleCommands } from './commands.js';
import {
  readSampleState,
  writeSampleState,
  type SampleRegistration,
  type SampleState,
} from './state.js';

const siteName = 'Sample newsroom';
const host = '127.0.0.1';

/**
 * Each outlet's feed; the names are those in the newsroom's notices. One says all, but its pages are read to show what
 * stands on real ones and does not count; one gives summaries, so its pages are needed; one needs none.
 */
const feeds = {
  courier: { path: '/courier/feed.xml', fullText: 'always' },
  meridian: { path: '/meridian/atom.xml', fullText: 'short' },
  tidings: { path: '/tidings/feed.json', fullText: 'never' },
} as const;

/** What the sample site works with. */
export interface SampleSiteOptions {
  readonly home: string;
  readonly commands: SampleCommands;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The sample site of one start. */
export class SampleSite {
  #supervisor: Supervisor | null = null;
  /** Polls go one after the other: a release changes several feeds at once. */
  #polls: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: SampleSiteOptions,
    private state: SampleState,
  ) {}

  /** Finds the state of the last start, or begins anew where there is none, or where its port is taken. */
  static async prepare(options: SampleSiteOptions): Promise<SampleSite> {
    const kept = await readSampleState(options.home);
    const port = await findFreePort(kept?.port);
    if (kept?.port === port) return new SampleSite(options, kept);
    const openedAt = new Date(options.now()).toISOString();
    const state = { port, openedAt, site: null, isListed: false };
    const begun = new SampleSite(options, state);
    await begun.keep({});
    return begun;
  }

  /** Where it is read. */
  get origin(): string {
    return `http://${host}:${this.state.port}`;
  }

  /** What ingest has to be allowed to fetch from, as `FETCH_ALLOW_PRIVATE` says it. */
  get allowPrivate(): string {
    return `${host}/32:${this.state.port}`;
  }

  /**
   * Brings the newsroom up and its articles into their lists.
   *
   * @param maylikeUrl Where a reader's browser finds the API.
   * @throws CliError what a command said; StartupError when the newsroom does not start.
   */
  async open(maylikeUrl: string, env: Environment): Promise<void> {
    const { commands } = this.options;
    const site = await this.ensureSite();
    const supervisor = this.startNewsroom(env, maylikeUrl, site.publishableKey);
    await supervisor.ready;
    for (const [outlet, { path, fullText }] of Object.entries(feeds))
      site.feeds[outlet] ??= await commands.addFeed(this.origin + path, site.siteId, fullText);
    await this.keep({ site });
    if (!this.state.isListed) {
      for (const feedId of Object.values(site.feeds)) await commands.pollFeed(feedId, true);
      // The first lists were made while half of the articles were not known yet.
      await commands.reindex(site.siteId);
      await this.keep({ isListed: true });
    } else for (const outlet of Object.keys(site.feeds)) this.poll(outlet);
  }

  /** Ends the newsroom; can be called at any time. */
  async stop(): Promise<void> {
    await this.#supervisor?.stop();
  }

  /** The site of the last start if it is still there, else a new one. */
  private async ensureSite(): Promise<SampleRegistration> {
    const { commands } = this.options;
    const kept = this.state.site;
    if (kept !== null && (await commands.hasSite(kept.siteId))) return kept;
    const created = await commands.createSite(siteName, this.origin);
    const site: SampleRegistration = { ...created, feeds: {} };
    await this.keep({ site, isListed: false });
    return site;
  }

  private startNewsroom(env: Environment, maylikeUrl: string, key: string): Supervisor {
    const { logger } = this.options;
    this.#supervisor = supervise({
      children: [
        {
          name: 'newsroom',
          modulePath: serviceModulePath('newsroom'),
          env: {
            ...env,
            HOST: host,
            HOST_FILE: undefined,
            NEWSROOM_PORT: String(this.state.port),
            NEWSROOM_OPENED_AT: this.state.openedAt,
            NEWSROOM_MAYLIKE_URL: maylikeUrl,
            NEWSROOM_KEY: key,
          },
          onNotice: ({ outlet }) => {
            if (typeof outlet === 'string') this.poll(outlet);
          },
        },
      ],
      logger,
    });
    return this.#supervisor;
  }

  /** A publisher's system tells MayLike when it has published; this one does, too. */
  private poll(outlet: string): void {
    const feedId = this.state.site?.feeds[outlet];
    if (feedId === undefined) return;
    const { commands, logger } = this.options;
    this.#polls = this.#polls
      .then(() => commands.pollFeed(feedId, false))
      .catch((error: unknown) => {
        // The schedule polls it anyway, only later.
        logger.warn({ outlet, reason: messageOf(error) }, 'a sample feed was not polled at once');
      });
  }

  private async keep(change: Partial<SampleState>): Promise<void> {
    this.state = { ...this.state, ...change };
    await writeSampleState(this.options.home, this.state);
  }
}
