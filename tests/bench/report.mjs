// What every section of a benchmark needs: things measured in turns, tables, and a file of results that keeps the
// sections which were not run this time.
//
// Absolute times depend on the machine and on what else it does. Every figure is therefore a ratio of things measured in
// turns (A B A B …, the median of the rounds), and what is measured is processor time, which a busy machine disturbs
// least; only the runs on several threads and the single calls are told by the clock.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

const SECTION = /<!-- section (\S+) -->\n([\s\S]*?)<!-- end -->/g;
const WHY = /<!-- why -->[\s\S]*?<!-- \/why -->/;

export const ratio = (value) => value.toPrecision(3);
export const microseconds = (nanoseconds) => (nanoseconds / 1000).toPrecision(3);

export function median(values) {
  return quantile(values, 0.5);
}

export function quantile(values, share) {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))];
}

/** Runs every contender once a round, in turns; the median of each. */
export async function inTurns(rounds, contenders) {
  const times = contenders.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [place, run] of contenders.entries()) times[place].push(await run());
  }
  return times.map(median);
}

/** Nanoseconds of processor time a call of `ask`, for rows spread evenly. */
export function timed(rows, queries, ask) {
  return () => {
    const from = process.cpuUsage();
    for (let query = 0; query < queries; query += 1) ask(Math.floor((query * rows) / queries));
    const { user, system } = process.cpuUsage(from);
    return ((user + system) * 1000) / queries;
  };
}

/** Nanoseconds by the clock of one call. */
export function clocked(run) {
  const from = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - from);
}

/** One section: its tables, and how each budget was met. */
export class Section {
  #lines = [];
  #budgets = [];

  say(line = '') {
    this.#lines.push(line);
    console.log(line);
  }

  table(head, rows) {
    this.say();
    this.say(`| ${head.join(' | ')} |`);
    this.say(`| ${head.map(() => '---').join(' | ')} |`);
    for (const row of rows) this.say(`| ${row.join(' | ')} |`);
    this.say();
  }

  /** `isMet` is told by the caller: some budgets are floors, some ceilings. */
  budget(id, what, wanted, measured, isMet) {
    this.#budgets.push(
      `| ${id} | ${what} | ${wanted} | ${measured} | ${isMet ? 'met' : '**missed**'} |`,
    );
  }

  toString() {
    const { budgets, lines } = { budgets: this.#budgets, lines: this.#lines };
    const kept = budgets.length === 0 ? '' : `\n<!-- budgets\n${budgets.join('\n')}\n-->\n`;
    return `${lines.join('\n')}\n${kept}`;
  }
}

export function machineLine() {
  const [one, five] = loadavg();
  const processor = `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores`;
  return `Node ${process.version}, ${processor}, load ${one.toFixed(1)} (${five.toFixed(1)}) when it began`;
}

const indexOpening = [
  '# The index beside its peers',
  '',
  'Written by `npm run bench`; each section names its command. Figures are medians of rounds in turns, in processor time',
  'but where it says clock; `P` numbers are budgets.',
];

/** Writes the sections that were run into the file, in the place of what it had of them, in a given order. */
export function keepResults(file, order, results, opening = indexOpening) {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const sections = new Map();
  for (const [, name, text] of before.matchAll(SECTION)) sections.set(name, text);
  for (const [name, text] of results) sections.set(name, text);
  const known = order.filter((name) => sections.has(name));
  const budgets = known.flatMap((name) =>
    [...sections.get(name).matchAll(/<!-- budgets\n([\s\S]*?)\n-->/g)].map(([, rows]) => rows),
  );
  const why = WHY.exec(before)?.[0] ?? '<!-- why -->\n<!-- /why -->';
  const head = [
    ...opening,
    '',
    '| budget | of what | wanted | measured | |',
    '| --- | --- | --- | --- | --- |',
    ...budgets,
    '',
    why,
    '',
  ].join('\n');
  const body = known.map((name) => `<!-- section ${name} -->\n${sections.get(name)}<!-- end -->\n`);
  writeFileSync(file, `${head}\n${body.join('\n')}`);
}
