// A publisher's pages and an API on two ports of this machine, so that a browser takes them for two origins. The API
// answers as the real one does, with what a test tells it to say.
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { bundleUrl } from '../../src/bundle.js';

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path fill="#789" d="M0 0h3v2H0z"/></svg>';

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** A request that reached the API. */
export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
}

/** A beacon that reached the API. */
export interface SeenBeacon {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

export class TestServers {
  /** Questions and preflights, in their order. */
  readonly seen: SeenRequest[] = [];
  /** Bodies of beacons, in their order. */
  readonly beacons: SeenBeacon[] = [];
  readonly #arrivals = new EventEmitter();
  answer: Answer = sayItems([]);
  readonly #api: Server;
  readonly #publisher: Server;
  readonly #pages = new Map<string, { html: string; headers: Record<string, string> }>();

  private constructor() {
    this.#api = createServer((request, response) => {
      this.#serveApi(request, response);
    });
    this.#publisher = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://any');
      const page = this.#pages.get(pathname);
      response.writeHead(page === undefined ? 404 : 200, {
        'content-type': 'text/html; charset=utf-8',
        'set-cookie': 'publisher=1',
        ...page?.headers,
      });
      response.end(page?.html ?? '<!doctype html><title>404</title>');
    });
  }

  static async start(): Promise<TestServers> {
    const servers = new TestServers();
    for (const server of [servers.#api, servers.#publisher]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    return servers;
  }

  get apiOrigin(): string {
    return `http://127.0.0.1:${portOf(this.#api)}`;
  }

  get publisherOrigin(): string {
    return `http://127.0.0.1:${portOf(this.#publisher)}`;
  }

  /** Publishes a page and returns its address. The body's `API` stands for the API's origin. */
  publish(body: string, options: { html?: string; head?: string; csp?: string } = {}): string {
    const path = `/page-${this.#pages.size}`;
    const head = `<meta charset="utf-8"><title>Page</title><meta name="viewport" content="width=device-width">`;
    const script = `<script type="module" src="${this.apiOrigin}/widget.js"></script>`;
    const html = `<!doctype html><html ${options.html ?? 'lang="en"'}><head>${head}${options.head ?? ''}</head><body>${body}${script}</body></html>`;
    this.#pages.set(path, {
      html: html.replaceAll('API', this.apiOrigin),
      headers: options.csp === undefined ? {} : { 'content-security-policy': options.csp },
    });
    return `${this.publisherOrigin}${path}`;
  }

  /** Publishes a whole page, whose placeholder for MayLike's origin is the API's. */
  publishPage(html: string): string {
    const path = `/page-${this.#pages.size}`;
    const text = html.replaceAll('https://maylike.example.com', this.apiOrigin);
    this.#pages.set(path, { html: text, headers: {} });
    return `${this.publisherOrigin}${path}`;
  }

  /** Resolves with the next beacon. */
  async beaconCame(): Promise<void> {
    await once(this.#arrivals, 'beacon');
  }

  stop(): void {
    for (const server of [this.#api, this.#publisher]) {
      server.closeAllConnections();
      server.close();
    }
  }

  async #takeBeacon(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body: unknown = JSON.parse(await text(request));
    const { method = '', headers } = request;
    this.beacons.push({ method, url, headers, body });
    response.writeHead(204).end();
    this.#arrivals.emit('beacon');
  }

  #serveApi(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', this.apiOrigin);
    if (url.pathname === '/widget.js') {
      response.setHeader('content-type', 'text/javascript; charset=utf-8');
      response.setHeader('access-control-allow-origin', '*');
      response.end(readFileSync(bundleUrl));
    } else if (url.pathname.endsWith('.svg')) {
      response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(picture);
    } else if (url.pathname === '/v1/recommendations') {
      this.seen.push({ method: request.method ?? '', url, headers: request.headers });
      response.setHeader('access-control-allow-origin', this.publisherOrigin);
      this.answer(request, response, url);
    } else if (url.pathname === '/v1/events') {
      void this.#takeBeacon(request, response, url);
    } else {
      response.writeHead(404).end();
    }
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** An item of an answer, whole; `changes` replaces fields. */
export function itemNamed(title: string, changes: Record<string, unknown> = {}) {
  return {
    id: title.padEnd(22, '_'),
    url: `https://news.example/${encodeURIComponent(title)}`,
    title,
    summary: '',
    image: null,
    publishedAt: new Date(Date.now() - 3 * 3_600_000 - 60_000).toISOString(),
    source: 'The Courier',
    authors: [],
    section: null,
    score: 0.5,
    strategy: 'related',
    because: [],
    alsoIn: [],
    ...changes,
  };
}

/** An answer of these items. */
export function sayItems(items: readonly unknown[]): Answer {
  return (_request, response) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify({ article: null, items, complete: true, generation: 'g1' }));
  };
}

/** A problem as the API tells it. */
export function sayProblem(status: number): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json; charset=utf-8' });
    response.end(JSON.stringify({ type: 'urn:maylike:problem:any', title: 'No', status }));
  };
}
