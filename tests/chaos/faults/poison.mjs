// Loaded first in every thread of a process: makes texts that say so do to their thread what no text is known to do.
// Nothing of production knows it: the job is looked at on its way in, before the code that works on it sees it.
import { isMainThread, parentPort } from 'node:worker_threads';

const deeds = {
  'poison-throw': (text) => {
    // The text code finds what it never gets, and throws.
    text.input.title = null;
  },
  'poison-crash': () => {
    throw new Error('nobody catches this');
  },
  'poison-hang': () => {
    for (;;);
  },
  'poison-exhaust': () => {
    const hoard = [];
    for (;;) hoard.push(new Array(4_000_000).fill(hoard.length + 0.5));
  },
};

if (!isMainThread) {
  parentPort?.on('message', (message) => {
    for (const text of message.input?.texts ?? [])
      for (const [word, deed] of Object.entries(deeds))
        if (text.input.text.includes(word)) deed(text);
  });
}
