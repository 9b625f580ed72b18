import { afterAll, afterEach } from '@jest/globals';

type Stop = () => Promise<unknown>;

/** What was started is stopped in reverse order, whatever went wrong in between. */
export class Cleanup {
  private readonly stops: Stop[] = [];

  /** Runs after all tests of the describe block in which it is called. */
  static afterAll(): Cleanup {
    const cleanup = new Cleanup();
    afterAll(() => cleanup.run(), 60_000);
    return cleanup;
  }

  /** Runs after each test of the describe block in which it is called. */
  static afterEach(): Cleanup {
    const cleanup = new Cleanup();
    afterEach(() => cleanup.run(), 60_000);
    return cleanup;
  }

  /** Takes care of something from now on. */
  of<T extends { stop(): Promise<unknown> }>(started: T): T {
    this.stops.push(() => started.stop());
    return started;
  }

  private async run(): Promise<void> {
    for (let stop = this.stops.pop(); stop !== undefined; stop = this.stops.pop()) await stop();
  }
}
