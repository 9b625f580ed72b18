// Answers are cheap to look at again: a strong ETag of the bytes, and 304 where the caller has them already.
import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * A minute fresh, ten more while a new one is fetched, a day where nobody answers: a page shows a list, even an old
 * one. Only where the key is part of the address: a cache may then keep the answer for all who have that address.
 */
const publicCaching =
  'public, max-age=60, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400';
/** With the key in a header, the answer is its sender's alone. */
const privateCaching = 'private, max-age=60';
/** An answer that is not complete will be in a moment: a list of the latest must not stand for ten minutes. */
const briefly = 'max-age=2, s-maxage=2, stale-if-error=86400';

/** The Cache-Control of an answer. */
export function cachingOf(answer: { readonly complete: boolean }, isKeyInQuery: boolean): string {
  if (!answer.complete) return `${isKeyInQuery ? 'public' : 'private'}, ${briefly}`;
  return isKeyInQuery ? publicCaching : privateCaching;
}

/** The strong ETag of a body (RFC 9110, 8.8.3). */
export function entityTagOf(body: string): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
}

/** Whether an If-None-Match header names the tag; compared weakly, as RFC 9110, 13.1.2 asks. */
export function namesEntityTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((named) => named.trim().replace(/^W\//, '') === tag);
}

/** An `onSend` hook: tags a good answer, and sends nothing where the caller has it. */
export function tagOrNotModified(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (reply.statusCode !== 200 || typeof payload !== 'string') return Promise.resolve(payload);
  const tag = entityTagOf(payload);
  reply.header('etag', tag);
  if (!namesEntityTag(request.headers['if-none-match'], tag)) return Promise.resolve(payload);
  reply.code(304).removeHeader('content-type').removeHeader('content-length');
  return Promise.resolve('');
}
