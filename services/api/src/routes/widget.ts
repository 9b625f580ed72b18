// The widget's bundle, so that a page needs nothing but this server to show a list. Read once: it does not change while
// the process lives, and a server that could not hand it out should not start.
import { readFileSync } from 'node:fs';
import type { FastifyPluginAsync } from 'fastify';
import { StartupError } from '@maylike/runtime';
import { bundleUrl } from '@maylike/widget/bundle';
import { entityTagOf, namesEntityTag } from '../caching.js';

const headers = {
  // The address stays the same over releases: a new one is on every page after five minutes, and nobody waits for it.
  'cache-control': 'public, max-age=300, stale-while-revalidate=86400',
  // Browsers load a module of another origin only with leave of that origin; it is no secret and needs no key.
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
} as const;

/**
 * `GET /widget.js`.
 *
 * @throws StartupError `start_failed` when the bundle cannot be read.
 */
export function widgetRoutes(file: URL = bundleUrl): FastifyPluginAsync {
  const bundle = readBundle(file);
  const tag = entityTagOf(bundle);
  return async (app) => {
    app.get('/widget.js', { schema: { hide: true } }, (request, reply) => {
      reply.headers({ ...headers, etag: tag });
      if (namesEntityTag(request.headers['if-none-match'], tag)) return reply.code(304).send();
      return reply.type('text/javascript; charset=utf-8').send(bundle);
    });
    await Promise.resolve();
  };
}

function readBundle(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const message = `The widget's bundle ${file.pathname} cannot be read: build it with npm run build`;
    throw new StartupError('start_failed', message, { cause: error });
  }
}
