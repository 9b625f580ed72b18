// Clients that hold connections, in a process of their own. Reads `{port, key, count}` from standard input and holds on
// until that ends; prints how many connections it was given, and how long it kept the one that it kept longest.
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { deafWay, idleWays } from '@maylike/runtime/testing';

/** Whoever is cut off comes again. */
const backAfterMs = 500;
/** Of so many one reads no answer: more would take the system's memory, not the API's connections. */
const deafOneIn = 200;

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
      const way = at % deafOneIn === 0 ? deafWay : idleWays[at % idleWays.length];
      way.hold(socket, key);
    });
    // Whoever is cut off may hear of it as an error.
    socket.on('error', () => undefined).resume();
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
