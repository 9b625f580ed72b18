/**
 * Names to addresses: the hosts file, then the name's own place (localhost), then DNS.
 *
 * DNS is asked by c-ares and not by `getaddrinfo`, which blocks one of libuv's four threads for as
 * long as a dead name server keeps silent; the same threads decompress bodies and read files, so four
 * dead names would stop the whole process. Each lookup has a channel of its own: cancelling it at its
 * deadline cancels nobody else's, a changed resolv.conf counts at once, and no answer is kept beyond
 * its use. Search domains are not tried: a publisher's name is a whole one, and `feeds` must not
 * become `feeds.corp.internal`.
 */
import { Resolver } from 'node:dns/promises';
import { systemCodeOf } from './errors.js';
import { openHostsFile, systemHostsPath } from './hosts-file.js';

/** One address of a name. */
export interface ResolvedAddress {
  address: string;
  family: number;
}

/** Gives every address of a name, or rejects. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** How names are resolved. */
export interface ResolverOptions {
  /** Milliseconds for both families of one name, all tries and servers together. */
  timeoutMs: number;
  /** `address:port` of the servers to ask; the system's by default. */
  nameServers?: readonly string[];
  /** The hosts file; the system's by default. */
  hostsPath?: string;
}

/** A packet that got lost is sent again, to the next server where there is one, after this. */
const queryTimeoutMs = 1_500;
const queryTriesMax = 3;
/**
 * Once one family has addresses, the other gets this long. Some name servers never answer AAAA
 * (RFC 4074); what is not known by then is not dialled either.
 */
const otherFamilyTimeoutMs = 500;

/** Where no entry of a hosts file says otherwise (RFC 6761 §6.3): no name server is ever asked. */
const loopback: readonly ResolvedAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * Makes the resolver. One name that is wanted several times at the same moment is looked up once.
 *
 * @returns a function that gives all addresses, IPv4 first; none where the name has none. It rejects where nobody could
 * say, at the latest at the deadline, with the name server's reason as the cause.
 */
export function createResolver(options: ResolverOptions): Resolve {
  const inHostsFile = openHostsFile(options.hostsPath ?? systemHostsPath);
  const underway = new Map<string, Promise<readonly ResolvedAddress[]>>();

  async function lookUp(hostname: string): Promise<readonly ResolvedAddress[]> {
    const name = hostname.replace(/\.$/, '');
    const local = await inHostsFile(name);
    if (local.length > 0) return local;
    if (name === 'localhost' || name.endsWith('.localhost')) return loopback;
    return await askNameServers(name, options);
  }

  return (hostname) => {
    const known = underway.get(hostname);
    if (known !== undefined) return known;
    const started = lookUp(hostname).finally(() => underway.delete(hostname));
    underway.set(hostname, started);
    return started;
  };
}

async function askNameServers(
  name: string,
  { timeoutMs, nameServers }: ResolverOptions,
): Promise<readonly ResolvedAddress[]> {
  const resolver = new Resolver({
    timeout: Math.min(queryTimeoutMs, timeoutMs),
    tries: queryTriesMax,
  });
  if (nameServers !== undefined) resolver.setServers(nameServers);
  const cancel = (): void => {
    resolver.cancel();
  };
  const timers = [setTimeout(cancel, timeoutMs)];
  const ask = async (family: 4 | 6): Promise<ResolvedAddress[]> => {
    const answer = family === 4 ? resolver.resolve4(name) : resolver.resolve6(name);
    const found = await answer.catch(absentAsNone);
    if (found.length > 0) timers.push(setTimeout(cancel, otherFamilyTimeoutMs));
    return found.map((address) => ({ address, family }));
  };
  try {
    const answers = await Promise.allSettled([ask(4), ask(6)]);
    const addresses = answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? answer.value : [],
    );
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (addresses.length === 0 && failure !== undefined) {
      throw new Error(`no name server could say where ${name} is`, { cause: failure.reason });
    }
    return addresses;
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/** The servers answered, and there is no such name, or no address of this family. */
function absentAsNone(error: unknown): string[] {
  const code = systemCodeOf(error);
  if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
  throw error;
}
