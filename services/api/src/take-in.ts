// What happens to every request under /v1 before its route works on it, and after.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerDependencies } from './dependencies.js';
import { unavailable } from './hot/silence.js';
import { overloaded } from './problem.js';
import type { Serving } from './serving.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Work that has places of its own. */
    readonly work?: 'draft';
  }
}

/** Methods that have no body; the front lets them in. */
const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Adds the hooks to the routes that are registered behind it. */
export function takeIn(v1: FastifyInstance, { store }: ServerDependencies, serving: Serving): void {
  v1.addHook('onRequest', (_request, _reply, done) => {
    // Commands would wait for Redis to come back, and callers with them.
    const isAway = store.redis.status !== 'ready' || serving.hot.silence.isNow;
    done(isAway ? unavailable() : undefined);
  });
  // Only now is the body there: one that comes slowly has kept no place.
  v1.addHook('preValidation', async (request, reply) => {
    if (!reading.has(request.method)) await takePlace(request, reply, serving);
  });
  v1.addHook('onSend', async (request, reply, payload) => {
    const isWritten = !reading.has(request.method) && reply.statusCode < 300;
    if (isWritten && request.siteAccess?.kind === 'secret') {
      // What is written stays written; who cannot be told now is told by the next look that succeeds.
      await serving.hot.catchUp(request.siteAccess.site.networkId).catch(() => undefined);
    }
    return payload;
  });
}

/** @throws ProblemError `unavailable` where there is no place. */
async function takePlace(
  request: FastifyRequest,
  reply: FastifyReply,
  serving: Serving,
): Promise<void> {
  const { work } = request.routeOptions.config;
  const admission = work === 'draft' ? serving.drafts : serving.requests;
  if (!(await admission.entered())) {
    serving.meter.refused(work ?? 'write');
    throw overloaded();
  }
  if (request.raw.socket.destroyed) admission.leave();
  else
    reply.raw.once('close', () => {
      admission.leave();
    });
}
