// The processes of a benchmark of the API: what is measured, what it is measured by, and who asks.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
/** Of the kernel's clock in /proc, which is the same on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;
/** Processor seconds that a process has taken. */
export function processorSeconds(pid) {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

export async function startBare(answer) {
  const child = fork(path('bare-server.mjs'));
  child.send(answer);
  const [{ port }] = await once(child, 'message');
  return { pid: child.pid, port, stop: () => child.kill() };
}

export async function startApi(redis) {
  const child = spawn(process.execPath, [path('../../services/api/dist/main.js')], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      REDIS_URL: `unix://${redis.socketPath}`,
      PORT: '0',
      OPERATOR_TOKEN: 'a-token-for-the-benchmark-only',
      // As it is run by default, into nothing: one line for each answer that is made.
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
    },
  });
  const port = await new Promise((resolve, reject) => {
    child.on('message', ({ type, message, port: chosen }) => {
      if (type === 'ready') resolve(chosen);
      if (type === 'fatal') reject(new Error(message));
    });
    child.once('exit', (code) => reject(new Error(`The API ended with ${code}.`)));
  });
  return { pid: child.pid, port, stop: () => child.kill() };
}

export function startAsker() {
  const child = fork(path('http-load.mjs'));
  return {
    stop: () => child.kill(),
    ask: async (order) => {
      child.send(order);
      const [{ seen, error }] = await once(child, 'message');
      if (error !== undefined) throw new Error(error);
      return seen;
    },
  };
}
