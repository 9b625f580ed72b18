// `/docs`: the documentation for people. Drawn once, when it is first asked for: routes do not change while the server
// runs.
import type { FastifyPluginAsync } from 'fastify';
import { entityTagOf, namesEntityTag } from '../caching.js';
import { docsContentSecurityPolicy, docsPage } from '../docs-page.js';

export const docsRoutes: FastifyPluginAsync = async (app) => {
  let drawn: { readonly page: string; readonly tag: string } | null = null;

  app.get('/docs', { schema: { hide: true } }, (request, reply) => {
    if (drawn === null) {
      const page = docsPage(app.swagger());
      drawn = { page, tag: entityTagOf(page) };
    }
    reply.headers({
      'content-security-policy': docsContentSecurityPolicy,
      'cache-control': 'public, max-age=300',
      etag: drawn.tag,
    });
    if (namesEntityTag(request.headers['if-none-match'], drawn.tag)) return reply.code(304).send();
    return reply.type('text/html; charset=utf-8').send(drawn.page);
  });
  await Promise.resolve();
};
