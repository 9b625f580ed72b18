// Tells of each change of the schedule when it comes, with one timer that waits for the next one only.
import type { Change } from './edition.js';

/** The time, and a way to be called later. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls once after `delayMs`; what it returns calls it off. */
  after(delayMs: number, call: () => void): () => void;
}

/** The longest that Node's timers can wait: 31 bits of milliseconds. A change may be further off. */
const waitMsMax = 2_147_483_647;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => {
      clearTimeout(timer);
    };
  },
};

/**
 * Announces every change that lies ahead, each once, in order, not before its time. What lies in the past is not told.
 *
 * @param changes In the order of their times.
 * @returns a function that ends it.
 */
export function announce(
  changes: readonly Change[],
  clock: Clock,
  tell: (change: Change) => void,
): () => void {
  const startedAt = clock.now();
  const ahead = changes.filter(({ at }) => at > startedAt);
  let callOff: () => void = () => undefined;
  const waitForNext = () => {
    const [next] = ahead;
    if (next === undefined) return;
    callOff = clock.after(Math.min(Math.max(next.at - clock.now(), 0), waitMsMax), () => {
      while (ahead[0] !== undefined && ahead[0].at <= clock.now()) {
        tell(ahead[0]);
        ahead.shift();
      }
      waitForNext();
    });
  };
  waitForNext();
  return () => {
    callOff();
  };
}
