// What was learned from a whole file, for threads: learned once, told with every batch, unpacked once a thread.
//
// A table does not travel, what it was made of does: the learned lines are few and go with each message; the headlines
// are as many as the documents and lie in shared memory.
import { boilerplateTableFrom, type BoilerplateLine, type BoilerplateTable } from '@maylike/text';

/** A table in a form that goes to other threads. */
export interface SharedBoilerplate extends Pick<BoilerplateTable, 'lines'> {
  /** Tells one table from another within the process. */
  readonly id: number;
  /** Keys of headlines, in shared memory. */
  readonly headlines: Float64Array;
}

let latestId = 0;

/** Packs a table. O(lines + headlines). */
export function shareBoilerplate(table: BoilerplateTable): SharedBoilerplate {
  const bytes = table.headlines.size * Float64Array.BYTES_PER_ELEMENT;
  const headlines = new Float64Array(new SharedArrayBuffer(bytes));
  headlines.set([...table.headlines]);
  latestId += 1;
  return { id: latestId, lines: withoutTexts(table.lines), headlines };
}

/** What a line says is for people; threads know it by its key. */
function withoutTexts(lines: BoilerplateTable['lines']): Map<string, BoilerplateLine[]> {
  const bare = new Map<string, BoilerplateLine[]>();
  for (const [source, known] of lines)
    bare.set(
      source,
      known.map((line) => ({ ...line, text: '' })),
    );
  return bare;
}

let unpacked: { readonly id: number; readonly table: BoilerplateTable } | null = null;

/** The table; unpacked the first time, remembered until another one comes. */
export function boilerplateOf({ id, lines, headlines }: SharedBoilerplate): BoilerplateTable {
  if (unpacked?.id !== id)
    unpacked = { id, table: boilerplateTableFrom(lines, new Set(headlines)) };
  return unpacked.table;
}
