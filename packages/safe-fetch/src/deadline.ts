/**
 * One signal over a whole fetch. Timers of single operations (connect, headers, idle body) never add
 * up to a bound: a server that drips a byte a second satisfies all of them for ever.
 */
import { FetchError } from './errors.js';

/**
 * Runs `work` with a signal that aborts at the deadline or with the caller's own signal.
 *
 * @returns what `work` returned.
 * @throws FetchError `timeout` or `aborted` once cut, even where the work itself does not stop; else
 * whatever the work threw.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { promise: cut, reject: rejectCut } = rejectable();
  const cutWith = (error: FetchError): void => {
    rejectCut(error);
    controller.abort(error);
  };
  const onOuterAbort = (): void => {
    cutWith(cancelled(outer));
  };
  const timer = setTimeout(() => {
    cutWith(new FetchError('timeout', `The fetch took longer than ${timeoutMs} ms.`));
  }, timeoutMs);
  if (outer?.aborted === true) onOuterAbort();
  else outer?.addEventListener('abort', onOuterAbort, { once: true });
  try {
    return await Promise.race([cut, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onOuterAbort);
  }
}

/**
 * Waits for work that is not the caller's alone: an abort ends the wait and not the work.
 *
 * @returns what `work` gives. It is not started under a signal that is aborted already.
 * @throws FetchError `aborted` once the signal is; else whatever the work threw.
 */
export async function unlessAborted<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return await work();
  const { promise: cut, reject: rejectCut } = rejectable();
  const onAbort = (): void => {
    rejectCut(cancelled(signal));
  };
  if (signal.aborted) throw cancelled(signal);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([cut, work()]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function cancelled(signal: AbortSignal | undefined): FetchError {
  return new FetchError('aborted', 'The fetch was cancelled.', { cause: signal?.reason });
}

function rejectable(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise;
  });
  // Nobody may be listening when the work ended first; that is no unhandled rejection.
  promise.catch(() => undefined);
  return { promise, reject };
}
