// One article, for its publisher: read it, push it, take it down.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Site } from '@maylike/articles';
import { answerArticle } from '@maylike/ranking';
import type { StoredArticle, Store } from '@maylike/store';
import { articleById, articleByUrl, ownUrlOrRefuse } from '../article-access.js';
import type { ServerDependencies } from '../dependencies.js';
import { ProblemError } from '../errors.js';
import { articleByUrlQuery, articleParameters, noQuery } from '../parameters.js';
import { articleBody, articleBytesMax, pushArticle, pushedSchema } from '../pushed-article.js';
import { articleSchema, problemResponses, takenDownSchema } from '../schemas.js';
import { accessOf, requireSecretKey } from '../site-access.js';

const byUrlPath = '/v1/articles';
const byIdPath = '/v1/articles/:id';
const shared = { tags: ['articles'], security: [{ secretKey: [] }] };

export const articleRoutes =
  ({ store, queues, now }: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook('onRequest', requireSecretKey(store));
    const read = { response: { 200: articleSchema, ...problemResponses } };

    app.get(byUrlPath, {
      schema: {
        ...shared,
        ...read,
        operationId: 'getArticleByUrl',
        summary: 'An article by its address',
        querystring: articleByUrlQuery,
      },
      handler: async (request) => {
        const { site } = accessOf(request);
        return await bodyOf(await articleByUrl(store, site, request.query.url), store);
      },
    });

    app.get(byIdPath, {
      schema: {
        ...shared,
        ...read,
        operationId: 'getArticle',
        summary: 'An article by its id',
        params: articleParameters,
        querystring: noQuery,
      },
      handler: async (request) => {
        const { site } = accessOf(request);
        return await bodyOf(await articleById(store, site, request.params.id), store);
      },
    });

    const push = {
      ...shared,
      body: articleBody,
      response: { 202: pushedSchema, ...problemResponses },
      description:
        'Doing it again changes nothing. What a publisher pushes counts more than its feeds, and brings back what was taken down.',
    };

    app.put(byUrlPath, {
      bodyLimit: articleBytesMax,
      schema: {
        ...push,
        operationId: 'pushArticleByUrl',
        summary: 'Writes an article by its address, known or not',
        querystring: articleByUrlQuery,
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        const url = ownUrlOrRefuse(site, request.query.url);
        const found = await store.articles.find(site.networkId, { siteId: site.id, url });
        if (found !== null) requireOwn(site, found.article);
        const pushed = await pushArticle({ store, queues }, site, url, request.body, now());
        return reply.code(202).send(pushed);
      },
    });

    app.put(byIdPath, {
      bodyLimit: articleBytesMax,
      schema: {
        ...push,
        operationId: 'pushArticle',
        summary: 'Writes an article that is known, by its id',
        params: articleParameters,
        querystring: noQuery,
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        const article = await articleById(store, site, request.params.id);
        requireOwn(site, article);
        // Nothing of what was taken down is kept, its address neither.
        if (article.card === null) throw new ProblemError('article_gone');
        const { url } = article.card;
        const pushed = await pushArticle({ store, queues }, site, url, request.body, now());
        return reply.code(202).send(pushed);
      },
    });

    const down = {
      response: { 204: takenDownSchema, ...problemResponses },
      description: 'Doing it again changes nothing. No feed brings it back, only pushing it does.',
    };

    app.delete(byUrlPath, {
      schema: {
        ...shared,
        ...down,
        operationId: 'takeDownArticleByUrl',
        summary: 'Takes an article down by its address: out of every list',
        querystring: articleByUrlQuery,
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        await takeDown(store, site, await articleByUrl(store, site, request.query.url));
        return reply.code(204).send(null);
      },
    });

    app.delete(byIdPath, {
      schema: {
        ...shared,
        ...down,
        operationId: 'takeDownArticle',
        summary: 'Takes an article down by its id: out of every list',
        params: articleParameters,
        querystring: noQuery,
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        await takeDown(store, site, await articleById(store, site, request.params.id));
        return reply.code(204).send(null);
      },
    });
    await Promise.resolve();
  };

/** @throws ProblemError `other_site` for an article of another site of the network. */
function requireOwn(site: Site, article: StoredArticle): void {
  if (article.siteId !== site.id) throw new ProblemError('other_site');
}

async function takeDown(store: Store, site: Site, article: StoredArticle): Promise<void> {
  requireOwn(site, article);
  await store.articles.remove(site.networkId, site.id, article.number, 'removed');
}

async function bodyOf(article: StoredArticle, store: Store) {
  const { card } = article;
  if (card === null) throw new ProblemError('article_gone');
  const names = await store.sites.names([article.siteId]);
  return {
    ...answerArticle({ ...article, card }, names),
    authors: [...card.authors],
    siteId: article.siteId,
    tags: [...card.tags],
    language: card.language,
    state: article.state,
    version: article.version,
    firstSeenAt: new Date(article.firstSeenAt).toISOString(),
    updatedAt: card.updatedAt === null ? null : new Date(card.updatedAt).toISOString(),
    asideReason: article.asideReason,
  };
}
