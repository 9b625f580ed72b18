/**
 * The machine's hosts file. c-ares reads it only for `lookup`, which Node gives to `getaddrinfo`, so
 * it is read here: what an operator wrote there goes before any name server, as everywhere else. The
 * addresses are judged like those of any other answer.
 */
import { readFile, stat } from 'node:fs/promises';
import { isIP } from 'node:net';
import { systemCodeOf } from './errors.js';
import type { ResolvedAddress } from './resolver.js';

/** Where every system but Windows keeps it; where it is missing, no name is in it. */
export const systemHostsPath = '/etc/hosts';

/**
 * Opens a hosts file.
 *
 * @returns a function that gives a name's addresses, none where the name is not in the file. The file is read again
 * once its size or its time of change differ.
 */
export function openHostsFile(
  path: string,
): (hostname: string) => Promise<readonly ResolvedAddress[]> {
  let version = '';
  let names: ReadonlyMap<string, readonly ResolvedAddress[]> = new Map();
  return async (hostname) => {
    const found = await stat(path).catch(missingAsNull);
    const foundVersion = found === null ? '' : `${found.size}:${found.mtimeMs}`;
    if (foundVersion !== version) {
      names = parseHosts((await readFile(path, 'utf8').catch(missingAsNull)) ?? '');
      version = foundVersion;
    }
    return names.get(hostname) ?? [];
  };
}

/**
 * Reads `address name name … # comment` lines (hosts(5)). Lines whose first word is no address, or one with a zone,
 * say nothing.
 *
 * @returns the addresses of each name, in the order of the file; names in lower case, without a full stop at the end.
 */
export function parseHosts(text: string): Map<string, ResolvedAddress[]> {
  const names = new Map<string, ResolvedAddress[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...hostnames] = line.replace(/#.*/, '').trim().split(/\s+/);
    const family = address.includes('%') ? 0 : isIP(address);
    if (family === 0) continue;
    for (const hostname of hostnames) {
      const name = hostname.toLowerCase().replace(/\.$/, '');
      const known = names.get(name);
      if (known === undefined) names.set(name, [{ address, family }]);
      else known.push({ address, family });
    }
  }
  return names;
}

function missingAsNull(error: unknown): null {
  if (systemCodeOf(error) === 'ENOENT') return null;
  throw error;
}
