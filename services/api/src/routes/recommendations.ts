// What a reader of an article may like.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { isOwnUrl, type Site } from '@maylike/articles';
import {
  answer,
  plainQuestion,
  type Answer,
  type ArticleReference,
  type Question,
} from '@maylike/ranking';
import { cachingOf, tagOrNotModified } from '../caching.js';
import type { ServerDependencies } from '../dependencies.js';
import { fieldProblem } from '../errors.js';
import type { Meters } from '../meters.js';
import { allowOrigin, answerPreflight } from '../origins.js';
import {
  canonicalOrRefuse,
  excludedOf,
  recommendationsQuery,
  refuseEmpty,
  secondsOfAge,
  type RecommendationsQuery,
  type Wishes,
} from '../parameters.js';
import { answerSchema, problemResponses } from '../schemas.js';
import { accessOf, siteAccessOf } from '../site-access.js';

export const recommendationRoutes =
  (dependencies: ServerDependencies, meters: Meters): FastifyPluginAsyncZod =>
  async (app) => {
    const { store, now } = dependencies;
    const path = '/v1/recommendations';

    app.options(path, { schema: { hide: true } }, async (request, reply) => {
      await answerPreflight(request, reply, store);
      return reply;
    });

    app.get(path, {
      schema: {
        operationId: 'getRecommendations',
        summary: 'Articles a reader of this one may like',
        tags: ['recommendations'],
        security: [{ publishableKey: [] }, { publishableKeyInQuery: [] }],
        querystring: recommendationsQuery,
        response: { 200: answerSchema, ...problemResponses },
      },
      onRequest: async (request, reply) => {
        reply.header('vary', 'Origin');
        const access = await siteAccessOf(request, 'publishable', store);
        request.siteAccess = access;
        allowOrigin(request, reply, access);
      },
      preValidation: (request, _reply, done) => {
        refuseEmpty(request.query);
        done();
      },
      onSend: tagOrNotModified,
      handler: async (request, reply) => {
        const { site, isKeyInQuery } = accessOf(request);
        const given = await answerOf(dependencies, site, request.query, now());
        meters.answers.inc({ strategy: given.items[0]?.strategy ?? 'none' });
        reply.header('cache-control', cachingOf(given, isKeyInQuery));
        return bodyOf(given);
      },
    });
    await Promise.resolve();
  };

/** The answer to a checked query of a site. An address of its own that is not known is queued for fetching. */
async function answerOf(
  dependencies: ServerDependencies,
  site: Site,
  query: RecommendationsQuery,
  now: number,
): Promise<Answer> {
  const question = questionOf(query, site, now);
  const reference = referenceOf(query, site);
  const reader = dependencies.store.reader(site.networkId);
  const found = await reader.find(reference);
  if (found === null && 'url' in reference) {
    await fetchUnknown(dependencies, site, reference.url, now);
  }
  return await answer({ ...reader, find: () => Promise.resolve(found) }, reference, question, now);
}

/** @throws ProblemError `url_foreign`. */
async function fetchUnknown(
  { store, queues }: ServerDependencies,
  site: Site,
  url: string,
  now: number,
): Promise<void> {
  if (!isOwnUrl(url, site.origins)) {
    throw fieldProblem('url_foreign', 'url', "is not on one of the site's own domains");
  }
  if (!(await store.articles.mayFetchUnknown(site.id, now))) return;
  await queues.addPages([{ kind: 'unknown', siteId: site.id, url }]);
}

function referenceOf({ url, id }: RecommendationsQuery, site: Site): ArticleReference {
  if (id !== undefined) return { id };
  return { siteId: site.id, url: canonicalOrRefuse('url', url ?? '') };
}

/** A checked query as a question of the site. @throws ProblemError `request_invalid`, naming the field. */
export function questionOf(query: Wishes, site: Site, now: number): Question {
  const excluded = excludedOf(query.exclude);
  const { maxAge, before, after } = query;
  return {
    ...plainQuestion(site.id),
    limit: query.limit,
    excludedIds: excluded.ids,
    excludedUrls: excluded.urls,
    section: query.section ?? null,
    tag: query.tag ?? null,
    author: query.author ?? null,
    language: query.lang ?? null,
    maxAgeMs: maxAge === undefined ? null : Math.min(now, 1_000 * secondsOfAge(maxAge)),
    before: before === undefined ? null : Date.parse(before),
    after: after === undefined ? null : Date.parse(after),
    mode: query.mode,
    minScore: query.minScore,
    diversity: query.diversity,
    fallback: query.fallback !== 'none',
  };
}

/** The answer as plain mutable data, which is what a schema describes. */
export function bodyOf({ article, items, complete, generation }: Answer) {
  return {
    article: article === null ? null : { ...article, authors: [...article.authors] },
    items: items.map((item) => ({
      ...item,
      authors: [...item.authors],
      because: [...item.because],
      alsoIn: [...item.alsoIn],
    })),
    complete,
    generation,
  };
}
