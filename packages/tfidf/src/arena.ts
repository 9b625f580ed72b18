/** A kernel's memory as typed arrays, made anew when the memory has grown, and the place where a query's vector lies. */
import { TfidfError } from './errors.js';
import { createMemory, instantiateKernel, type Kernel } from './kernel.js';
import type { Vector } from './vector.js';

const QUERY_TERMS_AT_START = 256;

/** The memory of one index. Every access goes through {@link Arena.words} and its like, after {@link Arena.refresh}. */
export class Arena {
  readonly kernel: Kernel;
  words: Uint32Array;
  singles: Float32Array;
  doubles: Float64Array;
  readonly #memory = createMemory();
  #queryCapacity = 0;
  #idsAt = 0;
  #weightsAt = 0;

  constructor() {
    this.kernel = instantiateKernel(this.#memory);
    this.words = new Uint32Array(this.#memory.buffer);
    this.singles = new Float32Array(this.#memory.buffer);
    this.doubles = new Float64Array(this.#memory.buffer);
    this.#growQuery(QUERY_TERMS_AT_START);
  }

  /** To be called after whatever may have let the memory grow. O(1). */
  refresh(): void {
    const { buffer } = this.#memory;
    if (buffer.byteLength === this.words.byteLength) return;
    this.words = new Uint32Array(buffer);
    this.singles = new Float32Array(buffer);
    this.doubles = new Float64Array(buffer);
  }

  /** Where the ids of the query's vector lie. */
  get idsAt(): number {
    return this.#idsAt;
  }

  /** Where the weights of the query's vector lie. */
  get weightsAt(): number {
    return this.#weightsAt;
  }

  /**
   * Makes room for a vector in the query's place.
   *
   * @throws TfidfError `memory_full`.
   */
  makeRoom(length: number): void {
    if (length > this.#queryCapacity) this.#growQuery(Math.ceil(length * 1.5));
  }

  /**
   * Lays a vector into the query's place.
   *
   * @throws TfidfError `memory_full`.
   */
  layQuery({ ids, weights }: Vector): void {
    this.makeRoom(ids.length);
    this.words.set(ids, this.#idsAt >>> 2);
    this.singles.set(weights, this.#weightsAt >>> 2);
  }

  /** A copy of what lies in the query's place. */
  queryVector(length: number): Vector {
    const ids = this.#idsAt >>> 2;
    const weights = this.#weightsAt >>> 2;
    return {
      ids: this.words.slice(ids, ids + length),
      weights: this.singles.slice(weights, weights + length),
    };
  }

  #growQuery(length: number): void {
    const { kernel } = this;
    if (kernel.reserve(length * 8 + 64) === 0) {
      throw new TfidfError('memory_full', `the index has no room for a vector of ${length} terms`);
    }
    if (this.#queryCapacity > 0) {
      kernel.free(this.#idsAt, this.#queryCapacity * 4);
      kernel.free(this.#weightsAt, this.#queryCapacity * 4);
    }
    this.#idsAt = kernel.allocate(length * 4) >>> 0;
    this.#weightsAt = kernel.allocate(length * 4) >>> 0;
    this.#queryCapacity = length;
    this.refresh();
  }
}
