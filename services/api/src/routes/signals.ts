// What editors say of their site's lists: pin, boost, bury, exclude. It counts from the next request on.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Site } from '@maylike/articles';
import {
  StoreError,
  signalsMax,
  type Store,
  type StoredArticle,
  type StoredSignal,
} from '@maylike/store';
import { articleById, articleByUrl } from '../article-access.js';
import type { ServerDependencies } from '../dependencies.js';
import { fieldProblem, ProblemError } from '../errors.js';
import { noQuery } from '../parameters.js';
import { problemResponses } from '../schemas.js';
import {
  signalBody,
  signalParameters,
  signalSchema,
  signalsSchema,
  type SignalBody,
  type SignalShown,
} from '../signal-schemas.js';
import { accessOf, requireSecretKey } from '../site-access.js';

const path = '/v1/signals';
const shared = { tags: ['signals'], security: [{ secretKey: [] }], querystring: noQuery };

export const signalRoutes =
  ({ store, now }: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook('onRequest', requireSecretKey(store));
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('cache-control', 'no-store');
      done();
    });

    app.get(path, {
      schema: {
        ...shared,
        operationId: 'getSignals',
        summary: 'What editors say of the lists of the site',
        response: { 200: signalsSchema, ...problemResponses },
      },
      handler: async (request) => {
        const { site } = accessOf(request);
        const all = await store.signals.ofSite(site.networkId, site.id);
        const inForce = all.filter(({ expiresAt }) => expiresAt === null || expiresAt > now());
        return { signals: await shownOf(store, site, inForce) };
      },
    });

    app.put(path, {
      schema: {
        ...shared,
        operationId: 'putSignal',
        summary: 'Pins, boosts, buries or excludes an article',
        description:
          'An article has one pin, one weight (a boost or a bury) and one exclusion in a scope: the same again, or another one, takes its place. ' +
          `An exclusion beats all others; of two weights that of the narrower scope counts. At most ${signalsMax} a site.`,
        body: signalBody,
        response: { 200: signalSchema, ...problemResponses },
      },
      handler: async (request) => {
        const { site } = accessOf(request);
        return await put(store, site, request.body, now());
      },
    });

    app.delete(`${path}/:id`, {
      schema: {
        ...shared,
        operationId: 'removeSignal',
        summary: 'Takes a signal back',
        params: signalParameters,
        response: { 204: z.null().describe('It counts no more.'), ...problemResponses },
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        const wasThere = await store.signals.remove(site, request.params.id);
        if (!wasThere) throw new ProblemError('signal_unknown');
        return reply.code(204).send(null);
      },
    });
    await Promise.resolve();
  };

async function put(store: Store, site: Site, body: SignalBody, now: number): Promise<SignalShown> {
  const expiresAt = body.expiresAt === null ? null : Date.parse(body.expiresAt);
  if (expiresAt !== null && expiresAt <= now)
    throw fieldProblem('request_invalid', 'expiresAt', 'is over already');
  const article = await named(store, site, body.article, 'article');
  const scope = await scopeOf(store, site, body.scope);
  const wished = { article, word: wordOf(body), scope, expiresAt };
  try {
    const [shown] = await shownOf(store, site, [await store.signals.put(site, wished, now)]);
    if (shown === undefined) throw new Error('a signal that was kept is shown');
    return shown;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'signals_full')
      throw new ProblemError('signals_full', { detail: `At most ${signalsMax} are in force.` });
    throw error;
  }
}

async function named(
  store: Store,
  site: Site,
  { url, id }: SignalBody['article'],
  field: string,
): Promise<StoredArticle> {
  return id === undefined
    ? await articleByUrl(store, site, url ?? '', `${field}.url`)
    : await articleById(store, site, id);
}

async function scopeOf(
  store: Store,
  site: Site,
  scope: SignalBody['scope'],
): Promise<StoredSignal['scope']> {
  if (scope.kind !== 'page') return scope;
  const { id, number } = await named(store, site, scope.article, 'scope.article');
  return { kind: 'page', articleId: id, number };
}

function wordOf(body: SignalBody): StoredSignal['word'] {
  switch (body.kind) {
    case 'pin':
      return { kind: 'pin', slot: body.slot };
    case 'boost':
    case 'bury':
      return { kind: body.kind, factor: body.factor };
    case 'exclude':
      return { kind: 'exclude' };
  }
}

/** Signals with what is shown of their articles, in one round trip. */
async function shownOf(
  store: Store,
  site: Site,
  signals: readonly StoredSignal[],
): Promise<SignalShown[]> {
  const numbers = signals.flatMap(({ number, scope }) =>
    scope.kind === 'page' ? [number, scope.number] : [number],
  );
  const articles = await store.articles.cards(site.networkId, [...new Set(numbers)]);
  const byNumber = new Map(articles.map((article) => [article.number, article]));
  const shown = (number: number, id: string): SignalShown['article'] => {
    const { card = null, id: today = id } = byNumber.get(number) ?? {};
    return { id: today, url: card?.url ?? null, title: card?.title ?? null };
  };
  return signals.map(({ id, articleId, number, word, scope, givenAt, expiresAt }) => ({
    id,
    kind: word.kind,
    slot: word.kind === 'pin' ? word.slot : null,
    factor: word.kind === 'boost' || word.kind === 'bury' ? word.factor : null,
    article: shown(number, articleId),
    scope: {
      kind: scope.kind,
      section: scope.kind === 'section' ? scope.section : null,
      article: scope.kind === 'page' ? shown(scope.number, scope.articleId) : null,
    },
    givenAt: new Date(givenAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }));
}
