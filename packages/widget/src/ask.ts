// Asks the API, once. The request is a simple one (no header of its own, the key in the address), so that a browser
// sends no preflight and a cache may answer; no cookie goes with it.
import { itemsOf, type ListItem } from './answer.js';

/** The page has long been read by then; what comes later helps nobody. */
const askTimeoutMs = 10_000;

/**
 * Why there is no list.
 *
 * - `misconfigured`: there is no key, or no address of an API;
 * - `unreachable`: no answer, or none that this page may read (its origin is not one of the site's);
 * - `timeout`: no whole answer in time;
 * - `refused`: an answer with another status than 2xx;
 * - `unreadable`: an answer that is not one;
 * - `empty`: an answer without an item that could be shown.
 */
export type MissingReason =
  'misconfigured' | 'unreachable' | 'timeout' | 'refused' | 'unreadable' | 'empty';

/** The reason, and the HTTP status where there was an answer. */
export interface Missing {
  readonly reason: MissingReason;
  readonly status: number | null;
}

/**
 * What the API answers at an address: at least one item, or why there is none. Never rejects.
 *
 * @param asking Aborted from outside: the outcome is then of no meaning. Aborted here when time is up.
 */
export async function ask(
  address: string,
  asking: AbortController,
  timeoutMs: number = askTimeoutMs,
): Promise<readonly ListItem[] | Missing> {
  const timer = setTimeout(() => {
    asking.abort();
  }, timeoutMs);
  let status: number | null = null;
  let reason: MissingReason = 'refused';
  try {
    const response = await fetch(address, {
      signal: asking.signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      priority: 'low',
    });
    if (response.ok) {
      const items = itemsOf(await response.text());
      if (items !== null && items.length > 0) return items;
      reason = items === null ? 'unreadable' : 'empty';
    }
    status = response.status;
  } catch {
    // A browser tells a script no more than this about a request that failed.
    reason = asking.signal.aborted ? 'timeout' : 'unreachable';
  } finally {
    clearTimeout(timer);
  }
  return { reason, status };
}
