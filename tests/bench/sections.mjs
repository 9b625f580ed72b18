// The sections of `npm run bench`: what is measured, beside what. index.bench.mjs runs them.
import { planBulk, RowFinder } from '@maylike/tfidf/bulk-rows';
import {
  buildIdfTable,
  bulkNeighbours,
  NeighbourIndex,
  ReferenceIndex,
  selectTop,
  weigh,
} from '@maylike/tfidf';
import { startReference, startScipy, writeVectors } from './peers.mjs';
import { clocked, inTurns, median, microseconds, quantile, ratio, timed } from './report.mjs';

const FLOOR_E6 = 50_000;
const K_LIVE = 64;
/** Bounds that are computed; beyond so many articles the others' are drawn from these. */
const BOUNDS_MAX = 40_000;
const BOUNDS_SAMPLED = 400;

/** Terms as weighed vectors, side by side in two arrays: a million articles would be two million small ones. */
export function vectorsOf(terms) {
  const idf = buildIdfTable(terms);
  const total = terms.reduce((sum, { ids }) => sum + ids.length, 0);
  const ids = new Uint32Array(total);
  const weights = new Float32Array(total);
  let offset = 0;
  return terms.map((one) => {
    const from = offset;
    offset += one.ids.length;
    ids.set(one.ids, from);
    weights.set(weigh(one, idf).weights, from);
    return { ids: ids.subarray(from, offset), weights: weights.subarray(from, offset) };
  });
}

const planOf = (vectors, top, isBanded) =>
  new RowFinder(planBulk(vectors, { floorE6: FLOOR_E6, top, isBanded }), 0);

function asker(finder) {
  return (row) => finder.find(row, row + 1);
}

/** The kernels of the index beside the same in C++, the twin in TypeScript, and what people use from Python. */
export async function kernels(section, { name, vectors, queries, rounds, peers, isLong }) {
  const rows = vectors.length;
  const { postingsPerRow } = planBulk(vectors, { floorE6: FLOOR_E6, top: 10 });
  const twin = new ReferenceIndex();
  for (const [number, vector] of vectors.entries()) {
    twin.put({ number, version: 1, publishedAt: number, vector });
  }
  const live = new NeighbourIndex();
  for (const [number, vector] of vectors.entries()) {
    live.put({ number, version: 1, publishedAt: number, vector });
  }
  const few = Math.max(3, Math.floor(queries / 20));
  const ways = isLong ? ['exhaustive', 'banded'] : ['exhaustive'];
  const contenders = new Map();
  for (const k of [10, 64]) {
    for (const way of ways) {
      const ask = asker(planOf(vectors, k, way === 'banded'));
      contenders.set(`this, ${way}, k = ${k}`, timed(rows, queries, ask));
    }
    const ask = (row) => live.nearest(vectors[row], { exclude: row, max: k });
    contenders.set(`this, live index (double precision), k = ${k}`, timed(rows, queries, ask));
  }
  const askTwin = (row) => selectTop(twin.query(vectors[row], { exclude: row }), 10);
  contenders.set('straightforward index in TypeScript, k = 10', timed(rows, few, askTwin));
  const file = peers.reference || peers.python?.scipy ? writeVectors(peers.folder, vectors) : null;
  const reference = peers.reference ? await startReference(peers.reference.binary, file) : null;
  const scipy = peers.python?.scipy ? await startScipy(peers.python.python, file) : null;
  for (const k of reference === null ? [] : [10, 64]) {
    for (const way of ways)
      contenders.set(`C++ ${way}, k = ${k}`, () => reference.ask(way, queries, k));
  }
  if (reference !== null) {
    const ask = () => reference.ask('sparse_dot_topn', Math.ceil(queries / 2), 10);
    contenders.set('C++ sparse_dot_topn, k = 10', ask);
  }
  if (scipy !== null)
    contenders.set('scipy, k = 10', () => scipy.ask('topn', Math.min(256, queries), 10));
  const measured = await inTurns(rounds, [...contenders.values()]);
  reference?.stop();
  scipy?.stop();
  const times = new Map([...contenders.keys()].map((label, place) => [label, measured[place]]));
  sayKernels(section, { name, rows, postingsPerRow, times, isLong });
}

function sayKernels(section, { name, rows, postingsPerRow, times, isLong }) {
  section.say(`### ${name}: ${rows} documents, ${Math.round(postingsPerRow)} postings a query`);
  const best = times.get('this, banded, k = 10') ?? Infinity;
  const base = Math.min(best, times.get('this, exhaustive, k = 10'));
  section.table(
    ['', 'µs a query', 'queries a second', 'of the time of this (k = 10, its faster way)'],
    [...times].map(([label, time]) => [
      label,
      microseconds(time),
      Math.round(1e9 / time),
      ratio(time / base),
    ]),
  );
  const against = (id, what, theirs, own, wanted) => {
    if (!times.has(theirs) || !times.has(own)) return;
    const measured = times.get(theirs) / times.get(own);
    section.budget(
      id,
      `${name}, ${rows}: ${what}`,
      `≥ ${wanted}`,
      ratio(measured),
      measured >= wanted,
    );
  };
  for (const k of [10, 64]) {
    const wanted = isLong ? 0.85 : 0.65;
    const what = `exhaustive, k = ${k}, of C++`;
    against('P1', what, `C++ exhaustive, k = ${k}`, `this, exhaustive, k = ${k}`, wanted);
    const live = `this, live index (double precision), k = ${k}`;
    against('P1', `live index, k = ${k}, of C++`, `C++ exhaustive, k = ${k}`, live, wanted);
  }
  if (rows >= 35_000) {
    against('P2', 'banded, k = 10, of C++', 'C++ banded, k = 10', 'this, banded, k = 10', 0.65);
  }
  const own = isLong && best === base ? 'this, banded, k = 10' : 'this, exhaustive, k = 10';
  against('P3', 'times as fast as scipy', 'scipy, k = 10', own, isLong ? 5 : 7);
  against('P3', 'times as fast as sparse_dot_topn', 'C++ sparse_dot_topn, k = 10', own, 3);
}

function setBounds(index, vectors) {
  const rows = vectors.length;
  const boundOf = (row) => index.nearest(vectors[row], { exclude: row }).bound;
  if (rows <= BOUNDS_MAX) {
    for (let row = 0; row < rows; row += 1) index.setBound(row, boundOf(row));
    return;
  }
  const bounds = Array.from({ length: BOUNDS_SAMPLED }, (_, at) =>
    boundOf(Math.floor((at * rows) / BOUNDS_SAMPLED)),
  );
  for (let row = 0; row < rows; row += 1) {
    index.setBound(row, bounds[(Math.imul(row, 0x9e3779b1) >>> 0) % BOUNDS_SAMPLED]);
  }
}

/** Twice: what arrays had outside the heap is given back by the collection after the one that finds it. */
function collectGarbage() {
  globalThis.gc?.();
  globalThis.gc?.();
}

/** As the writer loads a network. */
const ARTICLES_PER_TURN = 2_000;

function loaded(terms, idf) {
  const index = new NeighbourIndex();
  for (let first = 0; first < terms.length; first += ARTICLES_PER_TURN) {
    const some = terms.slice(first, first + ARTICLES_PER_TURN).map((one, place) => {
      const number = first + place;
      return { number, version: 1, publishedAt: number, vector: weigh(one, idf) };
    });
    index.putAll(some);
  }
  return index;
}

/** Builds a live index from stored terms, as a restart does; the bytes are those of the index and of its objects. */
function restart(terms) {
  const idf = buildIdfTable(terms);
  collectGarbage();
  const before = process.memoryUsage();
  const from = process.hrtime.bigint();
  const index = loaded(terms, idf);
  const milliseconds = Number(process.hrtime.bigint() - from) / 1e6;
  collectGarbage();
  const after = process.memoryUsage();
  // The kernel's memory is shared, so it is in none of the process's own counts.
  const objects = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  return { index, milliseconds, bytes: index.memory.used + Math.max(0, objects) };
}

/** One article at a time: own list, reverse updates, memory, restart. Returns the figures for the table of growth. */
export async function live(section, { name, terms, vectors, queries, rounds, peers, p7, p9 }) {
  const rows = vectors.length;
  const { index, milliseconds, bytes } = restart(terms);
  setBounds(index, vectors);
  let entered = 0;
  let calls = 0;
  const keyOf = (row) => ({ number: row, version: 2, publishedAt: row, vector: vectors[row] });
  const arrive = (row) => {
    index.put(keyOf(row));
    // The bound of its list, as the writer keeps it: without one every later article would enter it.
    index.setBound(row, index.neighbourhood(keyOf(row)).own.bound);
  };
  const file = peers.reference ? writeVectors(peers.folder, vectors) : null;
  const reference = file === null ? null : await startReference(peers.reference.binary, file);
  const [query, both, removal, arrival, limit] = await inTurns(rounds, [
    timed(rows, queries, (row) => index.nearest(vectors[row], { exclude: row })),
    timed(rows, queries, (row) => {
      entered += index.neighbourhood(keyOf(row)).entered.length;
      calls += 1;
    }),
    timed(rows, queries, (row) => index.remove(row)),
    timed(rows, queries, (row) => arrive(row)),
    async () => (reference === null ? NaN : reference.ask('exhaustive', queries, K_LIVE)),
  ]);
  const single = [];
  for (let at = 0; at < Math.max(200, queries); at += 1) {
    const row = Math.floor((at * rows) / Math.max(200, queries));
    index.remove(row);
    single.push(clocked(() => arrive(row)));
  }
  reference?.stop();
  const p50 = median(single) / 1e6;
  const perDocument = bytes / rows;
  section.say(`### ${name}: the live index, ${rows} documents, k = ${K_LIVE}`);
  section.table(
    ['', ''],
    [
      ['own list, µs', microseconds(query)],
      ['own list and reverse updates, µs', microseconds(both)],
      ['reverse updates alone, µs (older lists entered)', `${microseconds(both - query)} (${ratio(entered / calls)})`],
      ['an arrival: put, own list, reverse updates, µs', microseconds(arrival)],
      ['the same, p50 and p99 of single calls by the clock, ms', `${ratio(p50)}, ${ratio(quantile(single, 0.99) / 1e6)}`],
      ['C++, exhaustive query alone, µs', Number.isNaN(limit) ? '–' : microseconds(limit)],
      ['a removal, µs', microseconds(removal)],
      ['restart from stored terms (clock): all, s; a document, µs', `${ratio(milliseconds / 1e3)}; ${ratio((milliseconds * 1e3) / rows)}`],
      ['bytes a document, with slots and the table of numbers', Math.round(perDocument)],
      ['terms a document, mean', ratio(vectors.reduce((sum, { ids }) => sum + ids.length, 0) / rows)],
    ],
  ); // prettier-ignore
  section.budget('P6', `${name}, ${rows}: own list and reverse updates, of the query alone`, '≤ 1.5', ratio(both / query), both / query <= 1.5);
  if (p7) section.budget('P7', `${name}, ${rows}: an arrival, p50, ms (clock)`, `≤ ${p7}`, ratio(p50), p50 <= p7);
  if (p9) section.budget('P9', `${name}, ${rows}: bytes a document`, `≤ ${p9}`, Math.round(perDocument), perDocument <= p9);
  return { query, both, arrival, limit, p50, perDocument, milliseconds };
} // prettier-ignore

/** One corpus made by rule, in growing sizes; each with the C++ reference beside it. */
export async function growth(section, { sizes, termsOf, queriesOf, rounds, peers, real }) {
  const rows = [];
  for (const size of sizes) {
    const terms = termsOf(size);
    const vectors = vectorsOf(terms);
    const queries = queriesOf(size);
    const own = await live(section, {
      name: 'Made by rule', terms, vectors, queries, rounds, peers, p7: size === 100_000 ? 4 : null,
    }); // prettier-ignore
    const from = process.hrtime.bigint();
    const plan = planBulk(vectors, { floorE6: FLOOR_E6, top: 10, isBanded: true });
    const laidOut = Number(process.hrtime.bigint() - from) / 1e9;
    const banded = new RowFinder(plan, 0);
    const exhaustive = new RowFinder({ ...plan, isBanded: false }, 0);
    const [bandedTime, exhaustiveTime] = await inTurns(rounds, [
      timed(size, queries, asker(banded)),
      timed(size, queries, asker(exhaustive)),
    ]);
    const best = Math.min(bandedTime, exhaustiveTime);
    rows.push([
      size,
      Math.round(plan.postingsPerRow),
      microseconds(exhaustiveTime),
      microseconds(bandedTime),
      ratio((best * size) / 1e9 + laidOut),
      ratio(exhaustiveTime / plan.postingsPerRow),
      ratio(own.limit / own.query),
      microseconds(own.query),
      microseconds(own.arrival),
      ratio(own.milliseconds / 1e3),
      Math.round(own.perDocument),
    ]);
  }
  section.say(
    `### Growth: documents made by rule (generator.mjs); real ones meet ${real} postings a query and document`,
  );
  section.table(
    ['documents', 'postings a query', 'µs, k = 10, exhaustive', 'banded', 'all pairs, one core, s, from both', 'ns a posting', 'live index, of C++ (k = 64)', 'µs, own list, k = 64', 'µs, an arrival', 'restart, s', 'bytes a document'],
    rows,
  ); // prettier-ignore
}

/** Two cores against one for all lists of a set: what a reindex does. */
export async function threads(section, { vectors, rounds }) {
  const processor = new Map();
  const run = (count) => async () => {
    const usage = process.cpuUsage();
    const from = process.hrtime.bigint();
    await bulkNeighbours(vectors, { top: K_LIVE, threads: count }, () => undefined);
    const clock = Number(process.hrtime.bigint() - from);
    const { user, system } = process.cpuUsage(usage);
    processor.set(count, Math.min(processor.get(count) ?? Infinity, (user + system) / 1e6));
    return clock;
  };
  const [one, two] = await inTurns(rounds, [run(1), run(2)]);
  const memory = process.memoryUsage.rss() / 2 ** 20;
  const row = (count, time) => [
    count,
    ratio(time / 1e9),
    Math.round((vectors.length * 1e9) / time),
    ratio(processor.get(count)),
  ];
  section.say(
    `### Full texts: all lists of ${vectors.length} documents, k = ${K_LIVE}, laying out included`,
  );
  section.table(
    ['threads', 'seconds (clock)', 'documents a second', 'processor seconds in all, the least'],
    [row(1, one), row(2, two)],
  );
  section.say(`The process holds ${Math.round(memory)} MB with the texts' terms and vectors.`);
  section.budget(
    'P8',
    'two cores, of one, for a reindex (clock)',
    '≥ 1.8',
    ratio(one / two),
    one / two >= 1.8,
  );
}
