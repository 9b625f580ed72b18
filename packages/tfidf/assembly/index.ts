/** What the host may call. Everything works on offsets into the one imported memory. */
export { allocate, free, reserve, setWorkspace, touchedBytes, usedBytes } from './arena';
export { termCount } from './postings';
export {
  createSegment,
  destroySegment,
  putPostings,
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
