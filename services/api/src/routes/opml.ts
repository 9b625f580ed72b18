// All feeds of a site as one list: OPML 2.0, as readers of feeds import and export it.
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import {
  feedsOfOpml,
  OpmlError,
  opmlBytesMax,
  opmlFeedsMax,
  opmlOf,
  type OpmlFeed,
} from '@maylike/feed-parser/opml';
import { importFeeds } from '@maylike/store';
import type { ServerDependencies } from '../dependencies.js';
import { ProblemError } from '../errors.js';
import { importSchema } from '../feed-schemas.js';
import { noQuery } from '../parameters.js';
import { problemResponses } from '../schemas.js';
import { accessOf } from '../site-access.js';

const path = '/v1/feeds.opml';
const opmlType = 'text/x-opml';
const opmlTypes = [opmlType, 'application/xml', 'text/xml'];
const shared = { tags: ['feeds'], security: [{ secretKey: [] }], querystring: noQuery };

/** The routes; who may come in is decided around them. */
export const opmlRoutes =
  ({ store, now }: ServerDependencies): FastifyPluginAsyncZod =>
  async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser<string>(opmlTypes, { parseAs: 'string' }, (_request, body, done) => {
      done(null, body);
    });

    app.get(path, {
      schema: {
        ...shared,
        operationId: 'exportFeeds',
        summary: 'The feeds of the site as OPML 2.0',
        response: {
          200: { description: 'OPML 2.0', content: { [opmlType]: { schema: z.string() } } },
          ...problemResponses,
        },
      },
      handler: async (request, reply) => {
        const { site } = accessOf(request);
        const feeds = await store.feeds.ofSite(site.id);
        reply.header('content-disposition', 'attachment; filename="feeds.opml"');
        return await reply
          .type(`${opmlType}; charset=utf-8`)
          .send(opmlOf(`Feeds of ${site.name}`, feeds, now()));
      },
    });

    app.post(path, {
      bodyLimit: opmlBytesMax,
      schema: {
        ...shared,
        operationId: 'importFeeds',
        summary: 'Adds the feeds of an OPML list, without trying them first',
        description: `Folders are opened up. At most ${opmlFeedsMax} feeds at once; what cannot be a feed by its address is refused by itself.`,
        consumes: opmlTypes,
        body: z.string(),
        response: { 200: importSchema, ...problemResponses },
      },
      handler: async (request) => {
        const { site } = accessOf(request);
        const imported = await importFeeds(store.feeds, site, feedsOf(request.body), now());
        return { ...imported, feeds: [...imported.feeds] };
      },
    });
    await Promise.resolve();
  };

/** @throws ProblemError `request_invalid`. */
function feedsOf(text: string): OpmlFeed[] {
  try {
    return feedsOfOpml(text);
  } catch (error) {
    if (error instanceof OpmlError)
      throw new ProblemError('request_invalid', { detail: `The body ${error.message}.` });
    throw error;
  }
}
