// What tests measure, told in rows that are printed behind the last test: figures that are not judged are read by people.
import { appendFileSync } from 'node:fs';

/** Set by the reporter of the tests; without it rows are printed at once. */
const file = process.env['CHAOS_TABLE'];

/** Whether tests run at the counts that the list of faults names, and not at those of every day. */
export const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';

/**
 * Tells what a case did and what came of it.
 *
 * @param figures By name. Names that end in `Ms` are milliseconds, and shown as seconds.
 */
export function tell(
  id: string,
  what: string,
  figures: Readonly<Record<string, number | string>>,
): void {
  const words = Object.entries(figures).map(([name, value]) =>
    name.endsWith('Ms')
      ? `${name.slice(0, -2)} ${(Number(value) / 1_000).toFixed(1)} s`
      : `${name} ${value}`,
  );
  const row = `${id.padEnd(6)}${what.padEnd(44)}${words.join(', ')}\n`;
  if (file === undefined) process.stdout.write(row);
  else appendFileSync(file, row);
}

/** The least of the values that a share of them, 0 to 1, does not exceed; NaN of none. O(values × log values). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
