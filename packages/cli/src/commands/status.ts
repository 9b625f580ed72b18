// `status`: what runs, what is there, what waits, what fails.
import type { Command } from 'commander';
import type { NetworkId } from '@maylike/articles';
import { queueNames } from '@maylike/queues';
import { describeRedisTarget } from '@maylike/runtime';
import type { Feed, Store } from '@maylike/store';
import { withContext, type Context } from '../context.js';
import type { CliIo } from '../io.js';
import { isoTime, print, printable, printJson, tableOf } from '../output.js';

/** Adds `status`. */
export function addStatus(program: Command, io: CliIo): void {
  program
    .command('status')
    .description('show processes, networks, feeds and queues')
    .option('--json', 'print JSON')
    .action((options: { json?: true }) =>
      withContext(io, async (context) => {
        const status = await readStatus(context);
        if (options.json) printJson(io, status);
        else show(io, status);
      }),
    );
}

/** Everything that `status` shows, in the shape of its JSON. */
type Status = Awaited<ReturnType<typeof readStatus>>;

async function readStatus({ io, store, queues, target, inspection }: Context) {
  const now = io.now();
  const [processes, sites, networkIds, nextReindexAt] = await Promise.all([
    store.processes.list(now),
    store.sites.list(),
    store.sites.networkIds(),
    queues.nextReindexAt(),
  ]);
  const feeds = (await Promise.all(sites.map(({ id }) => store.feeds.ofSite(id)))).flat();
  const counts = await Promise.all(
    queueNames.map(async (name) => [name, await queues.counts(name)] as const),
  );
  const networks = await Promise.all(
    networkIds.map(async (networkId) => ({
      networkId,
      sites: sites.filter((site) => site.networkId === networkId).map(({ name }) => name),
      ...(await readNetwork(store, networkId)),
    })),
  );
  return {
    redis: {
      address: describeRedisTarget(target),
      version: inspection.version,
      memoryUsedRatio: inspection.memoryUsedRatio,
    },
    processes: processes.map(({ service, id, pid, ready, detail, at }) => ({
      service,
      id,
      pid,
      ready,
      detail,
      seenAt: isoTime(at),
    })),
    networks,
    feeds: {
      count: feeds.length,
      overdue: await store.feeds.overdueCount(now),
      failing: feeds.filter(isFailing).map(failureOf),
    },
    queues: Object.fromEntries(counts),
    nextReindexAt: nextReindexAt === null ? null : isoTime(nextReindexAt),
  };
}

async function readNetwork(store: Store, networkId: NetworkId) {
  const [live, pending, aside, lists, generation, hasWriter, logEnd, applied, reindex] =
    await Promise.all([
      store.articles.liveCount(networkId),
      store.pending.count(networkId),
      store.pending.asideCount(networkId),
      store.networks.listCount(networkId),
      store.networks.generation(networkId),
      store.networks.hasWriter(networkId),
      store.networks.logEnd(networkId),
      store.networks.applied(networkId),
      store.networks.reindexProgress(networkId),
    ]);
  return {
    live,
    pending,
    setAside: aside,
    lists,
    hasWriter,
    logEnd,
    applied,
    generation,
    reindex: reindex === null ? null : { ...reindex, at: isoTime(reindex.at) },
  };
}

/** Whether the last polls of a feed have failed. */
export const isFailing = (feed: Feed): boolean => feed.errorsInRow > 0;

const failureOf = (feed: Feed) => ({
  feedId: feed.id,
  siteId: feed.siteId,
  url: feed.url,
  errorsInRow: feed.errorsInRow,
  status: feed.lastOutcome?.status ?? null,
  message: feed.lastOutcome?.message ?? null,
  nextPollAt: feed.nextPollAt === null ? null : isoTime(feed.nextPollAt),
});

function show(io: CliIo, status: Status): void {
  const { redis, processes, networks, feeds, queues } = status;
  print(io, `Redis ${redis.version} at ${redis.address}`);
  section(io, 'Processes', ['SERVICE', 'PID', 'READY', 'DETAIL'], 'none runs', [
    ...processes.map((one) => [one.service, one.pid, one.ready ? 'yes' : 'no', one.detail]),
  ]);
  section(
    io,
    'Networks',
    ['NETWORK', 'SITES', 'ARTICLES', 'PENDING', 'SET ASIDE', 'LISTS', 'LOG', 'WRITER', 'REINDEX'],
    'none yet',
    networks.map((one) => [
      one.networkId,
      one.sites.join(', '),
      one.live,
      one.pending,
      one.setAside,
      one.lists,
      one.applied === one.logEnd ? 'applied' : `behind (${one.applied} of ${one.logEnd})`,
      one.hasWriter ? 'yes' : 'no',
      one.reindex === null ? null : `${one.reindex.state} ${one.reindex.done}/${one.reindex.total}`,
    ]),
  );
  for (const { networkId, reindex } of networks) {
    if (reindex?.state === 'failed')
      print(io, `  ${networkId}: the last reindex failed: ${printable(reindex.message ?? '')}`);
  }
  print(io, '');
  print(io, `Feeds: ${feeds.count}, ${feeds.overdue} overdue, ${feeds.failing.length} failing`);
  for (const feed of feeds.failing)
    print(
      io,
      `  ${feed.feedId}  ${feed.url}  ${feed.status ?? ''}: ${printable(feed.message ?? '')} (${feed.errorsInRow} in a row)`,
    );
  section(
    io,
    'Queues',
    ['QUEUE', 'WAITING', 'ACTIVE', 'DELAYED', 'FAILED'],
    'none',
    Object.entries(queues).map(([name, count]) => [
      name,
      ...['waiting', 'active', 'delayed', 'failed'].map((state) => count[state] ?? 0),
    ]),
  );
  print(io, '');
  print(io, `Next reindex: ${status.nextReindexAt ?? 'not scheduled'}`);
}

function section(
  io: CliIo,
  title: string,
  head: readonly string[],
  whenEmpty: string,
  rows: readonly (readonly (string | number | null)[])[],
): void {
  print(io, '');
  print(io, rows.length === 0 ? `${title}: ${whenEmpty}` : `${title}\n${tableOf(head, rows)}`);
}
