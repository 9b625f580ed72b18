/**
 * `Math.imul`, the product of two 32-bit integers. Taken once: in a context of its own, as a test's, each look at a global
 * is a call out of compiled code.
 */
export const { imul } = Math;
