// The index beside what a user would pick instead and beside its physical limit, all in one run:
//
//     npm run build && node --expose-gc tests/bench/index.bench.mjs [--quick] [--write]
//
// Absolute times depend on the machine and on what else it does. Every figure is therefore a ratio of things measured
// in turns (A B A B …, the median of the rounds), and what is measured is processor time, which a busy machine disturbs
// least; only the runs on several threads and the single calls are told by the clock. `--write` keeps the tables in
// results/index.md.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import FlexSearch from 'flexsearch';
import MiniSearch from 'minisearch';
import { planBulk, RowFinder } from '@maylike/tfidf/bulk-rows';
import {
  buildIdfTable,
  bulkNeighbours,
  NeighbourIndex,
  ReferenceIndex,
  selectTop,
  weigh,
} from '@maylike/tfidf';
import { termsOfCorpus, wordsOfCorpus } from './corpora.mjs';

const isQuick = process.argv.includes('--quick');
const roundCount = isQuick ? 5 : 9;
const lines = [];

function say(line = '') {
  lines.push(line);
  console.log(line);
}

function table(head, rows) {
  say();
  say(`| ${head.join(' | ')} |`);
  say(`| ${head.map(() => '---').join(' | ')} |`);
  for (const row of rows) say(`| ${row.join(' | ')} |`);
  say();
}

function median(values) {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.floor(ordered.length / 2)];
}

const microseconds = (nanoseconds) => (nanoseconds / 1000).toPrecision(3);
const ratio = (value) => value.toPrecision(3);

/** Runs every contender once a round, in turns; the median nanoseconds of each. */
async function inTurns(contenders) {
  const times = contenders.map(() => []);
  for (let round = 0; round < roundCount; round += 1) {
    for (const [place, run] of contenders.entries()) times[place].push(await run());
  }
  return times.map(median);
}

/** Nanoseconds of processor time a call of `ask`, for rows spread evenly. */
function timed(rows, queries, ask) {
  return () => {
    const from = process.cpuUsage();
    for (let query = 0; query < queries; query += 1) ask(Math.floor((query * rows) / queries));
    const { user, system } = process.cpuUsage(from);
    return ((user + system) * 1000) / queries;
  };
}

/** Nanoseconds by the clock of one call. */
function clocked(run) {
  const from = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - from);
}

const folder = mkdtempSync(join(tmpdir(), 'maylike-bench-'));

function compileReference() {
  const source = fileURLToPath(new URL('reference.cpp', import.meta.url));
  const binary = join(folder, 'reference');
  const compiled = spawnSync('g++', ['-O3', '-o', binary, source], { stdio: 'inherit' });
  return compiled.status === 0 ? binary : null;
}

/** The vectors as the C++ program reads them: terms numbered from rare to common. */
function writeVectors(vectors) {
  const frequencies = new Map();
  for (const { ids } of vectors) {
    for (const id of ids) frequencies.set(id, (frequencies.get(id) ?? 0) + 1);
  }
  const ordered = [...frequencies].sort(([, a], [, b]) => a - b);
  const ordinals = new Map(ordered.map(([id], ordinal) => [id, ordinal]));
  const total = vectors.reduce((sum, { ids }) => sum + ids.length, 0);
  const words = new Uint32Array(2 + vectors.length + total);
  const weights = new Float32Array(total);
  words.set([vectors.length, ordinals.size]);
  let offset = 0;
  for (const [row, vector] of vectors.entries()) {
    words[2 + row] = vector.ids.length;
    const own = Array.from(vector.ids, (id, place) => [ordinals.get(id), vector.weights[place]]);
    for (const [ordinal, weight] of own.sort(([a], [b]) => a - b)) {
      words[2 + vectors.length + offset] = ordinal;
      weights[offset] = weight;
      offset += 1;
    }
  }
  const file = join(folder, 'vectors');
  writeFileSync(file, Buffer.concat([Buffer.from(words.buffer), Buffer.from(weights.buffer)]));
  return file;
}

async function startReference(binary, vectors) {
  const child = spawn(binary, [writeVectors(vectors)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await answers.next();
  return {
    ask: async (kernel, queries, k) => {
      child.stdin.write(`${kernel} ${queries} ${k}\n`);
      const { value } = await answers.next();
      return Number(value.split(' ')[0]);
    },
    stop: () => child.stdin.end(),
  };
}

function vectorsOf(terms) {
  const idf = buildIdfTable(terms);
  return terms.map((one) => weigh(one, idf));
}

async function kernels(name, vectors, queries, binary) {
  const rows = vectors.length;
  const postings = (() => {
    const counts = new Map();
    for (const { ids } of vectors) for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    return [...counts.values()].reduce((sum, count) => sum + count * count, 0) / rows;
  })();
  const twin = new ReferenceIndex();
  for (const [number, vector] of vectors.entries()) {
    twin.put({ number, version: 1, publishedAt: number, vector });
  }
  const finders = [10, 64].map((top) => new RowFinder(planBulk(vectors, 50_000, top, 1), 0));
  const reference = binary === null ? null : await startReference(binary, vectors);
  const twinQueries = Math.max(3, Math.floor(queries / 20));
  const contenders = [
    ['this, k = 10', timed(rows, queries, (row) => finders[0].find(row, row + 1))],
    ['this, k = 64', timed(rows, queries, (row) => finders[1].find(row, row + 1))],
    [
      'TypeScript twin, k = 10',
      timed(rows, twinQueries, (row) => selectTop(twin.query(vectors[row], { exclude: row }), 10)),
    ],
  ];
  if (reference !== null) {
    for (const k of [10, 64]) {
      // Bands lose on short texts by a factor that is known.
      for (const kernel of name === 'Summaries' ? ['exhaustive'] : ['exhaustive', 'banded']) {
        contenders.push([`C++ ${kernel}, k = ${k}`, () => reference.ask(kernel, queries, k)]);
      }
    }
  }
  const times = await inTurns(contenders.map(([, run]) => run));
  reference?.stop();
  say(`## ${name}: ${rows} documents, ${Math.round(postings)} postings a query`);
  table(
    ['', 'µs a query', 'queries a second', 'this (same k) is … times as fast'],
    contenders.map(([label], place) => [
      label,
      microseconds(times[place]),
      Math.round(1e9 / times[place]),
      ratio(times[place] / times[label.endsWith('64') ? 1 : 0]),
    ]),
  );
}

async function live(name, vectors, queries) {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const index = new NeighbourIndex();
  const from = process.hrtime.bigint();
  for (const [number, vector] of vectors.entries()) {
    index.put({ number, version: 1, publishedAt: number, vector });
  }
  const built = Number(process.hrtime.bigint() - from) / 1e6;
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed - before;
  for (const [number, vector] of vectors.entries()) {
    index.setBound(number, index.nearest(vector, { exclude: number }).bound);
  }
  const rows = vectors.length;
  const add = (row) => {
    const article = { number: row, version: 2, publishedAt: row, vector: vectors[row] };
    index.put(article);
    return index.neighbourhood(article);
  };
  let entered = 0;
  const [query, both, whole] = await inTurns([
    timed(rows, queries, (row) => index.nearest(vectors[row], { exclude: row })),
    timed(rows, queries, (row) => {
      const key = { number: row, publishedAt: row, vector: vectors[row] };
      entered += index.neighbourhood(key).entered.length;
    }),
    timed(rows, queries, add),
  ]);
  const single = [];
  for (let query = 0; query < queries; query += 1) {
    const row = Math.floor((query * rows) / queries);
    single.push(clocked(() => add(row)));
  }
  const perDocument = (index.memory.used + Math.max(0, heap)) / rows;
  say(`## ${name}: the live index, ${rows} documents, k = 64`);
  table(
    ['', ''],
    [
      ['own list, µs', microseconds(query)],
      ['own list and reverse updates, µs', microseconds(both)],
      ['… times the query alone (P6: ≤ 1.5)', ratio(both / query)],
      ['older lists entered by an article, mean', ratio(entered / queries / roundCount)],
      ['replace, own list and reverse updates, µs', microseconds(whole)],
      [
        'the same, p50 and p99 of single calls by the clock, µs (P7)',
        `${microseconds(median(single))}, ${microseconds(single.sort((a, b) => a - b)[Math.floor(single.length * 0.99)])}`,
      ],
      ['building the index, ms', Math.round(built)],
      ['bytes a document, with slots and the map of numbers (P9)', Math.round(perDocument)],
      [
        'terms a document, mean',
        ratio(vectors.reduce((sum, { ids }) => sum + ids.length, 0) / rows),
      ],
    ],
  );
}

async function threads(name, vectors) {
  const run = (count) => async () => {
    const from = process.hrtime.bigint();
    await bulkNeighbours(vectors, { top: 10, threads: count }, () => undefined);
    return Number(process.hrtime.bigint() - from);
  };
  const [one, two] = await inTurns([run(1), run(2)]);
  say(`## ${name}: all pairs, ${vectors.length} documents, --top 10, with laying out the memory`);
  table(
    ['threads', 'seconds', 'documents a second (clock)', 'speed-up (P8: ≥ 1.8)'],
    [
      ['1', ratio(one / 1e9), Math.round((vectors.length * 1e9) / one), '1'],
      ['2', ratio(two / 1e9), Math.round((vectors.length * 1e9) / two), ratio(one / two)],
    ],
  );
}

/** The 25 most telling words of each text: what a search engine is asked for something like it. */
function telling(texts) {
  const frequencies = new Map();
  for (const words of texts) {
    for (const word of new Set(words)) frequencies.set(word, (frequencies.get(word) ?? 0) + 1);
  }
  return (words) => {
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const weightOf = ([word, count]) => count * Math.log(texts.length / frequencies.get(word));
    return [...counts]
      .sort((a, b) => weightOf(b) - weightOf(a))
      .slice(0, 25)
      .map(([word]) => word);
  };
}

async function engines(vectors) {
  const rows = Math.min(isQuick ? 5000 : 19_000, vectors.length);
  const texts = wordsOfCorpus('long', rows);
  const finder = new RowFinder(planBulk(vectors.slice(0, rows), 50_000, 10, 1), 0);
  const mini = new MiniSearch({ fields: ['text'] });
  mini.addAll(texts.map((words, id) => ({ id, text: words.join(' ') })));
  const flex = new FlexSearch.Index({ tokenize: 'strict' });
  for (const [id, words] of texts.entries()) flex.add(id, words.join(' '));
  const wordsFor = telling(texts);
  const questions = texts.map((words, row) => (row % 100 === 0 ? wordsFor(words).join(' ') : ''));
  const asked = (row) => questions[row - (row % 100)];
  const [own, miniTime, flexTime] = await inTurns([
    timed(rows, 60, (row) => finder.find(row, row + 1)),
    timed(rows, 3, (row) => mini.search(asked(row)).slice(0, 10)),
    timed(rows, 20, (row) => flex.search(asked(row), { limit: 10, suggest: true })),
  ]);
  say(`## Search engines asked for related articles: 25 telling words, ${rows} full texts (P5)`);
  table(
    ['', 'ms a query', 'this (all terms, exact) is … times as fast'],
    [
      ['this, k = 10', ratio(own / 1e6), '1'],
      ['MiniSearch', ratio(miniTime / 1e6), ratio(miniTime / own)],
      ['FlexSearch (suggest)', ratio(flexTime / 1e6), ratio(flexTime / own)],
    ],
  );
}

async function naturalTfIdf(vectors) {
  const { default: TfIdf } = await import('natural/lib/natural/tfidf/tfidf.js');
  const rows = isQuick ? 1000 : 4500;
  const texts = wordsOfCorpus('long', rows);
  const theirs = new TfIdf();
  for (const words of texts) theirs.addDocument(words);
  const finder = new RowFinder(planBulk(vectors.slice(0, rows), 50_000, 10, 1), 0);
  const ask = (row) =>
    theirs
      .tfidfs([...new Set(texts[row])])
      .map((score, other) => [score, other])
      .sort(([a], [b]) => b - a)
      .slice(0, 10);
  ask(0);
  const [own, natural] = await inTurns([
    timed(rows, 100, (row) => finder.find(row, row + 1)),
    timed(rows, 1, ask),
  ]);
  say(`## natural.TfIdf, ${rows} full texts (P4: ≥ 1,000 at 4,500)`);
  table(
    ['', 'ms a query', 'this is … times as fast'],
    [
      ['this, k = 10', ratio(own / 1e6), '1'],
      ['natural.TfIdf, every word of the text', ratio(natural / 1e6), ratio(natural / own)],
    ],
  );
}

async function main() {
  const longTerms = termsOfCorpus('long');
  const summaryTerms = termsOfCorpus('summaries');
  if (longTerms === null || summaryTerms === null) {
    console.log('Skipped: no real documents here. MAYLIKE_DATA names the folder that has them.');
    return;
  }
  const binary = compileReference();
  if (binary === null) say('No g++ here: the C++ reference is left out.');
  say('# The index beside its peers');
  say();
  say(`\`node --expose-gc tests/bench/index.bench.mjs ${process.argv.slice(2).join(' ')}\`, `);
  say(
    `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores;`,
  );
  say(`the median of ${roundCount} rounds in turns, in processor time but where it says clock.`);
  if (binary !== null) say(execFileSync('g++', ['--version']).toString().split('\n')[0] ?? '');
  say();
  const long = vectorsOf(longTerms);
  const summaries = vectorsOf(summaryTerms);
  const factor = isQuick ? 1 : 2;
  await kernels('Summaries', summaries, 1000 * factor, binary);
  await kernels('Full texts', long.slice(0, 10_000), 100 * factor, binary);
  await kernels('Full texts', long, 40 * factor, binary);
  await live('Summaries', summaries, 1000 * factor);
  await live('Full texts', long.slice(0, 30_000), 60 * factor);
  await threads('Full texts', long.slice(0, isQuick ? 3000 : 10_000));
  await engines(long);
  await naturalTfIdf(long);
}

try {
  await main();
  if (process.argv.includes('--write')) {
    writeFileSync(new URL('results/index.md', import.meta.url), `${lines.join('\n')}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
