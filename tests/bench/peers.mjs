// Programs beside this one that are asked over their standard input: the C++ reference, and Python's scipy and SQLite.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Documents of which the vectors are written at a time. */
const WRITTEN_AT_ONCE = 10_000;

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The compiled reference and its compiler's name, or null where no compiler is found. */
export function compileReference(folder) {
  const binary = join(folder, 'reference');
  const compiled = spawnSync('g++', ['-O3', '-o', binary, beside('reference.cpp')], {
    stdio: 'inherit',
  });
  if (compiled.status !== 0) return null;
  return { binary, name: execFileSync('g++', ['--version']).toString().split('\n')[0] };
}

/** What a Python has for us: `{ python, scipy, fts5 }`, versions or null. */
export function findPython(python) {
  const probe = spawnSync(python, [beside('peers.py'), 'probe'], { encoding: 'utf8' });
  return probe.status === 0 ? { python, ...JSON.parse(probe.stdout) } : null;
}

/** The vectors as the programs read them: terms numbered from rare to common, and in that order in each document. */
export function writeVectors(folder, vectors) {
  const frequencies = new Map();
  for (const { ids } of vectors) {
    for (const id of ids) frequencies.set(id, (frequencies.get(id) ?? 0) + 1);
  }
  const ordered = [...frequencies].sort(([, a], [, b]) => a - b);
  const ordinals = new Map(ordered.map(([id], ordinal) => [id, ordinal]));
  const path = join(folder, 'vectors');
  const file = openSync(path, 'w');
  const lengths = Uint32Array.from(vectors, ({ ids }) => ids.length);
  writeSync(file, Uint32Array.of(vectors.length, ordinals.size));
  writeSync(file, lengths);
  for (const part of ['ordinals', 'weights']) {
    for (let from = 0; from < vectors.length; from += WRITTEN_AT_ONCE) {
      const block = vectors.slice(from, from + WRITTEN_AT_ONCE);
      writeSync(file, packed(block, ordinals, part));
    }
  }
  closeSync(file);
  return path;
}

function packed(vectors, ordinals, part) {
  const total = vectors.reduce((sum, { ids }) => sum + ids.length, 0);
  const values = part === 'weights' ? new Float32Array(total) : new Uint32Array(total);
  let offset = 0;
  for (const { ids, weights } of vectors) {
    // Ordinal and place as one number: one native sort.
    const keys = Float64Array.from(ids, (id, place) => ordinals.get(id) * 2 ** 20 + place).sort();
    for (const key of keys) {
      values[offset] = part === 'weights' ? weights[key % 2 ** 20] : Math.floor(key / 2 ** 20);
      offset += 1;
    }
  }
  return values;
}

async function start(command, args) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { done } = await answers.next();
  if (done) throw new Error(`${command} ended before it was ready`);
  return {
    /** Nanoseconds of processor time a query. */
    ask: async (kernel, queries, k) => {
      child.stdin.write(`${kernel} ${queries} ${k}\n`);
      const { value } = await answers.next();
      return Number(value.split(' ')[0]);
    },
    stop: () => child.stdin.end(),
  };
}

export const startReference = (binary, file) => start(binary, [file]);

export const startScipy = (python, file) => start(python, [beside('peers.py'), 'scipy', file]);

/** SQLite's FTS5 with these texts; asked with these questions, in turn. */
export async function startFts5(python, folder, texts, questions) {
  const file = join(folder, 'texts.json');
  writeFileSync(file, JSON.stringify({ texts, questions }));
  return start(python, [beside('peers.py'), 'fts5', file]);
}
