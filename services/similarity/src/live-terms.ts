// Which articles a network's lists are made of, and in how many of them each term occurs today: the table of a new
// generation at any moment, and the measure of how far the frozen one is from it.
//
// Some twenty bytes a term: beside an index, a twentieth of its memory.
import { idfTableFrom, inverseDocumentFrequency, TermCounts, type IdfTable } from '@maylike/tfidf';

/** The live articles of a network with their document frequencies, kept up with every change. */
export class LiveTerms {
  /** Version by number. */
  readonly versions = new Map<number, number>();
  private readonly frequencies = new TermCounts();

  /** How many articles there are. */
  get size(): number {
    return this.versions.size;
  }

  /**
   * Adds a version. O(terms).
   *
   * @param replaced The term ids of the version before, if there is one.
   */
  put(number: number, version: number, ids: Uint32Array, replaced?: Uint32Array): void {
    if (replaced !== undefined) this.remove(number, replaced);
    this.versions.set(number, version);
    this.frequencies.addAll(ids, 1);
  }

  /** Takes an article out, given the term ids of its version. O(terms). */
  remove(number: number, ids: Uint32Array): void {
    this.versions.delete(number);
    this.frequencies.addAll(ids, -1);
  }

  /** Today's table, frozen. O(terms). */
  table(): IdfTable {
    return idfTableFrom(this.size, this.frequencies);
  }

  /**
   * How far today's idf is from a frozen one: the mean of |idf today − idf frozen| over all postings, that is over every
   * term of every live article. A term counts as often as it is used, so that a thousand new names that occur once weigh
   * less than one word of the season. 0 for no articles. O(terms): a million take half a second at most.
   */
  drift(frozen: IdfTable): number {
    let sum = 0;
    let postings = 0;
    for (const [id, frequency] of this.frequencies) {
      const today = inverseDocumentFrequency(this.size, frequency);
      sum += frequency * Math.abs(today - frozen.idfOf(id));
      postings += frequency;
    }
    return postings === 0 ? 0 : sum / postings;
  }
}
