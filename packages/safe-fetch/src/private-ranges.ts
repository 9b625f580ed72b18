/**
 * `FETCH_ALLOW_PRIVATE`: where feeds may point although it is private.
 *
 * The text is a list of `CIDR` or `CIDR:port`, separated by commas. An IPv6 address may stand in
 * brackets; after the prefix length a colon can only begin a port, so `::1/128:80` reads the same as
 * `[::1]/128:80`.
 */
import ipaddr from 'ipaddr.js';
import { ConfigError } from './errors.js';

/** A range of addresses that may be fetched although it is not public. */
export interface PrivateRange {
  /** The range's address as written, without brackets. */
  readonly address: string;
  /** Leading bits that count: 0–32 for IPv4, 0–128 for IPv6. */
  readonly prefixLength: number;
  /** The one port that is allowed there; null: any. */
  readonly port: number | null;
}

/** Ranges are compared one by one with each address, so the list is short. */
const rangesMax = 256;

const rangePattern = /^(?:\[([^[\]]+)\]|([^[\]/]+))\/(\d{1,3})(?::(\d{1,5}))?$/;

/**
 * Reads `FETCH_ALLOW_PRIVATE`.
 *
 * @param text - for example `127.0.0.0/8,10.1.0.0/16:8080,[::1]/128:80`; empty parts are skipped.
 * @returns the ranges in their order; none for an empty text.
 * @throws ConfigError `allow_private_invalid` that quotes the first bad part.
 */
export function parseAllowPrivate(text: string): PrivateRange[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length > rangesMax) {
    throw new ConfigError('allow_private_invalid', `more than ${rangesMax} private ranges`);
  }
  return parts.map(parseRange);
}

function parseRange(part: string): PrivateRange {
  const match = rangePattern.exec(part);
  if (match === null) {
    throw badRange(part, 'write CIDR or CIDR:port, such as 10.1.0.0/16 or [::1]/128:8080');
  }
  const address = match[1] ?? match[2] ?? '';
  const isIPv4 = ipaddr.IPv4.isValidFourPartDecimal(address);
  if (!isIPv4 && !(ipaddr.IPv6.isValid(address) && !address.includes('%'))) {
    throw badRange(part, 'the address is neither IPv4 in four decimals nor IPv6');
  }
  if (!isIPv4 && ipaddr.IPv6.parse(address).isIPv4MappedAddress()) {
    throw badRange(part, 'write an IPv4 address that is mapped into IPv6 as IPv4');
  }
  const prefixLength = Number(match[3]);
  if (prefixLength > (isIPv4 ? 32 : 128)) {
    throw badRange(part, `the prefix length is at most ${isIPv4 ? 32 : 128}`);
  }
  const port = match[4] === undefined ? null : Number(match[4]);
  if (port !== null && (port < 1 || port > 65_535)) {
    throw badRange(part, 'the port is between 1 and 65535');
  }
  return { address, prefixLength, port };
}

function badRange(part: string, why: string): ConfigError {
  return new ConfigError('allow_private_invalid', `"${part}" is not a private range: ${why}`);
}
