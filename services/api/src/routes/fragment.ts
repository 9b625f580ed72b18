// What a reader of an article may like, as a piece of HTML.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Answering } from '../answering.js';
import { fragmentOf } from '../fragment.js';
import { recommendationsQuery, timingHeaders } from '../parameters.js';
import { problemResponses } from '../schemas.js';
import { accessOf } from '../site-access.js';

const languageDefault = 'en';

export const fragmentRoutes =
  (answering: Answering): FastifyPluginAsyncZod =>
  async (app) => {
    app.get('/v1/recommendations.html', {
      ...answering.hooks,
      schema: {
        operationId: 'getRecommendationsFragment',
        summary: 'The same answer as a fragment of HTML',
        description:
          'For server-side and edge-side includes, AMP, and readers without script. A heading in the language of `lang`, else of the article, and a list of links; nothing at all where there is nothing to show.',
        tags: ['recommendations'],
        security: [{ publishableKey: [] }, { publishableKeyInQuery: [] }],
        querystring: recommendationsQuery,
        headers: timingHeaders,
        response: {
          200: {
            description: 'A section, or nothing.',
            content: { 'text/html': { schema: z.string() } },
          },
          ...problemResponses,
        },
      },
      handler: async (request, reply) => {
        const answer = await answering.answer(request, reply, request.query);
        const language = request.query.lang ?? request.made?.language ?? languageDefault;
        // A fragment is no page: nobody is to find it by itself.
        reply.header('x-robots-tag', 'noindex').type('text/html; charset=utf-8');
        return fragmentOf(answer, accessOf(request).site, language);
      },
    });
    await Promise.resolve();
  };
