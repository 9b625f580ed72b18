import type { ServiceProcess } from './process.js';

/** Who writes each of these networks, when they are spread over as many processes; else null. Asks the processes' logs. */
export function writerOfEach(
  networkIds: readonly string[],
  processes: readonly ServiceProcess[],
): ServiceProcess[] | null {
  const found = networkIds.flatMap((networkId) => {
    const [last] = processes
      .map((process) => ({ process, epoch: process.lastEpochOf(networkId) }))
      .sort((a, b) => b.epoch - a.epoch);
    return last === undefined || last.epoch === 0 ? [] : [last.process];
  });
  return new Set(found).size === networkIds.length ? found : null;
}
