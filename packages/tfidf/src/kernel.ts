/**
 * The WebAssembly module that `assembly/` is compiled to, and its memory. What the functions do is said there; all take
 * and give offsets into the memory, unsigned although WebAssembly returns them signed.
 */
import { readFileSync } from 'node:fs';

/** Where the first workspace lies, and the two lists of candidates in one; agreed with `assembly/arena.ts`. */
export const WORKSPACE_AT = 32_768;
export const CANDIDATES_AT = 524_288;
export const REVERSE_CANDIDATES_AT = 1_048_576;
export const WORKSPACE_BYTES = 1_572_864;

/** Candidates that fit one list; also the most slots of a segment. */
export const CANDIDATES_MAX = 65_536;

/** Slots between two looks at the number of candidates: so many may come on top of a limit. */
export const CANDIDATES_STRIDE = 1024;

/** Most segments of one memory. */
export const SEGMENTS_MAX = 1024;

const PAGES_AT_START = 26;
/** 4 GB, all that 32-bit addresses reach. It costs addresses only; pages are taken as they are needed. */
const PAGES_MAX = 65_536;

/** The functions of the module. */
export interface Kernel {
  allocate(bytes: number): number;
  free(block: number, bytes: number): void;
  reserve(bytes: number): number;
  usedBytes(): number;
  touchedBytes(): number;
  termCount(segment: number): number;
  createSegment(index: number, slots: number): number;
  destroySegment(index: number): void;
  putVector(index: number, slot: number, ids: number, weights: number, length: number): number;
  batchBytes(postings: number): number;
  putBatch(index: number, batch: number, postings: number): number;
  vectorLength(index: number, slot: number): number;
  readVector(index: number, slot: number, ids: number, weights: number): void;
  removeVector(index: number, slot: number, ids: number): void;
  setWorkspace(at: number): void;
  accumulateVector(index: number, ids: number, weights: number, length: number): void;
  clearAccumulator(slot: number): void;
  setReverseKey(floorE6: number, publishedAt: number, number: number): void;
  reverseCount(): number;
  collect(
    index: number,
    slots: number,
    floorE6: number,
    top: number,
    limit: number,
    count: number,
    isReverse: number,
  ): number;
  finish(top: number, count: number): number;
  floorAfter(floorE6: number, top: number, count: number): number;
  createPlan(rows: number, total: number, slots: number): number;
  planStarts(plan: number): number;
  planIds(plan: number): number;
  planWeights(plan: number): number;
  planTerms(plan: number): number;
  layOut(plan: number): number;
  layOutBands(plan: number): number;
  postingsMet(plan: number): number;
  openPlan(plan: number, zeros: number): void;
  search(row: number, top: number, floorE6: number, isBanded: number): number;
}

let compiled: WebAssembly.Module | undefined;

function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(
    readFileSync(new URL('../build/kernel.wasm', import.meta.url)),
  );
  return compiled;
}

/** A memory of its own, nearly empty, that grows to 4 GB at most. */
export function createMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: PAGES_AT_START, maximum: PAGES_MAX, shared: true });
}

/** The kernel's functions on a memory. */
export function instantiateKernel(memory: WebAssembly.Memory): Kernel {
  return new WebAssembly.Instance<Kernel>(kernelModule(), { env: { memory } }).exports;
}
