// The dashboard's door: the operator token is typed once and traded for a session's cookie.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problemStatus, type ProblemCode } from '../errors.js';
import { sessionCookie, sessionLifeMs, type Operator } from '../operator.js';
import { refuseCrossSite } from '../operator-access.js';
import { html, page, type Html } from './html.js';

/** A token has at most 512 characters. */
const tokenField = z.strictObject({ token: z.string().max(600) });
const cookieAttributes = { path: '/ops', httpOnly: true, sameSite: 'strict' } as const;

const form = (message: Html): string =>
  page(
    'Log in',
    html`<h1>MayLike</h1>
      ${message}
      <form method="post" action="/ops/login">
        <label for="token">Operator token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required />
        <button>Log in</button>
      </form>
      <p>
        It is the value of <code>OPERATOR_TOKEN</code>, or in the file
        <code>operator-token</code> of <code>MAYLIKE_HOME</code>.
      </p>`,
  );

export const loginRoutes =
  (operator: Operator): FastifyPluginAsyncZod =>
  async (app) => {
    const hidden = { hide: true };

    app.get('/login', { schema: hidden }, (_request, reply) => sendForm(reply, 200, html``));

    app.post('/login', {
      schema: { ...hidden, body: tokenField },
      onRequest: (request, _reply, done) => {
        refuseCrossSite(request);
        done();
      },
      handler: (request, reply) => logIn(operator, request, reply, request.body.token),
    });

    app.post('/logout', {
      schema: hidden,
      onRequest: (request, _reply, done) => {
        refuseCrossSite(request);
        done();
      },
      handler: (_request, reply) =>
        reply.clearCookie(sessionCookie, cookieAttributes).redirect('/ops/login', 303),
    });
    await Promise.resolve();
  };

function logIn(
  operator: Operator,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): FastifyReply {
  switch (operator.check(token, request.ip)) {
    case 'right':
      return reply
        .setCookie(sessionCookie, operator.openSession(), {
          ...cookieAttributes,
          maxAge: sessionLifeMs / 1_000,
          secure: request.protocol === 'https',
        })
        .redirect('/ops', 303);
    case 'wrong':
      return refuse(reply, 'unauthorized', 'That is not the operator token.');
    case 'locked':
      reply.header('retry-after', operator.retryAfterSeconds());
      return refuse(reply, 'too_many_tries', 'Too many wrong tries: wait a minute.');
  }
}

const refuse = (reply: FastifyReply, code: ProblemCode, message: string): FastifyReply =>
  sendForm(reply, problemStatus(code), html`<p class="bad" role="alert">${message}</p>`);

const sendForm = (reply: FastifyReply, status: number, message: Html): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').send(form(message));
