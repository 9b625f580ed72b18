// The HTTP server, built of what it works with. It listens nowhere yet, so tests may ask it without a port.
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import { fastify, LogController, type FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { ServerDependencies } from './dependencies.js';
import { ProblemError } from './errors.js';
import { createMeters } from './meters.js';
import { openApi } from './open-api.js';
import { Operator } from './operator.js';
import { dashboard } from './ops/dashboard.js';
import { redisRetryAfterSeconds, sendProblem } from './problem.js';
import { logRequests } from './request-log.js';
import { articleRoutes } from './routes/articles.js';
import { draftRoutes } from './routes/drafts.js';
import { operationRoutes } from './routes/operations.js';
import { recommendationRoutes } from './routes/recommendations.js';
import { reindexRoutes } from './routes/reindex.js';
import { widgetRoutes } from './routes/widget.js';
import { refuseUnreadable } from './unreadable.js';

/** What one connection may cost. A slow or silent client is cut off well before it can hold anything up. */
const limits = {
  /** All of a request, headers and body, is there by then. */
  requestTimeout: 10_000,
  /** A connection on which nothing moves. */
  connectionTimeout: 15_000,
  keepAliveTimeout: 5_000,
  /** The largest body is a pushed article; a draft's route has a limit of its own. */
  bodyLimit: 256 * 1024,
} as const;
const headersTimeoutMs = 8_000;
/** How often Node looks for connections that have overrun their time. */
const connectionsCheckingIntervalMs = 1_000;
/** An article id has 22 characters; a queue's job id may be longer. */
const parameterCharactersMax = 200;
/** Far below the usual limit of a thousand open files for the whole process and its connections to Redis. */
const connectionsMax = 800;
const headersMax = 100;

const securityHeaders = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
} as const;

/** Builds the server. Close it with `close()`; what it works with stays open. */
export async function buildServer(dependencies: ServerDependencies): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    ...limits,
    loggerInstance: dependencies.logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: parameterCharactersMax },
    http: {
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: connectionsCheckingIntervalMs,
    },
    clientErrorHandler: refuseUnreadable,
    // No hook has run for what is refused this early, so the headers are not there yet.
    frameworkErrors: (error, request, reply) => {
      reply.header('x-content-type-options', 'nosniff');
      reply.header('content-security-policy', "default-src 'none';frame-ancestors 'none'");
      void sendProblem(request, reply, error);
    },
  });
  app.server.maxConnections = connectionsMax;
  app.server.maxHeadersCount = headersMax;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorateRequest('siteAccess', null);
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new ProblemError('route_unknown')),
  );
  const meters = createMeters(dependencies);
  logRequests(app, meters);
  await app.register(helmet, securityHeaders);
  await app.register(swagger, { openapi: openApi, transform: jsonSchemaTransform });

  const operator = new Operator(dependencies.operatorToken, dependencies.now);
  await app.register(operationRoutes(dependencies));
  await app.register(widgetRoutes());
  await app.register(async (v1) => {
    v1.addHook('onRequest', (_request, _reply, done) => {
      const { status } = dependencies.store.redis;
      // Commands would wait for Redis to come back, and callers with them.
      if (status === 'ready') done();
      else done(new ProblemError('unavailable', { retryAfterSeconds: redisRetryAfterSeconds }));
    });
    await v1.register(recommendationRoutes(dependencies, meters));
    await v1.register(draftRoutes(dependencies, meters));
    await v1.register(articleRoutes(dependencies));
    await v1.register(reindexRoutes(dependencies, operator));
  });
  await app.register(dashboard(dependencies, operator), { prefix: '/ops' });
  return app;
}
