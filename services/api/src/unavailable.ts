// Which errors mean that Redis cannot be used now: the request is fine, and may be sent again in a moment.
import { ProblemError } from './errors.js';

/** What the server itself says while it loads, fails over, is full or is only a replica. */
const passingReply =
  /^(LOADING|CLUSTERDOWN|TRYAGAIN|READONLY|MASTERDOWN|BUSY|OOM|MISCONF|NOREPLICAS)\b/;
/** What the client says of a connection that is lost or silent; it has no codes for these. */
const clientMessages = new Set([
  'Command timed out',
  'Connection is closed.',
  "Stream isn't writeable and enableOfflineQueue options is false",
  'None of startup nodes is available',
]);
const clientNames = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError', 'AbortError']);
const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT']);

/** Whether an error comes from a Redis that is away, or that refuses for now. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (clientMessages.has(error.message) || clientNames.has(error.name)) return true;
  if (passingReply.test(error.message)) return true;
  if (!('syscall' in error) || !('code' in error)) return false;
  return typeof error.code === 'string' && connectionCodes.has(error.code);
}

/** Whether an error means that nothing can be read now, whoever said so. */
export const isUnavailable = (error: unknown): boolean =>
  isRedisAway(error) || (error instanceof ProblemError && error.code === 'unavailable');
