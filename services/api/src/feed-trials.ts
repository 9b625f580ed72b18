// Trying addresses on the outside, which ingest does: how many at one time, and what is said when nothing comes of it.
import { findFeed, type FoundFeed, type NoFeed, type VisitAnswer } from '@maylike/queues';
import type { ServerDependencies } from './dependencies.js';
import { ProblemError } from './errors.js';

/** Each holds a connection to Redis, and as many are all that one ingest process works on at once. */
const trialsAtOnceMax = 4;
const retryAfterSeconds = 10;

/** The trials of one server. */
export class FeedTrials {
  private underWay = 0;

  constructor(private readonly dependencies: ServerDependencies) {}

  /** What is at an address. @throws ProblemError `unavailable` or `outside_silent`. */
  async at(url: string): Promise<VisitAnswer> {
    return await this.bounded(() => this.visit(url));
  }

  /** The feed at an address, or the one that the page there names. @throws ProblemError as {@link at}. */
  async find(url: string): Promise<FoundFeed | NoFeed> {
    return await this.bounded(() => findFeed((address) => this.visit(address), url));
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    await this.requireIngest();
    if (this.underWay >= trialsAtOnceMax) {
      const detail = 'Other addresses are being tried.';
      throw new ProblemError('unavailable', { detail, retryAfterSeconds });
    }
    this.underWay += 1;
    try {
      return await work();
    } finally {
      this.underWay -= 1;
    }
  }

  private async visit(url: string): Promise<VisitAnswer> {
    const { visit, logger } = this.dependencies;
    try {
      return await visit(url);
    } catch (error) {
      logger.warn({ err: error }, 'an address could not be tried');
      throw new ProblemError('outside_silent', { retryAfterSeconds });
    }
  }

  private async requireIngest(): Promise<void> {
    const { store, now } = this.dependencies;
    const alive = await store.processes.list(now());
    if (alive.some(({ service }) => service === 'ingest')) return;
    const detail = 'No process that fetches is running.';
    throw new ProblemError('unavailable', { detail, retryAfterSeconds });
  }
}
