// A stream of changes that is looked at ten times a second, without holding a connection up. A look that is answered
// says two things: what changed, and that Redis answers. So the same looks tell when what is kept in memory may no longer
// be taken for what is true.

/** How often a stream is looked at: a change is in every answer a tenth of a second later. */
export const lookEveryMs = 100;
/**
 * Looks without an answer, one after the other, from which on nothing is taken for true. They are counted in turns of
 * the event loop and not in time: a process that was held up for seconds has not missed anything yet.
 */
const missedMax = 10;

/** How a stream is read. */
export interface ChangeSource<Change extends { readonly cursor: string }> {
  /** The cursor of who has seen all of it. */
  end(): Promise<string>;
  /** What came after a cursor. */
  since(cursor: string): Promise<Change>;
}

/** One stream that somebody looks at again and again. */
export class Followed<Change extends { readonly cursor: string }> {
  /** Whether what is known from it is true now, as far as anybody can say. */
  isCurrent = false;
  #cursor: string | null = null;
  #look: Promise<void> | null = null;
  #missed = 0;

  constructor(
    private readonly source: ChangeSource<Change>,
    private readonly apply: (change: Change) => void,
  ) {}

  /** A turn: looks, or counts that the look before has not been answered. Never throws. */
  turn(): void {
    if (this.#look === null) void this.look().catch(() => undefined);
    else this.#miss();
  }

  /**
   * Looks once, or waits for the look that is under way. From the first one on, no change is missed.
   *
   * @throws What the connection says; the next look goes on from where this one began.
   */
  async look(): Promise<void> {
    this.#look ??= this.#lookOnce().finally(() => {
      this.#look = null;
    });
    await this.#look;
  }

  /** Looks once more, after any look that began before this call. @throws What the connection says. */
  async lookAgain(): Promise<void> {
    // What it finds does not matter: the one that follows goes on from the same place.
    await this.#look?.catch(() => undefined);
    await this.look();
  }

  async #lookOnce(): Promise<void> {
    try {
      if (this.#cursor === null) {
        this.#cursor = await this.source.end();
      } else {
        const change = await this.source.since(this.#cursor);
        this.#cursor = change.cursor;
        this.apply(change);
      }
      this.#missed = 0;
      this.isCurrent = true;
    } catch (error) {
      this.#miss();
      throw error;
    }
  }

  #miss(): void {
    this.#missed += 1;
    if (this.#missed >= missedMax) this.isCurrent = false;
  }
}
