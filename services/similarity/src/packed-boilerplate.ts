// A boilerplate table on its way to a thread: its keys as one piece of shared memory, which is not copied with every
// message, and unpacked once a thread.
import { z } from 'zod';
import type { StoredBoilerplate } from '@maylike/store';
import { boilerplateTableFrom, type BoilerplateTable } from '@maylike/text';

/** A table in a form that goes to other threads; the evidence stays behind. */
export interface PackedBoilerplate {
  /** Tells one table from another: two with the same id are the same. */
  readonly id: string;
  /** JSON, UTF-8. */
  readonly json: SharedArrayBuffer;
}

const packedSchema = z.object({
  lines: z.array(z.tuple([z.string(), z.array(z.number())])),
  headlines: z.array(z.number()),
});

/** Tables that a thread remembers: it works for several networks in turn. */
const unpackedMax = 16;
const unpacked = new Map<string, BoilerplateTable>();

/** Packs a table. O(lines + headlines). */
export function packBoilerplate(id: string, table: StoredBoilerplate): PackedBoilerplate {
  const lines = Array.from(table.lines, ([source, known]) => [source, known.map(({ key }) => key)]);
  const bytes = Buffer.from(JSON.stringify({ lines, headlines: table.headlines }));
  const json = new SharedArrayBuffer(bytes.length);
  bytes.copy(Buffer.from(json));
  return { id, json };
}

/** The table; unpacked the first time, remembered until others come. */
export function unpackBoilerplate({ id, json }: PackedBoilerplate): BoilerplateTable {
  const known = unpacked.get(id);
  if (known !== undefined) return known;
  const plain = packedSchema.parse(JSON.parse(Buffer.from(json).toString()));
  const lines = new Map(
    plain.lines.map(([source, keys]) => [
      source,
      keys.map((key) => ({ key, text: '', articles: 0 })),
    ]),
  );
  const table = boilerplateTableFrom(lines, new Set(plain.headlines));
  if (unpacked.size >= unpackedMax) unpacked.clear();
  unpacked.set(id, table);
  return table;
}
