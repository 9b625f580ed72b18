// What a reader of an article may like.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Answering } from '../answering.js';
import type { ServerDependencies } from '../dependencies.js';
import { answerPreflight } from '../origins.js';
import { recommendationsQuery, timingHeaders } from '../parameters.js';
import { bodyOf } from '../questions.js';
import { answerSchema, problemResponses } from '../schemas.js';

export const recommendationRoutes =
  ({ store }: ServerDependencies, answering: Answering): FastifyPluginAsyncZod =>
  async (app) => {
    const path = '/v1/recommendations';

    app.options(path, { schema: { hide: true } }, async (request, reply) => {
      await answerPreflight(request, reply, store);
      return reply;
    });

    app.get(path, {
      ...answering.hooks,
      schema: {
        operationId: 'getRecommendations',
        summary: 'Articles a reader of this one may like',
        tags: ['recommendations'],
        security: [{ publishableKey: [] }, { publishableKeyInQuery: [] }],
        querystring: recommendationsQuery,
        headers: timingHeaders,
        response: { 200: answerSchema, ...problemResponses },
      },
      handler: async (request, reply) =>
        bodyOf(await answering.answer(request, reply, request.query)),
    });
    await Promise.resolve();
  };
