import { Queue, QueueEvents, type Job } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import {
  jobSchemas,
  parseVisitAnswer,
  queueNames,
  type JobData,
  type QueueName,
  type VisitAnswer,
} from './jobs.js';
import { jobOptions, prefixOf } from './policy.js';

/** How many pending articles one `index` job takes. */
export const indexBatchMax = 50;

/** More `index` jobs than this in one go say nothing that fewer do not: each takes its batch until nothing waits. */
const indexJobsMax = 200;

/** A person waits this long for a visit. */
export const visitTimeoutMs = 25_000;

const tickSchedulerId = 'tick';
const reindexSchedulerId = 'reindex';

/** The pages that are fetched for an article that is known. */
const pageKindsOfArticles = ['full-text', 'check'] as const;

type AnyQueue = { readonly [Name in QueueName]: Queue<JobData<Name>> };

/** The producers' side of all queues, over one connection that the caller owns. */
export class Queues {
  private readonly queues: AnyQueue;

  /**
   * @param connection A connection that is already made; it may be shared and stays open after {@link close}.
   * @param onError Told of errors of the connection, which the queues outlive.
   */
  constructor(
    private readonly connection: Redis | Cluster,
    onError: (error: Error) => void,
  ) {
    const open = <Name extends QueueName>(name: Name): Queue<JobData<Name>> => {
      const queue = new Queue<JobData<Name>>(name, {
        connection,
        prefix: prefixOf(name),
        defaultJobOptions: jobOptions[name],
        skipWaitingForReady: true,
      });
      queue.on('error', onError);
      return queue;
    };
    this.queues = {
      tick: open('tick'),
      poll: open('poll'),
      page: open('page'),
      visit: open('visit'),
      index: open('index'),
      reindex: open('reindex'),
    };
  }

  /** Adds polls. Not deduplicated: each carries the number it was handed out with, and only the newest is worked. */
  async addPolls(jobs: readonly JobData<'poll'>[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.queues.poll.addBulk(jobs.map((data) => ({ name: 'poll', data })));
  }

  /** Adds pages; the same page is there once until it is done. */
  async addPages(jobs: readonly JobData<'page'>[]): Promise<void> {
    if (jobs.length === 0) return;
    await this.queues.page.addBulk(
      jobs.map((data) => ({
        name: data.kind,
        data,
        opts: { deduplication: { id: pageIdentity(data) } },
      })),
    );
  }

  /**
   * Which of these articles have a page job that is not done: waiting, in work, or to be tried again. O(numbers), a
   * few small reads each.
   */
  async pagesOpen(networkId: string, numbers: readonly number[]): Promise<number[]> {
    const open = await Promise.all(
      numbers.map(async (number) => {
        const jobs = await Promise.all(
          pageKindsOfArticles.map((kind) =>
            this.queues.page.getDeduplicationJobId(pageIdentity({ kind, networkId, number })),
          ),
        );
        return jobs.some((job) => job !== null);
      }),
    );
    return numbers.filter((_number, i) => open[i] === true);
  }

  /** Adds as many `index` jobs as the articles need, beside those that wait already. */
  async addIndex(networkId: string, articles: number): Promise<void> {
    const jobs = Math.min(indexJobsMax, Math.ceil(articles / indexBatchMax));
    await this.queues.index.addBulk(
      Array.from({ length: jobs }, () => ({ name: 'index', data: { networkId } })),
    );
  }

  /** Adds reindexes. */
  async addReindex(job: JobData<'reindex'>): Promise<void> {
    await this.queues.reindex.add(job.kind, job);
  }

  /**
   * Tries something on the outside and waits for what comes of it.
   *
   * @throws Error when no answer came within {@link visitTimeoutMs}, or the job failed.
   */
  async visit(data: JobData<'visit'>, blocking: Redis | Cluster): Promise<VisitAnswer> {
    const events = new QueueEvents('visit', {
      connection: blocking,
      prefix: prefixOf('visit'),
      // Told to begin "now" it begins with its first read, which may be after a quick job is done.
      lastEventId: await this.lastVisitEvent(),
    });
    // Errors reach the caller by the time limit.
    events.on('error', () => undefined);
    try {
      await events.waitUntilReady();
      const job = await this.queues.visit.add(data.kind, jobSchemas.visit.parse(data));
      return parseVisitAnswer(await job.waitUntilFinished(events, visitTimeoutMs));
    } finally {
      await events.close();
    }
  }

  private async lastVisitEvent(): Promise<string> {
    const key = this.queues.visit.toKey('events');
    const [last] = await this.connection.xrevrange(key, '+', '-', 'COUNT', 1);
    return last?.[0] ?? '0-0';
  }

  /** Jobs of a queue by state. */
  async counts(name: QueueName): Promise<Record<string, number>> {
    return await this.queues[name].getJobCounts(
      'waiting',
      'active',
      'delayed',
      'failed',
      'completed',
    );
  }

  /** The newest failed jobs of a queue with their reasons. */
  async failures(
    name: QueueName,
    max: number,
  ): Promise<{ id: string; reason: string; at: number }[]> {
    const jobs: Job[] = await this.queues[name].getFailed(0, max - 1);
    return jobs.map((job) => ({
      id: job.id ?? '',
      reason: job.failedReason,
      at: job.finishedOn ?? job.timestamp,
    }));
  }

  /** Lets `tick` run on a beat; the same call from every process keeps one schedule. */
  async scheduleTick(everyMs: number): Promise<void> {
    await this.queues.tick.upsertJobScheduler(
      tickSchedulerId,
      { every: everyMs },
      { name: 'tick', data: {}, opts: jobOptions.tick },
    );
  }

  /** Lets every network be reindexed on a cron pattern; null takes the schedule away. @throws Error for a bad pattern. */
  async scheduleReindex(pattern: string | null, timezone: string): Promise<void> {
    if (pattern === null) {
      await this.queues.reindex.removeJobScheduler(reindexSchedulerId);
      return;
    }
    await this.queues.reindex.upsertJobScheduler(
      reindexSchedulerId,
      { pattern, tz: timezone },
      { name: 'every-network', data: { kind: 'every-network' }, opts: jobOptions.reindex },
    );
  }

  /** When the next scheduled reindex runs, ms; null without a schedule. */
  async nextReindexAt(): Promise<number | null> {
    const scheduler = await this.queues.reindex.getJobScheduler(reindexSchedulerId);
    return scheduler?.next ?? null;
  }

  /** The queues themselves, for a dashboard. */
  all(): readonly Queue[] {
    return queueNames.map((name): Queue => this.queues[name]);
  }

  /** Closes the queues; the connection stays. */
  async close(): Promise<void> {
    await Promise.all(queueNames.map((name) => this.queues[name].close()));
  }
}

function pageIdentity(data: JobData<'page'>): string {
  return data.kind === 'unknown'
    ? `${data.kind}-${data.siteId}-${Buffer.from(data.url).toString('base64url')}`
    : `${data.kind}-${data.networkId}-${data.number}`;
}
