// Results come by row, from the oldest document to the newest; they are wanted in the file's order.
import type { BulkNeighbour } from '@maylike/tfidf';
import type { Corpus } from './corpus.js';

/** Takes the neighbours of the document at a place of the file. */
export type OnPlace = (place: number, neighbours: readonly BulkNeighbour[]) => Promise<void>;

/**
 * Takes neighbours by row and hands them on in the file's order, each as soon as its turn has come. What waits is kept,
 * eight bytes a neighbour: all of it where the file goes from new to old, nothing where it goes from old to new or has
 * no times.
 */
export class InFileOrder {
  readonly #corpus: Corpus;
  readonly #onPlace: OnPlace;
  /** By place: row and score of one neighbour after the other. */
  readonly #waiting = new Map<number, Uint32Array>();
  #next = 0;

  constructor(corpus: Corpus, onPlace: OnPlace) {
    this.#corpus = corpus;
    this.#onPlace = onPlace;
  }

  /** Takes the neighbours of a row; resolves when what could be handed on was taken. */
  async add(row: number, neighbours: readonly BulkNeighbour[]): Promise<void> {
    const place = this.#corpus.places[row] ?? 0;
    if (place !== this.#next) {
      this.#waiting.set(place, packed(neighbours));
      return;
    }
    await this.#handOn(neighbours);
    for (let next = this.#take(); next !== undefined; next = this.#take())
      await this.#handOn(unpacked(next));
  }

  async #handOn(neighbours: readonly BulkNeighbour[]): Promise<void> {
    const place = this.#next;
    this.#next += 1;
    await this.#onPlace(place, neighbours);
  }

  #take(): Uint32Array | undefined {
    const next = this.#waiting.get(this.#next);
    this.#waiting.delete(this.#next);
    return next;
  }
}

const packed = (neighbours: readonly BulkNeighbour[]): Uint32Array =>
  Uint32Array.from(neighbours.flatMap(({ row, scoreE6 }) => [row, scoreE6]));

const unpacked = (numbers: Uint32Array): BulkNeighbour[] =>
  Array.from({ length: numbers.length / 2 }, (_, place) => ({
    row: numbers[2 * place] ?? 0,
    scoreE6: numbers[2 * place + 1] ?? 0,
  }));
