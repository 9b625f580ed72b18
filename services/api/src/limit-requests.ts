// Holds callers to their quotas: by address before anything is known of them, by key and site once their key is.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from './errors.js';
import { quotaFields, tighterOf, type QuotaName, type Quotas, type QuotaState } from './quotas.js';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);
const eventsPath = '/v1/events';
/** What one customer of a provider has at least (RFC 6177): who has one address of it has all. */
const addressGroups = 4;

/** A proxy on this machine, or a script of its operator: everybody comes from there, or nobody. */
const isOwnMachine = (ip: string): boolean => ip === '::1' || ip.startsWith('127.');

declare module 'fastify' {
  interface FastifyRequest {
    /** The quota of the site that asks, or of its key where that ends first, once known; null where there is none. */
    quota: QuotaState | null;
  }
}

/** Adds the hooks to the routes that are registered behind it. */
export function limitRequests(v1: FastifyInstance, quotas: Quotas): void {
  v1.decorateRequest('quota', null);
  v1.addHook('onRequest', (request, reply, done) => {
    const from = addressOf(request);
    const state = from === null ? null : quotas.take('address', from);
    done(state === null ? undefined : exceeded(reply, state));
  });
  v1.addHook('preHandler', (request, reply, done) => {
    const { siteAccess } = request;
    if (siteAccess === null) {
      done();
      return;
    }
    const ofKey = quotas.take('key', siteAccess.keyId);
    // What a key may not is not taken from its site: its other keys have not asked.
    const ofSite =
      ofKey?.isExceeded === true ? null : quotas.take(quotaOf(request), siteAccess.site.id);
    request.quota = tighterOf(ofSite, ofKey);
    done(request.quota === null ? undefined : exceeded(reply, request.quota));
  });
  v1.addHook('onSend', (request, reply, payload, done) => {
    // A public answer is kept for everybody, and says nothing of one of them.
    const isPrivate = request.headers.authorization !== undefined;
    if (isPrivate && request.quota !== null) tell(reply, request.quota);
    done(null, payload);
  });
}

function quotaOf({ method, routeOptions }: FastifyRequest): QuotaName {
  if (routeOptions.url === eventsPath) return 'siteEvents';
  return reading.has(method) ? 'siteReads' : 'siteWrites';
}

/** Whom an address stands for; null where it is this machine's own. */
function addressOf({ ip }: FastifyRequest): string | null {
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isOwnMachine(plain)) return null;
  if (!plain.includes(':')) return plain;
  const [left = '', right = ''] = plain.split('::', 2);
  const [before, after] = [left, right].map((part) =>
    part.split(':').filter((group) => group !== ''),
  );
  const groups = [...(before ?? []), ...(after ?? [])];
  // What `::` leaves out is zeros, behind those before it.
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length) }, () => '0');
  return [...(before ?? []), ...zeros, ...(after ?? [])].slice(0, addressGroups).join(':');
}

function exceeded(reply: FastifyReply, state: QuotaState): ProblemError | undefined {
  if (!state.isExceeded) return undefined;
  tell(reply, state);
  return new ProblemError('quota_exceeded', {
    detail: `At most ${state.limit} requests a minute.`,
    retryAfterSeconds: state.resetSeconds,
  });
}

function tell(reply: FastifyReply, state: QuotaState): void {
  const [policyName = '', policy, standName = '', stand] = quotaFields(state);
  reply.header(policyName, policy).header(standName, stand);
}
