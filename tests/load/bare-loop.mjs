// What polling costs where nothing is kept and nobody is hostile: fetch and rss-parser in a loop, in a process of its
// own. Reads `{urls, atOnce}` from standard input, prints what it did.
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import Parser from 'rss-parser';

const { urls, atOnce } = JSON.parse(await text(process.stdin));
const parser = new Parser();
const done = { polls: 0, items: 0, refused: 0 };
const waiting = [...urls];

async function work() {
  for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
    const response = await globalThis.fetch(url);
    try {
      const { items } = await parser.parseString(await response.text());
      done.items += items.length;
    } catch {
      // A feed that it cannot read is one poll all the same.
      done.refused += 1;
    }
    done.polls += 1;
  }
}

const startedMs = performance.now();
const before = process.cpuUsage();
await Promise.all(Array.from({ length: atOnce }, work));
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    ...done,
    tookMs: performance.now() - startedMs,
    cpuMs: (user + system) / 1_000,
  }),
);
process.exit();
