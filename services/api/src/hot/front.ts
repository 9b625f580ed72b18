// What stands in front of the framework: answers that are known go out from here, and what cannot be worked on now is
// told so here, so that neither costs what a route costs.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Connections } from '../connections.js';
import { problemStatus } from '../errors.js';
import {
  overloaded,
  overloadRetryAfterSeconds,
  problemContentType,
  problemOf,
} from '../problem.js';
import { quotaFields, tighterOf, type Quotas } from '../quotas.js';
import { isTimingWished } from '../timing.js';
import { namesTwoHosts } from '../unreadable.js';
import type { Admission } from './admission.js';
import { hotKeyOf, type HotAnswer } from './hot-answer.js';
import type { HotAnswers } from './hot-answers.js';
import type { HotMeter } from './hot-meter.js';
import { readyMessage, WholeMessages } from './whole-message.js';

const hotPath = '/v1/recommendations';
const guardedPath = '/v1/';

const overloadBody = JSON.stringify(problemOf(overloaded()));
const overloadHeaders = [
  ...['content-type', problemContentType],
  ...['content-length', String(overloadBody.length)],
  ...['cache-control', 'no-store'],
  ...['retry-after', String(overloadRetryAfterSeconds)],
  ...['x-content-type-options', 'nosniff'],
];
const overloadMessage = readyMessage(problemStatus('unavailable'), overloadHeaders, overloadBody);

/** What the front works with. */
export interface FrontParts {
  readonly hot: HotAnswers;
  /** For requests that carry no body; the others are counted once their body is there. */
  readonly admission: Admission;
  readonly meter: HotMeter;
  readonly connections: Pick<Connections, 'heard'>;
  readonly quotas: Pick<Quotas, 'stateOf'>;
  /** Of the server's connections. */
  readonly keepAliveTimeoutMs: number;
}

/** The front of one server. */
export class Front {
  readonly #messages: WholeMessages;
  #isDraining = false;

  constructor(private readonly parts: FrontParts) {
    this.#messages = new WholeMessages(parts.keepAliveTimeoutMs);
  }

  /** From now on every answer is the last one on its connection. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Puts the front before a listener. */
  before(app: RequestListener): RequestListener {
    return (request, response) => {
      if (this.#isDraining) response.setHeader('connection', 'close');
      const { method = '', url = '' } = request;
      const isRead = method === 'GET' || method === 'HEAD';
      this.parts.connections.heard(request, isRead);
      if (!isRead || !url.startsWith(guardedPath)) {
        app(request, response);
        return;
      }
      const answer = url.startsWith(hotPath) ? this.#known(request, url) : null;
      if (answer !== null) this.#send(answer, request, response);
      else this.#admit(request, response, app);
    };
  }

  #known(request: IncomingMessage, url: string): HotAnswer | null {
    const { headers } = request;
    // Where the time went is only known of an answer that is made.
    if (isTimingWished(headers)) return null;
    const answer = this.parts.hot.fresh(hotKeyOf(headers.authorization, url));
    return answer?.isFor(headers.origin) === true && !namesTwoHosts(request) ? answer : null;
  }

  #send(answer: HotAnswer, request: IncomingMessage, response: ServerResponse): void {
    const { origin, authorization } = request.headers;
    const more = [
      ...(origin === undefined ? [] : ['access-control-allow-origin', origin]),
      ...(authorization === undefined ? [] : this.#quotaOf(answer)),
    ];
    const status = answer.send(request, response, more, this.#messages);
    this.parts.meter.given(status, answer.strategy);
  }

  /** A private answer tells how the quota of its key and site stands; what is known does not count against it. */
  #quotaOf(answer: HotAnswer): readonly string[] {
    const { quotas } = this.parts;
    const ofSite = quotas.stateOf('siteReads', answer.madeOf.siteId);
    const state = tighterOf(ofSite, quotas.stateOf('key', answer.keyId));
    return state === null ? [] : quotaFields(state);
  }

  #admit(request: IncomingMessage, response: ServerResponse, app: RequestListener): void {
    const { admission, meter } = this.parts;
    admission.enter((isAdmitted) => {
      if (!isAdmitted) {
        meter.refused('read');
        this.#messages.send(request, response, overloadMessage);
        return;
      }
      // Who has hung up while he waited needs no answer, and his place is free again.
      if (request.socket.destroyed) {
        admission.leave();
        return;
      }
      response.once('close', () => {
        admission.leave();
      });
      app(request, response);
    });
  }
}
