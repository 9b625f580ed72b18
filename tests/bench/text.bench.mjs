// Text → terms beside natural's tokenizeAndStem, on real full texts:
//
//     npx turbo run build --filter=@maylike/text && node tests/bench/text.bench.mjs
//
// Both run in turns (A B A B …) in one process, in processor time; what counts is the median of the rounds' ratios, which
// a busy machine disturbs least. The first round of each is not counted: in it words are stemmed for the first time and
// code is compiled.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { makeTerms } from '@maylike/text';
import { PorterStemmer } from 'natural/lib/natural/stemmers/index.js';

const ROUNDS = 9;
const DOCUMENTS = 2000;
/** natural takes several times as long, so it is given every fifth document; the figure is per byte. */
const NATURAL_STEP = 5;

const dataFolder =
  process.env.MAYLIKE_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** Documents spread evenly over all years. */
function documentsOf(folder) {
  const lines = readdirSync(folder)
    .filter((name) => name.startsWith('reuters-financial-'))
    .sort()
    .flatMap((name) =>
      gunzipSync(readFileSync(join(folder, name)))
        .toString('utf8')
        .split('\n'),
    )
    .filter((line) => line !== '');
  const step = lines.length / DOCUMENTS;
  return Array.from({ length: DOCUMENTS }, (_, place) =>
    JSON.parse(lines[Math.floor(place * step)]),
  );
}

function median(values) {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.floor(ordered.length / 2)];
}

/** A contender that tells its MB (10^6 bytes of UTF-8) a second of processor time. */
function contender(documents, work) {
  const bytes = documents.reduce(
    (sum, { title, text }) => sum + Buffer.byteLength(title) + Buffer.byteLength(text),
    0,
  );
  return () => {
    const from = process.cpuUsage();
    for (const document of documents) work(document);
    const { user, system } = process.cpuUsage(from);
    return bytes / (user + system);
  };
}

const folder = join(dataFolder, 'scale');
if (!existsSync(folder)) {
  console.log(`skipped: no data in ${folder}; MAYLIKE_DATA names another folder`);
  process.exit(0);
}

const documents = documentsOf(folder);
const terms = contender(documents, ({ title, text }) => makeTerms({ title, text, language: 'en' }));
const natural = contender(
  documents.filter((_, place) => place % NATURAL_STEP === 0),
  ({ title, text }) => PorterStemmer.tokenizeAndStem(`${title} ${text}`),
);

terms();
natural();
const rounds = Array.from({ length: ROUNDS }, () => ({ terms: terms(), natural: natural() }));
console.log(
  `Node ${process.version}, ${cpus()[0]?.model}, ${DOCUMENTS} documents, ${ROUNDS} rounds`,
);
console.log('| | MB/s, median | lowest … highest round |');
console.log('| --- | --- | --- |');
for (const [label, key] of [
  ['text → terms', 'terms'],
  ["natural's tokenizeAndStem", 'natural'],
]) {
  const speeds = rounds.map((round) => round[key]);
  const range = `${Math.min(...speeds).toFixed(2)} … ${Math.max(...speeds).toFixed(2)}`;
  console.log(`| ${label} | ${median(speeds).toFixed(2)} | ${range} |`);
}
const ratio = median(rounds.map((round) => round.terms / round.natural));
console.log(`\ntext → terms is ${ratio.toFixed(2)} times as fast (P10: ≥ 5, and ≥ 10 MB/s)`);
