// The routes that answer about an article, whatever they make of the answer: how one is made, kept, tagged, and given
// again while nothing can be read.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOwnUrl, type Site } from '@maylike/articles';
import {
  answer,
  type Answer,
  type AnswerReader,
  type ArticleReference,
  type Question,
} from '@maylike/ranking';
import {
  cachingOf,
  entityTagOf,
  freshSecondsOf,
  namesEntityTag,
  staleCachingOf,
  surrogateKeysOf,
  varyOf,
} from './caching.js';
import type { ServerDependencies } from './dependencies.js';
import { fieldProblem } from './errors.js';
import { hotKeyOf, type MadeOf } from './hot/hot-answer.js';
import type { Watch } from './hot/network-answers.js';
import { recordingReader } from './hot/recording-reader.js';
import { SharedWork, type Work } from './hot/shared-work.js';
import type { Meters } from './meters.js';
import { allowedOriginsOf, allowOrigin } from './origins.js';
import { refuseEmpty, type RecommendationsQuery } from './parameters.js';
import { sendProblem } from './problem.js';
import { questionOf, referenceOf } from './questions.js';
import type { Serving } from './serving.js';
import { accessOf, siteAccessOf } from './site-access.js';
import { isTimingWished, serverTiming } from './timing.js';
import { isUnavailable } from './unavailable.js';

/** An answer with what it was made of and when. */
interface Made {
  readonly answer: Answer;
  readonly madeOf: MadeOf;
  /** Of the article that was asked about; null where it is not known. */
  readonly language: string | null;
  readonly madeAt: number;
  /** Null where it is not to be kept. */
  readonly watch: Watch | null;
  readonly tookMs: number;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request is answered with, once it is made. */
    made: Made | null;
  }
}

/** What the routes about an article share. */
export class Answering {
  /** The hooks of such a route. */
  readonly hooks = {
    onRequest: async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      reply.header('vary', 'Origin');
      const access = await this.serving.hot.silence.guard(() =>
        siteAccessOf(request, 'publishable', this.serving.credentials),
      );
      request.siteAccess = access;
      reply.header('vary', varyOf(access.isKeyInQuery));
      allowOrigin(request, reply, access);
    },
    preValidation: (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
      refuseEmpty(request.query);
      done();
    },
    onSend: (request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> =>
      Promise.resolve(this.#finish(request, reply, payload)),
    errorHandler: (error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> =>
      this.#giveLast(error, request, reply),
  };
  readonly #shared = new SharedWork<Made>();

  constructor(
    private readonly dependencies: ServerDependencies,
    private readonly serving: Pick<Serving, 'hot' | 'credentials' | 'meter'>,
    private readonly meters: Meters,
  ) {}

  /**
   * The answer to a checked query, with the headers that follow from it. An address of the site's own that is not known
   * is queued for fetching.
   *
   * @throws ProblemError `request_invalid` naming the field, `url_foreign`, `unavailable`; RankingError.
   */
  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    query: RecommendationsQuery,
  ): Promise<Answer> {
    const { site, isKeyInQuery } = accessOf(request);
    const { result: made, isOwn } = await this.#shared.of(keyOf(request), () =>
      this.#begin(reply, site, query),
    );
    const { answer } = made;
    // Who only joined the work leaves it to who began it to keep it: the watch lasts as long as his request.
    request.made = isOwn ? made : { ...made, watch: null };
    this.meters.answers.inc({ strategy: strategyOf(answer) });
    reply.header('cache-control', cachingOf(answer, isKeyInQuery));
    if (isKeyInQuery) reply.header('surrogate-key', surrogateKeysOf(site.id, answer));
    return answer;
  }

  #begin(reply: FastifyReply, site: Site, query: RecommendationsQuery): Work<Made> {
    const madeAt = this.dependencies.now();
    const startedAt = performance.now();
    const reference = referenceOf(query, site);
    const question = questionOf(query, site, madeAt);
    let watch: Watch | null = null;
    const made = this.serving.hot.silence.guard(async (): Promise<Made> => {
      watch = await this.serving.hot.watch(site.networkId);
      const own = watch;
      if (own !== null)
        reply.raw.once('close', () => {
          this.serving.hot.end(own);
        });
      const reader = this.dependencies.store.reader(site.networkId);
      const recording = recordingReader(reader, site, own);
      const answered = await this.#ask(recording.reader, site, reference, question);
      const tookMs = performance.now() - startedAt;
      return {
        answer: answered,
        madeOf: recording.madeOf,
        language: recording.language(),
        madeAt,
        watch: own,
        tookMs,
      };
    });
    return { made, mayJoin: () => watch?.isUntouched === true };
  }

  async #ask(
    reader: AnswerReader,
    site: Site,
    reference: ArticleReference,
    question: Question,
  ): Promise<Answer> {
    const now = this.dependencies.now();
    const found = await reader.find(reference);
    if (found === null && 'url' in reference) await this.#fetchUnknown(site, reference.url, now);
    return await answer(
      { ...reader, find: () => Promise.resolve(found) },
      reference,
      question,
      now,
    );
  }

  /** @throws ProblemError `url_foreign`. */
  async #fetchUnknown(site: Site, url: string, now: number): Promise<void> {
    const { store, queues } = this.dependencies;
    if (!isOwnUrl(url, site.origins)) {
      throw fieldProblem('url_foreign', 'url', "is not on one of the site's own domains");
    }
    if (!(await store.articles.mayFetchUnknown(site.id, now))) return;
    await queues.addPages([{ kind: 'unknown', siteId: site.id, url }]);
  }

  /** Tags a good answer, keeps it, and sends nothing where the caller has it. */
  #finish(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
    if (reply.statusCode !== 200 || typeof payload !== 'string') return payload;
    const tag = entityTagOf(payload);
    reply.header('etag', tag);
    if (isTimingWished(request.headers)) timed(reply, request.made);
    else this.#keep(request, reply, payload, tag);
    if (!namesEntityTag(request.headers['if-none-match'], tag)) return payload;
    reply.code(304).removeHeader('content-type').removeHeader('content-length');
    return '';
  }

  #keep(request: FastifyRequest, reply: FastifyReply, body: string, tag: string): void {
    const { made } = request;
    if (!made?.watch) return;
    const { answer, madeOf, madeAt, watch } = made;
    this.serving.hot.keep(watch, {
      key: keyOf(request),
      keyId: accessOf(request).keyId,
      body,
      tag,
      headers: reply.getHeaders(),
      origins: allowedOriginsOf(accessOf(request).site),
      strategy: strategyOf(answer),
      madeAt,
      freshMs: 1_000 * freshSecondsOf(answer),
      madeOf,
    });
  }

  /** While nothing can be read, the last answer known is better than none; it says that it may be wrong by now. */
  async #giveLast(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { origin } = request.headers;
    const last = isUnavailable(error) ? this.serving.hot.last(keyOf(request)) : null;
    if (last?.isFor(origin) !== true) {
      await sendProblem(request, reply, error);
      return;
    }
    const { sharedHeaders } = last;
    this.serving.meter.stale();
    reply
      .code(200)
      .headers(sharedHeaders)
      .headers({
        'cache-control': staleCachingOf(sharedHeaders['surrogate-key'] !== undefined),
        // RFC 9211: what was in memory, and for how long it has not been right.
        'cache-status': `MayLike; hit; ttl=-${last.staleSeconds(this.dependencies.now())}`,
      });
    if (origin !== undefined) reply.header('access-control-allow-origin', origin);
    await reply.send(last.body);
  }
}

const keyOf = ({ headers, url }: FastifyRequest): string => hotKeyOf(headers.authorization, url);

const strategyOf = ({ items }: Answer): string => items[0]?.strategy ?? 'none';

/** A timed answer is its asker's alone: what it says is true of this one request. */
function timed(reply: FastifyReply, made: Made | null): void {
  const parts = made === null ? [] : [serverTiming('answer', made.tookMs)];
  reply.header('server-timing', [...parts, serverTiming('total', reply.elapsedTime)].join(', '));
  reply.header('cache-control', 'no-store');
}
