// A MayLike of processes that the test starts, kills and starts again one by one, on a real Redis of its own.
import type { NetworkId } from '@maylike/articles';
import { Queues } from '@maylike/queues';
import { createLogger, findFreePort } from '@maylike/runtime';
import { startTestRedis, type TestRedis } from '@maylike/runtime/testing';
import { openStore, type Store } from '@maylike/store';
import { until } from '../support/system.js';
import { ServiceProcess, type ProcessOptions, type ServiceName } from './process.js';

const logger = createLogger({ service: 'test', level: 'silent', format: 'json' });

/** A site with a network of its own. */
export interface GivenSite {
  readonly siteId: string;
  readonly networkId: NetworkId;
  readonly publishableKey: string;
  readonly feedIds: readonly string[];
}

/** Processes on one Redis. */
export class Rig {
  readonly processes: ServiceProcess[] = [];

  private constructor(
    readonly redis: TestRedis,
    readonly store: Store,
    readonly queues: Queues,
    /** What its processes, and commands on it, are started with. */
    readonly settings: Readonly<Record<string, string>>,
    readonly origin: string,
  ) {}

  /** Starts a Redis; processes are started by {@link spawn}. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<Rig> {
    const redis = await startTestRedis({ persistent: true });
    const store = await openStore(redis.target, { logger, connectionName: 'test' });
    const queues = new Queues(store.redis, () => undefined);
    const port = await findFreePort();
    const all = {
      REDIS_URL: `unix://${redis.socketPath}`,
      FETCH_ALLOW_PRIVATE: '127.0.0.0/8',
      POLL_INTERVAL_MIN_SECONDS: '1',
      OPERATOR_TOKEN: operatorToken,
      PORT: String(port),
      ...settings,
    };
    return new Rig(redis, store, queues, all, `http://127.0.0.1:${port}`);
  }

  /** Starts a process and waits until it is ready. */
  async spawn(
    service: ServiceName,
    { settings, ...more }: Partial<ProcessOptions> = {},
  ): Promise<ServiceProcess> {
    const started = await ServiceProcess.start(service, {
      ...more,
      settings: { ...this.settings, ...settings },
    });
    this.processes.push(started);
    return started;
  }

  /** Creates a site with feeds that are polled every second. */
  async createSite(name: string, origin: string, feedUrls: readonly string[]): Promise<GivenSite> {
    const { site, publishable } = await this.store.sites.create(
      { name, origins: [origin] },
      Date.now(),
    );
    const feedIds: string[] = [];
    for (const url of feedUrls) feedIds.push(await addFeed(this.store, site.id, url));
    return {
      siteId: site.id,
      networkId: site.networkId,
      publishableKey: publishable.key,
      feedIds,
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((one) => one.stop()));
    await this.queues.close();
    this.store.redis.disconnect();
    await this.redis.stop();
  }
}

export const operatorToken = 'chaos-operator-token';

/** Adds a feed that is polled every second and whose pages are not fetched. @returns Its id. */
export async function addFeed(store: Store, siteId: string, url: string): Promise<string> {
  const site = await store.sites.get(siteId);
  const settings = { fullText: 'never' as const, pollEverySeconds: 1, title: null };
  return (await store.feeds.add(site, url, settings, Date.now())).feedId;
}

/**
 * Whether a network has this many articles, all of them with terms (or set aside), all lists written, and nothing left to
 * do of what a swap has brought about.
 */
export async function isSettled(
  store: Store,
  networkId: NetworkId,
  articles: number,
): Promise<boolean> {
  const [live, pending, logEnd, applied, retouch] = await Promise.all([
    store.articles.liveCount(networkId),
    store.pending.count(networkId),
    store.networks.logEnd(networkId),
    store.networks.applied(networkId),
    store.redis.exists(`ml:{n-${networkId}}:retouch`),
  ]);
  return live === articles && pending === 0 && logEnd === applied && retouch === 0;
}

/** Waits for {@link isSettled}. */
export async function untilSettled(
  store: Store,
  networkId: NetworkId,
  articles: number,
  timeoutMs = 240_000,
): Promise<void> {
  const settled = (): Promise<boolean> => isSettled(store, networkId, articles);
  await until(`${articles} articles of ${networkId} to be settled`, settled, timeoutMs).catch(
    async (error: unknown) => {
      const live = await store.articles.liveCount(networkId);
      const pending = await store.pending.count(networkId);
      throw new Error(`${String(error)}: ${live} live, ${pending} pending`, { cause: error });
    },
  );
}

/** Asks for a reindex and waits until what it brings about is over. @returns The new generation's id. */
export async function reindexed(store: Store, networkId: NetworkId): Promise<string> {
  await store.networks.requestReindex(networkId, 'test', Date.now());
  return await until(
    `the reindex of ${networkId}`,
    async () => {
      const progress = await store.networks.reindexProgress(networkId);
      if (progress?.state === 'failed') throw new Error(progress.message ?? 'failed');
      return progress?.state === 'done' ? progress.generation : null;
    },
    120_000,
  );
}

/**
 * Builds new generations until nothing of their tables depends on how the network came to be: the first learns what is
 * boilerplate, the second weighs what is left without it.
 */
export async function rebuilt(
  store: Store,
  networkIds: readonly NetworkId[],
  articles: number,
): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await Promise.all(networkIds.map((id) => reindexed(store, id)));
    await Promise.all(networkIds.map((id) => untilSettled(store, id, articles)));
  }
}

/** Jobs that failed for good, of all queues. */
export async function failedJobs(queues: Queues): Promise<string[]> {
  const names = ['tick', 'poll', 'page', 'visit', 'index', 'reindex'] as const;
  const failures = await Promise.all(
    names.map(async (name) =>
      (await queues.failures(name, 100)).map(({ reason }) => `${name}: ${reason}`),
    ),
  );
  return failures.flat();
}
