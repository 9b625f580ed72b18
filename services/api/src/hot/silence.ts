// A Redis that neither answers nor goes away would keep everybody waiting until commands time out.
import { ProblemError } from '../errors.js';
import { redisRetryAfterSeconds } from '../problem.js';

/** Told to who asks for what cannot be read or written now. */
export const unavailable = (): ProblemError =>
  new ProblemError('unavailable', { retryAfterSeconds: redisRetryAfterSeconds });

/** Gives up work that waits for a Redis which has fallen silent, and begins none. */
export class Silence {
  readonly #waiting = new Set<(reason: ProblemError) => void>();

  constructor(private readonly isSilent: () => boolean) {}

  get isNow(): boolean {
    return this.isSilent();
  }

  /** Gives up what waits, if there is silence now. */
  turn(): void {
    if (!this.isNow) return;
    for (const giveUp of this.#waiting) giveUp(unavailable());
  }

  /** Does work that asks Redis. @throws ProblemError `unavailable` as soon as there is silence; else what it throws. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.isNow) throw unavailable();
    return await new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      work()
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }
}
