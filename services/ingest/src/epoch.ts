// Which life of Redis the work is done in: see `redisEpoch`. What a feed's memory was written in another life stands for
// articles that may be lost, so that its next body is read whole.

/** Asking is one INFO a server; a Redis that comes back has been away for longer. */
const keptMs = 10_000;

/** Knows the epoch of Redis, ten seconds late at most. */
export class Epoch {
  private readAt = Number.NEGATIVE_INFINITY;
  private known = '';

  /**
   * @param read Asks Redis.
   * @param now Milliseconds since the epoch.
   */
  constructor(
    private readonly read: () => Promise<string>,
    private readonly now: () => number,
  ) {}

  /**
   * The epoch now, or that of a moment ago: what is written under an old one is only read once too often.
   *
   * @throws Any error of the connection.
   */
  async current(): Promise<string> {
    if (this.now() - this.readAt >= keptMs) {
      this.known = await this.read();
      this.readAt = this.now();
    }
    return this.known;
  }
}
