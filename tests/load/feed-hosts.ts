// Many hosts of feeds: one server a host, each on a port of its own, because a port is part of what a host is.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';

/** One host: what it publishes, and what was asked of it. */
export class FeedHost {
  /** Feeds by path. */
  private readonly bodies = new Map<string, Buffer>();
  private readonly held: (() => void)[] = [];
  private isHolding = false;
  private atOnce = 0;
  /** The most requests that were with it at one time. */
  atOnceMax = 0;
  /** Requests that came. */
  asked = 0;

  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  /** @param onAnswer Called with each answer. */
  static async start(onAnswer: (host: FeedHost) => void): Promise<FeedHost> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const host = new FeedHost(server, `http://127.0.0.1:${address.port}`);
    server.on('request', ({ url = '' }, response) => {
      host.take(url, response, onAnswer);
    });
    return host;
  }

  /** Publishes a feed. @returns Its address. */
  publish(path: string, body: Buffer): string {
    this.bodies.set(path, body);
    return `${this.origin}${path}`;
  }

  /** Answers nobody from now on, until {@link release}. */
  hold(): void {
    this.isHolding = true;
  }

  /** Answers all who wait, and whoever comes. */
  release(): void {
    this.isHolding = false;
    for (const answer of this.held.splice(0)) answer();
  }

  /** Forgets what was asked so far. */
  forget(): void {
    this.asked = 0;
    this.atOnceMax = 0;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private take(path: string, response: ServerResponse, onAnswer: (host: FeedHost) => void): void {
    this.asked += 1;
    this.atOnce += 1;
    this.atOnceMax = Math.max(this.atOnceMax, this.atOnce);
    let isWithUs = true;
    const leave = (): void => {
      if (isWithUs) this.atOnce -= 1;
      isWithUs = false;
    };
    // Before the client can have all of it, so that the next request is not counted beside this one.
    response.once('finish', () => {
      leave();
      onAnswer(this);
    });
    // Who has waited for too long hangs up.
    response.once('close', leave);
    const answer = (): void => {
      const body = this.bodies.get(path);
      response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/xml' });
      response.end(body);
    };
    if (this.isHolding) this.held.push(answer);
    else setImmediate(answer);
  }
}
