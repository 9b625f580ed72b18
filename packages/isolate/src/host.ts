/**
 * The script of every worker: loads one export of one module, then runs it on each input it is
 * sent, one at a time, and answers with the output or with a description of what was thrown.
 * All bounds (time, memory) are the parent's business: a loop in here cannot time itself.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, type HostData, type HostMessage, type RunMessage } from './messages.js';

const port = parentPort;
if (port === null) throw new Error('host.js is the script of a worker thread, not a program.');

function say(message: HostMessage): void {
  port?.postMessage(message);
}

type Work = (input: unknown) => unknown;

function isWork(value: unknown): value is Work {
  return typeof value === 'function';
}

async function load({ module, exportName }: HostData): Promise<Work> {
  const namespace = (await import(module)) as Record<string, unknown>;
  const work = namespace[exportName];
  if (!isWork(work)) throw new TypeError(`The module has no function named "${exportName}".`);
  return work;
}

async function answer(work: Work, message: RunMessage): Promise<void> {
  const { runNumber, input } = message;
  try {
    const output = await work(input);
    // Posting may throw too: an output that structured clone refuses fails this run only.
    say({ kind: 'done', runNumber, output });
  } catch (thrown) {
    say({ kind: 'failed', runNumber, failure: failureOf(thrown) });
  }
}

try {
  const work = await load(workerData as HostData);
  port.on('message', (message: RunMessage) => {
    void answer(work, message);
  });
  say({ kind: 'ready' });
} catch (thrown) {
  say({ kind: 'unusable', failure: failureOf(thrown) });
}
