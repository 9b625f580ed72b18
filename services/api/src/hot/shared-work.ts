// The same question asked by many at the same moment is worked on once.

/** One piece of work. */
export interface Work<T> {
  readonly made: Promise<T>;
  /** Whether what it makes will be right for somebody who asks only now. */
  readonly mayJoin: () => boolean;
}

/** Work under way, by key. */
export class SharedWork<T> {
  readonly #underWay = new Map<string, Work<T>>();

  /**
   * The result of the work under way for a key where it may be joined, else of new work.
   *
   * @returns The result, and whether it was new.
   * @throws What the work throws, to all who wait for it.
   */
  async of(
    key: string,
    begin: () => Work<T>,
  ): Promise<{ readonly result: T; readonly isOwn: boolean }> {
    const underWay = this.#underWay.get(key);
    if (underWay?.mayJoin() === true) return { result: await underWay.made, isOwn: false };
    const work = begin();
    this.#underWay.set(key, work);
    try {
      return { result: await work.made, isOwn: true };
    } finally {
      if (this.#underWay.get(key) === work) this.#underWay.delete(key);
    }
  }
}
