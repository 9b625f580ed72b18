// One request and its whole answer, in bounded time and memory.
import { MayLikeError } from './errors.js';

/** What came back, whatever its status. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** How a request is bounded. */
export interface AttemptLimits {
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
}

/**
 * The answer to a request.
 *
 * @param signal - The caller's.
 * @throws MayLikeError `timeout`, `unreachable`, `redirected`, `answer_too_large`; the signal's reason once the caller
 *   has aborted.
 */
export async function attempt(
  fetchOne: typeof fetch,
  url: URL,
  init: RequestInit,
  limits: AttemptLimits,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  const abort = new AbortController();
  const onAbort = (): void => {
    abort.abort(signal?.reason);
  };
  const timer = setTimeout(() => {
    abort.abort(new MayLikeError('timeout', `No whole answer within ${limits.timeoutMs} ms`));
  }, limits.timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    signal?.throwIfAborted();
    const response = await fetchOne(url, { ...init, redirect: 'manual', signal: abort.signal });
    refuseRedirect(response);
    const text = await textWithin(response, limits.answerBytesMax);
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    // Whoever ended it says why, whatever the platform makes of that.
    abort.signal.throwIfAborted();
    if (error instanceof MayLikeError || signal?.aborted === true) throw error;
    throw new MayLikeError('unreachable', `No whole answer from ${url.origin}`, { cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    // Whatever has not been read of an answer is not read any more, and its connection is free.
    abort.abort();
  }
}

function refuseRedirect({ type, status }: Response): void {
  // A browser hides where to: the type is all that it tells.
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new MayLikeError('redirected', 'The API is said to be elsewhere: ask there');
  }
}

async function textWithin(response: Response, bytesMax: number): Promise<string> {
  if (response.body === null) return '';
  const body: ReadableStream<Uint8Array> = response.body;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      throw new MayLikeError('answer_too_large', `The answer has more than ${bytesMax} bytes`);
    }
    text += decoder.decode(value, { stream: true });
  }
}
