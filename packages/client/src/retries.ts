// When a call is tried again, and how long it waits before.
import { MayLikeError, RefusedError } from './errors.js';

/** The first wait is at most this long; each further one at most twice the one before. */
const firstWaitMsMax = 200;
/** However often it is tried: nobody who waits for a page waits longer between two tries. */
const waitMsMax = 5_000;

/** Statuses that say "later" and not "no": of the API itself, and of proxies in front of it. */
const passingStatuses: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** Whether the same request may well succeed in a moment. */
export function isPassing(error: unknown): boolean {
  if (error instanceof RefusedError) return passingStatuses.has(error.status);
  return (
    error instanceof MayLikeError && (error.code === 'unreachable' || error.code === 'timeout')
  );
}

/**
 * How long to wait before the next try, in milliseconds: a random part of a span that doubles ("full jitter", so that
 * those who failed together do not come back together), after the time that the API asked for.
 *
 * @param triesBefore - 1 after the first try.
 * @param random - From 0 up to 1, without 1.
 */
export function waitMs(triesBefore: number, error: unknown, random: number): number {
  const jitterMs = random * Math.min(waitMsMax, firstWaitMsMax * 2 ** (triesBefore - 1));
  const askedMs = error instanceof RefusedError ? (error.retryAfterMs ?? 0) : 0;
  return askedMs + jitterMs;
}

/** Resolves after a time. @throws The signal's reason, as soon as the caller aborts. */
export async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
  signal?.throwIfAborted();
}
