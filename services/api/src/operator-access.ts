// Lets the operator through, and nobody else.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from './errors.js';
import { sessionCookie, type Operator, type TokenVerdict } from './operator.js';
import { bearerOf } from './site-access.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Too many wrong tokens came from the caller. */
export const lockedProblem = (operator: Operator): ProblemError =>
  new ProblemError('too_many_tries', { retryAfterSeconds: operator.retryAfterSeconds() });

/** An `onRequest` hook for scripts. @throws ProblemError `unauthorized` or `too_many_tries`. */
export const requireOperatorToken =
  (operator: Operator) =>
  (request: FastifyRequest): Promise<void> => {
    const token = bearerOf(request);
    const verdict: TokenVerdict = token === null ? 'wrong' : operator.check(token, request.ip);
    if (verdict === 'locked') return Promise.reject(lockedProblem(operator));
    if (verdict === 'wrong') return Promise.reject(new ProblemError('unauthorized'));
    return Promise.resolve();
  };

/**
 * An `onRequest` hook for the dashboard: a session's cookie, or the token in a header. A browser without either is sent
 * to the login. A change that another site's page asks for is refused, although its cookie would not be sent anyway.
 *
 * @throws ProblemError `unauthorized`, `too_many_tries` or `cross_site`.
 */
export const requireOperator =
  (operator: Operator) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    refuseCrossSite(request);
    const session = request.cookies[sessionCookie];
    if (session !== undefined && operator.isSession(session)) return;
    const isBrowser = (request.headers.accept ?? '').includes('text/html');
    if (request.headers.authorization === undefined && isBrowser) {
      await reply.redirect('/ops/login', 303);
      return;
    }
    await requireOperatorToken(operator)(request);
  };

/** Browsers say where a request comes from; others send no such header. @throws ProblemError `cross_site`. */
export function refuseCrossSite(request: FastifyRequest): void {
  if (safeMethods.has(request.method)) return;
  const from = request.headers['sec-fetch-site'];
  if (from === undefined || from === 'same-origin' || from === 'none') return;
  throw new ProblemError('cross_site');
}
