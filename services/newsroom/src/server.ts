// The newsroom over HTTP: fronts, articles, feeds, pictures. Pages are made anew with each request from the edition of
// the moment: ages change all the time, and it is a sample, with a handful of readers.
import { readFileSync } from 'node:fs';
import Fastify, { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { articlePath, homePath, outletPath } from './addresses.js';
import { isUnchanged, validatorsOf } from './caching.js';
import { editionsOf, type Schedule } from './edition.js';
import { feedOf } from './feeds.js';
import type { SampleEvent } from './model.js';
import { outlets, type Outlet } from './outlets.js';
import { articlePage } from './pages/article-page.js';
import { newsroomFront, outletFront } from './pages/front-page.js';
import { unknownPage, withdrawnPage } from './pages/notice-page.js';
import type { MayLikeAccess, PageContext } from './pages/page.js';
import { pictureNamed } from './pictures/index.js';

/** What the server works with. */
export interface NewsroomOptions {
  readonly sample: readonly SampleEvent[];
  readonly schedule: Schedule;
  /** Where it is read: scheme, host and port. Asked with each request, because a port may be chosen late. */
  readonly origin: () => string;
  /** Null: pages have no list. */
  readonly mayLike: MayLikeAccess | null;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly logger: FastifyBaseLogger;
}

/** A path here is an outlet and a slug; longer ones are nothing of ours. */
const parameterCharactersMax = 200;
/** Nobody sends the newsroom anything. */
const bodyBytesMax = 1_024;
/** Headers and a body of nothing arrive at once. */
const requestTimeoutMs = 10_000;
/** Pages show ages in words and change with every release. */
const pageCaching = 'no-cache';
/** What comes with the program stays as it is while it runs. */
const assetCaching = 'public, max-age=300';

const asset = (name: string): string =>
  readFileSync(new URL(`../assets/${name}`, import.meta.url), 'utf8');

/** Builds the server; it does not listen yet. */
export function buildServer(options: NewsroomOptions): FastifyInstance {
  const contextNow = contextsOf(options);
  const app = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    routerOptions: { maxParamLength: parameterCharactersMax },
    forceCloseConnections: true,
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders(options));
    return Promise.resolve();
  });
  app.setNotFoundHandler((_request, reply) => sendPage(reply, 404, unknownPage(contextNow())));
  app.setErrorHandler((error, request, reply) => {
    request.log.error({ err: error, url: request.url }, 'a request failed');
    // The message may tell of the inside; whoever reads the page needs only to know that it is not their fault.
    return reply.code(500).type('text/plain; charset=utf-8').send('Something went wrong here.\n');
  });
  addPages(app, contextNow);
  addFeeds(app, contextNow);
  addAssets(app);
  return app;
}

/** What pages are made from at the moment of a request. */
type ContextNow = () => PageContext;

function contextsOf({ sample, schedule, now, origin, mayLike }: NewsroomOptions): ContextNow {
  const editionAt = editionsOf(sample, schedule);
  return () => {
    const moment = now();
    return { edition: editionAt(moment), mayLike, now: moment, origin: origin() };
  };
}

const sendPage = (reply: FastifyReply, status: number, page: string): FastifyReply =>
  reply
    .code(status)
    .header('cache-control', pageCaching)
    .type('text/html; charset=utf-8')
    .send(page);

function addPages(app: FastifyInstance, contextNow: ContextNow): void {
  app.get(homePath, (_request, reply) => sendPage(reply, 200, newsroomFront(contextNow())));
  for (const outlet of outlets) {
    app.get(outletPath(outlet.id), (_request, reply) =>
      sendPage(reply, 200, outletFront(outlet, contextNow())),
    );
    app.get(`/${outlet.id}`, (_request, reply) => reply.redirect(outletPath(outlet.id), 301));
    app.get<{ Params: { slug: string } }>(`/${outlet.id}/:slug`, (request, reply) =>
      sendArticle(outlet, request.params.slug, reply, contextNow()),
    );
  }
}

function sendArticle(
  outlet: Outlet,
  slug: string,
  reply: FastifyReply,
  context: PageContext,
): FastifyReply {
  const isIt = (one: { readonly outlet: string; readonly slug: string }) =>
    one.outlet === outlet.id && one.slug === slug;
  const article = context.edition.articles.find(isIt);
  if (article !== undefined) return sendPage(reply, 200, articlePage(article, context));
  if (!context.edition.withdrawn.some(isIt)) return sendPage(reply, 404, unknownPage(context));
  const path = articlePath({ outlet: outlet.id, slug });
  return sendPage(reply, 410, withdrawnPage(outlet, path, context));
}

function addFeeds(app: FastifyInstance, contextNow: ContextNow): void {
  for (const outlet of outlets) {
    app.get(outlet.feed.path, (request, reply) => {
      const { edition, origin } = contextNow();
      const body = feedOf(outlet, edition, origin);
      const validators = validatorsOf(body, edition.changedAt[outlet.id]);
      reply
        .header('etag', validators.etag)
        .header('last-modified', validators.lastModified)
        .header('cache-control', pageCaching);
      if (isUnchanged(conditionsOf(request), validators)) return reply.code(304).send();
      return reply.type(`${outlet.feed.contentType}; charset=utf-8`).send(body);
    });
  }
}

const conditionsOf = ({ headers }: FastifyRequest) => ({
  ifNoneMatch: headers['if-none-match'],
  ifModifiedSince: headers['if-modified-since'],
});

function addAssets(app: FastifyInstance): void {
  const serve = (path: string, type: string, body: string) =>
    app.get(path, (_request, reply) =>
      reply.header('cache-control', assetCaching).type(type).send(body),
    );
  serve('/newsroom.css', 'text/css; charset=utf-8', asset('newsroom.css'));
  serve('/favicon.svg', 'image/svg+xml', asset('favicon.svg'));
  serve('/robots.txt', 'text/plain; charset=utf-8', 'User-agent: *\nAllow: /\n');
  app.get<{ Params: { name: string } }>('/pictures/:name', (request, reply) => {
    const picture = pictureNamed(request.params.name);
    if (picture === null) {
      reply.callNotFound();
      return reply;
    }
    return reply.header('cache-control', assetCaching).type('image/svg+xml').send(picture);
  });
}

/** Pages load from here and from MayLike only; nothing may run in them but MayLike's widget. */
function securityHeaders({ mayLike, origin }: NewsroomOptions): Record<string, string> {
  const own = `'self' ${origin()}`;
  const theirs = mayLike === null ? '' : ` ${mayLike.url}`;
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    `img-src ${own}${theirs}`,
    `script-src ${theirs === '' ? "'none'" : theirs.trim()}`,
    `connect-src ${theirs === '' ? "'none'" : theirs.trim()}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    // The widget asks with the page's origin, which its key is bound to.
    'referrer-policy': 'strict-origin-when-cross-origin',
  };
}
