/** What the host may call. Everything works on offsets into the one imported memory. */
export { allocate, free, reserve, setWorkspace, touchedBytes, usedBytes } from './arena';
export { batchBytes, putBatch } from './batch';
export { termCount } from './postings';
export {
  createSegment,
  destroySegment,
  putVector,
  readVector,
  removeVector,
  vectorLength,
} from './segment';
export {
  accumulateVector,
  clearAccumulator,
  collect,
  finish,
  floorAfter,
  reverseCount,
  setReverseKey,
} from './query';
export { openPlan, search } from './bulk';
export {
  createPlan,
  layOut,
  layOutBands,
  planIds,
  planStarts,
  planTerms,
  planWeights,
  postingsMet,
} from './plan';
