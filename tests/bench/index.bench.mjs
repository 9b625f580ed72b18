// The index beside what a user would pick instead and beside its physical limit, all in one run:
//
//     npm run bench -- [--quick | --large] [--only <section>,…] [--python <path>] [--dry]
//
// `--quick` takes a few minutes with smaller sets and fewer rounds, `--large` adds a million documents to the section
// `growth`. Sections: kernels, live, growth, threads, engines, natural. The C++ reference is compiled where g++ is found;
// scipy and SQLite are asked where a Python 3 has them. The tables are kept in results/index.md, each section in the
// place of its former self, unless `--quick` or `--dry` is given.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { termsOfCorpus } from './corpora.mjs';
import { engines, naturalTfIdf } from './engines.mjs';
import { generateTerms } from './generator.mjs';
import { compileReference, findPython } from './peers.mjs';
import { keepResults, machineLine, Section } from './report.mjs';
import { growth, kernels, live, threads, vectorsOf } from './sections.mjs';

const { values: flags } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    dry: { type: 'boolean', default: false },
    only: { type: 'string' },
    python: { type: 'string', default: 'python3' },
  },
});
const rounds = flags.quick ? 5 : 9;
const factor = flags.quick ? 1 : 2;

const sections = {
  kernels: async (section, { long, summaries, peers }) => {
    const shared = { rounds, peers };
    await kernels(section, { ...shared, name: 'Summaries', vectors: summaries.vectors, queries: 1000 * factor, isLong: false });
    for (const count of [10_000, long.vectors.length]) {
      const vectors = long.vectors.slice(0, count);
      const queries = Math.round((factor * 1_000_000) / count);
      await kernels(section, { ...shared, name: 'Full texts', vectors, queries, isLong: true });
    }
  },
  live: async (section, { long, summaries, peers }) => {
    const shared = { rounds, peers };
    await live(section, { ...shared, ...summaries, name: 'Summaries', queries: 1000 * factor, p7: 0.2, p9: 300 });
    const thirty = { terms: long.terms.slice(0, 30_000), vectors: long.vectors.slice(0, 30_000) };
    await live(section, { ...shared, ...thirty, name: 'Full texts', queries: 60 * factor, p7: 1.2, p9: 2048 });
  },
  growth: async (section, { long, peers }) => {
    const sizes = [10_000, ...(flags.quick ? [] : [100_000]), ...(flags.large ? [1_000_000] : [])];
    const queriesOf = (size) => Math.max(4, Math.round((factor * 1_000_000) / size));
    const real = (postings(long.terms) / long.terms.length ** 2).toFixed(1);
    await growth(section, { sizes, termsOf: generateTerms, queriesOf, rounds: 5, peers, real });
  },
  threads: (section, { long }) =>
    threads(section, { vectors: long.vectors.slice(0, flags.quick ? 5000 : 35_000), rounds: 5 }),
  engines: (section, { peers }) => {
    const { vectors } = corpusOf('reuters');
    const rows = flags.quick ? 5000 : vectors.length;
    return engines(section, { vectors, rows, rounds: 5, peers });
  },
  natural: (section) =>
    naturalTfIdf(section, { vectors: corpusOf('reuters').vectors, rows: flags.quick ? 1000 : 4500, rounds: 5 }),
}; // prettier-ignore

function postings(terms) {
  const counts = new Map();
  for (const { ids } of terms) for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum + count * count, 0);
}

/** Real documents, or ones made by rule where there is no real data. */
function corpusOf(name) {
  const real = termsOfCorpus(name);
  if (real === null)
    console.log(`No real documents here (MAYLIKE_DATA): ${name} are made by rule.`);
  const terms = real ?? generateTerms(35_000, 2);
  return { terms, vectors: vectorsOf(terms) };
}

async function main(folder) {
  const wanted = flags.only?.split(',') ?? Object.keys(sections);
  const unknown = wanted.find((name) => !(name in sections));
  if (unknown !== undefined) throw new Error(`there is no section ${unknown}`);
  const peers = { folder, reference: compileReference(folder), python: findPython(flags.python) };
  const corpora = { long: corpusOf('long'), summaries: corpusOf('summaries'), peers };
  const beside = [
    peers.reference?.name ?? 'no g++: the C++ reference is left out',
    peers.python?.scipy ? `scipy ${peers.python.scipy}` : 'no Python with scipy: left out',
  ].join('; ');
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
  for (const name of wanted) {
    const section = new Section();
    section.say(`## ${name[0].toUpperCase()}${name.slice(1)}`);
    section.say();
    section.say(`\`${command}\`; ${machineLine()}; ${beside}.`);
    section.say();
    await sections[name](section, corpora);
    if (flags.quick || flags.dry) continue;
    const file = fileURLToPath(new URL('results/index.md', import.meta.url));
    keepResults(file, Object.keys(sections), new Map([[name, section.toString()]]));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'maylike-bench-'));
try {
  await main(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
