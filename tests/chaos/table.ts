// Each chaos case tells its figures in one row; the reporter prints all rows behind the last test.
import { appendFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { expect } from '@jest/globals';

/** Set by `tests/support/table-reporter.mjs`; without it rows are printed at once. */
const file = process.env['CHAOS_TABLE'];

/** Whether cases run at the counts of RELIABILITY. */
export const isLong = process.env['MAYLIKE_TEST_LONG'] === '1';

/** Tells what a case did and what came of it. Milliseconds are shown as seconds. */
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

/** How many times longer a piece of work takes than the processor time it needs: 1 on a machine that is free. */
export function starvation(): number {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(before);
    const usedMs = (user + system) / 1_000;
    if (usedMs >= 60) return Math.max(1, (performance.now() - startedAt) / usedMs);
  }
}

/** How much longer than its bound anything may take at the small counts, which run wherever somebody types `npm test`. */
const patience = isLong ? 1 : 3;

/** How many share a core, over the last minute: what took its time has ended, and so may have what starved it. */
function crowding(): number {
  return (loadavg()[0] ?? 0) / availableParallelism();
}

/**
 * Expects that something took no longer than its bound. Bounds are those of a machine that is free: on one that other work
 * starves, everything takes that much longer, the timers of processes included. They are judged to the second at the long
 * counts only: at the small ones what hangs fails, and what is slow is told in the table.
 */
export function expectWithin(what: string, tookMs: number, boundMs: number): void {
  const allowedMs = boundMs * patience * Math.max(starvation(), crowding());
  if (tookMs > allowedMs)
    throw new Error(`${what} took ${Math.round(tookMs)} ms, more than ${Math.round(allowedMs)} ms`);
  expect(tookMs).toBeLessThanOrEqual(allowedMs);
}
