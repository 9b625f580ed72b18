// Sets and systems crossed, and the figures as tables.
import { measure, type Measure, type ReadSet, type RelatednessSystem } from '@maylike/quality';
import type { CliIo } from '../io.js';
import { print, say, tableOf } from '../output.js';

const figureDecimals = 4;
const bytesPerMegabyte = 1_000_000;

/** One set, all systems that it is for; time and memory are said as it goes. */
export function cross(io: CliIo, set: ReadSet, systems: readonly RelatednessSystem[]): Measure[] {
  return (set.only === null ? systems : [set.only]).map((system) => {
    const startedAt = io.now();
    const reached = measure(set, system);
    const seconds = ((io.now() - startedAt) / 1_000).toFixed(1);
    const megabytes = Math.round(process.memoryUsage.rss() / bytesPerMegabyte);
    say(io, `${set.name}: ${system.name}, ${seconds} s, ${megabytes} MB`);
    return reached;
  });
}

/** One table for each kind of question, since each has figures of its own. */
export function printTables(io: CliIo, measures: readonly Measure[]): void {
  for (const kind of new Set(measures.map((reached) => reached.kind))) {
    const rows = measures.filter((reached) => reached.kind === kind);
    const names = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
    print(io, kind.toUpperCase());
    print(
      io,
      tableOf(
        ['SET', 'DOCS', 'ASKED', 'SYSTEM', ...names.map((name) => name.toUpperCase())],
        rows.map(({ set, documents, questions, system, figures }) => [
          set,
          documents,
          questions,
          system,
          ...names.map((name) => shown(figures[name])),
        ]),
      ),
    );
    print(io, '');
  }
}

const shown = (figure: number | undefined): string | null =>
  figure === undefined || Number.isNaN(figure) ? null : figure.toFixed(figureDecimals);
