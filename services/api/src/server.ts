// The HTTP server, built of what it works with. It listens nowhere yet, so tests may ask it without a port.
import helmet from '@fastify/helmet';
import swagger from '@fastify/swagger';
import { fastify, LogController, type FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { Answering } from './answering.js';
import type { ServerDependencies } from './dependencies.js';
import { ProblemError } from './errors.js';
import { createMeters } from './meters.js';
import { openApi } from './open-api.js';
import { limitRequests } from './limit-requests.js';
import { Operator } from './operator.js';
import { dashboard } from './ops/dashboard.js';
import { sendProblem } from './problem.js';
import { logRequests } from './request-log.js';
import { articleRoutes } from './routes/articles.js';
import { docsRoutes } from './routes/docs.js';
import { draftRoutes } from './routes/drafts.js';
import { eventRoutes } from './routes/events.js';
import { feedRoutes } from './routes/feeds.js';
import { fragmentRoutes } from './routes/fragment.js';
import { operationRoutes } from './routes/operations.js';
import { recommendationRoutes } from './routes/recommendations.js';
import { reindexRoutes } from './routes/reindex.js';
import { signalRoutes } from './routes/signals.js';
import { widgetRoutes } from './routes/widget.js';
import { Serving, servingLimits, type ServingLimits } from './serving.js';
import { takeIn } from './take-in.js';
import { refuseTwoHosts, refuseUnreadable } from './unreadable.js';

/** The largest body is a pushed article; a draft's route has a limit of its own. */
const bodyBytesMax = 256 * 1024;
/** An article id has 22 characters; a queue's job id may be longer. */
const parameterCharactersMax = 200;

const securityHeaders = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
  },
} as const;

declare module 'fastify' {
  interface FastifyInstance {
    /** How its requests are taken in; to be started for answers to be kept. */
    readonly serving: Serving;
  }
}

/** Builds the server. Close it with `close()`; what it works with stays open. */
export async function buildServer(
  dependencies: ServerDependencies,
  limits: ServingLimits = servingLimits,
): Promise<FastifyInstance> {
  const meters = createMeters(dependencies);
  const serving = new Serving(dependencies, meters, limits);
  const app: FastifyInstance = fastify({
    bodyLimit: bodyBytesMax,
    serverFactory: (listener) => serving.server(listener),
    loggerInstance: dependencies.logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: dependencies.trustedProxies.length > 0 ? [...dependencies.trustedProxies] : false,
    forceCloseConnections: 'idle',
    // Who still asks on a connection that is open is answered, and told that it was the last time.
    return503OnClosing: false,
    routerOptions: { maxParamLength: parameterCharactersMax },
    clientErrorHandler: refuseUnreadable,
    // No hook has run for what is refused this early, so the headers are not there yet.
    frameworkErrors: (error, request, reply) => {
      reply.header('x-content-type-options', 'nosniff');
      reply.header('content-security-policy', "default-src 'none';frame-ancestors 'none'");
      void sendProblem(request, reply, error);
    },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.decorate('serving', serving);
  app.addHook('onClose', () => {
    serving.stop();
  });
  app.decorateRequest('siteAccess', null);
  app.decorateRequest('made', null);
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new ProblemError('route_unknown')),
  );
  logRequests(app, meters);
  app.addHook('onRequest', refuseTwoHosts);
  await app.register(helmet, securityHeaders);
  await app.register(swagger, { openapi: openApi, transform: jsonSchemaTransform });

  const operator = new Operator(dependencies.operatorToken, dependencies.now);
  await app.register(operationRoutes(dependencies));
  await app.register(widgetRoutes());
  await app.register(docsRoutes);
  const stopSettling = serving.quotas.start(dependencies.logger);
  app.addHook('onClose', () => {
    stopSettling();
  });
  await app.register(async (v1) => {
    takeIn(v1, dependencies, serving);
    limitRequests(v1, serving.quotas);
    const answering = new Answering(dependencies, serving, meters);
    await v1.register(recommendationRoutes(dependencies, answering));
    await v1.register(fragmentRoutes(answering));
    await v1.register(draftRoutes(dependencies, meters));
    await v1.register(articleRoutes(dependencies));
    await v1.register(feedRoutes(dependencies));
    await v1.register(signalRoutes(dependencies));
    await v1.register(eventRoutes(dependencies, meters));
    await v1.register(reindexRoutes(dependencies, operator));
  });
  await app.register(dashboard(dependencies, operator), { prefix: '/ops' });
  return app;
}
