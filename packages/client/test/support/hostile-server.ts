// A server that answers as a test says, one answer after the other; the last one is given from then on.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly at: number;
}

export class HostileServer {
  readonly seen: SeenRequest[] = [];
  #answers: readonly Answer[] = [];
  readonly #server: Server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const answer = this.#answers[Math.min(this.seen.length, this.#answers.length - 1)];
    this.seen.push({ method, url, headers, at: performance.now() });
    request.resume();
    answer?.(request, response);
  });

  static async start(): Promise<HostileServer> {
    const server = new HostileServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get origin(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Forgets what was seen, and answers anew. */
  answerWith(...answers: readonly Answer[]): void {
    this.seen.length = 0;
    this.#answers = answers;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

export const emptyAnswer = { article: null, items: [], complete: true, generation: null };

export const good: Answer = (_request, response) => {
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(emptyAnswer));
};

export const silent: Answer = () => undefined;

export const problem =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
    response.end(JSON.stringify({ type: 'urn:maylike:problem:unavailable', title: 'No', status }));
  };

/** Says that more comes than comes, and hangs up. */
export const truncated: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"items":[');
  setImmediate(() => response.destroy());
};
