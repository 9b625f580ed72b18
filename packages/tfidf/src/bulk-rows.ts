/**
 * The rows of a bulk run: all vectors in one shared memory, and the search for the neighbours of one of them, which any
 * thread can do in its own workspace because nothing but that is written. How it is done is said in `assembly/plan.ts`
 * and `assembly/bulk.ts`.
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

/** Slots of a segment: single-precision accumulators of 256 KB stay in the second-level cache. */
const SEGMENT_SLOTS = 65_536;

/**
 * Bands are faster from so many postings a query on, for each neighbour that is asked for: the longer the list the lower
 * the score that makes it, and the more rows can reach that. `npm run bench` shows both ways side by side.
 */
const BANDED_POSTINGS_PER_NEIGHBOUR = 15_000;
const BANDED_POSTINGS_MIN = 150_000;

/** How a plan is made; all but the first two are for tests and measurements. */
export interface PlanOptions {
  readonly floorE6: number;
  readonly top: number;
  /** Threads that will search; one by default. */
  readonly threads?: number;
  /** Whether terms are added up by bands; decided by the measured rule where it is not given. Results are the same. */
  readonly isBanded?: boolean;
  /** Rows of a segment, a multiple of 16 up to 65,536, the default. */
  readonly segmentSlots?: number;
}

/** All that a thread has to be told; structured-cloneable, its memory is shared. */
export interface BulkPlan {
  readonly memory: WebAssembly.Memory;
  /** Where the plan lies. */
  readonly at: number;
  readonly rows: number;
  /** Where each thread's workspace lies, and its place for a query's weights. */
  readonly workspaces: readonly { readonly at: number; readonly weightsAt: number }[];
  readonly floorE6: number;
  readonly top: number;
  readonly isBanded: boolean;
  /** Postings a query meets, on average. */
  readonly postingsPerRow: number;
}

const MEMORY_BYTES = 2 ** 32;

function full(what: string): TfidfError {
  return new TfidfError('memory_full', `bulk run: the 4 GB of its memory have no room for ${what}`);
}

/** Copies the vectors to where the plan wants them. */
function copyVectors(
  memory: WebAssembly.Memory,
  kernel: Kernel,
  at: number,
  vectors: readonly Vector[],
  total: number,
): void {
  const starts = new Uint32Array(memory.buffer, kernel.planStarts(at) >>> 0, vectors.length + 1);
  const ids = new Uint32Array(memory.buffer, kernel.planIds(at) >>> 0, total);
  const weights = new Float32Array(memory.buffer, kernel.planWeights(at) >>> 0, total);
  let offset = 0;
  for (const [row, vector] of vectors.entries()) {
    starts[row] = offset;
    ids.set(vector.ids, offset);
    weights.set(vector.weights, offset);
    offset += vector.ids.length;
  }
  starts[vectors.length] = offset;
}

/** Memory for threads to search in; a workspace has to be all zeros. */
function workspacesOf(
  memory: WebAssembly.Memory,
  kernel: Kernel,
  terms: number,
  threads: number,
): { at: number; weightsAt: number }[] {
  return Array.from({ length: threads }, (_, thread) => {
    if (kernel.reserve(WORKSPACE_BYTES + terms * 4 + 64) === 0) throw full(`thread ${thread}`);
    const weightsAt = kernel.allocate(terms * 4) >>> 0;
    new Uint8Array(memory.buffer, weightsAt, terms * 4).fill(0);
    if (thread === 0) return { at: WORKSPACE_AT, weightsAt };
    const at = kernel.allocate(WORKSPACE_BYTES) >>> 0;
    new Uint8Array(memory.buffer, at, WORKSPACE_BYTES).fill(0);
    return { at, weightsAt };
  });
}

/**
 * Lays all vectors into a memory for a number of threads. O(terms).
 *
 * @throws TfidfError `article_invalid` for a vector that breaks its promises; `memory_full` beyond 4 GB, about a million
 * articles of 200 terms.
 */
export function planBulk(vectors: readonly Vector[], options: PlanOptions): BulkPlan {
  const { floorE6, top, threads = 1, segmentSlots = SEGMENT_SLOTS } = options;
  const memory = createMemory();
  const kernel = instantiateKernel(memory);
  let total = 0;
  for (const vector of vectors) {
    assertVector(vector);
    total += vector.ids.length;
  }
  const what = `${vectors.length} rows of ${total} terms in all`;
  if (total * 14 + vectors.length * 4 >= MEMORY_BYTES) throw full(what);
  const at = kernel.createPlan(vectors.length, total, segmentSlots) >>> 0;
  if (at === 0) throw full(what);
  copyVectors(memory, kernel, at, vectors, total);
  if (kernel.layOut(at) === 0) throw full(what);
  const postingsPerRow = kernel.postingsMet(at) / Math.max(1, vectors.length);
  const bandedFrom = Math.max(BANDED_POSTINGS_MIN, BANDED_POSTINGS_PER_NEIGHBOUR * top);
  const isBanded = options.isBanded ?? postingsPerRow >= bandedFrom;
  if (isBanded && kernel.layOutBands(at) === 0) throw full(`the bands of ${what}`);
  const workspaces = workspacesOf(memory, kernel, kernel.planTerms(at) >>> 0, threads);
  const { length: rows } = vectors;
  return { memory, at, rows, workspaces, floorE6, top, isBanded, postingsPerRow };
}

/** Finds neighbours for rows of a plan, in one of its workspaces. */
export class RowFinder {
  readonly #plan: BulkPlan;
  readonly #kernel: Kernel;
  readonly #words: Uint32Array;
  readonly #keys: BigUint64Array;
  readonly #candidatesAt: number;

  constructor(plan: BulkPlan, thread: number) {
    const workspace = plan.workspaces[thread];
    if (workspace === undefined) throw new RangeError(`thread ${thread} has no workspace`);
    this.#plan = plan;
    this.#kernel = instantiateKernel(plan.memory);
    this.#kernel.setWorkspace(workspace.at);
    this.#kernel.openPlan(plan.at, workspace.weightsAt);
    this.#words = new Uint32Array(plan.memory.buffer);
    this.#keys = new BigUint64Array(plan.memory.buffer);
    this.#candidatesAt = workspace.at + CANDIDATES_AT;
  }

  /**
   * The neighbours of the rows from `from` to before `to`, as `count, (row, scoreE6) × count` a row, in order.
   * O(postings of the rows' terms).
   */
  find(from: number, to: number): Uint32Array {
    const { top, floorE6, isBanded } = this.#plan;
    const out: number[] = [];
    for (let row = from; row < to; row += 1) {
      this.#append(out, this.#kernel.search(row, top, floorE6, isBanded ? 1 : 0));
    }
    return Uint32Array.from(out);
  }

  /** Row and score of a candidate are one whole number of 64 bits, the score above: the order is one native sort. */
  #append(out: number[], count: number): void {
    this.#keys.subarray(this.#candidatesAt >>> 3, (this.#candidatesAt >>> 3) + count).sort();
    const from = this.#candidatesAt >>> 2;
    out.push(count);
    for (let place = from + 2 * (count - 1); place >= from; place -= 2) {
      out.push(this.#words[place] ?? 0, this.#words[place + 1] ?? 0);
    }
  }
}
