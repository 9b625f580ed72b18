// A whole answer in one write.
//
// Node checks and joins the name and value of each header of each answer, and hands head and body over in pieces. For an
// answer that is known already that is half of the work. Here the head is text that was made once, and one string is
// written: same bytes, see the tests.
//
// What follows an answer stays Node's business: the next request on the connection, its time limits, its end. All of it
// hangs on the `finish` event of the response, by which Node says that the last byte was handed to the system. Whoever
// hands the bytes over says it, and that is done here.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { reasonPhrases } from '../http-server.js';

/** Names and values in turns, as `writeHead` takes them with the least work; it only reads them. */
export type FlatHeaders = readonly string[];

const lineOf = (name: string, value: string): string => `${name}: ${value}\r\n`;

/** The values are ours or came through Node's parser: none holds a line's end. */
function linesOf(headers: FlatHeaders): string {
  let lines = '';
  for (let i = 0; i < headers.length; i += 2)
    lines += lineOf(headers[i] ?? '', headers[i + 1] ?? '');
  return lines;
}

/** A message that is sent again and again. */
export interface ReadyMessage {
  readonly status: number;
  readonly headers: FlatHeaders;
  /** The lines that it begins with. */
  readonly head: string;
  /** A character for each byte. */
  readonly body: string;
}

/** Makes a message ready. @param body A character for each byte; its length is among the headers. O(headers). */
export const readyMessage = (status: number, headers: FlatHeaders, body: string): ReadyMessage => ({
  status,
  headers,
  head: `HTTP/1.1 ${status} ${reasonPhrases[status] ?? ''}\r\n${linesOf(headers)}`,
  body,
});

/** Writes whole messages on the connections of one server. */
export class WholeMessages {
  /** What Node says of a connection that stays open. */
  readonly #keepAlive: string;
  #second = 0;
  /** The last lines of a head in this second. */
  #end = '';

  constructor(keepAliveTimeoutMs: number) {
    const seconds = Math.floor(keepAliveTimeoutMs / 1_000);
    this.#keepAlive = `Connection: keep-alive\r\n${lineOf('Keep-Alive', `timeout=${seconds}`)}\r\n`;
  }

  /**
   * Sends a message as the answer to a request; without its body to who asks for the head alone.
   *
   * @param more Headers of this request alone.
   */
  send(
    request: IncomingMessage,
    response: ServerResponse,
    { status, headers, head, body }: ReadyMessage,
    more: FlatHeaders = [],
  ): void {
    const sent = request.method === 'HEAD' ? '' : body;
    if (!this.write(request, response, head + linesOf(more), sent)) {
      response.writeHead(status, [...headers, ...more]).end(sent, 'latin1');
    }
  }

  /**
   * Writes a message in one piece, where that is all there is to do.
   *
   * @returns False, and nothing is written: the connection is to end with this answer, other answers come first on it,
   * what was written before has not gone out yet, or the client speaks HTTP/1.0. Then it is written the common way.
   */
  protected write(
    request: IncomingMessage,
    response: ServerResponse,
    head: string,
    body: string,
  ): boolean {
    const { socket } = response;
    if (
      socket === null ||
      socket.writableLength > 0 ||
      !response.shouldKeepAlive ||
      request.httpVersionMinor !== 1 ||
      response.hasHeader('connection')
    ) {
      return false;
    }
    socket.write(head + this.#endOfHead() + body, 'latin1', (error) => {
      // On a connection that has broken nothing has finished; it is closed by itself.
      if (error === undefined || error === null) response.emit('finish');
    });
    return true;
  }

  #endOfHead(): string {
    const now = Date.now();
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#end = lineOf('Date', new Date(now).toUTCString()) + this.#keepAlive;
    }
    return this.#end;
  }
}
