// One line a request. Keys are not among it: not in the address, and no header is logged.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Meters } from './meters.js';

const secretParameters = new Set(['key', 'token']);

/** The query as it came, with what could be a key hidden, whatever it was. */
export function loggedQuery(query: unknown): Record<string, unknown> {
  if (typeof query !== 'object' || query === null) return {};
  return Object.fromEntries(
    Object.entries(query).map(([name, value]: [string, unknown]) => [
      name,
      secretParameters.has(name.toLowerCase()) ? '[redacted]' : value,
    ]),
  );
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '';

/** Logs and measures every request when it is answered. */
export function logRequests(app: FastifyInstance, meters: Meters): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    // The pattern, not the address: an address would be a label of its own for every article.
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.statusCode;
    meters.requests.observe({ method, route, status }, reply.elapsedTime / 1_000);
    request.log.info(
      {
        method,
        path: pathOf(request),
        query: loggedQuery(request.query),
        status,
        tookMs: Math.round(reply.elapsedTime),
      },
      'request',
    );
    done();
  });
}
