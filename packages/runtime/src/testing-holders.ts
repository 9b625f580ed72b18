// How clients hold connections to the API without asking anything.
import type { Socket } from 'node:net';

/** One way to hold a connection. */
export interface HoldingWay {
  /** What the client sends. */
  readonly sends: string;
  /** @param key A key that may ask. */
  readonly hold: (socket: Socket, key: string) => void;
}

/** Ways that cost the server a connection each, and nothing more. */
export const idleWays: readonly HoldingWay[] = [
  { sends: 'nothing', hold: () => undefined },
  {
    sends: 'headers that never end',
    hold: (socket) => socket.write('GET / HTTP/1.1\r\nHost: a\r\nX-A: '),
  },
  {
    sends: 'a body that never ends',
    hold: (socket, key) =>
      socket.write(
        `POST /v1/recommendations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n` +
          'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
      ),
  },
];

/** Leaves megabytes of answers with the system, as nobody reads them. */
export const deafWay: HoldingWay = {
  sends: 'question after question, and reads no answer',
  hold: (socket) => {
    socket.pause();
    const timer = setInterval(() => {
      socket.write('GET /docs HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2));
    }, 10);
    socket.once('close', () => {
      clearInterval(timer);
    });
  },
};
