/**
 * Which addresses and ports may be connected to.
 *
 * The rule is an allow-list: public unicast addresses, and nothing else that the operator has not
 * named. Every spelling ends here: a host written as an IP literal goes through the same function
 * as an address that a name resolved to, and as the address a socket is finally connected to.
 *
 *   ::ffff:a.b.c.d (mapped)   the system connects to a.b.c.d  → judged as a.b.c.d
 *   64:ff9b::a.b.c.d (NAT64)  a gateway connects to a.b.c.d   → public only if a.b.c.d is
 *   ::a.b.c.d, 2002::/16, 2001::/32, 64:ff9b:1::/48           → refused, nobody publishes there
 *   IPv6 outside 2000::/3                                     → refused, not assigned
 *
 * An address of this very machine is refused too, public or not (see own-addresses.ts).
 */
import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { PrivateRange } from './private-ranges.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What the policy says of an address with a port. */
export type AddressVerdict = 'allowed' | 'address_refused' | 'port_refused';

/** The rule about addresses, made once from the operator's settings. */
export interface AddressPolicy {
  /** Judges one address (IPv4 or IPv6 text, without brackets) with a port. Text that is no address is refused. */
  verdict(address: string, port: number): AddressVerdict;
  /** Whether any address could be allowed on this port; known before a name is resolved. */
  portMayBeAllowed(port: number): boolean;
}

/**
 * Ports from 1024 up that belong to databases, brokers, remote control and mail rather than to
 * pages: a feed there is more likely an attempt to speak to such a service. The second half are
 * ports that browsers refuse as well (WHATWG Fetch, "bad port").
 */
const servicePorts: ReadonlySet<number> = new Set([
  1433, 1521, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5433, 5672, 5900, 5901, 5984,
  5985, 5986, 6379, 6380, 6443, 8500, 9042, 9092, 9200, 9300, 10250, 10255, 11211, 15672, 16379,
  25672, 26379, 27017, 27018, 27019, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000,
  6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

const globalUnicast = ipaddr.IPv6.parse('2000::');
const nat64Prefix = ipaddr.IPv6.parse('64:ff9b::');

/**
 * Makes the policy.
 *
 * @param ranges - what is allowed although it is private; judged before anything else.
 * @param ownAddresses - this machine's addresses as they are now.
 * @returns the policy; each verdict takes time linear in the number of ranges and own addresses.
 */
export function createAddressPolicy(
  ranges: readonly PrivateRange[],
  ownAddresses: () => readonly string[],
): AddressPolicy {
  const isOwn = (address: Address): boolean =>
    ownAddresses().some((text) => parseAddress(text)?.toString() === address.toString());
  const allowed = ranges.map((range) => ({ ...range, parsed: ipaddr.parse(range.address) }));
  return {
    verdict(text, port) {
      const address = parseAddress(text);
      if (address === null) return 'address_refused';
      for (const range of allowed) {
        const portFits = range.port === null || range.port === port;
        if (portFits && isInRange(address, range.parsed, range.prefixLength)) return 'allowed';
      }
      const target = reachedAddress(address);
      if (!isPublic(target) || isOwn(target)) return 'address_refused';
      return isPublicPort(port) ? 'allowed' : 'port_refused';
    },
    portMayBeAllowed: (port) =>
      isPublicPort(port) || allowed.some((range) => range.port === null || range.port === port),
  };
}

/**
 * Whether a host, as URLs name it, is an address within the operator's ranges. A name is not, wherever it leads: it is
 * not asked for here.
 *
 * @param port - null for the usual one of its scheme.
 */
export function isAllowedPrivate(
  ranges: readonly PrivateRange[],
  hostname: string,
  port: number | null,
): boolean {
  const address = parseAddress(hostname === 'localhost' ? '127.0.0.1' : unbracketed(hostname));
  if (address === null) return false;
  return ranges.some((range) => {
    const portFits = range.port === null || range.port === port;
    return portFits && isInRange(address, ipaddr.parse(range.address), range.prefixLength);
  });
}

const unbracketed = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * The address that the system would really connect to; null for text that is none, or has a zone.
 * IPv6 is brought to its one canonical spelling first: ipaddr.js takes `::1.2.3.4`, which is
 * IPv4-compatible, for the mapped `::ffff:1.2.3.4`.
 */
function parseAddress(text: string): Address | null {
  if (isIPv4(text)) return ipaddr.IPv4.parse(text);
  if (!isIPv6(text) || text.includes('%')) return null;
  const address = ipaddr.IPv6.parse(new URL(`http://[${text}]/`).hostname.slice(1, -1));
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function isInRange(address: Address, range: Address, prefixLength: number): boolean {
  return address.kind() === range.kind() && address.match(range, prefixLength);
}

/** What a packet to the address ends at: through NAT64 that is the IPv4 address inside. */
function reachedAddress(address: Address): Address {
  if (address instanceof ipaddr.IPv4 || !address.match(nat64Prefix, 96)) return address;
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

function isPublic(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast';
  return address.match(globalUnicast, 3) && address.range() === 'unicast';
}

function isPublicPort(port: number): boolean {
  if (port === 80 || port === 443) return true;
  return port >= 1024 && port <= 65_535 && !servicePorts.has(port);
}
