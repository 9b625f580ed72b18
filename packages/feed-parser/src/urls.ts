/** Addresses inside feeds: relative, padded, or not addresses at all. */
import { parseUrl } from '@maylike/articles';
import { urlCharactersMax } from './limits.js';

/**
 * The absolute http(s) address that `raw` means under `base`, or null: for other schemes, for what
 * is not an address, for what is longer than 4,096 characters. White space around it does not count,
 * and a scheme that hides line breaks is read as a browser reads it.
 */
export function absoluteUrl(raw: string, base: string | null): string | null {
  const trimmed = raw.trim();
  if (trimmed === '' || trimmed.length > urlCharactersMax) return null;
  const url = parseUrl(trimmed) ?? (base === null ? null : parseUrl(trimmed, base));
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return null;
  return url.href.length > urlCharactersMax ? null : url.href;
}

/** Follows `xml:base` values inwards from `start`; a value that is no address changes nothing. */
export function resolveBases(start: string | null, bases: readonly string[]): string | null {
  return bases.reduce<string | null>((base, next) => absoluteUrl(next, base) ?? base, start);
}

/** The first candidate that is an address. */
export function firstUrl(candidates: readonly string[], base: string | null): string | null {
  for (const candidate of candidates) {
    const url = absoluteUrl(candidate, base);
    if (url !== null) return url;
  }
  return null;
}
