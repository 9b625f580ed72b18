// How long anything may take in the chaos cases, and what each tells of it.
import { availableParallelism, loadavg } from 'node:os';
import { expect } from '@jest/globals';
import { isLong } from '@maylike/runtime/testing';

export { isLong, tell } from '@maylike/runtime/testing';

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
