/**
 * The rows of a bulk run: all vectors in one shared memory, and the search for the neighbours of one of them, which any
 * thread can do in its own workspace because nothing but that is written.
 */
import { TfidfError } from './errors.js';
import {
  CANDIDATES_AT,
  createMemory,
  instantiateKernel,
  WORKSPACE_AT,
  WORKSPACE_BYTES,
  type Kernel,
} from './kernel.js';
import { assertVector, type Vector } from './vector.js';

/** Slots of a segment: accumulators of 384 KB stay in the second-level cache. */
const SLOTS = 49_152;

/** Times as many candidates as a row takes are collected before the best of them are selected. */
const CANDIDATES_PER_NEIGHBOUR = 4;

/** All that a thread has to be told; structured-cloneable, its arrays are shared. */
export interface BulkPlan {
  readonly memory: WebAssembly.Memory;
  /** Where each row's ids lie, its weights after them. */
  readonly vectorsAt: Uint32Array;
  readonly lengths: Uint32Array;
  /** The workspaces of the threads. */
  readonly workspaces: readonly number[];
  readonly floorE6: number;
  readonly top: number;
}

function full(what: string): TfidfError {
  return new TfidfError('memory_full', `bulk run: the 4 GB of its memory have no room for ${what}`);
}

function sharedWords(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(length * 4));
}

/** Lays one vector down and puts its postings in; returns where it lies. */
function putRow(memory: WebAssembly.Memory, kernel: Kernel, row: number, vector: Vector): number {
  assertVector(vector);
  const { length } = vector.ids;
  const index = Math.floor(row / SLOTS);
  const place = row % SLOTS;
  if (place === 0) {
    const segment = kernel.createSegment(index, SLOTS) >>> 0;
    if (segment === 0) throw full(`row ${row}`);
    // Where the segment's numbers and dates begin: the rows' order decides between equal scores, so all dates are 0.
    const words = new Uint32Array(memory.buffer);
    const numbers = (words[(segment + 16) >>> 2] ?? 0) >>> 2;
    for (let slot = 0; slot < SLOTS; slot += 1) words[numbers + slot] = index * SLOTS + slot;
    new Float64Array(memory.buffer, words[(segment + 20) >>> 2] ?? 0, SLOTS).fill(0);
  }
  if (kernel.reserve(length * 8 + 64) === 0) throw full(`row ${row}`);
  const at = kernel.allocate(length * 8) >>> 0;
  new Uint32Array(memory.buffer, at, length).set(vector.ids);
  new Float32Array(memory.buffer, at + length * 4, length).set(vector.weights);
  if (kernel.putPostings(index, place, at, at + length * 4, length) === 0) throw full(`row ${row}`);
  return at;
}

/**
 * Lays all vectors into a memory for a number of threads. O(terms).
 *
 * @throws TfidfError `article_invalid` for a vector that breaks its promises; `memory_full` beyond 4 GB, about a million
 * articles of 200 terms.
 */
export function planBulk(
  vectors: readonly Vector[],
  floorE6: number,
  top: number,
  threads: number,
): BulkPlan {
  const memory = createMemory();
  const kernel = instantiateKernel(memory);
  const vectorsAt = sharedWords(vectors.length);
  const lengths = sharedWords(vectors.length);
  for (const [row, vector] of vectors.entries()) {
    vectorsAt[row] = putRow(memory, kernel, row, vector);
    lengths[row] = vector.ids.length;
  }
  const workspaces = [WORKSPACE_AT];
  for (let thread = 1; thread < threads; thread += 1) {
    if (kernel.reserve(WORKSPACE_BYTES) === 0) throw full(`thread ${thread}`);
    const workspace = kernel.allocate(WORKSPACE_BYTES) >>> 0;
    new Uint8Array(memory.buffer, workspace, WORKSPACE_BYTES).fill(0);
    workspaces.push(workspace);
  }
  return { memory, vectorsAt, lengths, workspaces, floorE6, top };
}

/** Finds neighbours for rows of a plan, in one of its workspaces. */
export class RowFinder {
  readonly #plan: BulkPlan;
  readonly #kernel: Kernel;
  readonly #words: Uint32Array;
  readonly #candidatesAt: number;
  readonly #segmentCount: number;

  constructor(plan: BulkPlan, thread: number) {
    const workspace = plan.workspaces[thread];
    if (workspace === undefined) throw new RangeError(`thread ${thread} has no workspace`);
    this.#plan = plan;
    this.#kernel = instantiateKernel(plan.memory);
    this.#kernel.setWorkspace(workspace);
    this.#words = new Uint32Array(plan.memory.buffer);
    this.#candidatesAt = (workspace + CANDIDATES_AT) >>> 2;
    this.#segmentCount = Math.ceil(plan.lengths.length / SLOTS);
  }

  /**
   * The neighbours of the rows from `from` to before `to`, as `count, (row, scoreE6) × count` a row, in order.
   * O(postings of the rows' terms).
   */
  find(from: number, to: number): Uint32Array {
    const out: number[] = [];
    for (let row = from; row < to; row += 1) this.#append(out, this.#candidatesOf(row));
    return Uint32Array.from(out);
  }

  /** Leaves the best candidates of a row in the workspace and says how many there are. */
  #candidatesOf(row: number): number {
    const { vectorsAt, lengths, floorE6, top } = this.#plan;
    const length = lengths[row] ?? 0;
    if (length === 0) return 0;
    const at = vectorsAt[row] ?? 0;
    const kernel = this.#kernel;
    let floor = floorE6;
    let count = 0;
    for (let index = 0; index < this.#segmentCount; index += 1) {
      kernel.accumulateVector(index, at, at + length * 4, length);
      if (Math.floor(row / SLOTS) === index) kernel.clearAccumulator(row % SLOTS);
      const opened = Math.min(SLOTS, lengths.length - index * SLOTS);
      count = kernel.collect(index, opened, floor, top, CANDIDATES_PER_NEIGHBOUR * top, count, 0);
      count = kernel.finish(top, count);
      floor = kernel.floorAfter(floor, top, count);
    }
    return count;
  }

  /** Score and row as one number, so that the order is one native sort: both together take 52 bits. */
  #append(out: number[], count: number): void {
    const keys = new Float64Array(count);
    for (let place = 0; place < count; place += 1) {
      const scoreE6 = this.#words[this.#candidatesAt + 2 * place] ?? 0;
      const slot = this.#words[this.#candidatesAt + 2 * place + 1] ?? 0;
      keys[place] = scoreE6 * 2 ** 32 + (slot >>> 16) * SLOTS + (slot & 0xffff);
    }
    keys.sort();
    out.push(count);
    for (let place = count - 1; place >= 0; place -= 1) {
      const key = keys[place] ?? 0;
      out.push(key % 2 ** 32, Math.floor(key / 2 ** 32));
    }
  }
}
