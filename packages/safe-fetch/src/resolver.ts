/**
 * Names to addresses by the system's own rules (hosts file, search domains, DNS).
 *
 * `getaddrinfo` blocks one of libuv's four threads for as long as a dead name server keeps silent,
 * and the same threads decompress bodies and read files. So at most two lookups run at once; the
 * others wait, within the deadline of their own fetch.
 */
import { lookup } from 'node:dns/promises';

/** One address of a name. */
export interface ResolvedAddress {
  address: string;
  family: number;
}

/** Gives every address of a name, or rejects. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** Half of libuv's four threads. */
const concurrentLookupsMax = 2;

/**
 * Makes a resolver with a queue of its own.
 *
 * @param lookupAll - what asks the system; replaced in tests.
 */
export function createSystemResolver(
  lookupAll: Resolve = (hostname) => lookup(hostname, { all: true, verbatim: true }),
): Resolve {
  let running = 0;
  const waiting: (() => void)[] = [];
  const underway = new Map<string, Promise<readonly ResolvedAddress[]>>();

  async function runInTurn(hostname: string): Promise<readonly ResolvedAddress[]> {
    if (running < concurrentLookupsMax) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await lookupAll(hostname);
    } finally {
      underway.delete(hostname);
      const next = waiting.shift();
      // The place is handed on, so `running` only falls when nobody waits.
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return (hostname) => {
    const known = underway.get(hostname);
    if (known !== undefined) return known;
    const lookupUnderway = runInTurn(hostname);
    underway.set(hostname, lookupUnderway);
    return lookupUnderway;
  };
}
