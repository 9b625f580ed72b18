// Asking, over real HTTP.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import { ask, type Missing } from '../src/ask.js';

let server: Server;
let address: string;
let respond: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => {
    respond(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  address = `http://127.0.0.1:${bound.port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const body = JSON.stringify({ items: [{ url: 'https://news.example/a', title: 'A' }] });

/** What asking gives where the server answers so. */
function answered(status: number, text: string) {
  respond = (_request, response) => response.writeHead(status).end(text);
  return ask(address, new AbortController());
}

describe('asking', () => {
  it('gives the items, and sends no cookie, no referrer and no header of its own', async () => {
    let headers: IncomingHttpHeaders = {};
    respond = (request, response) => {
      headers = request.headers;
      response.end(body);
    };
    const items = await ask(address, new AbortController());
    expect(items).toEqual([expect.objectContaining({ title: 'A' })]);
    for (const name of ['cookie', 'referer', 'authorization', 'content-type']) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it.each<[number, string, Missing]>([
    [404, '{"type":"urn:maylike:problem:url-foreign"}', { reason: 'refused', status: 404 }],
    [403, body, { reason: 'refused', status: 403 }],
    [503, '', { reason: 'refused', status: 503 }],
    [200, '<!doctype html>', { reason: 'unreadable', status: 200 }],
    [200, '{}', { reason: 'unreadable', status: 200 }],
    [200, '{"items":[]}', { reason: 'empty', status: 200 }],
    [200, '{"items":[{"url":"javascript:1","title":"A"}]}', { reason: 'empty', status: 200 }],
  ])('an answer %d "%s" gives a reason instead', async (status, text, missing) => {
    expect(await answered(status, text)).toEqual(missing);
  });

  it('a server that hangs up is unreachable', async () => {
    respond = (request) => request.socket.destroy();
    expect(await ask(address, new AbortController())).toEqual({
      reason: 'unreachable',
      status: null,
    });
  });

  it('an answer that stops half-way is waited for no longer than the time given', async () => {
    respond = (_request, response) => response.write(body.slice(0, 20));
    expect(await ask(address, new AbortController(), 50)).toEqual({
      reason: 'timeout',
      status: null,
    });
  });

  it('that is aborted hangs up', async () => {
    const asking = new AbortController();
    const closed = new Promise((resolve) => {
      respond = (request) => {
        request.socket.once('close', resolve);
        asking.abort();
      };
    });
    await ask(address, asking);
    await closed;
  });
});
