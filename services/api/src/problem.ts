// Every error leaves as a problem (RFC 9457): one shape, no message from inside, the field named where one is wrong.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { RankingError } from '@maylike/ranking';
import {
  ProblemError,
  problemStatus,
  problemTitle,
  type FieldFault,
  type ProblemCode,
} from './errors.js';
import { isRedisAway } from './unavailable.js';

export const problemContentType = 'application/problem+json; charset=utf-8';

/** Redis is back within a second or two after a restart. */
export const redisRetryAfterSeconds = 2;
/** Who is turned away comes back when those who wait now are served. */
export const overloadRetryAfterSeconds = 1;
/** Told to who is turned away because there is too much to do. */
export const overloaded = (): ProblemError =>
  new ProblemError('unavailable', {
    detail: 'There is too much to do at the moment.',
    retryAfterSeconds: overloadRetryAfterSeconds,
  });
/** More faults than this help nobody to mend a request. */
const faultsMax = 20;

/** The body of an error. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly FieldFault[];
}

/** The problem that an error is to the caller. */
export function problemErrorOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof RankingError) return new ProblemError(error.code);
  if (hasZodFastifySchemaValidationErrors(error)) return validationProblem(error.validation);
  if (isRedisAway(error)) {
    return new ProblemError('unavailable', { retryAfterSeconds: redisRetryAfterSeconds });
  }
  return frameworkProblem(error);
}

/** The name of a problem type. */
export const problemTypeOf = (code: ProblemCode): string =>
  `urn:maylike:problem:${code.replaceAll('_', '-')}`;

/** What is sent of a problem. */
export function problemOf(error: ProblemError): Problem {
  const { detail, faults } = error.details;
  return {
    type: problemTypeOf(error.code),
    title: problemTitle(error.code),
    status: problemStatus(error.code),
    ...(detail === undefined ? {} : { detail }),
    ...(faults === undefined ? {} : { errors: faults }),
  };
}

/**
 * Answers with the problem that an error is. Faults of our own are logged whole, and told to nobody. Refusals are no
 * faults, though their status says 503: under overload they are most of what is answered, and each has its line already.
 */
export async function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<void> {
  const problem = problemErrorOf(error);
  const status = problemStatus(problem.code);
  if (status >= 500 && !(error instanceof ProblemError)) {
    request.log.error({ err: error }, 'a request failed');
  }
  const { retryAfterSeconds } = problem.details;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  if (problem.code === 'unauthorized') reply.header('www-authenticate', 'Bearer realm="MayLike"');
  reply.removeHeader('etag');
  await reply
    .code(status)
    .header('cache-control', 'no-store')
    .type(problemContentType)
    .send(JSON.stringify(problemOf(problem)));
}

interface ValidationIssue {
  readonly instancePath: string;
  readonly message?: string | undefined;
  readonly params?: unknown;
}

function validationProblem(issues: readonly ValidationIssue[]): ProblemError {
  const faults = issues.slice(0, faultsMax).flatMap(faultsOf);
  const detail = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new ProblemError('request_invalid', { detail, faults });
}

/** The faults of one issue: an unknown field is named itself, not the object that it stands in. */
function faultsOf({ instancePath, message, params }: ValidationIssue): FieldFault[] {
  const unknown = unknownKeysOf(params);
  if (unknown.length > 0) {
    return unknown.slice(0, faultsMax).map((field) => ({ field, message: 'is not known here' }));
  }
  const field = instancePath
    .split('/')
    .filter((part) => part !== '')
    .join('.');
  return [{ field: field === '' ? 'request' : field, message: message ?? 'is not valid' }];
}

function unknownKeysOf(params: unknown): string[] {
  if (typeof params !== 'object' || params === null || !('keys' in params)) return [];
  return Array.isArray(params.keys) ? params.keys.filter((key) => typeof key === 'string') : [];
}

/** What Fastify itself refuses, by the status it gives; anything else is our fault. */
function frameworkProblem(error: unknown): ProblemError {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  switch (status) {
    case 400:
      return new ProblemError('request_invalid', { detail: 'The request cannot be read.' });
    case 404:
      return new ProblemError('route_unknown');
    case 413:
      return new ProblemError('body_too_large');
    case 414:
      return new ProblemError('url_too_long');
    case 415:
      return new ProblemError('media_type_unsupported');
    case 503:
      return new ProblemError('unavailable', { retryAfterSeconds: redisRetryAfterSeconds });
    default:
      return new ProblemError('internal');
  }
}
