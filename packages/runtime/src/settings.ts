// The values that an environment variable may have. Each helper is a zod schema from text to a typed
// value with one message: what was expected, in words that follow "PORT: expected …".
import { parseUrl } from '@maylike/articles';
import { isIP } from 'node:net';
import { resolve } from 'node:path';

import { z } from 'zod';

/** What a variable is called, what it is without being set, and what it is for. */
export interface Setting {
  /** The environment variable. */
  readonly name: string;
  /** The text that stands in for an unset variable; null: the setting is then absent. */
  readonly default: string | null;
  /** One sentence or two for the documentation's table. */
  readonly description: string;
  /** Its value is never printed. */
  readonly secret?: true;
  /** An empty text is a value of its own here; elsewhere it counts as unset. */
  readonly emptyIsValue?: true;
}

/** A host and a TCP port. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** A port is 16 bits wide. */
export const portMax = 65_535;
/** A DNS name has at most 253 characters (RFC 1035 as commonly read). */
const hostCharactersMax = 253;
/** A Redis Cluster is found through any of its nodes; nobody lists a hundred. */
const clusterNodesMax = 100;
/** Proxies stand in a handful of networks. */
const addressRangesMax = 100;

function parsed<T>(expected: string, parse: (text: string) => T | undefined) {
  return z.string().transform((text, context): T => {
    const value = parse(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });
}

/** A whole number within bounds, both included. */
export function wholeNumber(min: number, max: number) {
  return parsed(`a whole number from ${min} to ${max}`, (text) => {
    if (!/^\d{1,15}$/.test(text)) return undefined;
    const value = Number(text);
    return value >= min && value <= max ? value : undefined;
  });
}

/** Yes or no, in the spellings that people use. */
export function yesOrNo() {
  const values: Record<string, boolean> = {
    '1': true,
    true: true,
    yes: true,
    on: true,
    '0': false,
    false: false,
    no: false,
    off: false,
  };
  return parsed('1 or 0', (text) => values[text.toLowerCase()]);
}

/** One word of a list. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return parsed(`one of ${words.join(', ')}`, (text) => words.find((word) => word === text));
}

/** IP addresses and CIDR ranges, comma-separated; nothing is an empty list. */
export function addressRanges() {
  return parsed('a comma-separated list of IP addresses and CIDR ranges', (text) => {
    const given = splitList(text);
    return given.length <= addressRangesMax && given.every(isAddressRange) ? given : undefined;
  });
}

function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** Some words of a list, comma-separated; nothing is an empty list. */
export function someOf<const Word extends string>(words: readonly Word[]) {
  return parsed(`a comma-separated list of ${words.join(', ')}`, (text) => {
    const given = splitList(text);
    const known = words.filter((word) => given.some((entry) => entry === word));
    return given.every((entry) => known.some((word) => word === entry)) ? known : undefined;
  });
}

/** Any text within bounds of length. */
export function text(charactersMin: number, charactersMax: number) {
  const expected = `${charactersMin} to ${charactersMax} characters`;
  return parsed(expected, (value) =>
    value.length >= charactersMin && value.length <= charactersMax ? value : undefined,
  );
}

/** A folder, made absolute from the current one. */
export function folder() {
  return parsed('the path of a folder', (value) => (value === '' ? undefined : resolve(value)));
}

/** An address or a name to listen on. */
export function host() {
  return parsed('an IP address or a host name', (value) => (isHost(value) ? value : undefined));
}

/** `host:port,host:port`; an IPv6 address in brackets. */
export function hostPorts() {
  return parsed('host:port, or several of them separated by commas', (value) => {
    const nodes = splitList(value).map(parseHostPort);
    const whole = nodes.filter((node) => node !== undefined);
    return whole.length === nodes.length && nodes.length <= clusterNodesMax ? whole : undefined;
  });
}

/** `redis://`, `rediss://` or `unix:///path`. */
export function redisUrl() {
  const expected = 'redis://host:port, rediss://host:port or unix:///path/of/the/socket';
  return parsed(expected, (value) => (isRedisUrl(value) ? value : undefined));
}

/** An address where a person can be reached: a page or a mail address. */
export function contactUrl() {
  return parsed('an http:, https: or mailto: URL', (value) => {
    const url = parseUrl(value);
    const schemes = ['http:', 'https:', 'mailto:'];
    return url !== null && schemes.includes(url.protocol) ? url.href : undefined;
  });
}

/** A point in time with its zone, as milliseconds since the epoch. */
export function isoTime() {
  return parsed('an ISO 8601 time with its zone, as 2026-05-04T08:00:00Z', (value) => {
    if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(value)) {
      return undefined;
    }
    const time = Date.parse(value);
    return Number.isNaN(time) ? undefined : time;
  });
}

/** Where a web service answers: scheme, host and port, and nothing behind them. */
export function webOrigin() {
  return parsed('an http: or https: URL without a path', (value) => {
    const url = parseUrl(value);
    if (url === null || !['http:', 'https:'].includes(url.protocol)) return undefined;
    return url.href === `${url.origin}/` ? url.origin : undefined;
  });
}

/** A cron pattern of five or six fields, or nothing. What its fields say is the scheduler's to check. */
export function cronPattern() {
  const expected = 'a cron pattern of five or six fields (or nothing, for none)';
  return parsed(expected, (value) => {
    if (value === '') return null;
    const fields = value.split(/\s+/);
    const whole = fields.every((field) => /^[\dA-Za-z*/,\-?#]{1,100}$/.test(field));
    return whole && (fields.length === 5 || fields.length === 6) ? value : undefined;
  });
}

/** A time zone that this Node knows. */
export function timeZone() {
  return parsed('an IANA time zone such as Europe/Berlin', (value) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
    } catch {
      // RangeError is Intl's way to say that there is no such zone.
      return undefined;
    }
  });
}

function splitList(value: string): string[] {
  const entries = value.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '');
}

function isHost(value: string): boolean {
  if (isIP(value) !== 0) return true;
  return (
    value.length <= hostCharactersMax && /^[A-Za-z\d_]([A-Za-z\d_.-]*[A-Za-z\d.])?$/.test(value)
  );
}

function parseHostPort(entry: string): HostPort | undefined {
  const match = /^(?:\[([\da-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(entry);
  const name = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return name !== undefined && isHost(name) && port >= 1 && port <= portMax
    ? { host: name, port }
    : undefined;
}

function isRedisUrl(value: string): boolean {
  const url = parseUrl(value);
  if (url === null) return false;
  if (url.protocol === 'unix:') return url.host === '' && url.pathname.length > 1;
  const isDatabase = /^\/?\d{0,4}$/.test(url.pathname);
  return ['redis:', 'rediss:'].includes(url.protocol) && url.hostname !== '' && isDatabase;
}
