// A site's feeds, for its publisher: what the command does with them, over HTTP.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readFeedUrl, type Site } from '@maylike/articles';
import { visitAnswerSchema } from '@maylike/queues';
import {
  feedDetailView,
  feedsOfSiteMax,
  feedView,
  StoreError,
  type Feed,
  type Store,
} from '@maylike/store';
import type { ServerDependencies } from '../dependencies.js';
import { fieldProblem, ProblemError } from '../errors.js';
import {
  changedFeedBody,
  feedDetailSchema,
  feedParameters,
  feedSchema,
  feedsSchema,
  newFeedBody,
  pollBody,
  polledSchema,
  triedFeedBody,
} from '../feed-schemas.js';
import { FeedTrials } from '../feed-trials.js';
import { noQuery } from '../parameters.js';
import { problemResponses } from '../schemas.js';
import { accessOf, requireSecretKey } from '../site-access.js';
import { opmlRoutes } from './opml.js';

const path = '/v1/feeds';
const byIdPath = `${path}/:id`;
const shared = { tags: ['feeds'], security: [{ secretKey: [] }], querystring: noQuery };
/** Two trials, of a page and of the feed that it names, with the queue's own bound of 25 s each. */
const trialTimeoutMs = 55_000;

export const feedRoutes =
  (dependencies: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    app.addHook('onRequest', requireSecretKey(dependencies.store));
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('cache-control', 'no-store');
      done();
    });
    await app.register(listRoutes(dependencies));
    await app.register(oneRoutes(dependencies));
    await app.register(opmlRoutes(dependencies));
  };

const listRoutes =
  (dependencies: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    const { store, now } = dependencies;
    const trials = new FeedTrials(dependencies);

    app.get(path, {
      schema: {
        ...shared,
        operationId: 'getFeeds',
        summary: 'The feeds of the site',
        response: { 200: feedsSchema, ...problemResponses },
      },
      handler: async (request) => {
        const { site } = accessOf(request);
        return { feeds: (await store.feeds.ofSite(site.id)).map(feedView) };
      },
    });

    app.post(path, {
      schema: {
        ...shared,
        operationId: 'addFeed',
        summary: 'Adds a feed after trying it',
        description: `One address is one feed of a site: one that is there already keeps its settings. At most ${feedsOfSiteMax} a site.`,
        body: newFeedBody,
        response: {
          200: feedSchema.describe('It was there already.'),
          201: feedSchema.describe('It is new, and polled now.'),
          ...problemResponses,
        },
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        const { body } = request;
        const url = feedUrlOrRefuse(body.url);
        const known = await store.feeds.findByUrl(site.id, url);
        if (known !== null) return feedView(known);
        request.server.serving.allowTime(reply.raw, trialTimeoutMs);
        const found = body.try ? await feedAt(trials, url) : { url, title: null };
        const settings = {
          fullText: body.fullText,
          pollEverySeconds: body.pollEverySeconds,
          title: body.title ?? found.title,
        };
        const { feedId, isNew } = await addFeed(store, site, found.url, settings, now());
        return await reply.code(isNew ? 201 : 200).send(feedView(await store.feeds.get(feedId)));
      },
    });

    app.post(`${path}/try`, {
      schema: {
        ...shared,
        operationId: 'tryFeed',
        summary: 'Says what is at an address, and keeps nothing',
        description: 'Where a page is there, its feeds are named.',
        body: triedFeedBody,
        response: { 200: visitAnswerSchema, ...problemResponses },
      },
      handler: async (request, reply) => {
        request.server.serving.allowTime(reply.raw, trialTimeoutMs);
        return await trials.at(feedUrlOrRefuse(request.body.url));
      },
    });
    await Promise.resolve();
  };

const oneRoutes =
  ({ store, queues, now, hostRequestsAtOnce }: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    const ofOne = { ...shared, params: feedParameters };

    app.get(byIdPath, {
      schema: {
        ...ofOne,
        operationId: 'getFeed',
        summary: 'A feed with its last polls, and why it is polled when it is',
        response: { 200: feedDetailSchema, ...problemResponses },
      },
      handler: async (request) => {
        const feed = await ownFeed(store, accessOf(request).site, request.params.id);
        const [history, host, letters] = await Promise.all([
          store.feeds.history(feed.id),
          store.hosts.state(feed.host, now()),
          store.letters.count(feed.id),
        ]);
        return mutable(feedDetailView(feed, { history, host, letters }));
      },
    });

    app.patch(byIdPath, {
      schema: {
        ...ofOne,
        operationId: 'changeFeed',
        summary: 'Changes what is decided about a feed; pauses it, or lets it be polled again',
        body: changedFeedBody,
        response: { 200: feedSchema, ...problemResponses },
      },
      handler: async (request) => {
        const { site } = accessOf(request);
        const { id } = await ownFeed(store, site, request.params.id);
        const { paused, ...wished } = request.body;
        const settings = Object.entries(wished).filter(([, value]) => value !== undefined);
        if (settings.length > 0) await store.feeds.change(id, Object.fromEntries(settings));
        if (paused === true) await store.feeds.pause(id, now());
        if (paused === false) await store.feeds.resume(id, now());
        return feedView(await ownFeed(store, site, id));
      },
    });

    app.delete(byIdPath, {
      schema: {
        ...ofOne,
        operationId: 'removeFeed',
        summary: 'Forgets a feed; its articles stay',
        response: { 204: z.null().describe('It is not polled any more.'), ...problemResponses },
      },
      handler: async (request, reply) => {
        const { id } = await ownFeed(store, accessOf(request).site, request.params.id);
        await store.feeds.remove(id);
        await store.letters.forget(id, now());
        return reply.code(204).send(null);
      },
    });

    app.post(`${byIdPath}/poll`, {
      schema: {
        ...ofOne,
        operationId: 'pollFeed',
        summary: 'Polls a feed now, stopped or not',
        body: pollBody,
        response: { 202: polledSchema, ...problemResponses },
      },
      handler: async (request, reply) => {
        const { id } = await ownFeed(store, accessOf(request).site, request.params.id);
        const wish = { anew: request.body?.anew ?? false, requestsAtOnce: hostRequestsAtOnce };
        const { isHandedOut, ...claimed } = await store.feeds.want(id, wish, now());
        // Where its host has no slot free, ingest hands it out as the next one there.
        if (isHandedOut) await queues.addPolls([claimed]);
        return reply.code(202).send(claimed);
      },
    });
    await Promise.resolve();
  };

/** @throws ProblemError `feed_unknown`, for another site's feed too. */
async function ownFeed(store: Store, site: Site, id: string): Promise<Feed> {
  const feed = await store.feeds.find(id);
  if (feed?.siteId !== site.id) throw new ProblemError('feed_unknown');
  return feed;
}

/** @throws ProblemError `request_invalid`, naming the field. */
function feedUrlOrRefuse(given: string): string {
  const read = readFeedUrl(given);
  if ('url' in read) return read.url;
  throw fieldProblem('request_invalid', 'url', 'is not an address that a feed can have');
}

/** @throws ProblemError `feed_refused` with what is there instead. */
async function feedAt(
  trials: FeedTrials,
  url: string,
): Promise<{ readonly url: string; readonly title: string | null }> {
  const found = await trials.find(url);
  if (found.answer.ok) return { url: found.url, title: found.answer.title };
  throw fieldProblem('feed_refused', 'url', found.answer.message);
}

async function addFeed(
  store: Store,
  site: Site,
  url: string,
  settings: Parameters<Store['feeds']['add']>[2],
  now: number,
): ReturnType<Store['feeds']['add']> {
  try {
    return await store.feeds.add(site, url, settings, now);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'feeds_full')
      throw new ProblemError('feeds_full', { detail: `At most ${feedsOfSiteMax}.` });
    throw error;
  }
}

/** The view as plain mutable data, which is what a schema describes. */
const mutable = (view: ReturnType<typeof feedDetailView>) => ({
  ...view,
  formerUrls: [...view.formerUrls],
  wishes: {
    ...view.wishes,
    skipHours: [...view.wishes.skipHours],
    skipDays: [...view.wishes.skipDays],
  },
});
