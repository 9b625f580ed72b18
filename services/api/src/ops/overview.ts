// The dashboard's first page: what runs, what waits, what each network has. Read from Redis when it is asked for.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { NetworkId, Site } from '@maylike/articles';
import { queueNames } from '@maylike/queues';
import type { ProcessRecord, Store } from '@maylike/store';
import type { ServerDependencies } from '../dependencies.js';
import { generationTable, type GenerationRow } from './generation-table.js';
import { flagged, html, numberCell, page, type Html } from './html.js';

const queueStates = ['waiting', 'active', 'delayed', 'failed', 'completed'] as const;
/** The page shows the state, so it looks again by itself. */
const refresh = html`<meta http-equiv="refresh" content="10" />`;

interface NetworkRow {
  readonly id: NetworkId;
  readonly live: number;
  readonly pending: number;
  readonly aside: number;
  readonly lists: number;
  readonly generation: string | null;
  readonly hasWriter: boolean;
  readonly isBehind: boolean;
}

export const overviewRoutes =
  (dependencies: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/', { schema: { hide: true } }, async (_request, reply) => {
      const body = await overview(dependencies);
      return reply.type('text/html; charset=utf-8').send(page('Overview', body, refresh));
    });
    await Promise.resolve();
  };

async function overview({ store, queues, now }: ServerDependencies): Promise<Html> {
  const [processes, sites, networkIds, feeds, overdue, nextReindexAt] = await Promise.all([
    store.processes.list(now()),
    store.sites.list(),
    store.sites.networkIds(),
    store.feeds.count(),
    store.feeds.overdueCount(now()),
    queues.nextReindexAt(),
  ]);
  const counts = await Promise.all(
    queueNames.map(async (name) => ({ name, counts: await queues.counts(name) })),
  );
  const networks = await Promise.all(networkIds.sort().map((id) => networkRow(store, id)));
  const generations = await generationRows(store, networkIds);
  const reindexText = nextReindexAt === null ? 'never' : new Date(nextReindexAt).toISOString();
  return html`<header>
      <h1>MayLike</h1>
      <a href="/ops/queues">Queues</a>
      <a href="/metrics">Metrics</a>
      <a href="/readyz">Readiness</a>
      <form method="post" action="/ops/logout"><button>Log out</button></form>
    </header>
    <p>
      Feeds: ${feeds}; handed out late: ${flagged(overdue > 0, overdue)}. Next reindex by the clock:
      ${reindexText}.
    </p>
    ${processTable(processes)} ${queueTable(counts)} ${networkTable(networks)}
    ${generationTable(generations, now())} ${siteTable(sites)}`;
}

async function networkRow(
  { articles, networks, pending }: Store,
  id: NetworkId,
): Promise<NetworkRow> {
  const [live, waiting, aside, lists, generation, hasWriter, logEnd] = await Promise.all([
    articles.liveCount(id),
    pending.count(id),
    pending.asideCount(id),
    networks.listCount(id),
    networks.generation(id),
    networks.hasWriter(id),
    networks.logEnd(id),
  ]);
  const isBehind = !(await networks.hasApplied(id, logEnd));
  return { id, live, pending: waiting, aside, lists, generation, hasWriter, isBehind };
}

async function generationRows(
  { networks }: Store,
  networkIds: readonly NetworkId[],
): Promise<GenerationRow[]> {
  const rows = await Promise.all(
    networkIds.map(async (networkId) => {
      const [generations, progress] = await Promise.all([
        networks.generations(networkId),
        networks.reindexProgress(networkId),
      ]);
      return generations.map((generation) => ({ networkId, generation, progress }));
    }),
  );
  return rows.flat();
}

function processTable(processes: readonly ProcessRecord[]): Html {
  const rows = [...processes]
    .sort((a, b) => a.service.localeCompare(b.service) || a.pid - b.pid)
    .map(
      ({ service, pid, ready, detail }) =>
        html`<tr>
          <td>${service}</td>
          <td class="number">${pid}</td>
          <td>${ready ? 'ready' : flagged(true, detail === '' ? 'not ready' : detail)}</td>
        </tr>`,
    );
  return html`<h2>Processes</h2>
    <table>
      <tr>
        <th>Service</th>
        <th class="number">Process</th>
        <th>State</th>
      </tr>
      ${rows}
    </table>`;
}

function queueTable(
  queues: readonly { readonly name: string; readonly counts: Readonly<Record<string, number>> }[],
): Html {
  const rows = queues.map(
    ({ name, counts }) =>
      html`<tr>
        <td>${name}</td>
        ${queueStates.map((state) => {
          const jobs = counts[state] ?? 0;
          return numberCell(jobs, state === 'failed' && jobs > 0);
        })}
      </tr>`,
  );
  return html`<h2>Queues</h2>
    <table>
      <tr>
        <th>Queue</th>
        ${queueStates.map((state) => html`<th class="number">${state}</th>`)}
      </tr>
      ${rows}
    </table>`;
}

function networkTable(networks: readonly NetworkRow[]): Html {
  const rows = networks.map(
    (row) =>
      html`<tr>
        <td>${row.id}</td>
        ${numberCell(row.live)} ${numberCell(row.pending)} ${numberCell(row.aside, row.aside > 0)}
        ${numberCell(row.lists)}
        <td>${row.generation ?? 'none'}</td>
        <td>${row.hasWriter ? 'yes' : flagged(row.live > 0, 'no')}</td>
        <td>${row.isBehind ? 'behind' : 'up to date'}</td>
      </tr>`,
  );
  return html`<h2>Networks</h2>
    <table>
      <tr>
        <th>Network</th>
        <th class="number">Live</th>
        <th class="number">Pending</th>
        <th class="number">Set aside</th>
        <th class="number">Lists</th>
        <th>Generation</th>
        <th>Writer</th>
        <th>Log</th>
      </tr>
      ${rows}
    </table>`;
}

function siteTable(sites: readonly Site[]): Html {
  const rows = sites.map(
    ({ id, name, networkId, origins }) =>
      html`<tr>
        <td>${name}</td>
        <td>${id}</td>
        <td>${networkId}</td>
        <td>${origins.join(', ')}</td>
      </tr>`,
  );
  return html`<h2>Sites</h2>
    <table>
      <tr>
        <th>Name</th>
        <th>Id</th>
        <th>Network</th>
        <th>Origins</th>
      </tr>
      ${rows}
    </table>`;
}
