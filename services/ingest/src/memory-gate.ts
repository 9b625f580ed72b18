// Redis that runs full under `noeviction` refuses every write, also those that would end the work in hand. So new work
// is not begun above a soft limit, which leaves room for what is under way.
import type { Readiness } from '@maylike/runtime';

/** Above this share of its limit Redis takes no new polls. */
export const memoryShareMax = 0.7;
/** Asking is one INFO a node; memory does not jump within seconds. */
const keptMs = 10_000;

/** Knows whether Redis has room for new work; says so to whoever asks `/readyz`. */
export class MemoryGate {
  private readAt = Number.NEGATIVE_INFINITY;
  private share = 0;

  /**
   * @param readShare Used memory over its limit, 0 to 1, of the fullest node; 0 without a limit.
   * @param now Milliseconds since the epoch.
   */
  constructor(
    private readonly readShare: () => Promise<number>,
    private readonly readiness: Readiness,
    private readonly now: () => number,
  ) {}

  /** Whether no new work is to be begun. Asks Redis at most every ten seconds. @throws Any error of the connection. */
  async isShort(): Promise<boolean> {
    if (this.now() - this.readAt >= keptMs) {
      this.share = await this.readShare();
      this.readAt = this.now();
    }
    const isShort = this.share > memoryShareMax;
    const used = `${Math.round(this.share * 100)} %`;
    if (isShort) {
      this.readiness.set('memory', false, `Redis uses ${used} of its memory: feeds are not polled`);
    } else this.readiness.set('memory', true);
    return isShort;
  }
}
