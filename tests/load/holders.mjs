// Clients that hold connections, in a process of their own. Reads `{port, key, count}` from standard input and holds on
// until that ends; prints how many connections it was given, and how long it kept the one that it kept longest.
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createInterface } from 'node:readline';

/** Whoever is cut off comes again. */
const backAfterMs = 500;
/** Who reads no answer leaves megabytes of them with the system: one of so many is of that kind. */
const deafOneIn = 200;

const nothing = () => undefined;
const ways = [
  nothing,
  (socket) => socket.write('GET / HTTP/1.1\r\nHost: a\r\nX-A: '),
  (socket, key) =>
    socket.write(
      `POST /v1/recommendations HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
    ),
];

/** Question after question, and no answer is read. */
function askDeaf(socket) {
  socket.pause();
  const timer = setInterval(
    () => socket.write('GET /docs HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2)),
    10,
  );
  socket.once('close', () => clearInterval(timer));
}

const lines = createInterface({ input: process.stdin });
let accepted = 0;
let longestMs = 0;
lines.once('line', (line) => {
  const { port, key, count } = JSON.parse(line);
  const hold = (at) => {
    let since = null;
    const socket = connect(port, '127.0.0.1', () => {
      accepted += 1;
      since = performance.now();
      const way = at % deafOneIn === 0 ? askDeaf : ways[at % ways.length];
      way(socket, key);
    });
    socket.on('error', nothing).resume();
    socket.once('close', () => {
      if (since !== null) longestMs = Math.max(longestMs, performance.now() - since);
      setTimeout(hold, backAfterMs, at);
    });
  };
  for (let at = 0; at < count; at += 1) hold(at);
});
lines.once('close', () => {
  process.stdout.write(JSON.stringify({ accepted, longestMs }));
  // With it go all of its connections, at once.
  process.stdout.end(() => process.exit());
});
