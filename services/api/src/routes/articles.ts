// One article, for its publisher: read it, take it down.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { isOwnUrl, type Site } from '@maylike/articles';
import { answerArticle } from '@maylike/ranking';
import type { StoredArticle, Store } from '@maylike/store';
import type { ServerDependencies } from '../dependencies.js';
import { fieldProblem, ProblemError } from '../errors.js';
import { articleByUrlQuery, articleParameters, canonicalOrRefuse, noQuery } from '../parameters.js';
import { articleSchema, problemResponses, takenDownSchema } from '../schemas.js';
import { accessOf, siteAccessOf } from '../site-access.js';

const byUrlPath = '/v1/articles';
const byIdPath = '/v1/articles/:id';
const shared = { tags: ['articles'], security: [{ secretKey: [] }] };

export const articleRoutes =
  ({ store }: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook('onRequest', async (request) => {
      request.siteAccess = await siteAccessOf(request, 'secret', store);
    });
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

    const down = {
      response: { 204: takenDownSchema, ...problemResponses },
      description: 'Doing it again changes nothing.',
    };

    app.delete(byUrlPath, {
      schema: {
        ...shared,
        ...down,
        operationId: 'takeDownArticleByUrl',
        summary: 'Takes an article down by its address: out of every list, for good',
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
        summary: 'Takes an article down by its id: out of every list, for good',
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

async function articleByUrl(store: Store, site: Site, given: string): Promise<StoredArticle> {
  const url = canonicalOrRefuse('url', given);
  const found = await store.articles.find(site.networkId, { siteId: site.id, url });
  if (found !== null) return found.article;
  throw isOwnUrl(url, site.origins)
    ? fieldProblem('article_unknown', 'url', 'no article is known under this address')
    : fieldProblem('url_foreign', 'url', "is not on one of the site's own domains");
}

async function articleById(store: Store, site: Site, id: string): Promise<StoredArticle> {
  const found = await store.articles.find(site.networkId, { id });
  if (found === null) throw new ProblemError('article_unknown');
  return found.article;
}

async function takeDown(store: Store, site: Site, article: StoredArticle): Promise<void> {
  if (article.siteId !== site.id) throw new ProblemError('other_site');
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
