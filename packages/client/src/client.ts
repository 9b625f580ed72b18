// A publisher's side of the API: one typed call for every operation of its document, and the ones of every day by name.
import { addressOf, type ParameterValue } from './address.js';
import { attempt, type Reply } from './attempt.js';
import { MayLikeError, RefusedError } from './errors.js';
import { operationTable } from './generated/operations.js';
import type { Input, OperationId, Output } from './operations.js';
import { refusalOf } from './refusal.js';
import { isPassing, wait, waitMs } from './retries.js';

/** How a client asks. All times are milliseconds. */
export interface ClientOptions {
  /** Where the API is, as `https://maylike.example.com`; a path is kept. */
  readonly baseUrl: string | URL;
  /** `pk_…` for reading, in browsers too; `sk_…` for everything of a site, on servers only. */
  readonly key: string;
  /**
   * Where a publishable key stands: in the `query`, so that caches between here and the API may keep the answer
   * (default), or in a `header`. Any other key always stands in a header.
   */
  readonly keyIn?: 'query' | 'header';
  /** For a whole call, its tries and the waits between them: 10,000. */
  readonly timeoutMs?: number;
  /** For one try: 4,000. */
  readonly attemptTimeoutMs?: number;
  /** Further tries after one that failed in passing; of GET only, which changes nothing: 2. */
  readonly retries?: number;
  /** A body beyond this is not read: 5,000,000, where the largest answers have some 100,000. */
  readonly answerBytesMax?: number;
  /** Instead of the platform's own. */
  readonly fetch?: typeof fetch;
}

/** How one call differs from what the client was made with. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly retries?: number;
}

/** What is asked for: an article of the site, by its address or its id, and wishes. */
export type RecommendationsQuery = NonNullable<Input<'getRecommendations'>['query']>;
/** The answer of {@link MayLikeClient.recommendations}. */
export type Recommendations = Output<'getRecommendations'>;
/** An item of {@link Recommendations}. */
export type RecommendedItem = Recommendations['items'][number];
/** A text that is not published yet. */
export type Draft = Input<'getRecommendationsForDraft'>['body'];
/** What may be wished of an answer for a draft. */
export type DraftWishes = NonNullable<Input<'getRecommendationsForDraft'>['query']>;
/** An article as the API knows it. */
export type Article = Output<'getArticle'>;
/** What is told of an article. */
export type ArticleContent = Input<'pushArticleByUrl'>['body'];
/** What the API says of an article that it was told of. */
export type PushedArticle = Output<'pushArticleByUrl'>;
/** An article by its address or by its id. */
export type ArticleReference = { readonly url: string } | { readonly id: string };

interface AnyInput {
  readonly query?: Readonly<Record<string, ParameterValue>>;
  readonly path?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const defaults = {
  keyIn: 'query',
  timeoutMs: 10_000,
  attemptTimeoutMs: 4_000,
  retries: 2,
  answerBytesMax: 5_000_000,
} as const;

/**
 * Asks one MayLike with one key. It keeps nothing between calls, so one instance may serve a whole process.
 *
 * Every method resolves with the body of a good answer. It rejects with a {@link RefusedError} for any other answer,
 * with a {@link MayLikeError} where there is none that can be read, and with the signal's reason where the caller
 * aborts.
 */
export class MayLikeClient {
  readonly #base: URL;
  readonly #key: string;
  readonly #options: Required<Omit<ClientOptions, 'baseUrl' | 'key'>>;

  /** @throws MayLikeError `options_invalid`. */
  constructor({ baseUrl, key, ...options }: ClientOptions) {
    this.#base = webUrl(baseUrl);
    if (!/^[\x21-\x7e]+$/.test(key)) {
      throw new MayLikeError('options_invalid', 'key: is empty, or holds what no key holds');
    }
    this.#key = key;
    // Looked up at each call: pages and tests replace it.
    const platformFetch: typeof fetch = (input, init) => globalThis.fetch(input, init);
    this.#options = { ...defaults, fetch: platformFetch, ...options };
  }

  /** What a reader of an article may like. An address that is not known yet is answered with `complete: false`. */
  async recommendations(
    query: RecommendationsQuery,
    options?: CallOptions,
  ): Promise<Recommendations> {
    return await this.call('getRecommendations', { query }, options);
  }

  /** What a reader of a text that is not published may like. */
  async recommendationsForDraft(
    draft: Draft,
    wishes: DraftWishes = {},
    options?: CallOptions,
  ): Promise<Recommendations> {
    return await this.call('getRecommendationsForDraft', { query: wishes, body: draft }, options);
  }

  /** An article of the site. Needs the secret key. */
  async article(reference: ArticleReference, options?: CallOptions): Promise<Article> {
    return 'id' in reference
      ? await this.call('getArticle', { path: { id: reference.id } }, options)
      : await this.call('getArticleByUrl', { query: { url: reference.url } }, options);
  }

  /** Tells the API of an article, new or changed, instead of a feed; may be done again. Needs the secret key. */
  async pushArticle(
    reference: ArticleReference,
    article: ArticleContent,
    options?: CallOptions,
  ): Promise<PushedArticle> {
    return 'id' in reference
      ? await this.call('pushArticle', { path: { id: reference.id }, body: article }, options)
      : await this.call(
          'pushArticleByUrl',
          { query: { url: reference.url }, body: article },
          options,
        );
  }

  /** Takes an article out of every list. Needs the secret key. */
  async takeDownArticle(reference: ArticleReference, options?: CallOptions): Promise<void> {
    if ('id' in reference) {
      await this.call('takeDownArticle', { path: { id: reference.id } }, options);
    } else {
      await this.call('takeDownArticleByUrl', { query: { url: reference.url } }, options);
    }
  }

  /** Any operation of the API's document by its id. */
  async call<Id extends OperationId>(
    id: Id,
    input: Input<Id>,
    options: CallOptions = {},
  ): Promise<Output<Id>> {
    const { method, path, isKeyInQuery, bodyType, answerType } = operationTable[id];
    const given: AnyInput = input;
    const isInAddress =
      isKeyInQuery && this.#options.keyIn === 'query' && this.#key.startsWith('pk_');
    const query = isInAddress ? { ...given.query, key: this.#key } : (given.query ?? {});
    const url = addressOf(this.#base, path, given.path ?? {}, query);
    const isSent = bodyType !== null && given.body !== undefined;
    const keyInHeader = isInAddress ? null : this.#key;
    const headers = headersOf(keyInHeader, isSent ? bodyType : null, answerType);
    // A cookie is never asked for, and none that is there is to go along.
    const request: RequestInit = { method, headers, credentials: 'omit' };
    const init = isSent ? { ...request, body: textOf(given.body, bodyType) } : request;
    const reply = await this.#answerTo(url, init, options);
    // The shape of an answer is the API's promise, which the API's own tests keep.
    return bodyOf(reply, answerType) as Output<Id>;
  }

  /** A good answer, after as many tries as a call may have. */
  async #answerTo(url: URL, init: RequestInit, options: CallOptions): Promise<Reply> {
    const { signal, timeoutMs = this.#options.timeoutMs } = options;
    const triesMax = init.method === 'GET' ? 1 + (options.retries ?? this.#options.retries) : 1;
    const endsAt = performance.now() + timeoutMs;
    for (let tries = 1; ; tries += 1) {
      const leftMs = Math.max(0, endsAt - performance.now());
      try {
        return await this.#try(url, init, Math.min(leftMs, this.#options.attemptTimeoutMs), signal);
      } catch (error) {
        const pauseMs = waitMs(tries, error, Math.random());
        const isTooLate = performance.now() + pauseMs >= endsAt;
        if (tries >= triesMax || !isPassing(error) || isTooLate) throw error;
        await wait(pauseMs, signal);
      }
    }
  }

  async #try(
    url: URL,
    init: RequestInit,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Reply> {
    const { fetch: fetchOne, answerBytesMax } = this.#options;
    const reply = await attempt(fetchOne, url, init, { timeoutMs, answerBytesMax }, signal);
    if (reply.status >= 200 && reply.status < 300) return reply;
    throw new RefusedError(refusalOf(reply.status, reply.headers, reply.text, Date.now()));
  }
}

/** @throws MayLikeError `options_invalid`. */
function webUrl(text: string | URL): URL {
  try {
    const url = new URL(text);
    if (/^https?:$/.test(url.protocol)) return url;
  } catch {
    // Not an address: said below.
  }
  throw new MayLikeError('options_invalid', 'baseUrl: is not an absolute http or https address');
}

function headersOf(
  key: string | null,
  bodyType: string | null,
  answerType: string | null,
): Record<string, string> {
  return {
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(bodyType === null ? {} : { 'content-type': bodyType }),
    // Errors come as problems wherever they can.
    accept: `${answerType ?? '*/*'}, application/problem+json`,
  };
}

const isJson = (type: string): boolean => type.startsWith('application/json');

/** What is sent: JSON, or the text that it is. */
const textOf = (body: unknown, type: string): string =>
  isJson(type) || typeof body !== 'string' ? JSON.stringify(body) : body;

/** The body of a good answer: what its JSON says, its text where it is another one, null where there is none. */
function bodyOf({ text }: Reply, type: string | null): unknown {
  if (type === null) return null;
  if (!isJson(type)) return text;
  try {
    const body: unknown = JSON.parse(text);
    return body;
  } catch (error) {
    throw new MayLikeError('answer_unreadable', 'The answer is no JSON', { cause: error });
  }
}
