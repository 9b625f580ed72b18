// What a process says of itself: alive (`/healthz`), able to do its work (`/readyz`), in numbers
// (`/metrics`). For services that have no HTTP server of their own.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { explainListenError, messageOf } from './errors.js';
import type { Metrics } from './metrics.js';

/** One condition of being ready. */
export interface ReadinessCheck {
  readonly ok: boolean;
  /** Why not, for the operator. */
  readonly reason?: string;
}

/** What `/readyz` answers. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
}

/** The conditions of being ready, each set by who knows it. */
export class Readiness {
  readonly #checks = new Map<string, ReadinessCheck>();

  /** Says whether the condition `name` holds now, and why not. */
  set(name: string, ok: boolean, reason?: string): void {
    this.#checks.set(name, ok || reason === undefined ? { ok } : { ok, reason });
  }

  /** The report in one line: `detail` tells why it is not ready, and is '' when it is. */
  summary(): { readonly ready: boolean; readonly detail: string } {
    const { ready, checks } = this.report();
    const reasons = Object.values(checks).flatMap((check) =>
      check.ok ? [] : [check.reason ?? 'not ready'],
    );
    return { ready, detail: reasons.join('; ') };
  }

  /** Ready when at least one condition is known and all that are known hold. */
  report(): ReadinessReport {
    const checks = [...this.#checks.values()];
    return {
      ready: checks.length > 0 && checks.every((check) => check.ok),
      checks: Object.fromEntries(this.#checks),
    };
  }
}

/** A running health server. */
export interface HealthServer {
  /** The port that it listens on (chosen by the system where 0 was asked for). */
  readonly port: number;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/** What {@link startHealthServer} needs. */
export interface HealthServerOptions {
  readonly port: number;
  readonly host: string;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A probe sends its few headers at once; whoever takes longer is no probe. */
const requestTimeoutMs = 5_000;
/** A handful of probes and scrapers; more are a mistake or an attack. */
const connectionsMax = 64;

/**
 * Serves `/healthz` (200 while the process can answer at all), `/readyz` (200 or 503, with the
 * report as JSON) and `/metrics`. Rejects with a StartupError `port_taken` when the address cannot
 * be listened on.
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const server = createServer(
    { requestTimeout: requestTimeoutMs, headersTimeout: requestTimeoutMs },
    (request, response) => void respond(request, response, options),
  );
  server.maxConnections = connectionsMax;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(explainListenError(error, options.host, options.port));
    });
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  options: HealthServerOptions,
): Promise<void> {
  const answer = await answerTo(request, options).catch((error: unknown) =>
    json(500, { error: messageOf(error) }),
  );
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

async function answerTo(request: IncomingMessage, options: HealthServerOptions): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return json(405, { error: 'only GET and HEAD are answered here' });
  }
  const path = (request.url ?? '').split('?', 1)[0];
  if (path === '/healthz') return json(200, { status: 'ok' });
  if (path === '/readyz') {
    const report = options.readiness.report();
    return json(report.ready ? 200 : 503, report);
  }
  if (path === '/metrics') {
    const { contentType } = options.metrics;
    return { status: 200, contentType, body: await options.metrics.render() };
  }
  return json(404, { error: 'only /healthz, /readyz and /metrics are here' });
}

function json(status: number, value: unknown): Answer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}
