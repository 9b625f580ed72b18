// How much is worked on at a time, and what happens to the rest.
//
// Under overload it is not the work that brings a process down but what waits for it. So only so much is begun; what
// comes beyond waits for a place, for less than a tenth of a second, and is then told to come again later. The wait is
// no kindness alone: a caller that is refused at once asks again at once, and refusing would become the work.

/** How much is let in. */
export interface AdmissionLimits {
  /** Worked on at the same time. */
  readonly atOnce: number;
  /** Waiting for a place; what comes beyond is refused at once. */
  readonly waiting: number;
  /** How long one waits at most. */
  readonly waitMs: number;
}

/** Somebody who waits for a place. */
interface Waiting {
  readonly since: number;
  readonly decide: (isAdmitted: boolean) => void;
}

/** The places of one kind of work. */
export class Admission {
  #underWay = 0;
  #queue: Waiting[] = [];
  /** Those before have been decided. */
  #head = 0;
  #isTimed = false;

  constructor(readonly limits: AdmissionLimits) {}

  /** Worked on now. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Waiting now. */
  get waiting(): number {
    return this.#queue.length - this.#head;
  }

  /**
   * Asks for a place.
   *
   * @param decide Called once, at once or within the time to wait: true with a place, to be given back by
   * {@link leave}; false without.
   */
  enter(decide: (isAdmitted: boolean) => void): void {
    if (this.#underWay < this.limits.atOnce) {
      this.#underWay += 1;
      decide(true);
    } else if (this.waiting >= this.limits.waiting) {
      decide(false);
    } else {
      this.#queue.push({ since: performance.now(), decide });
      if (!this.#isTimed) this.#lookIn(this.limits.waitMs);
    }
  }

  /** The same as a promise of whether there is a place. */
  async entered(): Promise<boolean> {
    return await new Promise<boolean>((resolve) => {
      this.enter(resolve);
    });
  }

  /** Gives a place back; who has waited longest has it next. */
  leave(): void {
    const next = this.#next();
    if (next === undefined) this.#underWay -= 1;
    else next.decide(true);
  }

  #lookIn(ms: number): void {
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      this.#refuseLate();
    }, ms);
  }

  /** All have the same time to wait, so that they are late in the order in which they came. */
  #refuseLate(): void {
    const lateSince = performance.now() - this.limits.waitMs;
    for (;;) {
      const first = this.#queue[this.#head];
      if (first === undefined) return;
      if (first.since > lateSince) {
        this.#lookIn(first.since - lateSince);
        return;
      }
      this.#next()?.decide(false);
    }
  }

  #next(): Waiting | undefined {
    const next = this.#queue[this.#head];
    if (next === undefined) return undefined;
    this.#head += 1;
    // What is decided is cut off now and then, not each time: that would move all that wait.
    if (this.#head === this.#queue.length || this.#head > this.limits.waiting) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return next;
  }
}
