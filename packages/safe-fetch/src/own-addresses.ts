/**
 * The addresses of this machine itself. A public one among them is still a way inside: services that
 * listen for the machine or its network only would take a request from here for one of their own.
 */
import { networkInterfaces } from 'node:os';

/** Interfaces change about never, and listing them takes up to half a millisecond. */
const keptMs = 10_000;

/** Gives the addresses of all interfaces, as the system spells them; read anew every ten seconds. */
export function createOwnAddresses(): () => readonly string[] {
  let readAtMs = Number.NEGATIVE_INFINITY;
  let addresses: readonly string[] = [];
  return () => {
    const nowMs = performance.now();
    if (nowMs - readAtMs > keptMs) {
      readAtMs = nowMs;
      addresses = Object.values(networkInterfaces())
        .flat()
        .flatMap((entry) => (entry === undefined ? [] : [entry.address]));
    }
    return addresses;
  };
}
