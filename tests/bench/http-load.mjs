// Asks one server over raw sockets, as a process of its own: a client library would cost more than the servers that are
// measured. Told by messages what to ask; answers each with what it saw.
import { once } from 'node:events';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import process from 'node:process';

const HEAD_END = Buffer.from('\r\n\r\n');
/** Stands in a request for a number that no other request has. */
const SERIAL = '{serial}';
let nextSerial = 1;
const serial = () => String(nextSerial++).padStart(22, '0');
const LENGTH = /\r\ncontent-length: (\d+)/i;

/** Connections that are opened at the same moment: a server's queue for new ones is not what is measured. */
const OPENED_AT_ONCE = 64;

async function open(port, connections) {
  const sockets = [];
  while (sockets.length < connections) {
    const count = Math.min(OPENED_AT_ONCE, connections - sockets.length);
    const opened = Array.from({ length: count }, () =>
      connect({ port, host: '127.0.0.1', noDelay: true }),
    );
    await Promise.all(opened.map((socket) => once(socket, 'connect')));
    sockets.push(...opened);
  }
  return sockets;
}

/** Asks the next question on a connection as soon as it has its answer. */
function ask({ requests, isOver, tell }, socket, place, connections) {
  return new Promise((resolve, reject) => {
    let next = place;
    let sentAt = 0;
    let held = null;
    const send = () => {
      if (isOver()) {
        socket.destroy();
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(requests[next % requests.length].replace(SERIAL, serial), 'latin1');
      next += connections;
    };
    socket.on('data', (chunk) => {
      const bytes = held === null ? chunk : Buffer.concat([held, chunk]);
      const end = bytes.indexOf(HEAD_END);
      if (end < 0) {
        held = bytes;
        return;
      }
      const head = bytes.latin1Slice(0, end);
      const status = Number(head.slice(9, 12));
      const length = status === 304 ? 0 : Number(LENGTH.exec(head)?.[1] ?? 0);
      if (bytes.length < end + 4 + length) {
        held = bytes;
        return;
      }
      held = null;
      tell(status, performance.now() - sentAt);
      send();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      if (!isOver()) reject(new Error('the server has hung up'));
    });
    send();
  });
}

const quantile = (ordered, share) =>
  ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? null;

async function run({ port, requests, connections, seconds }) {
  const sockets = await open(port, connections);
  const tookMs = new Map();
  const startedAt = performance.now();
  const endsAt = startedAt + 1_000 * seconds;
  const tell = (status, ms) => {
    const times = tookMs.get(status);
    if (times === undefined) tookMs.set(status, [ms]);
    else times.push(ms);
  };
  const isOver = () => performance.now() >= endsAt;
  await Promise.all(
    sockets.map((socket, place) => ask({ requests, isOver, tell }, socket, place, connections)),
  );
  const elapsed = (performance.now() - startedAt) / 1_000;
  return Object.fromEntries(
    [...tookMs].map(([status, times]) => {
      const ordered = Float64Array.from(times).sort();
      return [
        status,
        {
          count: times.length,
          perSecond: times.length / elapsed,
          p50: quantile(ordered, 0.5),
          p99: quantile(ordered, 0.99),
        },
      ];
    }),
  );
}

process.on('message', (order) => {
  run(order).then(
    (seen) => process.send({ seen }),
    (error) => process.send({ error: String(error) }),
  );
});
