import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  measure,
  qualitySets,
  readSet,
  type Measure,
  type ReadSet,
  type RelatednessSystem,
  type SetReader,
} from '@maylike/quality';
import { dataFolder } from './data.js';

const reader: SetReader = {
  lines(file, max = Infinity) {
    const bytes = readFileSync(join(dataFolder ?? '', file));
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    return Promise.resolve(
      text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .slice(0, max),
    );
  },
};

const sets = new Map<string, Promise<ReadSet>>();

function published(name: string): Promise<ReadSet> {
  const known = sets.get(name);
  if (known !== undefined) return known;
  const set = qualitySets.find((other) => other.name === name);
  if (set === undefined) throw new Error(`no set is called ${name}`);
  const read = readSet(set, reader);
  sets.set(name, read);
  return read;
}

/** Measures, each once, and remembers them for the table. */
export class Measures {
  readonly #known = new Map<string, Measure>();

  /** One figure of a system on a published set. */
  async figure(name: string, system: RelatednessSystem, figure: string): Promise<number> {
    const key = `${name}\n${system.name}`;
    const known = this.#known.get(key) ?? measure(await published(name), system);
    this.#known.set(key, known);
    const value = known.figures[figure];
    if (value === undefined) throw new Error(`${name} has no ${figure}`);
    return value;
  }

  /** Everything that was measured, a line each, on standard error. */
  print(): void {
    const lines = [...this.#known.values()].map(({ set, system, questions, figures }) => {
      const shown = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(4)}`);
      return `${set.padEnd(42)} ${system.padEnd(24)} ${String(questions).padStart(5)}  ${shown.join('  ')}`;
    });
    if (lines.length > 0) process.stderr.write(`\n${lines.join('\n')}\n`);
  }
}
