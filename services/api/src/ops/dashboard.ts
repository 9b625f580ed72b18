// Everything under /ops: the login, and behind it the overview and bull-board.
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyPluginAsync } from 'fastify';
import type { ServerDependencies } from '../dependencies.js';
import { problemStatus } from '../errors.js';
import { requireOperator } from '../operator-access.js';
import type { Operator } from '../operator.js';
import { problemErrorOf, problemOf, sendProblem } from '../problem.js';
import { loginRoutes } from './login.js';
import { overviewRoutes } from './overview.js';

/**
 * Own scripts only; bull-board brings one style element, and styles run nothing. What it would fetch from a font
 * service is blocked: the system's fonts do.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const queuesPath = '/ops/queues';

/** To be registered under `/ops`. */
export const dashboard =
  (dependencies: ServerDependencies, operator: Operator): FastifyPluginAsync =>
  async (app) => {
    await app.register(cookie);
    await app.register(formbody);
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('content-security-policy', contentSecurityPolicy);
      reply.header('cache-control', 'no-store');
      done();
    });
    await app.register(loginRoutes(operator));
    await app.register(async (inside) => {
      const letIn = requireOperator(operator);
      // bull-board answers errors in a way of its own: refusals are sent before it hears of them.
      inside.addHook('onRequest', async (request, reply) => {
        try {
          await letIn(request, reply);
        } catch (error) {
          await sendProblem(request, reply, error);
        }
      });
      await inside.register(overviewRoutes(dependencies));
      await inside.register(bullBoard(dependencies), { prefix: '/queues' });
    });
  };

/** bull-board has no authentication of its own, and tells an error's message unless it is told not to. */
function bullBoard({ queues, logger }: ServerDependencies) {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(queuesPath);
  createBullBoard({
    queues: queues.all().map((queue) => new BullMQAdapter(queue)),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'MayLike' } },
  });
  adapter.setErrorHandler((error) => {
    const problem = problemErrorOf(error);
    const isUnknown = problemStatus(problem.code) === 404;
    if (!isUnknown) logger.error({ err: error }, 'the queues cannot be shown');
    return { status: isUnknown ? 404 : 500, body: { ...problemOf(problem) } };
  });
  return adapter.registerPlugin();
}
