// What readers see and open: counted, by article, position and strategy. No cookie is read or set, no address and no
// identifier is kept: a count is all that is left of an event.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Site } from '@maylike/articles';
import { dayOf, summaryOf, type Store } from '@maylike/store';
import type { ServerDependencies } from '../dependencies.js';
import { fieldProblem } from '../errors.js';
import {
  eventBytesMax,
  eventsBody,
  summaryArticlesMax,
  summaryDaysMax,
  summaryQuery,
  summarySchema,
} from '../event-schemas.js';
import type { Meters } from '../meters.js';
import { allowOrigin, answerPreflight } from '../origins.js';
import { noQuery } from '../parameters.js';
import { problemResponses } from '../schemas.js';
import { accessOf, requireSecretKey, siteAccessOf } from '../site-access.js';

const path = '/v1/events';
const dayMs = 86_400_000;
const daysDefault = 7;

export const eventRoutes =
  (dependencies: ServerDependencies, meters: Meters): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(countingRoute(dependencies, meters));
    await app.register(summaryRoute(dependencies));
  };

const countingRoute =
  ({ store, now }: ServerDependencies, meters: Meters): FastifyPluginAsyncZod =>
  async (app) => {
    const parseJson = app.getDefaultJsonParser('error', 'error');
    // A beacon of a string says that it is plain text: so browsers send it to another origin without asking first.
    app.removeAllContentTypeParsers();
    for (const type of ['application/json', 'text/plain'])
      app.addContentTypeParser<string>(type, { parseAs: 'string' }, parseJson);

    // A beacon does not ask for leave (its mode is no-cors): without this browsers count its answer as a failure.
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('cross-origin-resource-policy', 'cross-origin');
      done();
    });

    app.options(path, { schema: { hide: true } }, async (request, reply) => {
      await answerPreflight(request, reply, store);
      return reply;
    });

    app.post(path, {
      bodyLimit: eventBytesMax,
      schema: {
        tags: ['events'],
        // The empty one: or the key in the body, for which OpenAPI has no word.
        security: [{ publishableKey: [] }, {}],
        operationId: 'countEvents',
        summary: 'Counts what readers saw and opened',
        description:
          'As `application/json`, or the same JSON as `text/plain`, as `navigator.sendBeacon` sends it. Nothing of the reader is kept. Events of articles that are not known do not count.',
        querystring: noQuery,
        body: eventsBody,
        response: { 204: z.null().describe('They are counted.'), ...problemResponses },
      },
      // The body is there, and nothing but its key has been looked at.
      preValidation: async (request, reply) => {
        reply.header('vary', 'Origin');
        const access = await siteAccessOf(request, 'publishable', store, keyInBody(request.body));
        request.siteAccess = access;
        allowOrigin(request, reply, access);
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        const { events } = request.body;
        for (const { type } of events) meters.events.inc({ type });
        const items = events.map(({ id, ...rest }) => ({ articleId: id, ...rest }));
        await store.events.count(site, items, now());
        return reply.code(204).header('cache-control', 'no-store').send(null);
      },
    });
    await Promise.resolve();
  };

function keyInBody(body: unknown): string | null {
  const hasKey = typeof body === 'object' && body !== null && Object.hasOwn(body, 'key');
  return hasKey && 'key' in body && typeof body.key === 'string' ? body.key : null;
}

const summaryRoute =
  ({ store, now }: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook('onRequest', requireSecretKey(store));
    app.get(`${path}/summary`, {
      schema: {
        tags: ['events'],
        security: [{ secretKey: [] }],
        operationId: 'getEventSummary',
        summary: 'How often what readers saw was opened, by strategy, position and article',
        querystring: summaryQuery,
        response: { 200: summarySchema, ...problemResponses },
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        reply.header('cache-control', 'no-store');
        return await summary(store, site, daysOf(request.query, now()));
      },
    });
    await Promise.resolve();
  };

/** The days asked for, oldest first. @throws ProblemError `request_invalid`, naming the field. */
function daysOf(query: z.output<typeof summaryQuery>, now: number): string[] {
  const last = query.to ?? dayOf(now);
  const first = query.from ?? dayOf(Date.parse(last) - (daysDefault - 1) * dayMs);
  const count = (Date.parse(last) - Date.parse(first)) / dayMs + 1;
  if (count < 1) throw fieldProblem('request_invalid', 'from', 'is later than `to`');
  if (count > summaryDaysMax)
    throw fieldProblem(
      'request_invalid',
      'from',
      `is more than ${summaryDaysMax} days before \`to\``,
    );
  return Array.from({ length: count }, (_, i) => dayOf(Date.parse(first) + i * dayMs));
}

async function summary(store: Store, site: Site, days: readonly string[]) {
  const counted = summaryOf(await store.events.totals(site, days), summaryArticlesMax);
  const numbers = counted.articles.map(({ number }) => number);
  const known = await store.articles.cards(site.networkId, numbers);
  const byNumber = new Map(known.map((article) => [article.number, article]));
  return {
    from: days[0] ?? '',
    to: days.at(-1) ?? '',
    totals: counted.totals,
    strategies: [...counted.strategies],
    positions: [...counted.positions],
    places: [...counted.places],
    articles: counted.articles.flatMap(({ number, ...rates }) => {
      const article = byNumber.get(number);
      if (article === undefined) return [];
      const { id, card } = article;
      return [{ id, url: card?.url ?? null, title: card?.title ?? null, ...rates }];
    }),
  };
}
