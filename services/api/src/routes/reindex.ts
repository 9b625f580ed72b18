// A new generation, by hand: ask for it, see how far it is.
//
// The request itself is what stands in Redis: one a network, taken up by whichever process holds the network's lease
// and taken up again by the next one if that dies. So it needs no job, and its id names exactly this reindex.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { NetworkId } from '@maylike/articles';
import type { Generation, ReindexProgress, Store } from '@maylike/store';
import type { ServerDependencies } from '../dependencies.js';
import { fieldProblem } from '../errors.js';
import type { Operator } from '../operator.js';
import { requireOperatorToken } from '../operator-access.js';
import { problemResponses, reindexSchema, type ReindexBody } from '../schemas.js';

const networkField = z.string().min(1).max(100).optional();
const whichNetwork = z.strictObject({ network: networkField.describe('Left out: every network.') });
const howToBuild = whichNetwork.extend({
  force: z
    .boolean()
    .optional()
    .describe('Serve it even where the quality gate would refuse it; false by default.'),
  rollback: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('An earlier generation of the named network: its tables are taken.'),
});
const requestedBy = 'operator';
const path = '/v1/reindex';
const shared = { tags: ['operating'], security: [{ operatorToken: [] }] };

export const reindexRoutes =
  ({ store, now }: ServerDependencies, operator: Operator): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook('onRequest', requireOperatorToken(operator));

    app.get(path, {
      schema: {
        ...shared,
        operationId: 'getReindex',
        summary: 'How far the last reindex of each network is',
        querystring: whichNetwork,
        response: { 200: reindexSchema, ...problemResponses },
      },
      handler: async (request) => {
        return { networks: await progressOf(store, await wanted(store, request.query.network)) };
      },
    });

    app.post(path, {
      schema: {
        ...shared,
        operationId: 'startReindex',
        summary: 'Builds a new generation, and serves it when it is whole',
        description:
          'A reindex that is under way already is not begun again: its request is named.',
        body: howToBuild.nullish(),
        response: { 202: reindexSchema, ...problemResponses },
      },
      handler: async (request, reply) => {
        const { network, force = false, rollback = null } = request.body ?? {};
        const networkIds = await wanted(store, network);
        if (rollback !== null) await requireEarlier(store, network, rollback);
        for (const id of networkIds) {
          const how = { force, tablesOf: rollback };
          await store.networks.requestReindex(id, requestedBy, now(), how);
        }
        return reply.code(202).send({ networks: await progressOf(store, networkIds) });
      },
    });
    await Promise.resolve();
  };

async function wanted(store: Store, network: NetworkId | undefined): Promise<NetworkId[]> {
  const all = await store.sites.networkIds();
  if (network === undefined) return all.sort();
  if (all.includes(network)) return [network];
  throw fieldProblem('network_unknown', 'network', 'there is no such network');
}

/** @throws A problem that names the field where there is no such generation to go back to. */
async function requireEarlier(
  store: Store,
  network: NetworkId | undefined,
  rollback: string,
): Promise<void> {
  if (network === undefined)
    throw fieldProblem('request_invalid', 'network', 'a rollback has to name its network');
  const kept = await store.networks.generations(network);
  if (kept.some(({ id, state }) => id === rollback && state === 'retired')) return;
  throw fieldProblem('generation_unknown', 'rollback', 'there is no such earlier generation');
}

async function progressOf(store: Store, ids: readonly NetworkId[]): Promise<ReindexBody[]> {
  return await Promise.all(
    ids.map(async (id) =>
      bodyOf(id, await store.networks.reindexProgress(id), await store.networks.generations(id)),
    ),
  );
}

function bodyOf(
  network: NetworkId,
  progress: ReindexProgress | null,
  generations: readonly Generation[],
): ReindexBody {
  return {
    network,
    request: progress?.id ?? null,
    by: progress?.by ?? null,
    requestedAt: progress === null ? null : new Date(progress.at).toISOString(),
    state: progress?.state ?? 'none',
    done: progress?.done ?? 0,
    total: progress?.total ?? 0,
    generation: progress?.generation ?? null,
    message: progress?.message ?? null,
    generations: generations.map(generationBody),
  };
}

const isoOf = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString();

function generationBody(one: Generation): ReindexBody['generations'][number] {
  return {
    id: one.id,
    state: one.state,
    articles: one.documentCount,
    reason: one.reason,
    startedAt: new Date(one.startedAt).toISOString(),
    activatedAt: isoOf(one.activatedAt),
    retiredAt: isoOf(one.retiredAt),
    tablesOf: one.tablesOf,
    coverage: one.coverage,
    coverageBefore: one.coverageBefore,
    refusal: one.refusal,
  };
}
