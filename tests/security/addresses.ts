// Who has which address in the namespace.
import { refusedHosts } from '@maylike/safe-fetch/testing';

/** Where the outlets of these tests are served from: public addresses, as far as the fetcher can see. */
export const outletAddresses = ['93.184.216.34', '93.184.216.35', '2606:2800:220:1::34'] as const;
/** A public address of the very machine that fetches. */
export const ownPublicAddress = '198.41.0.4';
/** A name of the hosts file that lies inside. */
export const hosts = '127.0.0.1 localhost\n10.0.0.7 intranet.example.org\n';

/** What a canary can sit on: every refused address that one machine can have. */
export const canaryAddresses: readonly string[] = [
  ...new Set([
    ...refusedHosts.map(addressOf).filter((address) => !isNobodys(address)),
    '10.0.0.7',
    '127.0.0.2',
    ownPublicAddress,
  ]),
];

/** The address behind a spelling, as the system would dial it. */
export function addressOf(host: string): string {
  const { hostname } = new URL(`http://${host}/`);
  const address = hostname.replace(/^\[|\]$/g, '');
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(address);
  if (mapped === null) return address;
  return mapped
    .slice(1)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
}

/** Nobody can be at these: no address at all, everybody's, or a group's. */
function isNobodys(address: string): boolean {
  return (
    address.startsWith('0.') ||
    address === '255.255.255.255' ||
    address === '::' ||
    /^2(2[4-9]|3\d)\./.test(address) ||
    address.startsWith('ff')
  );
}
