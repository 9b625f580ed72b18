import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { announce, type Clock } from '../src/announcer.js';
import type { Change } from '../src/edition.js';

/** A clock that a test moves; it counts the timers that wait. */
class TestClock implements Clock {
  #now = 0;
  #timers: { at: number; call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, call: () => void): () => void {
    const timer = { at: this.#now + delayMs, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get waiting(): number {
    return this.#timers.length;
  }

  moveTo(time: number): void {
    for (;;) {
      const [next] = this.#timers
        .filter(({ at }) => at <= time)
        .sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = time;
  }
}

const change = (at: number): Change => ({
  at,
  what: 'released',
  outlet: 'courier',
  slug: `s${at}`,
});

describe('announce', () => {
  it('tells each change once, at its time, in order, with one timer at a time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 20 }),
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 10 }),
        (times, steps) => {
          const clock = new TestClock();
          const told: number[] = [];
          const changes = times.sort((one, other) => one - other).map(change);
          const stop = announce(changes, clock, ({ at }) => told.push(at));
          for (const step of steps) {
            expect(clock.waiting).toBeLessThanOrEqual(1);
            clock.moveTo(clock.now() + step);
            expect(told).toEqual(times.filter((at) => at > 0 && at <= clock.now()));
          }
          stop();
          expect(clock.waiting).toBe(0);
        },
      ),
    );
  });

  it('tells nothing of the past, and waits for nothing when all is past', () => {
    const clock = new TestClock();
    const told: Change[] = [];
    announce([change(-5), change(0)], clock, (one) => told.push(one));
    expect(clock.waiting).toBe(0);
    clock.moveTo(100);
    expect(told).toEqual([]);
  });

  it('tells nothing after it was ended', () => {
    const clock = new TestClock();
    const told: Change[] = [];
    const stop = announce([change(5), change(10)], clock, (one) => told.push(one));
    clock.moveTo(6);
    stop();
    clock.moveTo(100);
    expect(told.map(({ at }) => at)).toEqual([5]);
  });

  it('waits for a change that is further off than any timer can wait', () => {
    const clock = new TestClock();
    const far = 90 * 24 * 3_600_000;
    const told: number[] = [];
    announce([change(far)], clock, ({ at }) => told.push(at));
    clock.moveTo(far - 1);
    expect(told).toEqual([]);
    clock.moveTo(far);
    expect(told).toEqual([far]);
  });
});
