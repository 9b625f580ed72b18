// What operators' machines ask: alive, ready, in numbers, and which routes there are.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ServerDependencies } from '../dependencies.js';
import { readinessOf } from '../readiness.js';
import { readySchema } from '../schemas.js';

const quiet = { logLevel: 'warn' } as const;
const tags = ['operating'];

export const operationRoutes =
  (dependencies: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('cache-control', 'no-store');
      done();
    });

    app.get('/healthz', {
      ...quiet,
      schema: {
        tags,
        operationId: 'getHealth',
        summary: '200 while the process can answer at all',
        response: { 200: z.object({ status: z.literal('ok') }) },
      },
      handler: () => ({ status: 'ok' as const }),
    });

    app.get('/readyz', {
      ...quiet,
      schema: {
        tags,
        operationId: 'getReadiness',
        summary: '200 when everything that is needed works, else 503 with the reasons',
        response: { 200: readySchema, 503: readySchema },
      },
      handler: async (_request, reply) => {
        const { ready, checks } = await readinessOf(dependencies);
        const body = {
          ready,
          checks: Object.fromEntries(
            Object.entries(checks).map(([name, { ok, reason }]) => [
              name,
              reason === undefined ? { ok } : { ok, reason },
            ]),
          ),
        };
        return reply.code(ready ? 200 : 503).send(body);
      },
    });

    app.get('/metrics', {
      ...quiet,
      schema: {
        tags,
        operationId: 'getMetrics',
        summary: "Metrics in Prometheus' text format",
        response: {
          200: {
            description: 'All metrics of this process, and the gauges of what all share.',
            content: { 'text/plain': { schema: z.string() } },
          },
        },
      },
      handler: async (_request, reply) => {
        const { metrics } = dependencies;
        return reply.type(metrics.contentType).send(await metrics.render());
      },
    });

    app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
    await Promise.resolve();
  };
