// Everything about how requests are taken in that is no route's business: what is known by heart, who may come in, who
// has to go, and how all of it begins and ends.
import type { RequestListener, Server, ServerResponse } from 'node:http';
import { Gauge } from '@maylike/runtime';
import type { RedisClient } from '@maylike/store';
import { Connections } from './connections.js';
import type { ServerDependencies } from './dependencies.js';
import { Admission, type AdmissionLimits } from './hot/admission.js';
import { Front } from './hot/front.js';
import { HotAnswers, hotLimits, type HotLimits } from './hot/hot-answers.js';
import { HotMeter } from './hot/hot-meter.js';
import { connectionLimits, createHttpServer, type ConnectionLimits } from './http-server.js';
import type { Meters } from './meters.js';
import { Quotas } from './quotas.js';
import { Credentials } from './site-access.js';

/** What a server lets itself be asked. */
export interface ServingLimits {
  readonly connections: ConnectionLimits;
  /** Answers in memory. */
  readonly hot: HotLimits;
  /** Requests that are read and written at the same time, whatever they are about. */
  readonly requests: AdmissionLimits;
  /** Drafts. A writer answers eight in one go, beside its own work. */
  readonly drafts: AdmissionLimits;
}

/**
 * An answer that has to be made takes a millisecond or two of this process. What is worked on at once may all be ready at
 * once, and nobody is told anything while it is finished: so there are no more than keep the process busy while Redis
 * answers. Who is let in has his answer in a small part of a second; who waits in vain is told so within a tenth.
 */
export const servingLimits: ServingLimits = {
  connections: connectionLimits,
  hot: hotLimits,
  requests: { atOnce: 32, waiting: connectionLimits.connectionsMax, waitMs: 80 },
  drafts: { atOnce: 16, waiting: 64, waitMs: 80 },
};

/** How the requests of one server are taken in. */
export class Serving {
  readonly hot: HotAnswers;
  readonly credentials: Credentials;
  readonly requests: Admission;
  readonly drafts: Admission;
  readonly meter: HotMeter;
  readonly quotas: Quotas;
  readonly #connections: Connections;
  readonly #front: Front;

  constructor(
    private readonly dependencies: ServerDependencies,
    meters: Meters,
    private readonly limits: ServingLimits,
  ) {
    const { store, metrics, now, operatorToken } = dependencies;
    this.quotas = new Quotas(dependencies.quotas, store.quotaCounts, operatorToken, now);
    this.hot = new HotAnswers(store.changes, now, limits.hot);
    this.credentials = new Credentials(store, () => this.hot.isKeyed);
    this.hot.onSiteChange(() => {
      this.credentials.forget();
    });
    this.requests = new Admission(limits.requests);
    this.drafts = new Admission(limits.drafts);
    this.meter = new HotMeter(metrics, this.hot, meters.answers);
    this.#connections = new Connections(limits.connections);
    const connections = this.#connections;
    new Gauge({
      name: 'maylike_connections',
      help: 'Connections of callers that are open',
      registers: [metrics.registry],
      collect() {
        this.set(connections.count);
      },
    });
    this.#front = new Front({
      hot: this.hot,
      admission: this.requests,
      meter: this.meter,
      connections: this.#connections,
      quotas: this.quotas,
      keepAliveTimeoutMs: limits.connections.keepAliveTimeoutMs,
    });
  }

  /** Connections that are open now. */
  get connectionCount(): number {
    return this.#connections.count;
  }

  /** A server whose requests come through here before they come to `app`. */
  server(app: RequestListener): Server {
    const front = this.#front.before(app);
    const server = createHttpServer(this.limits.connections, (request, response) => {
      if (this.#connections.admits(request)) front(request, response);
    });
    this.#connections.of(server);
    return server;
  }

  /**
   * Begins to keep answers. Without it, every one is made.
   *
   * @param subscriber A connection that takes no other commands: revoked keys are told on it.
   */
  async start(subscriber: RedisClient): Promise<void> {
    await this.dependencies.store.changes.listen(subscriber, (siteId) => {
      this.hot.dropSite(siteId);
    });
    await this.hot.start();
  }

  /** Lets an answer take longer than its connection may be silent. */
  allowTime(response: ServerResponse, withinMs: number): void {
    this.#connections.allowTime(response, withinMs);
  }

  /** Lets every connection end with its next answer, and waits until none is left, or for a time. */
  async drain(withinMs: number): Promise<void> {
    this.#front.drain();
    await this.#connections.emptied(withinMs);
  }

  /** Keeps nothing any more. */
  stop(): void {
    this.hot.stop();
  }
}
