// A new generation, by hand: ask for it, see how far it is.
//
// The request itself is what stands in Redis: one a network, taken up by whichever process holds the network's lease
// and taken up again by the next one if that dies. So it needs no job, and its id names exactly this reindex.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { NetworkId } from '@maylike/articles';
import type { ReindexProgress, Store } from '@maylike/store';
import type { ServerDependencies } from '../dependencies.js';
import { fieldProblem } from '../errors.js';
import type { Operator } from '../operator.js';
import { requireOperatorToken } from '../operator-access.js';
import { problemResponses, reindexSchema, type ReindexBody } from '../schemas.js';

const networkField = z.string().min(1).max(100).optional();
const whichNetwork = z.strictObject({ network: networkField.describe('Left out: every network.') });
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
        body: whichNetwork.nullish(),
        response: { 202: reindexSchema, ...problemResponses },
      },
      handler: async (request, reply) => {
        const networkIds = await wanted(store, request.body?.network);
        for (const id of networkIds) await store.networks.requestReindex(id, requestedBy, now());
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

async function progressOf(store: Store, ids: readonly NetworkId[]): Promise<ReindexBody[]> {
  return await Promise.all(
    ids.map(async (id) => bodyOf(id, await store.networks.reindexProgress(id))),
  );
}

function bodyOf(network: NetworkId, progress: ReindexProgress | null): ReindexBody {
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
  };
}
