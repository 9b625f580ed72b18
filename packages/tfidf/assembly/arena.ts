/**
 * Memory for posting lists, vectors and tables inside the one WebAssembly memory.
 *
 * Small blocks (up to 48 KB) come back through a free list for each multiple of 8 bytes; large ones through one list of
 * regions, which also feeds the small blocks, so that an outgrown table becomes posting lists instead of waste. The
 * owner of a block knows its size: blocks carry no header.
 *
 * The memory's fixed part:
 *
 *     0        nothing (0 means "no block")
 *     64       heads of the free lists, one u32 each
 *     28672    directory: segment index → segment
 *     32768    the first workspace
 *     1605632  blocks
 *
 * A workspace is what one thread needs for a query: at 0 the accumulators, one f64 for each of at most 65,536 slots; at
 * 524288 candidates for the list of the query, (scoreE6, slot), 65,536 at most; at 1048576 likewise those for the other
 * lists. The owner of the memory works in the first; other threads, whose instances only read, are given blocks. A bulk
 * run has accumulators of half that width and keeps nominated rows and their scores from 262144 on.
 */

const FREE_HEADS: usize = 64;
export const DIRECTORY: usize = 28672;
export let workspace: usize = 32768;
const HEAP: usize = 1605632;
const SMALL_MAX: usize = 49168;
/** Below it blocks come from a stretch of their own, so that what large blocks leave over is used up. */
const FINE_MAX: usize = 1024;
const FINE_STRETCH: usize = 16384;
const PAGES_AT_ONCE: i32 = 16;
/** Small blocks are cut from stretches so large that what is left at the end does not count. */
const STRETCH: usize = 1048576;

/** Bytes of blocks in use, as they were asked for (rounded up to 8). */
let used: usize = 0;
let top: usize = HEAP;
/** The stretches that small blocks are cut from, and the fine ones among them. */
let stretch: usize = 0;
let stretchEnd: usize = 0;
let fine: usize = 0;
let fineEnd: usize = 0;
/** First region of the list: each begins with (next, size). */
let regions: usize = 0;

/** Tells an instance of another thread where its workspace is. Its content has to be zeros. */
export function setWorkspace(at: usize): void {
  workspace = at;
}

export function candidates(): usize {
  return workspace + 524288;
}

export function reverseCandidates(): usize {
  return workspace + 1048576;
}

export function usedBytes(): usize {
  return used;
}

/** Bytes that were ever handed out, free again or not: what the operating system has given. */
export function touchedBytes(): usize {
  return top - HEAP;
}

function rounded(size: usize): usize {
  return (size + 7) & ~7;
}

/**
 * Makes sure that the next allocations of up to `size` bytes in sum cannot fail; false where the memory's maximum is
 * reached.
 */
export function reserve(size: usize): bool {
  const end = <u64>top + <u64>size + STRETCH;
  const has = (<u64>memory.size()) << 16;
  if (end <= has) return true;
  const needed = <i32>((end - has + 65535) >> 16);
  if (memory.grow(max(needed, PAGES_AT_ONCE)) >= 0) return true;
  return memory.grow(needed) >= 0;
}

function fromTop(size: usize): usize {
  const block = top;
  if (!reserve(size)) unreachable();
  top += size;
  return block;
}

/** The first region that is large enough, or 0; what is left of it goes back. */
function fromRegions(size: usize): usize {
  let before: usize = 0;
  let region = regions;
  while (region != 0) {
    const next = load<u32>(region);
    const has = <usize>load<u32>(region, 4);
    if (has >= size) {
      if (before == 0) regions = next;
      else store<u32>(before, next);
      release(region + size, has - size);
      return region;
    }
    before = region;
    region = next;
  }
  return 0;
}

/** Puts a block back without counting it. */
function release(block: usize, size: usize): void {
  if (size == 0) return;
  if (size <= SMALL_MAX) {
    const head = FREE_HEADS + ((size >> 3) << 2);
    store<u32>(block, load<u32>(head));
    store<u32>(head, <u32>block);
    return;
  }
  store<u32>(block, <u32>regions);
  store<u32>(block, <u32>size, 4);
  regions = block;
}

/** The rest of an old stretch becomes the one for fine blocks where it is longer. */
function renewStretch(): void {
  let rest = stretch;
  let restEnd = stretchEnd;
  if (restEnd - rest > fineEnd - fine) {
    rest = fine;
    restEnd = fineEnd;
    fine = stretch;
    fineEnd = stretchEnd;
  }
  release(rest, restEnd - rest);
  stretch = regions;
  if (stretch != 0) {
    stretchEnd = stretch + load<u32>(stretch, 4);
    regions = load<u32>(stretch);
  } else {
    stretch = fromTop(STRETCH);
    stretchEnd = stretch + STRETCH;
  }
}

function cut(size: usize): usize {
  if (stretchEnd - stretch < size) renewStretch();
  const block = stretch;
  stretch += size;
  return block;
}

function smallFromStretch(size: usize): usize {
  if (size > FINE_MAX) return cut(size);
  if (fineEnd - fine < size) {
    release(fine, fineEnd - fine);
    fine = 0;
    fineEnd = 0;
    const piece = cut(FINE_STRETCH);
    if (fineEnd - fine >= size) {
      // Cutting has made the rest of the old stretch the fine one: the piece goes back.
      stretch = piece;
    } else {
      release(fine, fineEnd - fine);
      fine = piece;
      fineEnd = piece + FINE_STRETCH;
    }
  }
  const block = fine;
  fine += size;
  return block;
}

/** A block of `size` bytes with any content, aligned to 8. The caller has reserved the memory before. */
export function allocate(size: usize): usize {
  const bytes = rounded(size);
  used += bytes;
  if (bytes > SMALL_MAX) {
    const region = fromRegions(bytes);
    return region != 0 ? region : fromTop(bytes);
  }
  const head = FREE_HEADS + ((bytes >> 3) << 2);
  const block = <usize>load<u32>(head);
  if (block == 0) return smallFromStretch(bytes);
  store<u32>(head, load<u32>(block));
  return block;
}

/** Gives back a block that was allocated with the same size. */
export function free(block: usize, size: usize): void {
  const bytes = rounded(size);
  used -= bytes;
  release(block, bytes);
}
